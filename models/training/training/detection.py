"""Training of a detector: windows of whole pictures, or tiles of large ones, with the boxes that lie in them.

A box becomes the one round the ellipse that it holds, moved as the picture is: exact for turns by 90 degrees, mirrors and
zooms, and for lesions that are round.
"""

import numpy as np
import torch

from . import centres, intensity, sampling, segmentation
from .draws import fixed, spread

ROOM = 1.8  # of a tile's side, that is read for a tile that is turned and zoomed


class Boxed:
    """The prepared images of a training and their boxes; `truths` are {case: Truth} in pixels of the files."""

    resident = None

    def __init__(self, prepared, truths, device):
        self.prepared, self.items, self.device = prepared, prepared.items, torch.device(device)
        self.truths = [truths[item.case].scaled(item.source, item.shape) for item in self.items]

    def part(self, number, low, high):
        """Image (C,...), mask and floor of the part (low, high) of an item."""
        item = self.items[number]
        image, mask = self.prepared.image(item), self.prepared.mask(item)
        where = tuple(slice(a, b) for a, b in zip(low, high))
        return image[(slice(None), *where)], mask[where]


class Detection(segmentation.Segmentation):
    """`windows` are images, boxes (N,M,4) in pixels of the window and kinds (N,M)."""

    def __init__(self, plan, store, numbers, seed):
        self.plan, self.network_plan, self.store, self.seed = plan, plan.detector, store, seed
        self.numbers, self.tight, self.prompted = numbers, [], False

    @property
    def tiled(self):
        return self.network_plan.patch is not None

    def windows(self, rows, draws, scale):
        strength, grid, form = self.network_plan.augmentation, self.plan.grid, self.network_plan.form
        batch = self.parts_read(rows.tolist(), draws)
        part = (torch.zeros_like(batch["shape"]), batch["shape"]) if self.tiled else self.parts(batch, draws)
        whole = self.network_plan.patch or grid.window
        window = segmentation.scaled(whole, scale, form.stride)
        linear = sampling.matrices(draws, len(rows), strength, grid.dims, grid.spacing)
        linear = linear * fixed(tuple(a / b for a, b in zip(whole, window)), linear.device)
        if grid.spacing is None and not self.tiled:
            linear = linear * spread((part[1] - part[0]).amax(1) / grid.window[-1], 1)
        middle = batch["middle"] if self.tiled else self.middles(batch["mask"], part, linear, draws)
        place = sampling.positions(window, linear, middle)
        seen = sampling.cut(batch["image"], batch["mask"][:, None].float(), place, part, grid.outside)
        boxes, kinds = self.moved(batch, part, linear, middle, window)
        return self.greyed(seen, draws), boxes, kinds

    def loss(self, network, image, boxes, kinds):
        outputs = segmentation.answers(network, image, self.network_plan.mode)
        return centres.loss(outputs, boxes, kinds, self.network_plan.form, self.network_plan.loss)

    def greyed(self, seen, draws):
        """A tile keeps the scale of its picture; a picture that was changed is normalised again."""
        grid = self.plan.grid
        ranged = grid.normalization == "range"
        image = intensity.changed(seen.image, seen.mask, self.network_plan.augmentation, draws, ranged)
        if grid.spacing is None and not self.tiled:
            return segmentation.normalized_again(image, seen.valid, grid.clip)
        return image.clamp(*(grid.clip if not ranged else (-1.0, 1.0)))

    def parts_read(self, rows, draws):
        """Whole pictures, or of each what lies round a place drawn at random, padded to one size."""
        lows, highs, middles = zip(*(self.place(row, draws) for row in rows))
        read = [self.store.part(row, low, high) for row, low, high in zip(rows, lows, highs)]
        size = np.max([mask.shape for _, mask in read], 0)
        batch = dict(
            image=torch.stack([_padded(image, size, float(image.min())) for image, _ in read]),
            mask=torch.stack([_padded(mask[None], size, 0)[0] for _, mask in read]),
            shape=torch.tensor([mask.shape for _, mask in read], dtype=torch.float32),
            middle=torch.tensor([[m - a for m, a in zip(*one)] for one in zip(middles, lows)], dtype=torch.float32),
        )
        truths = [self.store.truths[row] for row in rows]
        boxes = [t.boxes - np.array([*low[::-1], *low[::-1]]) for t, low in zip(truths, lows)]
        batch["boxes"] = [torch.as_tensor(one, dtype=torch.float32) for one in boxes]
        batch["kinds"] = [torch.as_tensor(one.kinds) for one in truths]
        batch["low"], batch["high"] = (torch.stack(ends) for ends in zip(*(_hull(one) for one in batch["boxes"])))
        on_device = {k: v.to(self.store.device) for k, v in batch.items() if k not in ("boxes", "kinds")}
        return {**batch, **on_device}

    def place(self, row, draws):
        """(low, high, middle) of what is read of an item, y, x."""
        shape = self.store.items[row].shape
        if not self.tiled:
            return [0] * len(shape), list(shape), [n / 2 for n in shape]
        unit = draws.unit(6).tolist()
        window, truth = self.network_plan.patch, self.store.truths[row]
        middle = [u * n for u, n in zip(unit, shape)]
        if len(truth.kinds) and unit[2] < self.network_plan.augmentation.on_a_box:
            there = np.unique(truth.kinds)
            boxes = truth.boxes[truth.kinds == there[int(unit[3] * len(there))]]
            x0, y0, x1, y1 = boxes[int(unit[4] * len(boxes))]
            shift = [(u - 0.5) * 0.8 * n for u, n in zip(unit, window)]
            middle = [(y0 + y1) / 2 + shift[0], (x0 + x1) / 2 + shift[1]]
        middle = [
            min(max(m, w / 2 - 0.1 * w), max(w / 2, n - w / 2 + 0.1 * w)) for m, n, w in zip(middle, shape, window)
        ]
        low = [max(0, int(m - ROOM / 2 * w)) for m, w in zip(middle, window)]
        high = [min(n, int(m + ROOM / 2 * w) + 1) for m, n, w in zip(middle, shape, window)]
        return low, high, middle

    def moved(self, batch, part, linear, middle, window):
        """Boxes and kinds in the window, padded to the most that one has."""
        size = fixed(tuple(window), linear.device)
        found = []
        for number, (boxes, kinds) in enumerate(zip(batch["boxes"], batch["kinds"])):
            boxes, kinds = boxes.to(linear.device), kinds.to(linear.device)
            back = torch.linalg.inv(linear[number])
            middles = ((boxes[:, :2] + boxes[:, 2:]) / 2).flip(1)
            inside = ((middles >= part[0][number]) & (middles < part[1][number])).all(1)
            at = (middles - 0.5 - middle[number]) @ back.T + size / 2
            half = ((((boxes[:, 2:] - boxes[:, :2]) / 2).flip(1)[:, None] * back) ** 2).sum(2).sqrt()
            low, high = at - half, at + half
            shown = inside & (low < size).all(1) & (high > 0).all(1)
            centred = ((at >= 0) & (at < size)).all(1)
            if not self.tiled:  # the picture ends there, and so do the boxes
                low, high = low.clamp_min(0), torch.minimum(high, size)
            kinds = torch.where(centred, kinds, centres.UNKNOWN)[shown]
            found.append((torch.cat((low.flip(1), high.flip(1)), 1)[shown], kinds))
        most = max(1, max(len(kinds) for _, kinds in found))
        boxes, kinds = linear.new_zeros(len(found), most, 4), torch.full((len(found), most), centres.NOBODY)
        for number, (one, kind) in enumerate(found):
            boxes[number, : len(one)], kinds[number, : len(one)] = one, kind
        return boxes, kinds.to(linear.device)


def _hull(boxes):
    """(low, high), y, x, round all boxes; equal where there are none."""
    if not len(boxes):
        return torch.zeros(2), torch.zeros(2)
    return boxes[:, :2].amin(0).flip(0).floor(), boxes[:, 2:].amax(0).flip(0).ceil()


def _padded(array, size, fill):
    result = torch.full((len(array), *size), fill)
    result[(slice(None), *(slice(0, n) for n in array.shape[1:]))] = torch.from_numpy(np.array(array, np.float32))
    return result
