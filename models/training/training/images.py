"""Images of files as arrays (C,Y,X) or (C,Z,Y,X) with their spacing in the same order, as the networks see them.

Slices are seen as a radiologist sees them: axial with the patient's right on the left and the front up. Spacing is 1
where a
file has none.
"""

from dataclasses import dataclass

import nibabel
import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Picture:
    """`voxels` float32 or whole numbers; `spacing` in mm, one for each axis in space; `channels` lead."""

    voxels: np.ndarray
    spacing: tuple


def picture(case):
    channels = [_read(path) for path in case.channels]
    return Picture(np.stack([voxels.astype(np.float32) for voxels, _ in channels]), channels[0][1])


def truth(case):
    """The label image of a case, without a channel; of a palette the numbers, whatever their colours, of one bit 0 and 1."""
    return _read(case.label, ("P", "1"))[0]


def _read(path, numbers=()):
    """Of a PNG grey values as they are stored, also of 16 bits; else brightness, but in the modes `numbers`."""
    if path.name.endswith(".png"):
        with Image.open(path) as file:
            stored = file.mode.startswith("I") or file.mode in numbers
            voxels = np.asarray(file if stored else file.convert("L"))
        return voxels.astype(np.uint8) if voxels.dtype == bool else voxels, (1.0, 1.0)
    image = nibabel.as_closest_canonical(nibabel.load(path))
    dx, dy, dz = (float(zoom) for zoom in image.header.get_zooms()[:3])
    voxels = np.asarray(image.dataobj)[::-1, ::-1, :].transpose(2, 1, 0)
    return np.ascontiguousarray(voxels), (dz, dy, dx)


def size(path):
    """Size and spacing from the head of a file, without its voxels."""
    if path.name.endswith(".png"):
        with Image.open(path) as picture_file:
            width, height = picture_file.size
        return (height, width), (1.0, 1.0)
    image = nibabel.as_closest_canonical(nibabel.load(path))
    return tuple(image.shape[:3][::-1]), tuple(float(zoom) for zoom in image.header.get_zooms()[:3][::-1])


def resample(array, shape):
    """To another size over the same field, the last len(shape) axes; a triangle filter, widened where pixels are lost.

    That is Pillow's antialiased bilinear filter, in any number of dimensions.
    """
    result = array.astype(np.float32)
    first = array.ndim - len(shape)
    for axis, length in enumerate(shape):
        if result.shape[first + axis] != length:
            weights = _weights(result.shape[first + axis], length)
            result = np.moveaxis(np.tensordot(weights, result, (1, first + axis)), 0, first + axis)
    return np.ascontiguousarray(result)


def _weights(before, after):
    scale = before / after
    reach = max(1.0, scale)
    middle = (np.arange(after)[:, None] + 0.5) * scale
    weights = np.clip(1 - np.abs(np.arange(before)[None] + 0.5 - middle) / reach, 0, None)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)
