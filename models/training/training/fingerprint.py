"""What a data set is like, as numbers that a plan can be made from."""

from dataclasses import dataclass

import numpy as np

from . import images


@dataclass(frozen=True)
class Fingerprint:
    """Sizes in voxels and extents in mm (pixels without a pixel size) are (z,)y,x at the percentiles 5, 50, 95."""

    cases: int
    dimensions: int
    shape: list
    spacing: list
    lesion_extent: list


def fingerprint(dataset, looks):
    """Needs the looks of the checks; reads every label image again for the lesions' extents."""
    lesions = [label.value for label in dataset.description.lesions]
    extents = []
    for case in dataset.cases:
        mask = np.isin(images.truth(case), lesions)
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
    )


def _dimensions(shapes, looks):
    """2 for pictures, for slices that stand alone, and for volumes whose slices lie far apart; else 3."""
    if shapes.shape[1] == 2 or (shapes[:, 0] == 1).mean() > 0.1:
        return 2
    spacing = np.median([seen.spacing for seen in looks.values()], 0)
    return 2 if spacing[0] > 3 * spacing[1] else 3


def _percentiles(values):
    found = np.percentile(np.asarray(values, np.float64), (5, 50, 95), axis=0)
    return np.round(found, 4).tolist()
