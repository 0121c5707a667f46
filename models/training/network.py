"""The two networks: an attention U-Net that segments and an SE-ResNet that classifies.

Both return a dict of named tensors (N,C,H,W). Every tensor beside the main result is one that the main result needs
anyway, so that the explanation outputs of the ONNX files cost next to nothing.

Sources: attention gates, Oktay et al. 2018 (arXiv 1804.03999); non-local block, Wang et al. 2018 (arXiv 1711.07971);
squeeze and excitation, Hu et al. 2018 (arXiv 1709.01507); scSE, Roy et al. 2018 (arXiv 1808.08127).
"""
import contextlib
import math

import torch
from torch import nn
from torch.nn import functional as F


WIDTHS = (32, 64, 128, 256)  # channels of the segmenter's levels
STRIDE = 16  # height and width of the segmenter's images are multiples of it


def conv_bn(inputs, outputs, kernel=3, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs))


class Choice(nn.Module):
    """Passes on what a mechanism chose (N,C,H,W); knocked out, the mean of each channel over what it saw (see `watched`).

    (With ones instead, the features behind it would have another scale, which costs far more than the choice itself.)
    """

    def __init__(self):
        super().__init__()
        self.watching = self.knocked_out = False
        self.seen = []

    def forward(self, values):
        if self.watching:
            self.seen.append(values.mean((0, 2, 3)))
        if self.knocked_out:
            return torch.stack(self.seen).mean(0)[:, None, None].expand_as(values)
        return values


class GateChoice(Choice):
    """Of an attention gate."""


class ExcitationChoice(Choice):
    """Of a squeeze and excitation, in channels or in space."""


