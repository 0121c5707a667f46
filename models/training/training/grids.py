"""Whether the files of a case lie on one grid: sizes, and of volumes where their corners are."""

import nibabel
import numpy as np
from nibabel import affines
from PIL import Image

APART = 0.1  # of the smallest distance of voxels, that corners may lie apart


def faults(case):
    """Sentences about each file that does not lie where the first channel does; read from the files' heads."""
    first, *others = (*case.channels, case.label)
    try:
        size, affine = _grid(first)
        return [fault for other in others if (fault := _between(case.name, first, size, affine, other))]
    except ValueError as wrong:
        return [f"{case.name}: {wrong}"]


def _between(name, first, size, affine, other):
    own, place = _grid(other)
    both = f"{name}: {_words(other)} and {_words(first)}"
    if own != size:
        return f"{both} have {_sizes(own)} and {_sizes(size)} voxels. All files of a case must lie on one grid."
    if affine is None:
        return ""
    corners = np.array(np.meshgrid(*((0, n - 1) for n in size), indexing="ij")).reshape(3, -1)
    apart = np.linalg.norm(affine[:3, :3] @ corners - place[:3, :3] @ corners + (affine - place)[:3, 3:], axis=0).max()
    steps = affines.voxel_sizes(affine)
    if apart <= APART * steps.min():
        return ""
    return (
        f"{both} have the same size, but their corners lie up to {apart:.3g} mm apart (voxels of "
        f"{_sizes(affines.voxel_sizes(place).round(3))} and {_sizes(steps.round(3))} mm). All files of a case must lie "
        "on one grid."
    )


def _grid(path):
    """Size as the file stores it, and the affine of a volume."""
    if path.name.endswith(".png"):
        with Image.open(path) as picture:
            return picture.size, None
    image = nibabel.load(path)
    if len(image.shape) != 3:
        raise ValueError(f"{_words(path)} has {len(image.shape)} axes; expected 3, one file a channel.")
    return image.shape, image.affine


def _words(path):
    return f"{path.parent.name}/{path.name}"


def _sizes(lengths):
    return " x ".join(f"{length:g}" for length in lengths)
