"""What a trained detector finds in an image: whole, or tile by tile; boxes in pixels of the prepared image."""

from dataclasses import dataclass

import numpy as np
import torch

from . import detector, predict, segmentation

LEAST = 0.01  # a score below it is nothing
MOST = 500  # boxes of a kind in an image
OVERLAP = 64  # pixels that a tile has in common with the next, at most half of it
SAME = {"overlap": 0.5, "centre": 0.2}  # overlap of two boxes of a kind that are one, by the rule of a hit: two that
# are four pixels wide and two pixels apart overlap by a third


@dataclass(frozen=True)
class Found:
    """`boxes` (M,4), `scores` (M,) falling, `kinds` (M,)."""

    boxes: np.ndarray
    scores: np.ndarray
    kinds: np.ndarray

    def scaled(self, before, after):
        """From a grid of one shape to one of another, both y, x, cut off at the image's borders."""
        y, x = (b / a for a, b in zip(before, after))
        height, width = after
        boxes = self.boxes * np.array([x, y, x, y])
        return Found(np.clip(boxes, 0, np.array([width, height, width, height])), self.scores, self.kinds)

    def of_kind(self, kind):
        there = self.kinds == kind
        return self.boxes[there], self.scores[there]


def overlap(side):
    """Pixels that a tile of a side has in common with the next, at least."""
    return min(OVERLAP, side // 2)


def tiles(shape, size):
    """For each tile its start and its core, the part of the image that it answers for, both (y, x) pairs; cores meet
    in the middle of what tiles have in common, and one that ends at the image's border goes on beyond it.
    """
    along = [_along(length, side, overlap(side)) for length, side in zip(shape, size)]
    return [((y, x), (rows, columns)) for y, rows in along[0] for x, columns in along[1]]


def _along(length, side, common):
    if length <= side:
        return [(-((side - length) // 2), (-np.inf, np.inf))]
    count = -(-(length - common) // (side - common))
    starts = [round((length - side) / (count - 1) * k) for k in range(count)]
    meets = [-np.inf, *((a + side + b) / 2 for a, b in zip(starts, starts[1:])), np.inf]
    return [(start, (meets[k], meets[k + 1])) for k, start in enumerate(starts)]


@torch.no_grad()
def found(network, plan, image, rule):
    """In a prepared image (C,...): a box counts where its middle lies in its tile's core; of boxes of a kind that are
    nearly the same, as `rule` has it, the surest stays.
    """
    size = view_size(plan, image.shape[1:])
    answered = [_in_tile(network, plan, image, start, size, core) for start, core in tiles(image.shape[1:], size)]
    boxes, scores, kinds = (np.concatenate(part) for part in zip(*answered))
    return suppressed(Found(boxes, scores, kinds), SAME[rule])


def view_size(plan, shape):
    """Of what the network sees at once."""
    if plan.detector.patch is not None:
        return plan.detector.view or plan.detector.patch
    return [predict.multiple(max(n, w), s) for n, w, s in zip(shape, plan.grid.window, plan.detector.form.stride)]


def middle_view(plan, image):
    """What the network sees of the middle of an image."""
    size = view_size(plan, image.shape[1:])
    start = [(n - w) // 2 for n, w in zip(image.shape[1:], size)]
    return predict.windowed(image, start, size, plan.grid.outside)


def _in_tile(network, plan, image, start, size, core):
    view = predict.windowed(image, list(start), list(size), plan.grid.outside)
    said = segmentation.answers(network, view[None], plan.detector.mode)
    scores = detector.peaks(torch.sigmoid(said["logits"].float()))[0].cpu()
    boxes = detector.boxes(said["sides"].float(), network.form.cell)[0].cpu()
    kinds, rows, columns = torch.nonzero(scores >= LEAST, as_tuple=True)
    boxes = boxes[:, rows, columns].T.numpy().astype(np.float64) + np.array([start[1], start[0], start[1], start[0]])
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    (top, bottom), (left, right) = core
    here = (middle_y >= top) & (middle_y < bottom) & (middle_x >= left) & (middle_x < right)
    return boxes[here], scores[kinds, rows, columns].numpy()[here], kinds.numpy()[here]


def suppressed(answer, same, most=MOST):
    """Class-wise: boxes by falling score, those that overlap an earlier one of their kind by more than `same` left
    out."""
    kept = []
    for kind in np.unique(answer.kinds):
        rows = np.flatnonzero(answer.kinds == kind)
        stay = np.empty((most, 4))
        number = 0
        for row in rows[np.argsort(-answer.scores[rows], kind="stable")]:
            if (overlaps(answer.boxes[row : row + 1], stay[:number]) <= same).all():
                stay[number] = answer.boxes[row]
                kept.append(row)
                number += 1
                if number == most:
                    break
    kept = np.array(kept, np.int64)
    kept = kept[np.argsort(-answer.scores[kept], kind="stable")]
    return Found(answer.boxes[kept], answer.scores[kept], answer.kinds[kept])


def overlaps(a, b):
    """Intersection over union of boxes (M,4) with boxes (K,4): (M,K)."""
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(2)
    sizes = [(boxes[:, 2:] - boxes[:, :2]).prod(1) for boxes in (a, b)]
    return common / np.maximum(sizes[0][:, None] + sizes[1][None] - common, 1e-9)
