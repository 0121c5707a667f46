"""Random numbers for a batch of windows: one a sample, on the device where the images are."""

import functools
import math

import torch


class Draws:
    def __init__(self, seed, device="cpu"):
        self.device = torch.device(device)
        self.generator = torch.Generator(self.device).manual_seed(seed)

    def uniform(self, shape, low, high):
        """Between `low` and `high`, numbers or tensors that `shape` can be multiplied by."""
        return low + (high - low) * self.unit(shape)

    def unit(self, shape):
        return torch.rand(shape, generator=self.generator, device=self.device)

    def normal(self, shape):
        return torch.randn(shape, generator=self.generator, device=self.device)

    def chance(self, count, share):
        return self.unit(count) < share

    def factor(self, shape, low, high):
        """Spread evenly over the logarithms."""
        return torch.exp(self.uniform(shape, math.log(low), math.log(high)))


@functools.cache
def fixed(values, device):
    """A tuple of numbers on a device, float32, made once: a step that is recorded may copy nothing to a GPU."""
    return torch.tensor(values, dtype=torch.float32, device=device)


def spread(values, dims):
    """(N,) or (N,C) as (N,1 or C,1,...), to be multiplied with images of so many axes."""
    return values.reshape(len(values), -1, *[1] * dims)


def some(batch, draws, share, change):
    """`change` to each of a batch's images with a chance of `share`; it gets a tuple of tensors (N,...) and gives the
    first one, changed.

    The number of images that are changed is fixed, so that a step can be recorded once and replayed on a GPU; some of
    them are then left as they were, so that the chance is exact.
    """
    first, number = batch[0], len(batch[0])
    if share <= 0:
        return first
    count = math.ceil(share * number)
    rows = draws.unit(number).topk(count).indices
    picked = tuple(entry.index_select(0, rows) for entry in batch)
    hit = spread(draws.chance(count, share * number / count), first.dim() - 2)
    return first.index_copy(0, rows, torch.where(hit, change(*picked), picked[0]))
