"""Random changes of grey values of windows (N,C,...), whatever their dimensions; marks, shadows and fans are for
pictures.

Values are brought to 0 to 1 over each image, changed, and brought back, but for what plainly adds or multiplies. Each
change draws its own strength for each image.
"""

import torch
from torch.nn import functional as F

from .draws import fixed, some, spread


def changed(image, mask, strength, draws, window_units=False):
    """`window_units`: values have a meaning of their own (Hounsfield units), so that nothing may stretch them."""
    axes = tuple(range(1, image.dim()))
    low, high = image.amin(axes, keepdim=True), image.amax(axes, keepdim=True)
    unit = (image - low) / (high - low).clamp_min(1e-3)
    unit = some((unit, mask), draws, strength.fade, lambda u, m: faded(u, m, draws))
    for share, change in (
        (strength.gamma, gamma),
        (strength.bias, biased),
        (strength.depth_gain, gained_by_depth),
        (strength.shadow, shadowed),
        (strength.speckle, speckled),
        (strength.blur, softened),
        (strength.coarse, coarser),
        (strength.erase, erased),
    ):
        unit = some((unit,), draws, share, lambda u, change=change: change(u, draws))
    unit = some((unit, mask), draws, strength.marks, lambda u, m: marked(u, m, draws))
    for share, change in ((strength.fan, fanned), (strength.noise, noisy)):
        unit = some((unit,), draws, share, lambda u, change=change: change(u, draws))
    unit = some((unit,), draws, strength.gain, lambda u: (lifted if window_units else gained)(u, draws))
    return unit * (high - low) + low


def one_each(unit, values):
    """(N,) so that it meets (N,C,...)."""
    return spread(values, unit.dim() - 2)


def uniform(unit, draws, low, high):
    return one_each(unit, draws.uniform(len(unit), low, high))


def normal(unit, draws):
    return one_each(unit, draws.normal(len(unit)))


def gamma(unit, draws):
    return unit.clamp_min(1e-6) ** torch.exp(0.3 * normal(unit, draws))


def biased(unit, draws):
    """Times a smooth field."""
    count, dims = len(unit), unit.dim() - 2
    coarse = draws.normal((count, 1, *[4] * dims))
    mode = "bicubic" if dims == 2 else "trilinear"
    return unit * torch.exp(0.25 * F.interpolate(coarse, unit.shape[2:], mode=mode, align_corners=True))


def noisy(unit, draws):
    return unit + draws.normal(unit.shape) * uniform(unit, draws, 0.0, 0.05)


def gained(unit, draws):
    return (unit * torch.exp(0.25 * normal(unit, draws))).clamp(max=1.2)


def lifted(unit, draws):
    return unit + 0.03 * normal(unit, draws)


def blurred(unit):
    pool = F.avg_pool2d if unit.dim() == 4 else F.avg_pool3d
    return pool(F.pad(unit, (1, 1) * (unit.dim() - 2), mode="replicate"), 3, 1)


def softened(unit, draws):
    return torch.lerp(unit, blurred(unit), uniform(unit, draws, 0.3, 1.0))


def coarser(unit, draws):
    """As if it had been taken on a grid of 0.5 to 0.9 times as many voxels along each axis."""
    scale = draws.uniform(len(unit), 0.5, 0.9)
    return _rescaled(_rescaled(unit, 1 / scale), scale)


def _rescaled(unit, factor):
    """Voxel k takes what lies at (k + 1/2) times `factor` (N,) - 1/2."""
    size = fixed(tuple(unit.shape[2:]), unit.device)
    ramps = [torch.arange(n, dtype=torch.float32, device=unit.device) + 0.5 for n in unit.shape[2:]]
    place = torch.stack(torch.meshgrid(*ramps, indexing="ij"), -1)[None]
    place = place * factor.reshape(-1, *[1] * (unit.dim() - 1))
    return F.grid_sample(unit, (2 * place / size - 1).flip(-1), align_corners=False, padding_mode="border")


def speckled(unit, draws):
    """Multiplied by noise that has a grain, as interference has."""
    grain = draws.normal(unit.shape)
    grain = torch.where(one_each(unit, draws.chance(len(unit), 0.5)), 2 * blurred(grain), grain)
    return unit * (1 + uniform(unit, draws, 0.05, 0.3) * grain).clamp(0, 2)


def gained_by_depth(unit, draws):
    """Gain that changes along the rows."""
    knots = draws.normal((len(unit), 1, 4)) * 0.25
    curve = F.interpolate(knots, unit.shape[2], mode="linear", align_corners=True)
    return unit * torch.exp(curve)[..., None]


def _ramp(length, low, high, like):
    return torch.linspace(low, high, length, device=like.device)


