"""Windows cut from prepared images, geometry changed at random on the way: one interpolation for crop, zoom, turn and
padding.

All is done for a batch at once. Positions are in voxels of the array, (z,)y,x; matrices map from the window's voxels
round its middle; a part of an image is (low, high), each (N,dims), ends excluded.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from .draws import fixed, spread


@dataclass(frozen=True)
class Sample:
    """Tensors (N,C,...) of windows: images, masks (one channel a label), and where the image really was (N,1,...)."""

    image: torch.Tensor
    mask: torch.Tensor
    valid: torch.Tensor


def matrices(draws, count, strength, dims, spacing):
    """Random linear maps of positions in voxels (N,dims,dims): turns and shears in mm, mirrors, zooms."""
    axes = "zyx"[-dims:]
    turn = _turns(dims, dims - 2, dims - 1, _angles(draws, count, strength))
    if dims == 3:
        for plane in ((0, 1), (0, 2)):
            turn = turn @ _turns(3, *plane, math.radians(min(strength.rotation, 10.0)) * draws.normal(count))
    slant = _identities(dims, count, draws.device)
    slant[:, -1, -2] = draws.uniform(count, -strength.shear, strength.shear)
    flips = torch.ones(count, dims, device=draws.device)
    for number, axis in enumerate(axes):
        share = 0.5 if axis in strength.mirror else 0.0
        share = share + (1 - 2 * share) * strength.upside_down if axis == "y" else share
        flips[:, number] = 1 - 2 * draws.chance(count, share).float()
    size = 1 / draws.factor(count, *strength.zoom)
    mm = fixed(tuple(spacing or [1.0] * dims), draws.device)
    return spread(size, 1) / mm[:, None] * (turn @ slant * flips[:, None, :]) * mm[None]


def _angles(draws, count, strength):
    if strength.any_turn:
        return draws.uniform(count, -math.pi, math.pi)
    return math.radians(strength.rotation) * draws.normal(count)


def _identities(dims, count, device):
    return torch.eye(dims, device=device).repeat(count, 1, 1)


def _turns(dims, a, b, angles):
    turn = _identities(dims, len(angles), angles.device)
    turn[:, a, a] = turn[:, b, b] = torch.cos(angles)
    turn[:, a, b], turn[:, b, a] = -torch.sin(angles), torch.sin(angles)
    return turn


def elastic(draws, count, window, share):
    """Smooth displacements in voxels, (N,*window,dims); none for those that chance leaves out."""
    coarse = draws.normal((count, len(window), *[6] * len(window))) * (0.02 * min(window))
    coarse = coarse * spread(draws.chance(count, share).float(), len(window))
    mode = "bicubic" if len(window) == 2 else "trilinear"
    return F.interpolate(coarse, tuple(window), mode=mode, align_corners=True).movedim(1, -1)


def positions(window, linear, middle, displacement=None):
    """Where each voxel of the window lies in the array: (N,*window,dims); `linear` (N,dims,dims), `middle` (N,dims)."""
    ramps = [torch.arange(n, dtype=torch.float32, device=linear.device) - (n - 1) / 2 for n in window]
    place = torch.stack(torch.meshgrid(*ramps, indexing="ij"), -1)[None]
    place = place if displacement is None else place + displacement
    flat = place.flatten(1, -2).expand(len(linear), -1, -1)
    return (flat @ linear.transpose(1, 2) + middle[:, None]).reshape(len(linear), *window, len(window))


def taken(values, place, low, high):
    """Linear interpolation of values (N,C,*size) at positions, drawn out beyond the part (low, high); and a weight
    (N,1,*window) that falls from 1 to 0 over one voxel beyond it, as if zeros lay there.
    """
    clamped = torch.minimum(torch.maximum(place, _round(low, place)), _round(high - 1, place))
    weight = (1 - (place - clamped).abs()).clamp_min(0).prod(-1)[:, None]
    size = fixed(tuple(values.shape[2:]), values.device)
    grid = ((2 * clamped + 1) / size - 1).flip(-1)
    return F.grid_sample(values, grid, align_corners=False, padding_mode="border"), weight


def _round(corner, place):
    return corner.reshape(len(corner), *[1] * (place.dim() - 2), -1)


def cut(image, mask, place, part, outside):
    """A Sample of images (N,C,...) and label layers (N,L,...) at the positions; outside the part lies the minimum
    ("floor") or the border ("edge").
    """
    low, high = part
    moved, weight = taken(torch.cat((image, mask), 1), place, low, high)
    channels = image.shape[1]
    floor = image.amin(tuple(range(2, image.dim())), keepdim=True)
    pixels = moved[:, :channels] if outside == "edge" else (moved[:, :channels] - floor) * weight + floor
    valid = (place > _round(low, place) - 0.501) & (place < _round(high, place) - 0.499)
    return Sample(pixels, (moved[:, channels:] * weight >= 0.5).float(), valid.all(-1)[:, None].float())


def boxes(inside, shape):
    """(low, high) of what is true in masks (N,...); the whole image, `shape` (N,dims), where there is nothing."""
    low, high = [], []
    for axis in range(1, inside.dim()):
        along = inside.movedim(axis, 1).flatten(2).any(2)
        length = along.shape[1]
        there = along.any(1)
        low.append(there * along.byte().argmax(1).float())
        high.append(torch.where(there, length - along.flip(1).byte().argmax(1).float(), shape[:, axis - 1]))
    return torch.stack(low, 1), torch.stack(high, 1)


def within(part, size):
    """Masks (N,*size) of parts."""
    low, high = part
    result = torch.ones((), dtype=torch.bool, device=low.device)
    for axis, length in enumerate(size):
        ramp = torch.arange(length, device=low.device)
        along = (ramp >= low[:, axis : axis + 1]) & (ramp < high[:, axis : axis + 1])
        result = result & along.reshape(len(low), *[length if k == axis else 1 for k in range(len(size))])
    return result


def chosen(hit, one, other):
    """Of two parts the first where `hit` (N,) is true."""
    return tuple(torch.where(hit[:, None], a, b) for a, b in zip(one, other))


def parts_without_lesion(draws, lesion, shape, least=0.25):
    """A rectangle beside the lesions' box, at least `least` of the image's sides; and where there was room for one.

    `lesion` is (low, high) with equal ends where there is none: then the whole image."""
    (top, left), (bottom, right) = lesion[0].T, lesion[1].T
    height, width = shape.T
    zero, none = torch.zeros_like(height), bottom <= top
    bands = torch.stack(
        [
            torch.stack(band, 1)
            for band in (
                (zero, top, zero, width),
                (bottom, height, zero, width),
                (zero, height, zero, left),
                (zero, height, right, width),
            )
        ],
        1,
    )
    fits = (bands[..., 1] - bands[..., 0] >= least * height[:, None]) & (
        bands[..., 3] - bands[..., 2] >= least * width[:, None]
    )
    scores = draws.unit(fits.shape) * fits
    best = bands.gather(1, scores.argmax(1)[:, None, None].expand(-1, 1, 4))[:, 0]
    rows, columns = (_stretch(draws, best[:, 2 * k], best[:, 2 * k + 1], least * shape[:, k]) for k in (0, 1))
    part = torch.stack((rows[0], columns[0]), 1), torch.stack((rows[1], columns[1]), 1)
    return chosen(none, (torch.zeros_like(shape), shape), part), fits.any(1) | none


def _stretch(draws, start, stop, least):
    """Of each (start, stop) a stretch at random, at least `least` and 8 long."""
    length = draws.uniform(len(start), least, stop - start)
    begin = draws.uniform(len(start), start, stop - length).floor()
    return begin, torch.minimum(stop, begin + length.floor().clamp_min(8))


def parts_with_lesion(draws, lesion, shape, least=0.5):
    """A rectangle that holds the lesions' box, as other machines' pictures are cut."""
    none = lesion[1] <= lesion[0]
    low, high = (torch.where(none, (shape / 2).floor(), edge) for edge in lesion)
    start = draws.uniform(shape.shape, 0.0, torch.minimum(low, (1 - least) * shape)).floor()
    stop = draws.uniform(shape.shape, torch.maximum(high, start + least * shape), shape).floor()
    return start, torch.minimum(torch.maximum(stop, start + 8), shape)


def parts_without_end_slices(draws, shape, axes, keep=0.5):
    """Some slices are cut off at either end of the given axes (numbers), at least `keep` remaining."""
    low, high = torch.zeros_like(shape), shape.clone()
    for axis in axes:
        lost = draws.uniform(len(shape), 0.0, (1 - keep) * shape[:, axis] + 0.999).floor()
        low[:, axis] = draws.uniform(len(shape), 0.0, lost + 0.999).floor()
        high[:, axis] = shape[:, axis] - (lost - low[:, axis])
    return low, high
