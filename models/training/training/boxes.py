"""The user's box round a finding, as the network's last channel: 1 inside, 0 outside. Faces are in voxels, ends
excluded.
"""

import torch

from .sampling import uniform


def box_of(mask):
    """(low, high) of what is not 0, each (z,)y,x; the whole image where there is nothing."""
    inside = torch.nonzero(mask)
    if not len(inside):
        return [0.0] * mask.dim(), [float(length) for length in mask.shape]
    return inside.amin(0).float().tolist(), (inside.amax(0) + 1).float().tolist()


def jittered(low, high, spacing, generator):
    """As people draw: each face in plane off by up to a tenth of the side and 1.5 mm outwards, half as much inwards;
    along z
    up to a slice of 1 mm in either direction."""
    result = []
    for axis, (a, b) in enumerate(zip(low, high)):
        reach = (0.1 * (b - a) + 1.5 / spacing[axis]) if axis or len(low) == 2 else 1.0 / spacing[axis]
        inwards = min(0.5 * reach, 0.25 * (b - a))
        result.append((a - uniform(generator, -inwards, reach), b + uniform(generator, -inwards, reach)))
    return [a for a, _ in result], [b for _, b in result]


def indices(shape):
    """The position of each voxel: (*shape, dims)."""
    return torch.stack(torch.meshgrid(*(torch.arange(n, dtype=torch.float32) for n in shape), indexing="ij"), -1)


def box_channel(place, low, high):
    """(1, *window): which positions (*window, dims) lie in the box."""
    inside = (place + 0.5 >= torch.tensor(low)) & (place + 0.5 <= torch.tensor(high))
    return inside.all(-1)[None].float()
