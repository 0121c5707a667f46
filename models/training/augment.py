"""Random changes of a batch, in torch: geometry once for image and mask, then intensity for the image alone.

Every function takes and returns tensors (N,C,H,W) and draws from the generator that it is given, which is on the same device.
"""
import math
from dataclasses import dataclass, replace

import torch
from torch.nn import functional as F

import data


@dataclass(frozen=True)
class Strength:
    """How far images are changed; rotation in degrees (one standard deviation), shift and shear as shares of the half image."""

    rotation: float = 10.0
    zoom: tuple = (0.85, 1.2)
    shift: float = 0.08
    shear: float = 0.08
    upside_down: float = 0.0  # share of images
    gamma: float = 0.2
    bias: float = 0.15
    contrast: float = 0.15
    paste: float = 0.0  # share of images
    fade: float = 0.0  # share of images
    move: float = 0.0  # share of images


LIGHT = Strength()
STRONG = Strength(rotation=15.0, zoom=(0.75, 1.3), shift=0.1, shear=0.1, upside_down=0.25, gamma=0.3, bias=0.25, contrast=0.2,
                  paste=0.3)
FADING = replace(STRONG, fade=0.4)
MOVING = replace(FADING, fade=0.35, move=0.8)


def uniform(generator, low, high, *shape):
    return torch.rand(shape, generator=generator, device=generator.device) * (high - low) + low


def normal(generator, *shape):
    return torch.randn(shape, generator=generator, device=generator.device)


def random_affine(generator, count, strength):
    """Matrices (N,2,3) for grid_sample; a mirror image in half of the cases."""
    angle = normal(generator, count) * math.radians(strength.rotation)
    scale = 1 / torch.exp(uniform(generator, *map(math.log, strength.zoom), count))
    mirror = (uniform(generator, 0, 1, count) < 0.5).float() * 2 - 1
    upright = 1 - 2 * (uniform(generator, 0, 1, count) < strength.upside_down).float()
    slant = uniform(generator, -strength.shear, strength.shear, count)
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    matrix = torch.stack((torch.stack((mirror * cos, upright * (slant - sin)), 1),
                          torch.stack((mirror * sin, upright * cos), 1)), 1)
    return torch.cat((matrix, uniform(generator, -strength.shift, strength.shift, count, 2, 1)), 2)


def elastic(generator, count, size, strength=0.02, probability=0.2):
    """A smooth displacement (N,H,W,2) in grid_sample units, zero for most."""
    coarse = normal(generator, count, 2, 7, 7) * strength
    coarse *= (uniform(generator, 0, 1, count, 1, 1, 1) < probability).float()
    return F.interpolate(coarse, size, mode="bicubic", align_corners=True).permute(0, 2, 3, 1)


def warp(image, mask, generator, strength=LIGHT):
    """The same geometry for both; outside the image lies the image's minimum."""
    count, _, *size = image.shape
    grid = F.affine_grid(random_affine(generator, count, strength), (count, 1, *size), align_corners=False)
    grid = grid + elastic(generator, count, size)
    floor = image.amin((1, 2, 3), keepdim=True)
    image = F.grid_sample(image - floor, grid, align_corners=False) + floor
    return image, (F.grid_sample(mask, grid, align_corners=False) >= 0.5).float()


def fade(image, mask, generator, strength):
    """Gives some lesions less contrast to what is round them, or the opposite one, and makes them smoother.

    Seen as mean round the lesion + share that a pixel has of the lesion x lesion's contrast to that + rest, the contrast is taken
    -0.5 to 1 times and the rest in the lesion 0.3 to 1 times. So the network learns of lesions that neither enhance nor look dark.
    What is round the lesion is at most halved, air being 0.
    """
    near, far = grown(mask, 2), grown(mask, 8)
    floor = image.amin((1, 2, 3), keepdim=True)
    air = image < floor + 0.5
    around = mean(image, (far - near) * ~air)
    contrast = mean(image, mask) - around
    share = lesion_share(image - around, mask, contrast)
    rest = image - around - share * contrast
    chosen = (uniform(generator, 0, 1, len(image), 1, 1, 1) < strength.fade).float()
    less, smoother = (chosen * (1 - uniform(generator, low, 1, len(image), 1, 1, 1)) for low in (-0.5, 0.3))
    less = torch.minimum(less, 1 + 0.5 * (around - floor) / contrast.clamp_min(1e-3))
    return image - less * share * contrast - smoother * share * rest


def lesion_share(difference, mask, contrast):
    """How much of each pixel is lesion: 1 well inside the mask, 0 well outside, and between as bright as the image itself is there.

    (The expert's border is seldom the image's; a share that falls at the expert's would leave the lesion's real rim behind.)
    """
    core = F.avg_pool2d(1 - grown(1 - mask, 3), 5, 1, 2)
    reach = F.avg_pool2d(grown(mask, 3), 5, 1, 2)
    seen = (F.avg_pool2d(difference, 3, 1, 1) / contrast).nan_to_num().clamp(0, 1)
    return reach * torch.lerp(seen, torch.ones_like(seen), core)


def grown(mask, pixels):
    """By a square, along one axis after the other, which is faster."""
    side = 2 * pixels + 1
    return F.max_pool2d(F.max_pool2d(mask, (side, 1), 1, (pixels, 0)), (1, side), 1, (0, pixels))


def mean(image, weight):
    return (image * weight).sum((1, 2, 3), keepdim=True) / weight.sum((1, 2, 3), keepdim=True).clamp_min(1)


