"""The prepared images of a training as batches: read for each step, or all of them held on a GPU.

A batch is a mapping of tensors (N,...): `image` (N,C,...) and `mask` (N,...), padded to one size, `shape` (N,dims) and
the lesions' `low` and `high` corners, and whatever further layers a task adds. Layers are padded with 0, images with
their minimum.
"""

import numpy as np
import torch

from . import boxes, neighbours

SHARE_OF_GPU = 0.35  # of its free memory, that images may take


class Store:
    """`layers`: for each name an array an item, e.g. what a network said of it. `rows` (a tensor of numbers) gives a
    batch."""

    def __init__(self, prepared, items, device, layers=None):
        self.prepared, self.items, self.device, self.layers = prepared, items, torch.device(device), layers or {}
        corners = [boxes.box_of(torch.from_numpy(prepared.mask(item).astype(np.uint8))) for item in items]
        none = torch.tensor([not item.lesion for item in items])[:, None]
        self.corners = {
            "shape": torch.tensor([item.shape for item in items], dtype=torch.float32),
            "low": torch.where(none, 0.0, torch.stack([low for low, _ in corners])),
            "high": torch.where(none, 0.0, torch.stack([high for _, high in corners])),
        }
        self.resident, self.places = None, {}
        if self.device.type == "cuda":
            self.hold()

    def hold(self):
        """Everything on the device, where there is room for it; then a step can be recorded and replayed."""
        torch.cuda.empty_cache()
        free, _ = torch.cuda.mem_get_info(self.device)
        size = np.max([item.shape for item in self.items], 0).prod() * len(self.items)
        if size * (4 + 2 * len(self.layers)) > SHARE_OF_GPU * free:
            return
        batch = self._read(range(len(self.items)), torch.float16)
        self.resident = {name: value.to(self.device) for name, value in batch.items()}

    def rows(self, numbers, context=None, backwards=None):
        """`context`: what is seen with each item, whose channels then follow each other, frame after frame; `backwards`
        (N,): of which items the other way round.
        """
        seen = numbers if context is None else self._seen(numbers, context, backwards).flatten()
        if self.resident is not None:
            batch = {name: value.index_select(0, numbers) for name, value in self.resident.items() if name != "image"}
            image = self.resident["image"].index_select(0, seen)
        else:
            batch = {name: value.to(self.device) for name, value in self._beside(numbers.tolist()).items()}
            image = self._images(seen.tolist(), torch.float32).to(self.device)
        return {**batch, "image": image.reshape(len(numbers), -1, *image.shape[2:]).float()}

    def _seen(self, numbers, context, backwards):
        forwards = self._places(context, False).index_select(0, numbers)
        if backwards is None:
            return forwards
        return torch.where(backwards[:, None], self._places(context, True).index_select(0, numbers), forwards)

    def _places(self, context, backwards):
        if (context, backwards) not in self.places:
            found = neighbours.places(self.items, context, backwards)
            self.places[context, backwards] = torch.tensor(found, device=self.device)
        return self.places[context, backwards]

    def _read(self, numbers, precision):
        numbers = list(numbers)
        return {"image": self._images(numbers, precision), **self._beside(numbers)}

    def _images(self, numbers, precision):
        images = [self.prepared.image(self.items[k]) for k in numbers]
        return _padded(images, [image.min() for image in images], precision)

    def _beside(self, numbers):
        masks = [self.prepared.mask(self.items[k]) for k in numbers]
        batch = {
            "mask": _padded(masks, [0] * len(masks), torch.uint8),
            **{name: value[numbers] for name, value in self.corners.items()},
        }
        for name, arrays in self.layers.items():
            found = [arrays[k] for k in numbers]
            batch[name] = _padded(found, [0] * len(found), torch.from_numpy(found[0][:0]).dtype)
        return batch


def _padded(arrays, fills, precision):
    size = np.max([array.shape for array in arrays], 0)
    result = torch.empty((len(arrays), *size), dtype=precision)
    for row, array, fill in zip(result, arrays, fills):
        row.fill_(float(fill))
        row[tuple(slice(0, n) for n in array.shape)] = torch.from_numpy(np.array(array))
    return result
