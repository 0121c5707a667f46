"""Images at the plan's spacing, normalised, one .npy a case or slice: `prepared/NAME.npy` and
`prepared/NAME_mask.npy`.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import images, neighbours


@dataclass(frozen=True)
class Item:
    """One prepared image: a case, or slice `number` of it where a plan in 2D meets a volume.

    `shape` is that of the grid, `source` that of the file; `lesion` tells whether it has one, and `box` (low, high)
    where the file's lesions lie, in voxels of the grid.
    """

    name: str
    case: str
    number: int
    group: str
    fold: str
    kind: str
    shape: tuple
    source: tuple
    lesion: bool
    box: tuple


class Prepared:
    """The folder of prepared images; arrays are mapped, not read."""

    def __init__(self, folder):
        self.folder = Path(folder)
        text = json.loads((self.folder / "items.json").read_text())
        self.items = [
            Item(**{**entry, **{key: tuple(entry[key]) for key in ("shape", "source", "box")}}) for entry in text
        ]

    def image(self, item):
        return self._map(f"{item.name}.npy")

    def seen(self, item, context):
        """The item with its neighbours, (frames * channels, ...); alone where the context is None."""
        if context is None:
            return self.image(item)
        return np.concatenate([self.image(self.items[k]) for k in self._places(context)[item.name]])

    @functools.cache  # noqa: B019 (lives as long as the training)
    def _places(self, context):
        return dict(zip((item.name for item in self.items), neighbours.places(self.items, context)))

    def mask(self, item):
        """uint8: 0, or 1 + the number of the lesion label."""
        return self._map(f"{item.name}_mask.npy")

    def _map(self, name):
        return np.load(self.folder / name, mmap_mode="r")


def prepare(dataset, grid, folder):
    """Writes what is missing and returns it all."""
    folder = Path(folder)
    if not (folder / "items.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        items = [item for case in dataset.cases for item in _case(case, dataset.description, grid, folder)]
        partial = folder / "items.tmp"
        partial.write_text(json.dumps([vars(item) for item in items]))
        partial.rename(folder / "items.json")
    return Prepared(folder)


def _case(case, description, grid, folder):
    picture, mask = images.picture(case), _lesions(images.truth(case), description)
    voxels = picture.voxels
    if grid.spacing is not None or grid.dims == voxels.ndim - 1:
        voxels = normalized(voxels, grid)
    if grid.dims == voxels.ndim - 1:
        yield _item(case, 0, case.name, voxels, mask, picture.spacing, grid, folder)
        return
    for k in range(voxels.shape[1]):
        name = case.name if voxels.shape[1] == 1 else f"{case.name}@{k:03d}"
        alone = normalized(voxels[:, k], grid) if grid.spacing is None else voxels[:, k]  # pictures of a sequence
        yield _item(case, k, name, alone, mask[k], picture.spacing[1:], grid, folder)


def _lesions(truth, description):
    mask = np.zeros(truth.shape, np.uint8)
    for number, label in enumerate(description.lesions):
        mask[truth == label.value] = number + 1
    return mask


def normalized(voxels, grid):
    """Of each channel: z-scores by the voxels above the mean, or a range of the image's own units as -1 to 1."""
    low, high = grid.clip
    if grid.normalization == "range":
        return (np.clip(voxels, low, high) - low) / (high - low) * 2 - 1
    result = np.empty(voxels.shape, np.float32)
    for channel, image in enumerate(voxels):
        above = image[image > image.mean(dtype=np.float64)].astype(np.float64)
        middle, spread = (above.mean(), above.std()) if above.size else (image.flat[0], 0.0)
        result[channel] = np.clip((image - middle) / max(spread, 1e-6), low, high)
    return result


def grid_shape(shape, spacing, grid):
    """Voxels of an image at the plan's spacing."""
    if grid.spacing is None:
        return tuple(max(1, round(length * grid.window[-1] / max(shape))) for length in shape)
    return tuple(max(1, round(length * step / to)) for length, step, to in zip(shape, spacing, grid.spacing))


def _item(case, number, name, voxels, mask, spacing, grid, folder):
    shape = grid_shape(mask.shape, spacing, grid)
    np.save(folder / f"{name}.npy", images.resample(voxels, shape).astype(np.float16))
    small = np.zeros(shape, np.uint8)
    for label in range(1, int(mask.max()) + 1):
        small[images.resample((mask == label).astype(np.float32), shape) >= 0.5] = label
    np.save(folder / f"{name}_mask.npy", small)
    found = bool(small.any())
    return Item(name, case.name, number, case.group, case.fold, case.kind, shape, mask.shape, found, _box(mask, shape))


def _box(mask, shape):
    """Round a label image's lesions, the whole of it where there are none; faces in voxels of a grid of that shape."""
    inside = np.nonzero(mask) if mask.any() else [np.array([0, n - 1]) for n in mask.shape]
    factors = [n / m for n, m in zip(shape, mask.shape)]
    low = [float(where.min() * f) for where, f in zip(inside, factors)]
    return low, [float((where.max() + 1) * f) for where, f in zip(inside, factors)]
