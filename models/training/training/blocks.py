"""Layers of both networks, in two or three dimensions.

Attention gates, Oktay et al. 2018 (arXiv 1804.03999); non-local block, Wang et al. 2018 (arXiv 1711.07971); squeeze and
excitation, Hu et al. 2018 (arXiv 1709.01507); scSE, Roy et al. 2018 (arXiv 1808.08127); scaled cosine attention, Liu
et al. 2022
(arXiv 2111.09883).
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

CONV = {2: nn.Conv2d, 3: nn.Conv3d}
NORM = {2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
DROPOUT = {2: nn.Dropout2d, 3: nn.Dropout3d}
MAX_POOL = {2: F.max_pool2d, 3: F.max_pool3d}
AVERAGE_POOL = {2: F.avg_pool2d, 3: F.avg_pool3d}
LINEAR = {2: "bilinear", 3: "trilinear"}


def conv_bn(dims, inputs, outputs, kernel=3, stride=1):
    return nn.Sequential(CONV[dims](inputs, outputs, kernel, stride, kernel // 2, bias=False), NORM[dims](outputs))


def upsample(x, factors):
    """By whole numbers, one for each axis."""
    return F.interpolate(
        x, scale_factor=tuple(float(f) for f in factors), mode=LINEAR[x.dim() - 2], align_corners=False
    )


def fold_in(x, factors):
    """Neighbouring voxels become channels: (N,C,Y,X) to (N,C*fy*fx,Y/fy,X/fx), and likewise in 3D."""
    if len(factors) == 3:
        return torch.cat([fold_in_plane(x[:, :, k :: factors[0]], factors[1:]) for k in range(factors[0])], 1)
    return fold_in_plane(x, factors)


def fold_in_plane(x, factors):
    """Strided slices rather than pixel_unshuffle, which has no 3D form and only one factor."""
    return torch.cat(
        [x[..., j :: factors[0], i :: factors[1]] for j in range(factors[0]) for i in range(factors[1])], 1
    )


def fold_out(x, factors):
    """The reverse of `fold_in` for any number of channels: (N,C*f,...) to (N,C,...) with longer axes."""
    count = math.prod(factors)
    if count == 1:
        return x
    n, c, *size = x.shape
    dims = len(factors)
    x = x.reshape(n, *factors, c // count, *size)
    order = [0, dims + 1] + [axis for k in range(dims) for axis in (dims + 2 + k, 1 + k)]
    return x.permute(*order).reshape(n, c // count, *(length * f for length, f in zip(size, factors)))


class SqueezeExcitation(nn.Module):
    """Channel weights in [0,1] from the global average; returns the weighted features and the weights (N,C,1,1[,1])."""

    def __init__(self, dims, channels, ratio=8):
        super().__init__()
        hidden = max(4, channels // ratio)
        self.squeeze, self.excite = CONV[dims](channels, hidden, 1), CONV[dims](hidden, channels, 1)
        self.axes = tuple(range(2, 2 + dims))

    def weights(self, x):
        return torch.sigmoid(self.excite(F.relu(self.squeeze(x.mean(self.axes, keepdim=True)))))

    def forward(self, x):
        weights = self.weights(x)
        return x * weights, weights


class SpatialExcitation(nn.Module):
    """The local half of scSE: a weight in [0,1] for each voxel, from its own channels alone."""

    def __init__(self, dims, channels):
        super().__init__()
        self.spatial = CONV[dims](channels, 1, 1)

    def forward(self, x):
        return x * (1 + torch.sigmoid(self.spatial(x))), None


class ConcurrentSqueezeExcitation(nn.Module):
    """scSE: the sum of channel and spatial excitation (Roy et al., equation 5); returns the channel weights too."""

    def __init__(self, dims, channels):
        super().__init__()
        self.channel, self.spatial = SqueezeExcitation(dims, channels), CONV[dims](channels, 1, 1)

    def forward(self, x):
        weights = self.channel.weights(x)
        return x * (weights + torch.sigmoid(self.spatial(x))), weights


class NoExcitation(nn.Module):
    def __init__(self, dims, channels):
        super().__init__()

    def forward(self, x):
        return x, None


class ResidualBlock(nn.Module):
    """Two convolutions, an excitation, and a residual (projected where the shape changes)."""

    def __init__(self, dims, inputs, outputs, excitation=NoExcitation, stride=1):
        super().__init__()
        self.first, self.second = conv_bn(dims, inputs, outputs, stride=stride), conv_bn(dims, outputs, outputs)
        self.excitation = excitation(dims, outputs)
        same = inputs == outputs and stride == 1
        self.project = nn.Identity() if same else conv_bn(dims, inputs, outputs, 1, stride)

    def forward(self, x):
        features, weights = self.excitation(self.second(F.relu(self.first(x))))
        return F.relu(features + self.project(x)), weights


class AttentionGate(nn.Module):
    """Additive gate: coefficients in [0,1] for a skip connection, from it and the coarser gating signal.

    As in the paper, they are computed on the grid of the gating signal and upsampled linearly.
    """

    def __init__(self, dims, skip, gating, pool):
        super().__init__()
        hidden = max(8, skip // 2)
        self.from_skip, self.from_gating = conv_bn(dims, skip, hidden, 1), conv_bn(dims, gating, hidden, 1)
        self.coefficient, self.pool = CONV[dims](hidden, 1, 1), pool

    def forward(self, skip, gating):
        coarse = F.relu(self.from_skip(AVERAGE_POOL[skip.dim() - 2](skip, self.pool)) + self.from_gating(gating))
        coefficients = upsample(torch.sigmoid(self.coefficient(coarse)), self.pool)
        return skip * coefficients, coefficients


def attention(query, key):
    """softmax(q.k) over the positions of `key`: (N, positions of query, positions of key)."""
    return torch.softmax(query.flatten(2).transpose(1, 2) @ key.flatten(2), -1)


class NonLocal(nn.Module):
    """Self-attention: x + W softmax(q.k) v, where W starts at zero; returns the attention too.

    Keys have length 1 and queries a learnt length of at most 100: with free lengths every point looked at the same
    cell.
    """

    def __init__(self, dims, channels):
        super().__init__()
        inner = channels // 2
        self.query, self.key, self.value = (CONV[dims](channels, inner, 1, bias=False) for _ in range(3))
        self.length = nn.Parameter(torch.tensor(math.log(10.0)))
        self.output = CONV[dims](inner, channels, 1, bias=False)
        nn.init.zeros_(self.output.weight)

    def forward(self, x):
        query = F.normalize(self.query(x), dim=1) * self.length.clamp(max=math.log(100.0)).exp()
        key, value = F.normalize(self.key(x), dim=1), self.value(x)
        weights = attention(query, key)
        attended = weights @ value.flatten(2).transpose(1, 2)
        return x + self.output(attended.transpose(1, 2).reshape(value.shape)), query, key, weights
