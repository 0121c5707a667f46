"""What is wrong with a data set, in sentences: faults stop the training, remarks do not. And a contact sheet."""

from dataclasses import dataclass

import nibabel
import numpy as np
from PIL import Image

from . import grids, images, neighbours, truths

ALIKE = 0.998  # correlation of two images made as small as SMALL
SMALL = (8, 16, 16)  # slices, rows, columns; a picture is its own slice throughout
NAMED = 20  # pairs of such images, at most
FAR = 4.0  # times the median, or its part, beyond which a spacing or a size is strange
FAR_OFF = "more than four times or less than a quarter of the median"


@dataclass(frozen=True)
class Look:
    """What one pass over a case keeps: sizes, spacing, lowest and highest value, voxels of each label, the whole image made
    small, and a thumbnail of the slice with most lesion."""

    name: str
    shape: tuple
    spacing: tuple
    values: tuple
    voxels: dict
    small: np.ndarray
    thumbnail: np.ndarray
    outline: np.ndarray


def look(case):
    picture, mask = images.picture(case), images.truth(case)
    values, counts = np.unique(mask, return_counts=True)
    image, flat = picture.voxels[0], mask
    small = images.resample(image.reshape(-1, *image.shape[-2:]), SMALL)
    if image.ndim == 3:
        middle = int(np.argmax((mask > 0).sum((1, 2)))) if (mask > 0).any() else len(image) // 2
        image, flat = image[middle], mask[middle]
    return Look(
        case.name,
        picture.voxels.shape[1:],
        picture.spacing,
        (float(picture.voxels.min()), float(picture.voxels.max())),
        dict(zip(values.tolist(), counts.tolist())),
        small,
        images.resample(image, (64, 64)),
        images.resample((flat > 0).astype(np.float32), (64, 64)) > 0.5,
    )


def faults_and_remarks(dataset):
    """(faults, remarks, looks); a case whose files do not lie on one grid has no look."""
    faults, looks = _files(dataset), {}
    if faults:
        return faults, [], looks
    for case in dataset.cases:
        off = grids.faults(case)
        faults += off
        if not off:
            looks[case.name] = look(case)
    faults += _no_numbers(looks) + _order(dataset) + _labels(dataset, looks) + _groups(dataset) + _classes(dataset)
    if "detector" in dataset.description.networks and not faults:
        faults += truths.faults(dataset, truths.read(dataset))
    remarks = []
    if looks:
        remarks = _empty(dataset, looks) + _values(dataset, looks) + _spacing(looks) + _size(looks) + _alike(dataset, looks)
    return faults, remarks, looks


def _files(dataset):
    names = [case.name for case in dataset.cases]
    faults = [f"{name} stands twice in cases.csv." for name in sorted({n for n in names if names.count(n) > 1})]
    for case in dataset.cases:
        faults += [
            f"{case.name}: {path.parent.name}/{path.name} is not there."
            for path in (*case.channels, case.label)
            if not path.is_file()
        ]
    return faults


def _no_numbers(looks):
    return [
        f"{name} has voxels that are no number (NaN or infinite). Give them a value."
        for name, seen in looks.items()
        if not np.isfinite(seen.values).all()
    ]


def _values(dataset, looks):
    """Images that show nothing, and of CT those that are hardly in Hounsfield units."""
    flat = [name for name, seen in looks.items() if seen.values[0] == seen.values[1]]
    remarks = [f"{len(flat)} images have one value throughout, {flat[0]} the first."] if flat else []
    high = [name for name, seen in looks.items() if seen.values[0] >= 0] if dataset.description.modality == "CT" else []
    if len(high) > len(looks) / 2:
        remarks.append(
            f"{len(high)} of {len(looks)} images have no value below 0, {high[0]} the first. CT is expected in Hounsfield units "
            "(air -1000, water 0)."
        )
    return remarks


def _order(dataset):
    """Frames come as they are stored, volumes as they lie in the patient: both are the same of an axis that runs to the head."""
    context = neighbours.of(dataset.description.context)
    if context is None or context.axis != "time":
        return []
    paths = [path for case in dataset.cases for path in (*case.channels, case.label) if path.name.endswith(".nii.gz")]
    turned = [path for path in paths if nibabel.aff2axcodes(nibabel.load(path).affine)[2] != "S"]
    return [
        f"{path.parent.name}/{path.name}: its third axis, along which frames lie, does not run to the head, so that they would "
        "be read in another order than they are stored. Write it with an affine whose third column is 0, 0, 1."
        for path in turned[:1]
    ]


def _labels(dataset, looks):
    known = {0} | {label.value for label in dataset.description.labels}
    lesions = {label.value for label in dataset.description.lesions}
    faults = []
    if looks and not any(lesions & set(seen.voxels) for seen in looks.values()):
        faults.append(f"No label image has a lesion: none of the values {sorted(lesions)} is in any. There is nothing to learn.")
    for name, seen in looks.items():
        strange = sorted(set(seen.voxels) - known)
        if strange:
            faults.append(f"{name}: label values {strange[:5]} are not in dataset.yaml, which has {sorted(known)}.")
    return faults


