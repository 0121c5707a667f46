"""What a data set is like, as numbers that a plan can be made from."""

from dataclasses import dataclass

import numpy as np

from . import images


VALUES = 500  # of the intensities round a lesion, an image


@dataclass(frozen=True)
class Fingerprint:
    """Sizes in voxels and extents in mm (pixels without a pixel size) are (z,)y,x at the percentiles 5, 50, 95.
    `without_lesion` is the share of the pictures, or slices of volumes, that have none; `values`, of CT with lesions, are tens
    between which 98 % of the values round lesions lie.
    """

    cases: int
    dimensions: int
    shape: list
    spacing: list
    lesion_extent: list
    without_lesion: float
    values: list


def fingerprint(dataset, looks):
    """Needs the looks of the checks; reads every label image again for the lesions' extents, and the images of CT."""
    lesions = [label.value for label in dataset.description.lesions]
    extents, shown, values = [], [], []
    for case in dataset.cases:
        mask = np.isin(images.truth(case), lesions)
        shown += mask.any((1, 2)).tolist() if mask.ndim == 3 else [mask.any()]
        if mask.any() and dataset.description.modality == "CT":
            values.append(_near(images.picture(case).voxels, mask))
        if mask.any():
            spacing = looks[case.name].spacing
            extents.append([(where.max() - where.min() + 1) * step for where, step in zip(np.nonzero(mask), spacing)])
    shapes = np.array([seen.shape for seen in looks.values()])
    return Fingerprint(
        len(dataset.cases),
        _dimensions(shapes, looks),
        _percentiles(shapes),
        _percentiles([s.spacing for s in looks.values()]),
        _percentiles(extents),
        round(1 - float(np.mean(shown)), 4),
        _between(values),
    )


def _near(voxels, mask):
    """Some values of an image (C,...) in the box round a lesion, grown by half of it on each side: as many of each image."""
    inside = [(where.min(), where.max() + 1) for where in np.nonzero(mask)]
    grown = [slice(max(0, low - (high - low) // 2), high + (high - low) // 2) for low, high in inside]
    found = voxels[(slice(None), *grown)].ravel()
    return found[np.linspace(0, len(found) - 1, VALUES).astype(int)]


def _between(values):
    if not values:
        return []
    low, high = np.percentile(values, (1, 99))
    low = float(np.floor(low / 10) * 10)
    return [low, max(low + 10, float(np.ceil(high / 10) * 10))]


def _dimensions(shapes, looks):
    """2 for pictures, for slices that stand alone, and for volumes whose slices lie far apart; else 3."""
    if shapes.shape[1] == 2 or (shapes[:, 0] == 1).mean() > 0.1:
        return 2
    spacing = np.median([seen.spacing for seen in looks.values()], 0)
    return 2 if spacing[0] > 3 * spacing[1] else 3


def _percentiles(values):
    found = np.percentile(np.asarray(values, np.float64), (5, 50, 95), axis=0)
    return np.round(found, 4).tolist()
