"""What a trained network says of an image, on the image's own grid, placed as the Java program places windows."""

import torch

from . import boxes, images, sampling, segmentation
from .draws import fixed


def multiple(length, stride):
    return -(-length // stride) * stride


@torch.no_grad()
def probability(network, plan, image, source, box=None):
    """(labels, *source) in [0,1]; `image` (C,...) prepared, `box` (low, high) in voxels of it."""
    return images.resample(on_grid(network, plan, [image], [box])[0], source)


@torch.no_grad()
def on_grid(network, plan, pictures, prompts):
    """For each of the prepared images, whose windows are of one size, (labels, *its size) in [0,1]; `prompts` are boxes
    or None."""
    views = [view_of(plan, image, box) for image, box in zip(pictures, prompts)]
    logits = segmentation.answers(network, torch.stack([view for view, _ in views]), plan.segmenter.mode)["logits"]
    found = torch.sigmoid(logits.float()).cpu()
    return [
        unwindowed(answer, start, image.shape[1:]).numpy() for answer, (_, start), image in zip(found, views, pictures)
    ]


def view_size(plan, shape, box=None):
    stride, window = plan.segmenter.form.stride, plan.grid.window
    if box is None:
        return [multiple(max(n, w), s) for n, w, s in zip(shape, window, stride)]
    return [multiple(max(int(1.4 * float(b - a)), w), s) for a, b, w, s in zip(*box, window, stride)]


def view_of(plan, image, box=None):
    """What a segmenter sees of an image (C,...): all of it in the middle of a window, or a window round the box; and
    where it starts.
    """
    size = view_size(plan, image.shape[1:], box)
    if box is None:
        start = [-((w - n) // 2) for n, w in zip(image.shape[1:], size)]
        return windowed(image, start, size, plan.grid.outside), start
    start = [round((float(a) + float(b)) / 2 - w / 2) for a, b, w in zip(*box, size)]
    place = boxes.indices(size) + torch.tensor(start, dtype=torch.float32)
    inside = boxes.box_channel(place, *(torch.as_tensor(face) for face in box))
    return torch.cat((windowed(image, start, size, plan.grid.outside), inside)), start


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


def patch_round(image, mask, size, step):
    """(C+1, *size) of one image (C,...) and its mask."""
    return patches_round(image[None], mask[None] > 0, size, step)[0]


def patches_round(image, mask, size, step):
    """(N,C+1,*size) round the middle of each mask's box, sampled every `step` voxels; minimum (0 for the mask) outside
    in 2D, edges in 3D. Images are (N,C,...), masks (N,...), true where the lesion is.
    """
    dims = len(size)
    whole = fixed(tuple(mask.shape[1:]), mask.device).expand(len(mask), -1)
    low, high = sampling.boxes(mask, whole)
    linear = torch.eye(dims, device=mask.device).repeat(len(mask), 1, 1) * step
    place = sampling.positions(size, linear, (low + high - 1) / 2)
    moved, weight = sampling.taken(torch.cat((image, mask[:, None].to(image)), 1), place, low * 0, whole)
    pixels, lesion = moved[:, :-1], moved[:, -1:] * weight
    if dims == 2:
        floor = image.amin((2, 3), keepdim=True)
        pixels = (pixels - floor) * weight + floor
    return torch.cat((pixels, lesion), 1)
