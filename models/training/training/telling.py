"""Test images that a segmenter has an answer to: noise with a blob in its middle.

Of noise alone many networks say nothing anywhere. A test on it holds a network to zeros, which a broken one answers as
well, and bioimage.io refuses answers that are all below 1e-4.
"""

import itertools

import numpy as np
from scipy import ndimage

GRAINS, RADII, CONTRASTS = (0.0, 1.5, 4.0), (0.15, 0.25, 0.4, 0.7), (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)
NOISE, BORDER = 0.35, 0.03  # deviation of the noise; how soft the blob's border is, over half the shorter side
TELLS = 0.05  # the least deviation of the answer over an image that it is a test of


def tells(answer):
    """How much the answer (N, L, (z,) y, x) to the first image varies, in that label which varies least."""
    return float(answer[0].reshape(answer.shape[1], -1).std(1).min())


def inputs(noise, limits, box, answer):
    """What export.test_inputs makes, with blobs: `noise` one image, of twice the sides where only those are answered, and
    `window` a batch of an image with a blob and one without.

    noise: {name: batch}; limits: lowest and highest number that enters; box: of a prompted segmenter the last channel for
    the sides of an image, else None; answer: from a batch to probabilities, both arrays of shape (N, C, (z,) y, x)
    """
    small, window = noise["noise"][:1], noise["window"]
    found, most = _best(small, limits, box, answer)
    if most < TELLS:
        larger, more = _best(np.concatenate([np.tile(small, 2)] * 2, -2), limits, box, answer)
        found, most = (larger, more) if more >= TELLS else (found, most)
    seen, more = _best(window, limits, box, answer)
    if min(most, more) < TELLS:
        print(
            f"Remark: the answer to a test image varies by {min(most, more):.1e} alone in one of the labels, so that the "
            "test tells little.",
            flush=True,
        )
    return dict(noise=found, window=np.concatenate([seen, window]))


def _best(batch, limits, box, answer):
    """Of the images with a blob the one whose answer tells most, and how much."""
    sides, best, most = batch.shape[2:], batch, -1.0
    for look in itertools.product(GRAINS, RADII, CONTRASTS):
        made = image(batch.shape[1:], limits, *look)[None]
        if box:
            made[:, -1] = box(sides)
        said = answer(made)
        if not np.isfinite(said).all():
            raise RuntimeError("The network answers a test image with something that is no number.")
        if tells(said) > most:
            best, most = made, tells(said)
    return best, most


def image(shape, limits, grain, radius, contrast):
    """C, (z,) y, x: one blob, and noise of its own in each channel. grain: deviation of the Gaussian that smooths the
    noise, in voxels; radius: over half the shorter side of a plane, and half the depth; contrast: in deviations of an image.
    """
    noise = np.random.default_rng(5).normal(size=shape)
    noise = ndimage.gaussian_filter(noise, [0.0] + [grain] * (len(shape) - 1))
    away = np.sqrt(sum(np.square(at) for at in np.meshgrid(*_places(shape[1:]), indexing="ij", sparse=True)))
    blob = 1 / (1 + np.exp(np.clip((away - radius) / BORDER, -50, 50)))
    low, high = limits
    deviation = min(1.0, (high - low) / 8)
    return np.clip(deviation * (NOISE * noise / noise.std() + contrast * blob), low, high).astype(np.float32)


def _places(sides):
    """Of the voxels' centres from the middle, over half a side."""
    half = [side / 2 for side in sides[:-2]] + [min(sides[-2:]) / 2] * 2
    return [(np.arange(side) + 0.5 - side / 2) / by for side, by in zip(sides, half)]
