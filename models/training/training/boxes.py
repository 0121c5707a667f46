"""The user's box round a finding, as the network's last channel: 1 inside, 0 outside. Faces are in voxels, ends
excluded.
"""

import torch

from .draws import fixed


def box_of(mask):
    """(low, high) of what is not 0, each (z,)y,x; the whole image where there is nothing."""
    inside = torch.nonzero(mask)
    if not len(inside):
        return torch.zeros(mask.dim()), torch.tensor(mask.shape, dtype=torch.float32)
    return inside.amin(0).float(), (inside.amax(0) + 1).float()


def jittered(low, high, spacing, draws):
    """Faces (...,dims) as people draw them: in plane off by up to a tenth of the side and 1.5 mm outwards, half as much
    inwards; along z up to a slice of 1 mm in either direction."""
    steps = fixed(tuple(spacing), low.device)
    reach = 0.1 * (high - low) + 1.5 / steps
    if low.shape[-1] == 3:
        reach[..., 0] = 1.0 / steps[0]
    inwards = torch.minimum(0.5 * reach, 0.25 * (high - low))
    return low - draws.uniform(low.shape, -inwards, reach), high + draws.uniform(low.shape, -inwards, reach)


def indices(shape, device="cpu"):
    """The position of each voxel: (*shape, dims)."""
    ramps = [torch.arange(n, dtype=torch.float32, device=device) for n in shape]
    return torch.stack(torch.meshgrid(*ramps, indexing="ij"), -1)


def box_channel(place, low, high):
    """(..., 1, *window): which positions (*window, dims) lie in the boxes, low and high (..., dims)."""
    corner = (*low.shape[:-1], 1, *[1] * (place.dim() - 1), low.shape[-1])
    inside = (place + 0.5 >= low.reshape(corner)) & (place + 0.5 <= high.reshape(corner))
    return inside.all(-1).float()
