"""What the shipped networks say of images that they are not made for: noise, a constant image, inverted contrast."""

from dataclasses import dataclass

import numpy as np
import torch

from . import classification, figures, folds, predict, prepare, suitability, weights
from .folds import Training
from .suitability import Usual

NOISE, CONSTANT, INVERTED = 12, 4, 60  # images


@dataclass(frozen=True)
class Asked:
    """A segmenter: what out-of-fold answers settled, what its training looked like, and of the shipped weights the part
    that tells that, and the whole.
    """

    training: Training
    settled: dict
    usual: Usual
    level: suitability.Level
    runtime: weights.Runtime

    def said(self, pairs):
        """(masks, figures) of pairs of a prepared image and its box, if any."""
        masks = [self.mask(*pair) for pair in pairs]
        parts = [_part(mask, box) for mask, (_, box) in zip(masks, pairs)]
        return masks, dict(
            images=len(masks),
            touched=sum(bool(mask.any()) for mask in masks),
            share=round(float(np.mean(parts)), 4),
            unlike=self.usual.unlike(self.training.plan, self.level, pairs),
        )

    def mask(self, image, box):
        said = predict.probability(self.runtime, self.training.plan, image, image.shape[1:], box).max(0)
        return figures.masked(said, self.settled["threshold"], self.settled["smallest_voxels"])


def _part(mask, box):
    """Of the image, or of the box, that is called lesion."""
    if box is None:
        return float(mask.mean())
    inside = mask[tuple(slice(max(0, int(a)), int(b)) for a, b in zip(*box))]
    return float(inside.mean()) if inside.size else 0.0


def segmenter(asked):
    """{phantom: figures}. A user's box lies round the middle of a phantom, and round an image's lesion."""
    boxed = asked.training.plan.prompt == "box"
    found = {}
    for name, images in phantoms(asked.training, "segmenter").items():
        pairs = [(image, suitability.middle_box(image.shape[1:]) if boxed else None) for image in images]
        found[name] = asked.said(pairs)[1]
    items = suitability.spread([item for item in asked.training.prepared.items if item.lesion], INVERTED)
    pairs = [(inverted(asked.training, i, "segmenter"), folds.box_for(asked.training, i) if boxed else None) for i in items]
    masks, said = asked.said(pairs)
    dice = [figures.dice(mask, asked.training.prepared.mask(item) > 0) for mask, item in zip(masks, items)]
    return found | {"inverted contrast, images of the training": said | dict(dice=round(float(np.mean(dice)), 4))}


def phantoms(training, kind):
    """Prepared images without a lesion, by name, as a network sees them."""
    grid, rng = training.plan.grid, np.random.default_rng(3)
    context, channels = getattr(training.plan, kind).context, len(training.dataset.description.channels)
    shape = (channels * (context.frames if context else 1), *grid.window)
    low, high = grid.clip if grid.normalization == "range" else (0.0, 255.0)
    noise = [rng.uniform(low, high, shape).astype(np.float32) for _ in range(NOISE)]
    constant = [np.full(shape, level, np.float32) for level in np.linspace(low, high, CONSTANT + 2)[1:-1]]
    return {
        name: [torch.from_numpy(prepare.normalized(image, grid).astype(np.float32)) for image in images]
        for name, images in {"noise": noise, "constant images": constant}.items()
    }


def inverted(training, item, kind):
    """A prepared image, bright for dark, as a network sees it."""
    image, grid = training.seen(item, kind).numpy(), training.plan.grid
    turned = image.max() + image.min() - image
    return torch.from_numpy(turned if grid.normalization == "range" else prepare.normalized(turned, grid))


def classifier(training, folder):
    """{phantom: figures}: how sure it is of a patch that shows nothing, and how often right in inverted contrast."""
    network, names = weights.Runtime(folder / "weights.onnx"), list(training.dataset.description.class_names)
    found = {}
    for name, images in phantoms(training, "classifier").items():
        said = [_probability(training, network, image, suitability.middle(image.shape[1:]) > 0) for image in images]
        means = {f"mean probability of {n}": round(float(p), 3) for n, p in zip(names, np.mean(said, 0))}
        found[name] = dict(images=len(images)) | means
    items = suitability.spread([item for item in training.prepared.items if item.kind and item.lesion], INVERTED)
    said = [_probability(training, network, inverted(training, i, "classifier"), training.prepared.mask(i) > 0) for i in items]
    right = np.mean([int(np.argmax(p)) == names.index(item.kind) for p, item in zip(said, items)])
    sure = np.mean(np.max(said, 1))
    found["inverted contrast, expert's masks of the training"] = {
        "images": len(items),
        "accuracy": round(float(right), 4),
        "mean probability of the class told": round(float(sure), 3),
    }
    return found


def _probability(training, network, image, mask):
    return figures.softmax(classification.answer(network, training.plan, image, mask).astype(np.float64))