def _groups(dataset):
    folds = {}
    for case in dataset.cases:
        folds.setdefault(case.group, set()).add(case.fold)
    faults = [
        f"Group {group} is in folds {', '.join(sorted(found))}. All images of a patient must share a fold."
        for group, found in sorted(folds.items())
        if len(found) > 1
    ]
    if len(dataset.folds) < 2:
        faults.append(f"All cases are in fold {dataset.folds[0]}. Two folds or more are needed, by two patients or more.")
    return faults + _patients(dataset)


def _patients(dataset):
    """Where cases.csv has groups beside patients: folds are made by the groups."""
    folds = {}
    for case in dataset.cases:
        if patient := (case.extra.get("patient") or "").strip():
            folds.setdefault(patient, set()).add(case.fold)
    return [
        f"Patient {patient} is in folds {', '.join(sorted(found))}, as cases.csv has him or her in several groups. Give all "
        "images of a patient one group."
        for patient, found in sorted(folds.items())
        if len(found) > 1
    ]


def _classes(dataset):
    known, faults = set(dataset.description.class_names), []
    for kind in sorted({case.kind for case in dataset.cases if case.kind} - known):
        faults.append(
            f"Class {kind[:100]!r} of cases.csv is not in dataset.yaml, which has {', '.join(sorted(known)) or 'none'}."
        )
    for kind in dataset.description.class_names:
        for fold in dataset.folds:
            if not any(case.kind == kind and case.fold == fold for case in dataset.cases):
                faults.append(f"Fold {fold} has no case of class {kind}.")
    return faults


def _empty(dataset, looks):
    lesions = {label.value for label in dataset.description.lesions}
    empty = [name for name, seen in looks.items() if not lesions & set(seen.voxels)]
    if not empty:
        return [
            "Every image has a lesion: a network that never saw an image without one may invent lesions. Images without one "
            "belong in the data."
        ]
    remarks = [f"{len(empty)} images have no lesion, {empty[0]} the first."]
    classed = [name for name in empty if dataset.by_name[name].kind]
    if classed:
        remarks.append(f"{len(classed)} images have a class but no lesion, {classed[0]} the first: no classifier learns from them.")
    return remarks


def _spacing(looks):
    far = _outliers(looks, [seen.spacing for seen in looks.values()])
    return [f"{len(far)} images have a spacing {FAR_OFF}, {far[0]} the first."] if far else []


def _size(looks):
    """Along any axis."""
    sizes = [seen.shape for seen in looks.values()]
    far = _outliers(looks, sizes)
    if not far:
        return []
    first, middle = (" x ".join(f"{n:g}" for n in size[::-1]) for size in (looks[far[0]].shape, np.median(sizes, 0)))
    return [f"{len(far)} images have a size {FAR_OFF} along an axis, {far[0]} the first: {first}, the median {middle}."]


def _outliers(looks, values):
    """Names of images that are FAR times off the median along an axis."""
    values = np.array(values, np.float64)
    off = np.abs(np.log(values / np.median(values, 0))) > np.log(FAR)
    return [name for name, found in zip(looks, off) if found.any()]


def _alike(dataset, looks):
    """Pairs of images in different folds that look the same, whatever is marked in them."""
    small = np.stack([seen.small.ravel() for seen in looks.values()])
    small = small - small.mean(1, keepdims=True)
    small /= np.linalg.norm(small, axis=1, keepdims=True) + 1e-9
    folds = np.array([dataset.by_name[name].fold for name in looks])
    pairs = np.argwhere(np.triu(small @ small.T > ALIKE, 1) & (folds[:, None] != folds))
    if not len(pairs):
        return []
    names = list(looks)
    named = [f"{names[a]} and {names[b]}" for a, b in pairs[:NAMED]]
    more = [f"and {len(pairs) - NAMED} more"] if len(pairs) > NAMED else []
    return [
        f"{len(pairs)} {'pair' if len(pairs) == 1 else 'pairs'} of images in different folds look the same: "
        f"{'; '.join(named + more)}. Of one patient, they belong into one group."
    ]


def contact_sheet(looks, path, columns=16, most=256):
    """The thumbnails with the lesions' outlines in orange."""
    chosen = list(looks.values())[:: max(1, -(-len(looks) // most))]
    sheet = Image.new("RGB", (columns * 66, -(-len(chosen) // columns) * 66))
    for number, seen in enumerate(chosen):
        low, high = np.percentile(seen.thumbnail, (1, 99))
        grey = np.clip((seen.thumbnail - low) / max(high - low, 1e-6) * 255, 0, 255).astype(np.uint8)
        colour = np.stack([grey] * 3, -1)
        inner = (
            seen.outline[1:-1, 1:-1]
            & seen.outline[:-2, 1:-1]
            & seen.outline[2:, 1:-1]
            & seen.outline[1:-1, :-2]
            & seen.outline[1:-1, 2:]
        )
        rim = seen.outline & ~np.pad(inner, 1)
        colour[rim] = (230, 159, 0)
        sheet.paste(Image.fromarray(colour), (number % columns * 66, number // columns * 66))
    sheet.save(path)
