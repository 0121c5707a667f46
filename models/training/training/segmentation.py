"""Training of a segmenter: which windows a step sees, and what it is to make small."""

import torch

from . import boxes, intensity, losses, sampling
from .segmenter import Segmenter

AXES = {"z": 0, "y": 1, "x": 2}


def order(count, seed, epoch):
    generator = torch.Generator().manual_seed(seed * 100_003 + epoch)
    return torch.randperm(count, generator=generator).tolist()


def chosen(items, batch, seed, step):
    """The items of a step: every item once an epoch, in an order that depends on seed and epoch alone."""
    result = []
    for position in range(step * batch, (step + 1) * batch):
        epoch, place = divmod(position, len(items))
        result.append(items[order(len(items), seed, epoch)[place]])
    return result


def scale_at(schedule, step):
    """Of the window, in a schedule from coarse to fine."""
    done = step / max(1, schedule.steps)
    for share, scale in schedule.stages:
        done -= share
        if done < 0:
            return scale
    return schedule.stages[-1][1]


class Segmentation:
    """`loss(network, step)` is the same for the same seed and step, whatever went before."""

    def __init__(self, plan, prepared, items, tight_axes, seed):
        self.plan, self.network_plan, self.prepared, self.items, self.seed = plan, plan.segmenter, prepared, items, seed
        self.tight = [AXES[axis] for axis in tight_axes]
        self.labels, self.prompted = plan.segmenter.form.labels, plan.prompt == "box"

    def make(self):
        return Segmenter(self.network_plan.form)

    def loss(self, network, step):
        image, mask, valid = self.batch(step)
        mode = self.network_plan.mode
        image = prepared_for(mode, image)
        with torch.autocast(image.device.type, torch.bfloat16, enabled=mode.bfloat16):
            outputs = network(image)
        return losses.total_loss(outputs, mask.to(image.device), valid.to(image.device), self.network_plan.loss)

    def batch(self, step):
        schedule = self.network_plan.schedule
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + step)
        scale = scale_at(schedule, step)
        samples = [self.sample(item, generator, scale) for item in chosen(self.items, schedule.batch, self.seed, step)]
        return tuple(torch.stack([getattr(s, name) for s in samples]) for name in ("image", "mask", "valid"))

    def sample(self, item, generator, scale=1.0):
        grid, strength = self.plan.grid, self.network_plan.augmentation
        image = torch.from_numpy(self.prepared.image(item).astype("float32"))
        mask = torch.from_numpy(self.mask_of(item, generator).astype("int64"))
        part = self.part(mask, generator)
        image, mask = image[(slice(None), *part)], mask[part]
        window = scaled(grid.window, scale, self.network_plan.form.stride)
        linear = sampling.matrix(generator, strength, grid.dims, grid.spacing)
        linear = linear * torch.tensor([full / small for full, small in zip(grid.window, window)])
        if grid.spacing is None:
            linear = linear * (max(mask.shape) / grid.window[-1])
        middle = self.middle(mask, window, linear, generator)
        bend = sampling.elastic(generator, window, strength) if sampling.chance(generator, strength.elastic) else None
        place = sampling.positions(window, linear, middle, bend)
        sample = sampling.cut(image, mask, place, self.labels, grid.outside)
        return self.finished(sample, generator)

    def mask_of(self, item, generator):
        """The mask that goes with an item's image; drawn anew each time where that is asked for."""
        return self.prepared.mask(item)

    def part(self, mask, generator):
        strength = self.network_plan.augmentation
        if self.tight and sampling.chance(generator, strength.cut_slices):
            return sampling.without_end_slices(mask, generator, self.tight)
        if sampling.chance(generator, strength.without_lesion):
            part = sampling.part_without_lesion(mask, generator)
            if part is not None:
                return part
        if sampling.chance(generator, strength.crop):
            return sampling.part_with_lesion(mask, generator)
        return tuple(slice(0, length) for length in mask.shape)

    def middle(self, mask, window, linear, generator):
        """Where in the array the window's middle lies: that of a box as a user might draw it, or the image's,
        displaced.
        """
        if self.plan.prompt == "box":
            low, high = boxes.jittered(*boxes.box_of(mask), self.plan.grid.spacing, generator)
            return [(a + b - 1) / 2 for a, b in zip(low, high)]
        reach = self.network_plan.augmentation.shift
        shift = linear @ torch.tensor([sampling.uniform(generator, -reach, reach) * length / 2 for length in window])
        return [(length - 1) / 2 + s for length, s in zip(mask.shape, shift.tolist())]

    def finished(self, sample, generator):
        """Grey values changed, and the box that a user might draw in the window, along its axes, as last channel."""
        grid = self.plan.grid
        image = intensity.changed(
            sample.image, sample.mask, self.network_plan.augmentation, generator, grid.normalization == "range"
        )
        valid = sample.valid
        if grid.spacing is None:
            image = normalized_again(image, valid, grid.clip)
        if grid.outside == "floor":
            valid = torch.ones_like(valid)
        if self.prompted:
            box = boxes.jittered(*boxes.box_of(sample.mask.amax(0)), grid.spacing, generator)
            image = torch.cat((image, boxes.box_channel(boxes.indices(sample.mask.shape[1:]), *box)))
        return sampling.Sample(image, sample.mask, valid)


def scaled(window, scale, stride):
    return [max(s, round(length * scale / s) * s) for length, s in zip(window, stride)]


def normalized_again(image, valid, clip):
    """z-scores by the voxels above the mean where the image really is; its minimum outside."""
    inside = valid[0] > 0
    result = []
    for channel in image:
        values = channel[inside] if inside.any() else channel.flatten()
        above = values[values > values.mean()]
        above = above if above.numel() > 1 else values
        values = ((channel - above.mean()) / above.std(correction=0).clamp_min(1e-3)).clamp(*clip)
        result.append(torch.where(inside, values, values[inside].amin() if inside.any() else values.amin()))
    return torch.stack(result)


def prepared_for(mode, image):
    image = image.to(mode.device)
    if not mode.channels_last:
        return image
    return image.contiguous(memory_format=torch.channels_last if image.dim() == 4 else torch.channels_last_3d)
