"""The patch that the classifier sees, cut exactly as the Java program cuts it, and masks as imperfect as predicted ones."""
import torch
from torch.nn import functional as F

PATCH = 128
PATCH_STEP = 1.0  # pixels of a slice of data.SIDE


def patch(image, mask):
    """image, mask (H,W), z-scored and 0/1 -> (2,PATCH,PATCH): centred on the centre of the mask's bounding box.

    Sampled bilinearly every PATCH_STEP pixels; outside the slice lie the slice's minimum and 0.
    """
    rows, columns = torch.nonzero(mask, as_tuple=True)
    y, x = (rows.min() + rows.max()).item() / 2, (columns.min() + columns.max()).item() / 2
    height, width = image.shape
    ramp = (torch.arange(PATCH) - (PATCH - 1) / 2) * PATCH_STEP
    grid_y, grid_x = torch.meshgrid((2 * (y + ramp) + 1) / height - 1, (2 * (x + ramp) + 1) / width - 1, indexing="ij")
    floor = image.min()
    both = torch.stack((image - floor, mask))[None]
    both = F.grid_sample(both, torch.stack((grid_x, grid_y), -1)[None], align_corners=False)[0]
    return torch.stack((both[0] + floor, both[1]))


def imperfect(mask, generator):
    """The expert's mask made worse: eaten or grown by up to 6 pixels, displaced, or with a part cut off."""
    def draw(low, high):
        return low + (high - low) * torch.rand((), generator=generator).item()

    out = mask
    amount = int(draw(-5, 7))
    if amount and draw(0, 1) < 0.7:
        side = 2 * abs(amount) + 1
        blurred = F.avg_pool2d(mask[None, None], side, 1, abs(amount))[0, 0]
        noise = F.interpolate(torch.rand(1, 1, 16, 16, generator=generator), mask.shape, mode="bilinear")[0, 0]
        threshold = 0.2 if amount > 0 else 0.8
        out = (blurred > threshold + 0.3 * (noise - 0.5)).float()
    if draw(0, 1) < 0.3:
        shift = (int(draw(-6, 7)), int(draw(-6, 7)))
        out = torch.roll(out, shift, (0, 1))
    if draw(0, 1) < 0.2:
        out = cut(out, draw(0, 6.2832), draw(0.2, 0.8))
    return out if out.any() else mask


def cut(mask, angle, share):
    """Keeps the part of the mask on one side of a line through it."""
    rows, columns = torch.nonzero(mask, as_tuple=True)
    if not len(rows):
        return mask
    along = rows * torch.sin(torch.tensor(angle)) + columns * torch.cos(torch.tensor(angle))
    keep = along <= torch.quantile(along, share)
    out = torch.zeros_like(mask)
    out[rows[keep], columns[keep]] = 1
    return out
