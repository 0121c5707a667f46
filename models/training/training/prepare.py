"""Images at the plan's spacing, normalised, one .npy a case or slice: `prepared/NAME.npy` and
`prepared/NAME_mask.npy`; `prepared/made-from.json` tells of which files and for which grid.
"""

import functools
import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from . import images, neighbours
from .dataset import DataError

MADE_FROM = "made-from.json"
BOXES = "boxes.csv"  # of a detector


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
    """Writes what is missing and returns it all. What is there of other data or for another grid is made anew, but refused
    where a network has learnt from it.
    """
    folder = Path(folder)
    if not (folder / "items.json").is_file() or _is_stale(dataset, grid, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "items.json").unlink(missing_ok=True)
        items = [item for case in dataset.cases for item in _case(case, dataset.description, grid, folder)]
        (folder / MADE_FROM).write_text(json.dumps(_made_from(dataset, grid)))
        partial = folder / "items.tmp"
        partial.write_text(json.dumps([vars(item) for item in items]))
        partial.rename(folder / "items.json")
    return Prepared(folder)


def _is_stale(dataset, grid, folder):
    """:raises DataError: if it is, and networks know it"""
    what = _moved(dataset, folder) or _other(_made_from(dataset, grid), folder)
    if what and any(next(folder.parent.rglob(name), None) for name in ("trained.pt", "last.pt")):
        plan = folder.parent / "plan.yaml"
        raise DataError(
            f"{what} changed after networks had learnt from {folder}. Put them back, or train anew: python -m training DATASET "
            f"--out FOLDER{f' --plan {plan}' if plan.is_file() else ''}."
        )
    return bool(what)


def _moved(dataset, folder):
    """Which cases are new, gone, or of another patient, fold or class than when they were prepared."""
    lines = {item.case: (item.group, item.fold, item.kind) for item in Prepared(folder).items}
    now = {case.name: (case.group, case.fold, case.kind) for case in dataset.cases}
    return _words([name for name in sorted({*lines, *now}) if lines.get(name) != now.get(name)])


def _other(now, folder):
    """What of files, dataset.yaml and grid is other than it was; files that are not there, as on a machine that only trains,
    count as they were."""
    if not (folder / MADE_FROM).is_file():
        print(f"Remark: {folder} is of an earlier version, which did not note of which files. They are not compared.")
        return ""
    before = json.loads((folder / MADE_FROM).read_text())
    known, given = before.pop("files"), now.pop("files")
    changed = [name for name in known if None not in (known[name], given.get(name)) and known[name] != given[name]]
    parts = [part for part in now if now[part] != before[part]]
    return _words(changed) or (f"{' and '.join(parts)} of plan or dataset.yaml" if parts else "")


def _words(cases):
    return f"{len(cases)} cases of the data, {cases[0]} the first," if cases else ""


def _made_from(dataset, grid):
    """Checksums of the files, and what else decides what networks learn from them."""
    about = dataset.description
    files = {case.name: _checksums(*case.channels, case.label) for case in dataset.cases}
    if "detector" in about.networks:
        files[BOXES] = _checksums(dataset.folder / BOXES)
    labels = [label.value for label in about.lesions]
    found = dict(files=files, grid=asdict(grid), labels=labels, classes=about.class_names, tight_axes=about.tight_axes)
    return json.loads(json.dumps(found))


def _checksums(*paths):
    return [zlib.crc32(path.read_bytes()) for path in paths] if all(path.is_file() for path in paths) else None


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
    """Of a case, or of a slice of it; lesions that all fill less than half a voxel of the grid are one voxel in a whole case."""
    shape = grid_shape(mask.shape, spacing, grid)
    np.save(folder / f"{name}.npy", images.resample(voxels, shape).astype(np.float16))
    small = np.zeros(shape, np.uint8)
    for label in range(1, int(mask.max()) + 1):
        share = images.resample((mask == label).astype(np.float32), shape)
        small[share >= 0.5] = label
        if whole and 0 < share.max() < 0.5:
            small.flat[np.argmax(np.where(small == 0, share, 0))] = label
    np.save(folder / f"{name}_mask.npy", small)
    found = bool(small.any())
    return Item(name, case.name, number, case.group, case.fold, case.kind, shape, mask.shape, found, _box(mask, shape))


def _box(mask, shape):
    """Round a label image's lesions, the whole of it where there are none; faces in voxels of a grid of that shape."""
    inside = np.nonzero(mask) if mask.any() else [np.array([0, n - 1]) for n in mask.shape]
    factors = [n / m for n, m in zip(shape, mask.shape)]
    low = [float(where.min() * f) for where, f in zip(inside, factors)]
    return low, [float((where.max() + 1) * f) for where, f in zip(inside, factors)]
