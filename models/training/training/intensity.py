"""Random changes of grey values of one window (C,...), whatever its dimensions; marks, shadows and fans are for
pictures.

Values are brought to 0 to 1 over the image, changed, and brought back, but for what plainly adds or multiplies.
"""

import math

import torch
from torch.nn import functional as F

from .sampling import chance, normal, uniform


def changed(image, mask, strength, generator, window_units=False):
    """`window_units`: values have a meaning of their own (Hounsfield units), so that nothing may stretch them."""
    low, high = image.amin(), image.amax()
    unit = (image - low) / (high - low).clamp_min(1e-3)
    if chance(generator, strength.fade):
        unit = faded(unit, mask, generator)
    if chance(generator, strength.gamma):
        unit = unit ** math.exp(0.3 * normal(generator))
    if chance(generator, strength.bias):
        unit = unit * torch.exp(0.25 * smooth(unit.shape[1:], 4, generator))
    if chance(generator, strength.depth_gain):
        unit = unit * depth_curve(unit.shape[1:], generator)
    if chance(generator, strength.shadow):
        unit = unit * shadow(unit.shape[1:], generator)
    if chance(generator, strength.speckle):
        unit = speckled(unit, generator)
    if chance(generator, strength.blur):
        unit = torch.lerp(unit, blurred(unit), uniform(generator, 0.3, 1.0))
    if chance(generator, strength.coarse):
        unit = coarser(unit, uniform(generator, 0.5, 0.9))
    if chance(generator, strength.erase):
        unit = erased(unit)
    if chance(generator, strength.marks):
        unit = marked(unit, mask, generator)
    if chance(generator, strength.fan):
        unit = unit * fan(unit.shape[1:], generator)
    if chance(generator, strength.noise):
        unit = unit + torch.randn(unit.shape, generator=generator) * uniform(generator, 0, 0.05)
    if chance(generator, strength.gain):
        unit = (
            unit + 0.03 * normal(generator)
            if window_units
            else (unit * math.exp(0.25 * normal(generator))).clamp(max=1.2)
        )
    return unit * (high - low) + low


def smooth(shape, cells, generator):
    """A smooth random field, about normal."""
    coarse = torch.randn(1, 1, *([cells] * len(shape)), generator=generator)
    mode = "bicubic" if len(shape) == 2 else "trilinear"
    return F.interpolate(coarse, tuple(shape), mode=mode, align_corners=True)[0]


def blurred(unit):
    pool = F.avg_pool2d if unit.dim() == 3 else F.avg_pool3d
    pads = (1, 1) * (unit.dim() - 1)
    return pool(F.pad(unit[None], pads, mode="replicate"), 3, 1)[0]


def coarser(unit, scale):
    mode = "bilinear" if unit.dim() == 3 else "trilinear"
    small = F.interpolate(unit[None], scale_factor=scale, mode=mode, align_corners=False)
    return F.interpolate(small, unit.shape[1:], mode=mode, align_corners=False)[0]


def speckled(unit, generator):
    """Multiplied by noise that has a grain, as interference has."""
    grain = torch.randn(unit.shape, generator=generator)
    if chance(generator, 0.5):
        grain = 2 * blurred(grain)
    return unit * (1 + uniform(generator, 0.05, 0.3) * grain).clamp(0, 2)


def depth_curve(shape, generator):
    """Gain that changes with depth, along the rows."""
    knots = torch.randn(1, 1, 4, generator=generator) * 0.25
    curve = F.interpolate(knots, shape[0], mode="linear", align_corners=True)[0, 0]
    return torch.exp(curve)[None, :, None]


def shadow(shape, generator):
    """A dark wedge below some depth."""
    height, width = shape
    columns = torch.linspace(-1, 1, width)
    profile = torch.exp(-(((columns - uniform(generator, -1, 1)) / uniform(generator, 0.05, 0.2)) ** 2))
    rows = torch.sigmoid((torch.linspace(-1, 1, height) - uniform(generator, -0.8, 0.8)) * 8)
    return (1 - uniform(generator, 0.3, 0.9) * rows[:, None] * profile[None])[None]


def erased(unit):
    """Without thin bright marks: where a grey opening takes much away, what is round them stands instead."""
    shrunk = -F.max_pool2d(-unit[None], 5, 1, 2)
    opened = F.max_pool2d(shrunk, 5, 1, 2)[0]
    surround = F.avg_pool2d(opened[None], 5, 1, 2)[0]
    thin = F.max_pool2d((unit - opened > 0.35).float()[None], 5, 1, 2)[0]
    return torch.where(thin > 0, surround, unit)


def marked(unit, mask, generator):
    """Callipers, dotted lines and blocks of letters, at the lesion's ends and elsewhere."""
    unit = unit.clone()
    _, height, width = unit.shape
    inside = torch.nonzero(mask.amax(0))
    for _ in range(int(uniform(generator, 1, 7))):
        if len(inside) and chance(generator, 0.3):
            y, x = inside[int(uniform(generator, 0, len(inside) - 0.01))].tolist()
        else:
            y, x = int(uniform(generator, 0, height)), int(uniform(generator, 0, width))
        _mark(unit, y, x, generator)
    return unit


def _mark(unit, y, x, generator):
    grey, kind = uniform(generator, 0.6, 1.0), uniform(generator, 0, 1)
    if kind < 0.6:
        arm = int(uniform(generator, 2, 6))
        unit[:, y, max(0, x - arm) : x + arm + 1] = grey
        unit[:, max(0, y - arm) : y + arm + 1, x] = grey
    elif kind < 0.8:
        length, gap = int(uniform(generator, 20, 90)), int(uniform(generator, 3, 7))
        if chance(generator, 0.5):
            unit[:, y, x : x + length : gap] = grey
        else:
            unit[:, y : y + length : gap, x] = grey
    else:
        letters = (torch.rand(7, int(uniform(generator, 10, 50)), generator=generator) < 0.4).float() * grey
        place = unit[:, y : y + 7, x : x + letters.shape[1]]
        place.copy_(torch.maximum(place, letters[None, : place.shape[1], : place.shape[2]]))


def fan(shape, generator):
    """1 inside a sector as curved probes have, 0 outside."""
    height, width = shape
    rows, columns = torch.meshgrid(torch.linspace(0, 1, height), torch.linspace(-0.5, 0.5, width), indexing="ij")
    top = uniform(generator, 0.2, 1.0)
    angle = torch.atan2(columns * width / height, rows + top).abs()
    near = ((columns * width / height) ** 2 + (rows + top) ** 2).sqrt()
    return (
        (angle < uniform(generator, 0.35, 0.8))
        & (near > top * uniform(generator, 0.95, 1.05))
        & (near < top + uniform(generator, 0.95, 1.1))
    ).float()[None]


def faded(unit, mask, generator):
    """The lesion with less contrast to what is round it: its difference from its surround shrinks, with a soft rim."""
    if not mask.any():
        return unit
    pool = F.max_pool2d if unit.dim() == 3 else F.max_pool3d
    near = mask.amax(0, keepdim=True)
    ring = (pool(near[None], 15, 1, 7)[0] - pool(near[None], 5, 1, 2)[0]) * (unit > unit.amin() + 0.02)
    if not ring.any():
        return unit
    around = (unit * ring).sum() / ring.sum().clamp_min(1)
    soft = blurred(blurred(pool(near[None], 3, 1, 1)[0]))
    difference = (unit * near).sum() / near.sum() - around
    return (unit - soft * difference * uniform(generator, 0.0, 1.3)).clamp(0, 1)
