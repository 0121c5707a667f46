"""Random numbers for a batch of windows: one a sample, on the device where the images are."""

import functools
import math

import torch


class Draws:
    """`shapes_are_fixed`: no shape may depend on chance, so that a step can be recorded once and replayed on a GPU."""

    def __init__(self, seed, device="cpu"):
        self.device = torch.device(device)
        self.generator = torch.Generator(self.device).manual_seed(seed)
        self.shapes_are_fixed = self.device.type == "cuda"

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
    first one, changed."""
    first = batch[0]
    if share <= 0:
        return first
    hit = draws.chance(len(first), share)
    if draws.shapes_are_fixed:
        return torch.where(spread(hit, first.dim() - 2), change(*batch), first)
    rows = hit.nonzero().flatten()
    if not len(rows):
        return first
    return first.index_copy(0, rows, change(*(entry[rows] for entry in batch)))
