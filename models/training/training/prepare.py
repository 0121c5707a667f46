"""Images at the plan's spacing, normalised, one .npy a case or slice: `prepared/NAME.npy` and
`prepared/NAME_mask.npy`; `prepared/made-from.json` tells of which data and for which grid.
"""

import functools
import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from . import images, neighbours
from .dataset import DataError

MADE_FROM = "made-from.json"


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
    """Writes what is missing and returns it all; refused where it is there of other data or for another grid."""
    folder = Path(folder)
    if (folder / "items.json").is_file():
        _require_same(folder, _made_from(dataset, grid))
    else:
        folder.mkdir(parents=True, exist_ok=True)
        items = [item for case in dataset.cases for item in _case(case, dataset.description, grid, folder)]
        (folder / MADE_FROM).write_text(json.dumps(_made_from(dataset, grid)))
        partial = folder / "items.tmp"
        partial.write_text(json.dumps([vars(item) for item in items]))
        partial.rename(folder / "items.json")
    return Prepared(folder)


def _made_from(dataset, grid):
    """What tells data and grids apart: of a case the digits of its line of cases.csv, and those of its label file and the sizes
    of its images, none where these are not there, as on a machine that only trains.
    """
    lesions = [label.value for label in dataset.description.lesions]
    cases = {case.name: _digest(case) for case in dataset.cases}
    return json.loads(json.dumps(dict(cases=cases, lesions=lesions, grid=asdict(grid))))


def _digest(case):
    line = hashlib.sha256(repr((case.group, case.fold, case.kind)).encode()).hexdigest()[:8]
    if not all(path.is_file() for path in (*case.channels, case.label)):
        return [line, None]
    return [line, [zlib.crc32(case.label.read_bytes()), *(path.stat().st_size for path in case.channels)]]


def _differ(before, now):
    """Whether digests are of other cases, as far as both can tell."""
    if before is None or now is None:
        return True
    return before[0] != now[0] or (None not in (before[1], now[1]) and before[1] != now[1])


def _require_same(folder, now):
    if not (folder / MADE_FROM).is_file():
        print(f"Remark: {folder} is of an earlier version, which did not note of which data. They are not compared.")
        return
    before = json.loads((folder / MADE_FROM).read_text())
    known, given = before.pop("cases"), now.pop("cases")
    changed = sorted(name for name in {*known, *given} if _differ(known.get(name), given.get(name)))
    if changed or before != now:
        what = f"{len(changed)} cases of the data, {changed[0]} the first," if changed else "The grid or the lesion labels"
        raise DataError(
            f"{what} changed after {folder} was made: networks would be measured on other data than they learnt from. Take "
            f"another folder: --out FOLDER --plan {folder.parent / 'plan.yaml'}."
        )


def _case(case, description, grid, folder):
    picture, mask = images.picture(case), _lesions(images.truth(case), description)
    voxels = picture.voxels
    if grid.spacing is not None or grid.dims == voxels.ndim - 1:
        voxels = normalized(voxels, grid)
    if grid.dims == voxels.ndim - 1:
        yield _item(case, 0, case.name, voxels, mask, picture.spacing, grid, folder)
        return
    alone = voxels.shape[1] == 1
    for k in range(voxels.shape[1]):
        name = case.name if alone else f"{case.name}@{k:03d}"
        slice_ = normalized(voxels[:, k], grid) if grid.spacing is None else voxels[:, k]  # pictures of a sequence
        yield _item(case, k, name, slice_, mask[k], picture.spacing[1:], grid, folder, alone)


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


def _item(case, number, name, voxels, mask, spacing, grid, folder, whole=True):
    """Of a case, or of a slice of it; a lesion that is smaller than half a voxel of the grid is one voxel in a whole case."""
    shape = grid_shape(mask.shape, spacing, grid)
    np.save(folder / f"{name}.npy", images.resample(voxels, shape).astype(np.float16))
    small = np.zeros(shape, np.uint8)
    for label in range(1, int(mask.max()) + 1):
        share = images.resample((mask == label).astype(np.float32), shape)
        small[share >= (min(0.5, share.max() or 0.5) if whole else 0.5)] = label
    np.save(folder / f"{name}_mask.npy", small)
    found = bool(small.any())
    return Item(name, case.name, number, case.group, case.fold, case.kind, shape, mask.shape, found, _box(mask, shape))


def _box(mask, shape):
    """Round a label image's lesions, the whole of it where there are none; faces in voxels of a grid of that shape."""
    inside = np.nonzero(mask) if mask.any() else [np.array([0, n - 1]) for n in mask.shape]
    factors = [n / m for n, m in zip(shape, mask.shape)]
    low = [float(where.min() * f) for where, f in zip(inside, factors)]
    return low, [float((where.max() + 1) * f) for where, f in zip(inside, factors)]
