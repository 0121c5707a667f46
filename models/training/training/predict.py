"""What a trained network says of an image, on the image's own grid, placed as the Java program places windows."""

import numpy as np
import torch
from torch.nn import functional as F

from . import boxes, images, sampling
from .segmentation import prepared_for


def multiple(length, stride):
    return -(-length // stride) * stride


@torch.no_grad()
def probability(network, plan, image, source, box=None):
    """(labels, *source) in [0,1]; `image` (C,...) prepared, `box` (low, high) in voxels of it."""
    view, start = view_of(plan, image, box)
    mode = plan.segmenter.mode
    with torch.autocast(torch.device(mode.device).type, torch.bfloat16, enabled=mode.bfloat16):
        logits = network(prepared_for(mode, view[None]))["logits"]
    answer = unwindowed(torch.sigmoid(logits[0].float().cpu()), start, image.shape[1:])
    return images.resample(answer.numpy(), source)


def view_of(plan, image, box=None):
    """What a segmenter sees of an image (C,...): all of it in the middle of a window, or a window round the box; and
    where it starts.
    """
    stride, window = plan.segmenter.form.stride, plan.grid.window
    if box is None:
        shape = image.shape[1:]
        size = [multiple(max(n, w), s) for n, w, s in zip(shape, window, stride)]
        start = [-((w - n) // 2) for n, w in zip(shape, size)]
        return windowed(image, start, size, plan.grid.outside), start
    size = [multiple(max(int(1.4 * (b - a)), w), s) for a, b, w, s in zip(*box, window, stride)]
    start = [round((a + b) / 2 - w / 2) for a, b, w in zip(*box, size)]
    place = boxes.indices(size) + torch.tensor(start, dtype=torch.float32)
    return torch.cat((windowed(image, start, size, plan.grid.outside), boxes.box_channel(place, *box))), start


def windowed(image, start, size, outside):
    """(C, *size) from `start` on, which may be negative."""
    index = [torch.arange(a, a + n) for a, n in zip(start, size)]
    result = image
    for axis, where in enumerate(index, 1):
        result = result.index_select(axis, where.clamp(0, image.shape[axis] - 1))
    if outside == "floor":
        for axis, where in enumerate(index, 1):
            beyond = (where < 0) | (where >= image.shape[axis])
            shape = [1] * image.dim()
            shape[axis] = -1
            result = torch.where(beyond.view(shape), image.amin(tuple(range(1, image.dim())), keepdim=True), result)
    return result


def unwindowed(answer, start, shape):
    """(L, *shape): the answer of a window put back, 0 where the window did not reach."""
    result = answer.new_zeros(answer.shape[0], *shape)
    take, put = [slice(None)], [slice(None)]
    for a, n, length in zip(start, answer.shape[1:], shape):
        first, last = max(0, a), min(length, a + n)
        put.append(slice(first, last))
        take.append(slice(first - a, last - a))
    result[tuple(put)] = answer[tuple(take)]
    return result


def source_box(mask, shape):
    """The box round a label image's lesions, in voxels of the prepared grid."""
    low, high = boxes.box_of(torch.from_numpy(np.ascontiguousarray(mask)))
    factors = [n / m for n, m in zip(shape, mask.shape)]
    return [a * f for a, f in zip(low, factors)], [b * f for b, f in zip(high, factors)]


def patch_round(image, mask, size, step):
    """(C+1, *size) round the middle of the mask's box, sampled every `step` voxels; minimum (0 for the mask) outside
    in 2D, edges in 3D.
    """
    low, high = boxes.box_of(mask)
    middle = [(a + b - 1) / 2 for a, b in zip(low, high)]
    place = sampling.positions(size, torch.eye(len(size)) * step, middle)
    shape = torch.tensor(mask.shape, dtype=torch.float32)
    grid = ((2 * place + 1) / shape - 1).flip(-1)[None]
    floor = image.amin(tuple(range(1, image.dim())), keepdim=True)
    padding = "zeros" if len(size) == 2 else "border"
    view = F.grid_sample((image - floor)[None], grid, align_corners=False, padding_mode=padding)[0] + floor
    return torch.cat((view, F.grid_sample(mask[None, None].float(), grid, align_corners=False)[0]))