def paste(image, kinds, generator, strength):
    """Puts the lesions of the next image of the batch, at their place and with a soft rim, into some images.

    `kinds` has a mask per class. Lesions meet other heads, and heads without a lesion get one (TumorCP, Yang et al. 2021,
    arXiv 2107.09843). A lesion that would lie in the air for more than a fifth of it is left out.
    """
    other_image, other_kinds = image.roll(1, 0), kinds.roll(1, 0)
    other_mask = other_kinds.amax(1, keepdim=True)
    air = image < image.amin((1, 2, 3), keepdim=True) + 0.5
    area = other_mask.sum((1, 2, 3), keepdim=True)
    outside = (other_mask * air).sum((1, 2, 3), keepdim=True) > 0.2 * area
    chosen = (uniform(generator, 0, 1, len(image), 1, 1, 1) < strength.paste) & ~outside
    rim = F.avg_pool2d(grown(other_mask, 2), 5, 1, 2) * chosen
    put = other_mask * chosen
    return torch.lerp(image, other_image, rim), kinds * (1 - put) + other_kinds * put


def move(image, kinds, generator, strength):
    """Puts gliomas of the batch at other places, turned, 0.7 to 1.4 times as large and brought to the level of what is round them there.

    `kinds` has a mask per class. Gliomas alone: they grow anywhere in the brain, the others do not. One that would lie in the air, or
    where much else is to be seen (face, base of the skull), is left out.
    """
    count, _, *size = image.shape
    glioma = data.CLASSES.index("glioma")
    source = torch.multinomial(kinds[:, glioma].amax((1, 2)) + 1e-9, count, replacement=True, generator=generator)
    air = image < image.amin((1, 2, 3), keepdim=True) + 0.5
    inside = (F.avg_pool2d(air.float(), 25, 1, 12) < 0.1).flatten(1).float()
    original = kinds[source, glioma:glioma + 1]
    grid = F.affine_grid(placing(original, inside, generator), (count, 1, *size), align_corners=False)
    lesion = (F.grid_sample(original, grid, align_corners=False) >= 0.5).float()
    moved = F.grid_sample(image[source], grid, align_corners=False, padding_mode="border")
    ring = (grown(lesion, 8) - grown(lesion, 2)) * ~air
    around, area = mean(image, ring), lesion.sum((1, 2, 3), keepdim=True)
    fits = (area > 30) & ((lesion * air).sum((1, 2, 3), keepdim=True) <= 0.1 * area)
    fits &= (mean((image - around)**2, ring + lesion) < 0.5) & (inside.sum(1) > 0)[:, None, None, None]
    chosen = (uniform(generator, 0, 1, count, 1, 1, 1) < strength.move) & fits
    put = lesion * chosen
    kinds = kinds * (1 - put)
    kinds[:, glioma] += put[:, 0]
    rim = F.avg_pool2d(grown(lesion, 2), 5, 1, 2) * chosen
    return torch.lerp(image, moved + around - mean(moved, ring), rim), kinds


def placing(lesion, inside, generator):
    """Matrices (N,2,3) for grid_sample that bring the middle of each lesion to a random pixel `inside` (N, pixels), turned and zoomed."""
    count, _, rows, columns = lesion.shape
    pixel = torch.multinomial(inside + 1e-9, 1, generator=generator)[:, 0]
    target = torch.stack((pixel % columns / columns, pixel // columns / rows), 1) * 2 - 1
    x, y = (torch.arange(n, device=lesion.device) * 2 / n - 1 for n in (columns, rows))
    total = lesion.sum((1, 2, 3)).clamp_min(1)
    middle = torch.stack(((lesion.sum((1, 2)) @ x) / total, (lesion.sum((1, 3)) @ y) / total), 1)
    angle = uniform(generator, -math.pi, math.pi, count)
    scale = 1 / torch.exp(uniform(generator, math.log(0.7), math.log(1.4), count))
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    turn = torch.stack((torch.stack((cos, -sin), 1), torch.stack((sin, cos), 1)), 1)
    return torch.cat((turn, middle[:, :, None] - turn @ target[:, :, None]), 2)


def intensity(image, generator, strength=LIGHT):
    """Bias field, gamma, contrast, blur, noise on z-scored images; each with its own probability per image."""
    count, _, height, width = image.shape

    def some(probability):
        return (uniform(generator, 0, 1, count, 1, 1, 1) < probability).float()

    floor = image.amin((1, 2, 3), keepdim=True)
    span = (image.amax((1, 2, 3), keepdim=True) - floor).clamp_min(1e-3)
    unit = ((image - floor) / span).clamp(0, 1)
    gamma = torch.exp(normal(generator, count, 1, 1, 1) * strength.gamma * some(0.4))
    unit = unit**gamma
    field = F.interpolate(normal(generator, count, 1, 4, 4), (height, width), mode="bicubic",
                          align_corners=True)
    unit = unit * torch.exp(strength.bias * field * some(0.3))
    blurred = F.avg_pool2d(F.pad(unit, (1, 1, 1, 1), mode="replicate"), 3, 1)
    unit = torch.lerp(unit, blurred, some(0.1) * uniform(generator, 0, 1, count, 1, 1, 1))
    image = unit * span + floor
    image = image * (1 + strength.contrast * normal(generator, count, 1, 1, 1))
    image = image + 0.2 * normal(generator, count, 1, 1, 1)
    noise = normal(generator, *image.shape) * uniform(generator, 0, 0.15, count, 1, 1, 1)
    return image + noise * some(0.3)