class SqueezeExcitation(nn.Module):
    """Channel weights in [0,1] from the global average; returns the weighted features and the weights (N,C,1,1)."""

    def __init__(self, channels, ratio=8):
        super().__init__()
        hidden = max(4, channels // ratio)
        self.squeeze, self.excite = nn.Conv2d(channels, hidden, 1), nn.Conv2d(hidden, channels, 1)
        self.choice = ExcitationChoice()

    def weights(self, x):
        return self.choice(torch.sigmoid(self.excite(F.relu(self.squeeze(x.mean((2, 3), keepdim=True))))))

    def forward(self, x):
        weights = self.weights(x)
        return x * weights, weights


class ConcurrentSqueezeExcitation(nn.Module):
    """scSE: the sum of channel and spatial excitation (Roy et al., equation 5); returns the channel weights too."""

    def __init__(self, channels, ratio=8):
        super().__init__()
        self.channel, self.spatial = SqueezeExcitation(channels, ratio), nn.Conv2d(channels, 1, 1)
        self.choice = ExcitationChoice()

    def forward(self, x):
        weights = self.channel.weights(x)
        return x * (weights + self.choice(torch.sigmoid(self.spatial(x)))), weights


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions, an excitation, and a residual (projected where the shape changes)."""

    def __init__(self, inputs, outputs, excitation=SqueezeExcitation, stride=1):
        super().__init__()
        self.first, self.second = conv_bn(inputs, outputs, stride=stride), conv_bn(outputs, outputs)
        self.excitation = excitation(outputs)
        self.project = nn.Identity() if inputs == outputs and stride == 1 else conv_bn(inputs, outputs, 1, stride)

    def forward(self, x):
        features, weights = self.excitation(self.second(F.relu(self.first(x))))
        return F.relu(features + self.project(x)), weights


class AttentionGate(nn.Module):
    """Additive gate: coefficients in [0,1] (N,1,H,W) for a skip connection, from it and the coarser gating signal.

    As in the paper, the coefficients are computed on the grid of the gating signal and upsampled bilinearly.
    """

    def __init__(self, skip, gating):
        super().__init__()
        hidden = max(8, skip // 2)
        self.from_skip = conv_bn(skip, hidden, 1)
        self.from_gating = conv_bn(gating, hidden, 1)
        self.coefficient = nn.Conv2d(hidden, 1, 1)
        self.choice = GateChoice()

    def forward(self, skip, gating):
        coarse = F.relu(self.from_skip(F.avg_pool2d(skip, 2)) + self.from_gating(gating))
        coefficients = self.choice(F.interpolate(
            torch.sigmoid(self.coefficient(coarse)), scale_factor=2, mode="bilinear", align_corners=False))
        return skip * coefficients, coefficients


def attention(query, key):
    """softmax(q.k) over the positions of `key` (N, positions of query, positions of key)."""
    return torch.softmax(query.flatten(2).transpose(1, 2) @ key.flatten(2), -1)


class NonLocal(nn.Module):
    """Self-attention: x + W softmax(q.k) v, where W starts at zero; returns q, k and W softmax(q.k) v too.

    Keys have length 1 and queries a learnt length of at most 100 (scaled cosine attention, Liu et al. 2022, arXiv
    2111.09883): with free lengths q.k grew to thousands, every point looked at the same single cell, and no gradient came back.
    """

    def __init__(self, channels):
        super().__init__()
        inner = channels // 2
        self.query, self.key, self.value = (nn.Conv2d(channels, inner, 1, bias=False) for _ in range(3))
        self.length = nn.Parameter(torch.tensor(math.log(10.0)))
        self.output = nn.Conv2d(inner, channels, 1, bias=False)
        nn.init.zeros_(self.output.weight)
        self.knocked_out = self.even = False

    def forward(self, x):
        query = F.normalize(self.query(x), dim=1) * self.length.clamp(max=math.log(100.0)).exp()
        key, value = F.normalize(self.key(x), dim=1), self.value(x)
        attended = attention(query * 0 if self.even else query, key) @ value.flatten(2).transpose(1, 2)
        update = self.output(attended.transpose(1, 2).reshape(value.shape))
        if self.knocked_out:
            update = torch.zeros_like(update)
        return x + update, query, key, update


class AttentionUNet(nn.Module):
    """U-Net with SE encoder, non-local block at 1/8, attention-gated skips and scSE decoder.

    Input (N,1,H,W), H and W multiples of 16. `probability` (N,1,H,W) in [0,1]. The first level works on half the
    resolution: the pixels of 2x2 squares enter as four channels and leave as four (space to depth and back), which
    costs half of what a level at full resolution with half the channels does. What the non-local block adds also votes for
    the tumour classes, and the votes' soft maximum is added to the logits: without votes the block falls asleep, because
    what it adds can be had from the convolutions that bypass it.
    """

    def __init__(self, widths=WIDTHS, dropout=0.2, classes=3):
        super().__init__()
        self.encoder = nn.ModuleList(
            ResidualBlock(i, o) for i, o in zip((4,) + tuple(widths[:-1]), widths, strict=True))
        self.nonlocal_block = NonLocal(widths[2])
        self.votes = nn.Conv2d(widths[2], classes, 1, bias=False)
        self.dropout = nn.Dropout2d(dropout)
        self.gates = nn.ModuleList(AttentionGate(s, g) for s, g in zip(widths[:-1], widths[1:], strict=True))
        self.reduce = nn.ModuleList(conv_bn(g, s, 1) for s, g in zip(widths[:-1], widths[1:], strict=True))
        self.decoder = nn.ModuleList(
            ResidualBlock(2 * s, s, ConcurrentSqueezeExcitation) for s in widths[:-1])
        self.heads = nn.ModuleList(nn.Conv2d(w, 4, 1) for w in widths[:-1])

    def forward(self, image):
        outputs, skips, logits = {}, [], []
        x = F.pixel_unshuffle(image, 2)
        for level, block in enumerate(self.encoder):
            x, outputs[f"encoder{level}_excitation"] = block(F.max_pool2d(x, 2) if level else x)
            if level == 2:
                outputs["nonlocal_input"] = x
                x, outputs["query"], outputs["key"], update = self.nonlocal_block(x)
            skips.append(x)
        outputs["encoder_features"] = x
        x = self.dropout(x)
        for level in (2, 1, 0):
            gated, outputs[f"gate{level}"] = self.gates[level](skips[level], x)
            up = F.interpolate(F.relu(self.reduce[level](x)), scale_factor=2, mode="bilinear", align_corners=False)
            x, outputs[f"decoder{level}_excitation"] = self.decoder[level](torch.cat((gated, up), 1))
            if self.training or level == 0:
                logits.append(F.pixel_shuffle(self.heads[level](x), 2))
        outputs["decoder_features"] = x
        votes = self.votes(update)
        vote = torch.logsumexp(votes, 1, keepdim=True) - math.log(votes.shape[1])
        logits[-1] = logits[-1] + F.interpolate(vote, scale_factor=8, mode="bilinear", align_corners=False)
        if self.training:
            return logits[::-1], votes
        return {"probability": torch.sigmoid(logits[0]), **outputs}


class TwoLooks(nn.Module):
    """A segmenter that looks at an image (N,1,H,W) as it is and made smaller, and says the mean of both probabilities.

    The smaller one has 11/12 of the height and width, each rounded to a multiple of STRIDE (sides up to 96 stay). Other outputs are
    those of the first look.
    """

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        outputs, size = self.network(image), image.shape[2:]
        smaller = [(11 * n + 6 * STRIDE) // (12 * STRIDE) * STRIDE for n in size]
        second = self.network(resized(image, smaller))["probability"]
        return {**outputs, "probability": (outputs["probability"] + resized(second, size)) / 2}


def resized(image, size):
    return F.interpolate(image, size, mode="bilinear", align_corners=False)


class SEResNet(nn.Module):
    """Input (N,2,H,W): z-scored patch and lesion mask. `probability` (N,3) over `classes`.

    The class maps are a 1x1 convolution of the last feature map; `logits` are their means plus `bias`, so each
    map is an exact class activation map (Zhou et al. 2016, arXiv 1512.04150).
    """

    def __init__(self, classes=3, widths=(24, 48, 96, 160), dropout=0.3):
        super().__init__()
        self.stem = conv_bn(2, widths[0], stride=2)
        strides = (1, 2, 2, 1)
        self.stages = nn.ModuleList()
        for inputs, outputs, stride in zip((widths[0],) + tuple(widths[:-1]), widths, strides, strict=True):
            self.stages.append(ResidualBlock(inputs, outputs, stride=stride))
            self.stages.append(ResidualBlock(outputs, outputs))
        self.dropout = nn.Dropout(dropout)
        self.class_maps = nn.Conv2d(widths[-1], classes, 1, bias=False)
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, patch):
        outputs, x = {}, F.relu(self.stem(patch))
        for number, block in enumerate(self.stages):
            x, outputs[f"block{number}_excitation"] = block(x)
        maps = self.class_maps(self.dropout(x))
        logits = maps.mean((2, 3)) + self.bias
        if self.training:
            return logits
        return {"probability": torch.softmax(logits, 1), "logits": logits, "class_activation": maps,
                "features": x, **outputs}


MECHANISMS = {
    "gates": (GateChoice, "knocked_out"),
    "non-local": (NonLocal, "knocked_out"),
    "choice in attention": (NonLocal, "even"),
    "excitation": (ExcitationChoice, "knocked_out"),
}


def knock_out(network, mechanism, off=True):
    """Sets gates or excitations to their mean (see `Choice`), non-local branch = 0, or softmax(q.k) = 1 / positions throughout."""
    kind, switch = MECHANISMS[mechanism]
    for module in network.modules():
        if isinstance(module, kind):
            setattr(module, switch, off)


@contextlib.contextmanager
def watched(network):
    """Inside, the network's gates and excitations keep what they choose, for their means."""
    choices = [module for module in network.modules() if isinstance(module, Choice)]
    for choice in choices:
        choice.watching = True
    try:
        yield
    finally:
        for choice in choices:
            choice.watching = False
