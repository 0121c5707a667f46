"""The networks that are compared: the shipped ones with mechanisms left out, widened to as many weights.

A segmenter without the non-local block votes for the tumour classes from the features themselves, so that all segmenters are
taught the same; two have no votes, so that the plain one is a plain U-Net. The Inception-style trunk is that of Szegedy et al.
2015 (arXiv 1409.4842) with batch normalisation and with two 3x3 convolutions for 5x5 (Szegedy et al. 2016, arXiv 1512.00567); an
excitation follows each module as in Hu et al. 2018.
"""
import functools
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[1]))
import network  # noqa: E402

SEGMENTERS = {
    "plain": ("votes",),
    "gates": ("gates", "votes"),
    "non-local": ("non-local", "votes"),
    "excitation": ("excitation", "votes"),
    "all three": ("gates", "non-local", "excitation", "votes"),
    "plain, no votes": (),
    "non-local, no votes": ("non-local",),
}
CLASSIFIERS = {
    "ResNet": ("residual", None),
    "SE-ResNet": ("residual", 8),
    "SE-ResNet, ratio 4": ("residual", 4),
    "SE-ResNet, ratio 16": ("residual", 16),
    "Inception": ("inception", None),
    "SE-Inception": ("inception", 8),
}

# What is knocked out in the trained networks.
KNOCKED_OUT = {"all three": ("gates", "non-local", "choice in attention", "excitation"), "SE-ResNet": ("excitation",),
               "SE-Inception": ("excitation",)}


def without(variant, mechanism):
    return f"{variant}, {mechanism} knocked out"


# The others with the first of their table.
COMPARED_WITH = {"SE-Inception": "Inception", "SE-ResNet, ratio 4": "SE-ResNet", "SE-ResNet, ratio 16": "SE-ResNet",
                 "non-local, no votes": "plain, no votes",
                 **{without(v, m): v for v, mechanisms in KNOCKED_OUT.items() for m in mechanisms}}
ALSO_COMPARED = (("all three", "plain, no votes"), ("SE-Inception", "SE-ResNet"))


class NoExcitation(nn.Module):
    def forward(self, x):
        return x, torch.ones_like(x[:, :, :1, :1])


class OpenGate(nn.Module):
    def forward(self, skip, gating):
        return skip, torch.ones_like(skip[:, :1])


class NoBlock(nn.Module):
    def forward(self, x):
        return x, x, x, x


class NoVotes(nn.Module):
    """As even as can be, so that they add nothing and nothing is learnt from them."""

    def forward(self, update):
        return torch.zeros_like(update[:, :3])


def weights(module):
    return sum(p.numel() for p in module.parameters())


def widened(build, least, most, target):
    """The network of the width whose number of weights is nearest to the target, at most 5 % away."""
    nearest = min((build(width) for width in range(least, most)), key=lambda built: abs(weights(built) - target))
    if abs(weights(nearest) - target) > 0.05 * target:
        raise ValueError(f"no width from {least} to {most} gives {target} weights within 5 %: {weights(nearest)}")
    return nearest


def segmenter(name):
    """Of as many weights as the shipped network."""
    if name == "all three":
        return segmenter_as_wide(name)
    return widened(functools.partial(reduced, SEGMENTERS[name]), 28, 48, weights(segmenter_as_wide("all three")))


def segmenter_as_wide(name):
    """Of the same widths as the shipped network."""
    return reduced(SEGMENTERS[name], 32)


def reduced(mechanisms, width):
    unet = network.AttentionUNet(tuple(width * 2**level for level in range(4)), dropout=0.1)
    if "gates" not in mechanisms:
        unet.gates = nn.ModuleList(OpenGate() for _ in unet.gates)
    if "non-local" not in mechanisms:
        unet.nonlocal_block = NoBlock()
    if "votes" not in mechanisms:
        unet.votes = NoVotes()
    if "excitation" not in mechanisms:
        for block in (*unet.encoder, *unet.decoder):
            block.excitation = NoExcitation()
    return unet


def excitation(ratio):
    """A constructor, as the blocks of `network` take it."""
    return (lambda channels: NoExcitation()) if ratio is None else functools.partial(
        network.SqueezeExcitation, ratio=ratio)


class InceptionModule(nn.Module):
    """Branches of 1x1, 3x3, two 3x3 and pooling, joined, then an excitation."""

    def __init__(self, inputs, outputs, excite, stride=1):
        super().__init__()
        quarter = outputs // 4
        self.one = network.conv_bn(inputs, quarter, 1, stride)
        self.three = nn.Sequential(network.conv_bn(inputs, quarter, 1), nn.ReLU(), network.conv_bn(quarter, quarter, 3, stride))
        self.five = nn.Sequential(network.conv_bn(inputs, quarter, 1), nn.ReLU(), network.conv_bn(quarter, quarter), nn.ReLU(),
                                  network.conv_bn(quarter, quarter, 3, stride))
        self.pool = nn.Sequential(nn.MaxPool2d(3, stride, 1), network.conv_bn(inputs, outputs - 3 * quarter, 1))
        self.excitation = excite(outputs)

    def forward(self, x):
        joined = torch.cat((self.one(x), self.three(x), self.five(x), self.pool(x)), 1)
        features, channel_weights = self.excitation(torch.relu(joined))
        return features, channel_weights


TRUNKS = {"residual": (24, 20, 30), "inception": (60, 40, 140)}  # width to compare at, least and most


def classifier(name):
    """Of as many weights as the shipped network."""
    trunk, ratio = CLASSIFIERS[name]
    _, least, most = TRUNKS[trunk]
    return widened(functools.partial(BUILD[trunk], ratio), least, most, weights(network.SEResNet()))


def classifier_as_wide(name):
    """Of the same widths as the others of its trunk."""
    trunk, ratio = CLASSIFIERS[name]
    return BUILD[trunk](ratio, TRUNKS[trunk][0])


def residual(ratio, width):
    """The widths of the shipped network in the same proportion; at 24 they are the same."""
    widths = tuple(round(width * share / 24) for share in (24, 48, 96, 160))
    resnet = network.SEResNet(widths=widths)
    for block in resnet.stages:
        block.excitation = excitation(ratio)(block.second[0].out_channels)
    return resnet


def inception(ratio, width):
    widths = tuple(width * share // 24 for share in (24, 48, 96, 160))
    trunk = network.SEResNet(widths=widths)
    stages, inputs = nn.ModuleList(), widths[0]
    for outputs, stride in zip(widths, (1, 2, 2, 1), strict=True):
        stages.extend((InceptionModule(inputs, outputs, excitation(ratio), stride),
                       InceptionModule(outputs, outputs, excitation(ratio))))
        inputs = outputs
    trunk.stages = stages
    return trunk


BUILD = {"residual": residual, "inception": inception}
