"""Random changes of a batch, in torch: geometry once for image and mask, then intensity for the image alone.

Every function takes and returns tensors (N,C,H,W) and draws from the generator that it is given.
"""
import math

import torch
from torch.nn import functional as F


def uniform(generator, low, high, *shape):
    return torch.rand(shape, generator=generator) * (high - low) + low


def random_affine(generator, count, rotation=10.0, zoom=(0.85, 1.2), shift=0.08, shear=0.08):
    """Matrices (N,2,3) for grid_sample: a mirror image in half of the cases, rotation in degrees, zoom, shear, shift."""
    angle = torch.randn(count, generator=generator) * math.radians(rotation)
    scale = 1 / torch.exp(uniform(generator, math.log(zoom[0]), math.log(zoom[1]), count))
    mirror = (torch.rand(count, generator=generator) < 0.5).float() * 2 - 1
    slant = uniform(generator, -shear, shear, count)
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    matrix = torch.stack((torch.stack((mirror * cos, -sin + slant), 1), torch.stack((mirror * sin, cos), 1)), 1)
    return torch.cat((matrix, uniform(generator, -shift, shift, count, 2, 1)), 2)


def elastic(generator, count, size, strength=0.02, probability=0.2):
    """A smooth displacement (N,H,W,2) in grid_sample units, zero for most."""
    coarse = torch.randn(count, 2, 7, 7, generator=generator) * strength
    coarse *= (torch.rand(count, 1, 1, 1, generator=generator) < probability).float()
    return F.interpolate(coarse, size, mode="bicubic", align_corners=True).permute(0, 2, 3, 1)


def warp(image, mask, size, generator):
    """To size x size; outside the image lies the image's minimum."""
    count = len(image)
    grid = F.affine_grid(random_affine(generator, count), (count, 1, *size), align_corners=False)
    grid = grid + elastic(generator, count, size)
    floor = image.amin((1, 2, 3), keepdim=True)
    image = F.grid_sample(image - floor, grid, align_corners=False) + floor
    return image, (F.grid_sample(mask, grid, align_corners=False) >= 0.5).float()


def intensity(image, generator):
    """Bias field, gamma, contrast, blur, noise on z-scored images; each with its own probability per image."""
    count, _, height, width = image.shape

    def some(probability):
        return (torch.rand(count, 1, 1, 1, generator=generator) < probability).float()

    floor = image.amin((1, 2, 3), keepdim=True)
    span = (image.amax((1, 2, 3), keepdim=True) - floor).clamp_min(1e-3)
    unit = ((image - floor) / span).clamp(0, 1)
    gamma = torch.exp(torch.randn(count, 1, 1, 1, generator=generator) * 0.2 * some(0.4))
    unit = unit**gamma
    field = F.interpolate(torch.randn(count, 1, 4, 4, generator=generator), (height, width), mode="bicubic",
                          align_corners=True)
    unit = unit * torch.exp(0.15 * field * some(0.3))
    blurred = F.avg_pool2d(F.pad(unit, (1, 1, 1, 1), mode="replicate"), 3, 1)
    unit = torch.lerp(unit, blurred, some(0.1) * uniform(generator, 0, 1, count, 1, 1, 1))
    image = unit * span + floor
    image = image * (1 + 0.15 * torch.randn(count, 1, 1, 1, generator=generator))
    image = image + 0.2 * torch.randn(count, 1, 1, 1, generator=generator)
    noise = torch.randn(image.shape, generator=generator) * uniform(generator, 0, 0.15, count, 1, 1, 1)
    return image + noise * some(0.3)
