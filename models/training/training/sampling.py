"""Windows cut from prepared images, geometry changed at random on the way: one interpolation for crop, zoom, turn and
padding.

Positions are in voxels of the array, (z,)y,x; matrices map from the window's voxels round its middle.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional as F


@dataclass(frozen=True)
class Sample:
    """Tensors (C,...) of one window: image, mask (one channel a label), and where the image really was (1,...)."""

    image: torch.Tensor
    mask: torch.Tensor
    valid: torch.Tensor


def uniform(generator, low, high):
    return low + (high - low) * torch.rand((), generator=generator).item()


def chance(generator, share):
    return share > 0 and torch.rand((), generator=generator).item() < share


def normal(generator):
    return torch.randn((), generator=generator).item()


def matrix(generator, strength, dims, spacing):
    """A random linear map of positions in voxels (dims, dims): turns and shears in mm, mirrors, zooms."""
    axes = "zyx"[-dims:]
    turn = torch.eye(dims)
    if dims == 2:
        turn = _turn(2, 0, 1, _angle(generator, strength))
    else:
        turn = _turn(3, 1, 2, _angle(generator, strength))
        for plane in ((0, 1), (0, 2)):
            turn = turn @ _turn(3, *plane, math.radians(normal(generator) * min(strength.rotation, 10.0)))
    slant = torch.eye(dims)
    slant[-1, -2] = uniform(generator, -strength.shear, strength.shear)
    flips = [-1.0 if axis in strength.mirror and chance(generator, 0.5) else 1.0 for axis in axes]
    if chance(generator, strength.upside_down):
        flips[-2] = -flips[-2]
    size = 1 / math.exp(uniform(generator, *(math.log(z) for z in strength.zoom)))
    mm = torch.tensor(spacing or [1.0] * dims)
    return (size / mm)[:, None] * (turn @ slant @ torch.diag(torch.tensor(flips))) * mm[None]


def _angle(generator, strength):
    return (
        uniform(generator, -math.pi, math.pi)
        if strength.any_turn
        else math.radians(normal(generator) * strength.rotation)
    )


def _turn(dims, a, b, angle):
    turn = torch.eye(dims)
    turn[a, a] = turn[b, b] = math.cos(angle)
    turn[a, b], turn[b, a] = -math.sin(angle), math.sin(angle)
    return turn


def elastic(generator, window, strength):
    """A smooth displacement in voxels, (1, dims, *window)."""
    coarse = torch.randn(1, len(window), *([6] * len(window)), generator=generator) * (0.02 * min(window))
    if len(window) == 2:
        return F.interpolate(coarse, window, mode="bicubic", align_corners=True)
    return F.interpolate(coarse, window, mode="trilinear", align_corners=True)


def positions(window, linear, middle, displacement=None):
    """Where each voxel of the window lies in the array: (*window, dims)."""
    ramps = [torch.arange(length, dtype=torch.float32) - (length - 1) / 2 for length in window]
    place = torch.stack(torch.meshgrid(*ramps, indexing="ij"), -1)
    if displacement is not None:
        place = place + displacement[0].movedim(0, -1)
    return place @ linear.T + torch.as_tensor(middle, dtype=torch.float32)


def cut(image, mask, place, labels, outside):
    """A Sample: image (C,...) and label mask (...) at the positions; outside lies the minimum ("floor") or the border
    ("edge").
    """
    shape = torch.tensor(image.shape[1:], dtype=torch.float32)
    grid = ((2 * place + 1) / shape - 1).flip(-1)[None]
    floor = image.amin(tuple(range(1, image.dim())), keepdim=True)
    moved = F.grid_sample(
        (image - floor)[None], grid, align_corners=False, padding_mode="border" if outside == "edge" else "zeros"
    )
    layers = torch.stack([(mask == label).float() for label in range(1, labels + 1)])
    layers = F.grid_sample(layers[None], grid, align_corners=False)[0]
    valid = ((place > -0.5 - 1e-3) & (place < shape - 0.5 + 1e-3)).all(-1)[None]
    return Sample(moved[0] + floor, (layers >= 0.5).float(), valid.float())


def part_without_lesion(mask, generator, least=0.25):
    """A rectangle (slices) beside the lesions, at least `least` of the image's sides; None where there is no room."""
    rows, columns = (torch.nonzero(mask.any(axis)).flatten() for axis in (1, 0))
    height, width = mask.shape
    if not len(rows):
        return slice(0, height), slice(0, width)
    bands = [
        (0, rows[0].item(), 0, width),
        (rows[-1].item() + 1, height, 0, width),
        (0, height, 0, columns[0].item()),
        (0, height, columns[-1].item() + 1, width),
    ]
    bands = [(a, b, c, d) for a, b, c, d in bands if b - a >= least * height and d - c >= least * width]
    if not bands:
        return None
    a, b, c, d = bands[torch.randint(len(bands), (), generator=generator)]
    return _part(a, b, least * height, generator), _part(c, d, least * width, generator)


def part_with_lesion(mask, generator, least=0.5):
    """A rectangle that holds most of the lesions, as other machines' pictures are cut."""
    result = []
    for axis, length in ((1, mask.shape[0]), (0, mask.shape[1])):
        inside = torch.nonzero(mask.any(axis)).flatten()
        low, high = (inside[0].item(), inside[-1].item() + 1) if len(inside) else (length // 2, length // 2)
        start = int(uniform(generator, 0, min(low, (1 - least) * length)))
        stop = int(uniform(generator, max(high, start + least * length), length))
        result.append(slice(start, max(stop, start + 8)))
    return tuple(result)


def _part(start, stop, least, generator):
    length = uniform(generator, least, stop - start)
    begin = int(uniform(generator, start, stop - length))
    return slice(begin, min(stop, begin + max(8, int(length))))


def without_end_slices(mask, generator, axes, keep=0.5):
    """Slices of an array from which some are cut off at either end of the given axes (numbers), at least `keep`
    remaining.
    """
    result = [slice(None)] * mask.dim()
    for axis in axes:
        length = mask.shape[axis]
        lost = int(uniform(generator, 0, (1 - keep) * length + 0.999))
        first = int(uniform(generator, 0, lost + 0.999))
        result[axis] = slice(first, length - (lost - first))
    return tuple(result)
