"""Training of a segmenter: which windows a step sees, and what it is to make small."""

import torch

from . import boxes, intensity, losses, sampling
from .draws import fixed, spread

AXES = {"z": 0, "y": 1, "x": 2}


def order(count, seed, epoch):
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed * 100_003 + epoch))


def table(numbers, batch, steps, seed):
    """The items of each step (steps,batch): every item once an epoch, in an order by seed and epoch alone."""
    numbers, needed = torch.as_tensor(numbers), steps * batch
    epochs = max(1, -(-needed // len(numbers)))
    return torch.cat([numbers[order(len(numbers), seed, epoch)] for epoch in range(epochs)])[:needed].view(steps, batch)


def scale_at(schedule, step):
    """Of the window, in a schedule from coarse to fine."""
    done = step / max(1, schedule.steps)
    for share, scale in schedule.stages:
        done -= share
        if done < 0:
            return scale
    return schedule.stages[-1][1]


class Segmentation:
    """`windows(rows, draws, scale)` of the store's items `rows` are drawn at random; `loss(network, *windows)` is to be
    made small."""

    def __init__(self, plan, store, numbers, tight_axes, seed):
        self.plan, self.network_plan, self.store, self.seed = plan, plan.segmenter, store, seed
        self.numbers, self.tight = numbers, [AXES[axis] for axis in tight_axes]
        self.labels, self.prompted = plan.segmenter.form.labels, plan.prompt == "box"

    def table(self):
        schedule = self.network_plan.schedule
        empty = [k for k in self.numbers if not self.store.items[k].lesion]
        shown = [*self.numbers, *empty * (schedule.empty_times - 1)]
        return table(shown, schedule.batch, schedule.steps, self.seed)

    def windows(self, rows, draws, scale):
        sample = self.sample(rows, draws, scale)
        return sample.image, sample.mask, sample.valid

    def loss(self, network, image, mask, valid):
        outputs = answers(network, image, self.network_plan.mode)
        return losses.total_loss(outputs, mask, valid, self.network_plan.loss)

    def sample(self, rows, draws, scale):
        grid, strength = self.plan.grid, self.network_plan.augmentation
        batch = self.store.rows(rows, self.network_plan.context, self.backwards(len(rows), draws))
        mask = self.masks(batch, draws)
        part = self.parts(batch, draws)
        window = scaled(grid.window, scale, self.network_plan.form.stride)
        linear = sampling.matrices(draws, len(mask), strength, grid.dims, grid.spacing)
        linear = linear * fixed(tuple(a / b for a, b in zip(grid.window, window)), linear.device)
        if grid.spacing is None:
            linear = linear * spread((part[1] - part[0]).amax(1) / grid.window[-1], 1)
        middle = self.middles(mask, part, linear, draws)
        bend = sampling.elastic(draws, len(mask), window, strength.elastic)
        place = sampling.positions(window, linear, middle, bend)
        layers = torch.stack([(mask == label).float() for label in range(1, self.labels + 1)], 1)
        return self.finished(sampling.cut(batch["image"], layers, place, part, grid.outside), draws)

    def backwards(self, count, draws):
        """Half of the stacks of slices the other way round, where volumes are mirrored along z; time has a direction."""
        context = self.network_plan.context
        if context is None or context.axis != "slice" or "z" not in self.network_plan.augmentation.mirror:
            return None
        return draws.chance(count, 0.5)

    def masks(self, batch, draws):
        """The masks that go with a batch; drawn anew each time where that is asked for."""
        return batch["mask"]

    def parts(self, batch, draws):
        strength, shape = self.network_plan.augmentation, batch["shape"]
        lesion, part, count = (batch["low"], batch["high"]), (torch.zeros_like(shape), shape), len(shape)
        if strength.crop:
            hit = draws.chance(count, strength.crop)
            part = sampling.chosen(hit, sampling.parts_with_lesion(draws, lesion, shape), part)
        if strength.without_lesion:
            beside, room = sampling.parts_without_lesion(draws, lesion, shape)
            part = sampling.chosen(draws.chance(count, strength.without_lesion) & room, beside, part)
        if self.tight and strength.cut_slices:
            cut = sampling.parts_without_end_slices(draws, shape, self.tight)
            part = sampling.chosen(draws.chance(count, strength.cut_slices), cut, part)
        return part

    def middles(self, mask, part, linear, draws):
        """Where in the array the window's middle lies: that of a box as a user might draw it, or the part's,
        displaced.
        """
        if self.plan.prompt == "box":
            low, high = boxes.jittered(*lesions(mask, part), self.plan.grid.spacing, draws)
            return (low + high - 1) / 2
        half = fixed(tuple(self.plan.grid.window), linear.device) / 2
        reach = self.network_plan.augmentation.shift
        shift = draws.uniform((len(mask), len(half)), -reach, reach) * half
        return (part[0] + part[1] - 1) / 2 + (linear @ shift[..., None])[..., 0]

    def finished(self, sample, draws):
        """Grey values changed, and the box that a user might draw in the window, along its axes, as last channel."""
        grid, valid = self.plan.grid, sample.valid
        image = intensity.changed(
            sample.image, sample.mask, self.network_plan.augmentation, draws, grid.normalization == "range"
        )
        if grid.spacing is None and grid.normalization == "z-score":
            image = normalized_again(image, valid, grid.clip)
        if grid.outside == "floor":
            valid = torch.ones_like(valid)
        if self.prompted:
            inside, size = sample.mask.amax(1) > 0, sample.mask.shape[2:]
            whole = fixed(tuple(size), image.device).expand(len(image), -1)
            box = boxes.jittered(*sampling.boxes(inside, whole), grid.spacing, draws)
            image = torch.cat((image, boxes.box_channel(boxes.indices(size, image.device), *box)), 1)
        return sampling.Sample(image, sample.mask, valid)


def lesions(mask, part):
    """The box round what is not 0 within the parts; the part where there is nothing."""
    inside = (mask > 0) & sampling.within(part, mask.shape[1:])
    low, high = sampling.boxes(inside, part[1])
    return torch.maximum(low, part[0]), high


def scaled(window, scale, stride):
    return [max(s, round(length * scale / s) * s) for length, s in zip(window, stride)]


def normalized_again(image, valid, clip):
    """z-scores by the voxels above the mean where the image really is; its minimum outside. (N,C,...), (N,1,...)."""
    axes, inside = tuple(range(2, image.dim())), valid > 0

    def mean(values, where):
        return (values * where).sum(axes, keepdim=True) / where.sum(axes, keepdim=True).clamp_min(1)

    above = inside & (image > mean(image, inside))
    middle = mean(image, above)
    deviation = mean((image - middle) ** 2, above).sqrt().clamp_min(1e-3)
    values = ((image - middle) / deviation).clamp(*clip)
    lowest = values.masked_fill(~inside, torch.inf).amin(axes, keepdim=True)
    return torch.where(inside, values, lowest.masked_fill(~lowest.isfinite(), 0.0))


def answers(network, image, mode):
    """A network's outputs for images (N,C,...), in the precision and the order of memory that the mode says."""
    device = next(network.parameters()).device
    half = mode.bfloat16 and mode.device == device.type
    torch.backends.cudnn.benchmark = network.training  # windows of one size; else they differ
    with torch.autocast(device.type, torch.bfloat16, enabled=half, cache_enabled=False):
        return network(in_memory(mode, image.to(device)))


def in_memory(mode, image):
    if not mode.channels_last:
        return image
    return image.contiguous(memory_format=torch.channels_last if image.dim() == 4 else torch.channels_last_3d)
