"""Slices for training and checking, prepared as the Java program prepares them.

A slice is seen as a radiologist sees it, z-scored with the mean and standard deviation of the voxels above the mean (of the volume,
or of the image where it is 2D), clipped to CLIP, resampled to `side` pixels a field of view with PIL's antialiased bilinear
filter, and put into the middle of side x side with its own minimum round it. (What reaches beyond is cut here, while the
Java program takes a larger window: none of brain-t1ce and brain-progression does.)
"""
import csv
from dataclasses import dataclass
from pathlib import Path

import nibabel
import numpy as np
from PIL import Image

import phantom

FIELD_OF_VIEW_MM = 250.88
SIDE = 208  # pixels of the field of view, unless said otherwise
SEGMENTER_SIDE = 192  # where the segmenter is used: it does better on slices a little coarser than those it was trained on
CLIP = (-5.0, 10.0)
CLASSES = phantom.CLASSES

TRAIN_FOLDS, VALIDATION_FOLD = ("1", "2", "3"), "4"
PROGRESSION_PATIENTS = ("01", "03", "04", "05", "06")
TUMOUR_FREE_TRAIN = ("head_t1", "ms_07_t1post")  # ms_19 is held out


@dataclass(frozen=True)
class Slice:
    name: str
    image: np.ndarray  # float16, side x side, z-scored
    mask: np.ndarray  # bool
    kind: str | None  # class; None where it is unknown or there is no lesion
    source: str  # t1ce, progression, tumour-free or phantom


def statistics(voxels):
    foreground = voxels[voxels > voxels.mean(dtype=np.float64)].astype(np.float64)
    return foreground.mean(), foreground.std()


def z_score(voxels, mean, deviation):
    return np.clip((voxels - mean) / deviation, *CLIP).astype(np.float32)


def pixel_spacing(side):
    return round(FIELD_OF_VIEW_MM / side, 5)


def resize(image, spacing_x, spacing_y, side=SIDE):
    rows, columns = image.shape
    spacing = pixel_spacing(side)
    size = (max(1, round(columns * spacing_x / spacing)), max(1, round(rows * spacing_y / spacing)))
    return np.asarray(Image.fromarray(image.astype(np.float32)).resize(size, Image.Resampling.BILINEAR))


def pad(image, value, size):
    """Centred in size x size; what reaches beyond is cut."""
    out = np.full((size, size), value, image.dtype)
    take, put = zip(*(_overlap(n, size) for n in image.shape), strict=True)
    out[put] = image[take]
    return out


def _overlap(length, window):
    if length <= window:
        start = (window - length) // 2
        return slice(0, length), slice(start, start + length)
    start = (length - window) // 2
    return slice(start, start + window), slice(0, window)


def prepare(name, image, mask, spacing, stats, kind, source, side=SIDE):
    """`image` raw, `spacing` (x, y) in mm; statistics are of the raw voxels."""
    scored = z_score(image, *stats)
    resized = resize(scored, *spacing, side)
    mask = np.zeros_like(resized, bool) if mask is None else resize(mask.astype(np.float32), *spacing, side) >= 0.5
    return Slice(name, pad(resized, resized.min(), side).astype(np.float16), pad(mask, False, side), kind, source)


def t1ce_rows(root):
    with open(Path(root) / "brain-t1ce" / "cases.csv", newline="") as f:
        return list(csv.DictReader(f))


def t1ce(root, folds, side=SIDE):
    folder = Path(root) / "brain-t1ce"
    for row in t1ce_rows(root):
        if row["fold"] in folds:
            image = np.asarray(Image.open(folder / "images" / f"{row['id']}.jpg").convert("L"), np.float32)
            mask = np.asarray(Image.open(folder / "masks" / f"{row['id']}.png")) > 0
            pixel = FIELD_OF_VIEW_MM / max(image.shape)
            yield prepare(row["id"], image, mask, (pixel, pixel), statistics(image), row["tumour"], "t1ce",
                          side)


def display_slices(voxels, affine, plane):
    """Yields slices (rows, columns) as a radiologist sees them, and (x, y) spacing; nearest axes for oblique volumes."""
    image = nibabel.as_closest_canonical(nibabel.Nifti1Image(voxels, affine))
    array = np.asarray(image.dataobj)
    dx, dy, dz = image.header.get_zooms()[:3]
    if plane == "axial":  # RAS: columns from patient right, so x is reversed to LPS; rows from anterior
        return array[::-1, ::-1, :].transpose(2, 1, 0), (dx, dy)
    if plane == "coronal":
        return array[::-1, :, ::-1].transpose(1, 2, 0), (dx, dz)
    return array[:, ::-1, ::-1].transpose(0, 2, 1), (dy, dz)


def volume_slices(name, path, mask_path, source, planes=("axial",), step=1, kind=None, side=SIDE):
    image = nibabel.load(path)
    voxels = np.asarray(image.dataobj, np.float32).squeeze()
    mask = None if mask_path is None else np.asarray(nibabel.load(mask_path).dataobj).astype(np.uint8)
    stats = statistics(voxels)
    for plane in planes:
        slices, spacing = display_slices(voxels, image.affine, plane)
        masks = None if mask is None else display_slices(mask, image.affine, plane)[0]
        for k in range(0, len(slices), step):
            truth = None if masks is None else masks[k] > 0
            yield prepare(f"{name}_{plane}_{k}", slices[k], truth, spacing, stats, kind, source, side)


def progression(root, patients, side=SIDE):
    for path in sorted((Path(root) / "brain-progression").glob("*_t1ce.nii.gz")):
        if path.name[:2] in patients:
            mask = path.with_name(path.name.replace("_t1ce", "_mask"))
            yield from volume_slices(path.name[:-12], path, mask, "progression", kind="glioma", side=side)


def tumour_free(root, names, step=10, side=SIDE):
    for name in names:
        path = Path(root) / "brain-tumour-free" / f"{name}.nii.gz"
        yield from volume_slices(name, path, None, "tumour-free", ("axial", "coronal", "sagittal"), step, side=side)


def phantoms(count, seed, side=SIDE):
    """Half of them without a lesion."""
    rng, spacing = np.random.default_rng(seed), pixel_spacing(side)
    for number in range(count):
        kind = CLASSES[number // 2 % 3] if number % 2 else None
        image, mask = phantom.random_slice(rng, kind, side, spacing)
        yield prepare(f"phantom_{number}", image, mask, (spacing, spacing), statistics(image), kind, "phantom",
                      side)


def training_slices(root, seed, patients=(), folds=TRAIN_FOLDS, side=SIDE):
    """`patients` of brain-progression, `folds` of brain-t1ce, and all the rest that is trained on."""
    return [*t1ce(root, folds, side), *progression(root, patients, side),
            *tumour_free(root, TUMOUR_FREE_TRAIN, side=side), *phantoms(160, seed, side)]


def validation_slices(root, patient=None, side=SEGMENTER_SIDE):
    """For the segmenter; `patient` of brain-progression, if one was left out."""
    held_out = [n for n in ("head_t1", "ms_07_t1post", "ms_19_t1post") if n not in TUMOUR_FREE_TRAIN]
    return [*t1ce(root, (VALIDATION_FOLD,), side), *progression(root, {patient}, side),
            *tumour_free(root, held_out, side=side)]
