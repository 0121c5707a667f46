"""Training of a classifier on patches round predicted masks, and round experts' masks made as imperfect as predicted
ones.
"""

import numpy as np
import torch
from scipy import ndimage
from torch.nn import functional as F

from . import boxes, images, predict, sampling, segmentation
from .classifier import Classifier

PREDICTED = 0.7  # share of the patches that have the predicted mask, where there is one that meets the expert's


class Classification(segmentation.Segmentation):
    """`masks`: for each item's name the mask that a network said that had not seen it (on the prepared grid, bool)."""

    def __init__(self, plan, prepared, items, tight_axes, seed, kinds, masks):
        super().__init__(plan, prepared, items, tight_axes, seed)
        self.network_plan, self.kinds, self.masks = plan.classifier, kinds, masks
        self.labels, self.prompted = 1, False

    def make(self):
        return Classifier(self.network_plan.form)

    def loss(self, network, step):
        schedule, mode = self.network_plan.schedule, self.network_plan.mode
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + step)
        items = segmentation.chosen(self.items, schedule.batch, self.seed, step)
        patches = torch.stack([self.patch(item, generator) for item in items])
        target = torch.tensor([self.kinds.index(item.kind) for item in items], device=mode.device)
        patches = segmentation.prepared_for(mode, patches)
        with torch.autocast(patches.device.type, torch.bfloat16, enabled=mode.bfloat16):
            logits = network(patches)["logits"]
        return F.cross_entropy(logits.float(), target, label_smoothing=0.05)

    def patch(self, item, generator):
        sample = self.sample(item, generator)
        if self.plan.grid.dims == 3:
            return torch.cat((sample.image, sample.mask))
        return predict.patch_round(sample.image, sample.mask[0], self.network_plan.patch, self.network_plan.patch_step)

    def middle(self, mask, window, linear, generator):
        """In 3D the window is the patch: its middle is the lesion's."""
        if self.plan.grid.dims == 2:
            return super().middle(mask, window, linear, generator)
        return [(a + b - 1) / 2 for a, b in zip(*boxes.box_of(mask))]

    def mask_of(self, item, generator):
        expert = self.prepared.mask(item) > 0
        said = self.masks.get(item.name)
        if said is not None and (said & expert).any() and sampling.chance(generator, PREDICTED):
            return said
        return imperfect(expert, generator)


def imperfect(mask, generator):
    """Eaten or grown unevenly, by up to a tenth of its size and a voxel."""
    size = mask.sum() ** (1 / mask.ndim)
    reach = sampling.uniform(generator, -1, 1) * (0.1 * size + 1)
    bumps = torch.randn(1, 1, *([5] * mask.ndim), generator=generator)
    mode = "bilinear" if mask.ndim == 2 else "trilinear"
    bumps = F.interpolate(bumps, mask.shape, mode=mode, align_corners=True)[0, 0].numpy()
    distance = ndimage.distance_transform_edt(mask) - ndimage.distance_transform_edt(~mask)
    changed = distance + reach + 0.05 * size * bumps > 0
    return changed if changed.any() else mask


def largest(mask):
    """The largest component of a mask; the mask itself where it is empty."""
    labels, count = ndimage.label(mask, np.ones((3,) * mask.ndim))
    if count < 2:
        return mask
    return labels == 1 + np.argmax(np.bincount(labels.ravel())[1:])


@torch.no_grad()
def answer(network, plan, image, mask):
    """Logits of one lesion: image (C,...) prepared, mask on its grid."""
    patch = predict.patch_round(
        image, torch.from_numpy(mask.astype(np.float32)), plan.classifier.patch, plan.classifier.patch_step
    )
    mode = plan.classifier.mode
    with torch.autocast(torch.device(mode.device).type, torch.bfloat16, enabled=mode.bfloat16):
        return network(segmentation.prepared_for(mode, patch[None]))["logits"][0].float().cpu().numpy()


def on_grid(mask, shape):
    return images.resample(mask.astype(np.float32), shape) >= 0.5