def shadowed(unit, draws):
    """A dark wedge below some depth."""
    height, width = unit.shape[2:]
    columns, rows = _ramp(width, -1, 1, unit), _ramp(height, -1, 1, unit)[:, None]
    profile = torch.exp(-(((columns - uniform(unit, draws, -1.0, 1.0)) / uniform(unit, draws, 0.05, 0.2)) ** 2))
    below = torch.sigmoid((rows - uniform(unit, draws, -0.8, 0.8)) * 8)
    return unit * (1 - uniform(unit, draws, 0.3, 0.9) * below * profile)


def erased(unit, draws):
    """Without thin bright marks: where a grey opening takes much away, what is round them stands instead."""
    opened = F.max_pool2d(-F.max_pool2d(-unit, 5, 1, 2), 5, 1, 2)
    surround = F.avg_pool2d(opened, 5, 1, 2)
    thin = F.max_pool2d((unit - opened > 0.35).float(), 5, 1, 2)
    return torch.where(thin > 0, surround, unit)


MARKS = 6  # at most, an image


def marked(unit, mask, draws):
    """Callipers, dotted lines and blocks of letters, at the lesion's ends and elsewhere."""
    count, _, height, width = unit.shape
    rows = torch.arange(height, device=unit.device)[:, None]
    columns = torch.arange(width, device=unit.device)
    inside = mask.amax(1).flatten(1)
    points = (draws.unit(inside.shape) + 2 * inside).topk(MARKS, 1).indices  # in the lesion first
    anywhere = (draws.unit((count, MARKS)) * height * width).long()
    points = torch.where(draws.chance((count, MARKS), 0.3), points, anywhere)
    number = draws.uniform(count, 1.0, MARKS + 1.0).floor()
    for k in range(MARKS):
        y, x = (one_each(unit, v)[:, 0] for v in (points[:, k] // width, points[:, k] % width))
        there = _mark(rows - y, columns - x, draws) & one_each(unit, k < number)[:, 0]
        unit = torch.where(there[:, None], uniform(unit, draws, 0.6, 1.0), unit)
    return unit


def _mark(down, right, draws):
    """Which pixels (N,height,width) a mark covers, `down` (N,height,1) and `right` (N,1,width) from its place: a
    cross in six of ten, a dotted line in two, letters in two."""
    count = len(down)

    def whole(low, high):
        return draws.uniform(count, low, high).floor()[:, None, None]

    kind, flat = draws.unit(count)[:, None, None], draws.chance(count, 0.5)[:, None, None]
    arm, length, gap = whole(2, 6), whole(20, 90), whole(3, 7)
    cross = ((down == 0) & (right.abs() <= arm)) | ((right == 0) & (down.abs() <= arm))
    along, off = torch.where(flat, right, down), torch.where(flat, down, right)
    dots = (off == 0) & (along >= 0) & (along < length) & (along % gap == 0)
    block = (down >= 0) & (down < 7) & (right >= 0) & (right < whole(10, 50))
    letters = block & draws.chance(block.shape, 0.4)
    return torch.where(kind < 0.6, cross, torch.where(kind < 0.8, dots, letters))


def fanned(unit, draws):
    """Kept inside a sector as curved probes have, 0 outside."""
    height, width = unit.shape[2:]
    across = _ramp(width, -0.5, 0.5, unit) * width / height
    depth = _ramp(height, 0, 1, unit)[:, None] + uniform(unit, draws, 0.2, 1.0)
    top = depth[:, :, :1]
    angle, distance = torch.atan2(across, depth).abs(), (across**2 + depth**2).sqrt()
    return (
        unit
        * (angle < uniform(unit, draws, 0.35, 0.8))
        * (distance > top * uniform(unit, draws, 0.95, 1.05))
        * (distance < top + uniform(unit, draws, 0.95, 1.1))
    )


def faded(unit, mask, draws):
    """The lesion with less contrast to what is round it: its difference from its surround shrinks, with a soft rim."""
    pool = F.max_pool2d if unit.dim() == 4 else F.max_pool3d
    axes = tuple(range(1, unit.dim()))

    def mean(weight):
        return (unit * weight).sum(axes, keepdim=True) / weight.expand_as(unit).sum(axes, keepdim=True).clamp_min(1)

    near = mask.amax(1, keepdim=True)
    ring = (pool(near, 15, 1, 7) - pool(near, 5, 1, 2)) * (unit > unit.amin(axes, keepdim=True) + 0.02)
    there = (near.sum(axes, keepdim=True) > 0) & (ring.sum(axes, keepdim=True) > 0)
    soft = blurred(blurred(pool(near, 3, 1, 1)))
    less = (unit - soft * (mean(near) - mean(ring)) * uniform(unit, draws, 0.0, 1.3)).clamp(0, 1)
    return torch.where(there, less, unit)
