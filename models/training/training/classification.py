"""Training of a classifier on patches round predicted masks, and round experts' masks made as imperfect as predicted
ones.
"""

import numpy as np
import torch
from scipy import ndimage
from torch.nn import functional as F

from . import images, predict, segmentation
from .draws import spread

PREDICTED = 0.7  # share of the patches that have the predicted mask, where there is one that meets the expert's


class Classification(segmentation.Segmentation):
    """The store's layers are `said` (the mask of a network that had not seen the item, 1 or 0; all 0 where it missed
    the lesion) and `distance` (see `distance`); `kinds` (N,) is the number of each of the store's items' class."""

    def __init__(self, plan, store, numbers, tight_axes, seed, kinds):
        super().__init__(plan, store, numbers, tight_axes, seed)
        self.network_plan, self.kinds = plan.classifier, kinds.to(store.device)
        self.labels, self.prompted = 1, False

    def windows(self, rows, draws, scale):
        return self.patches(rows, draws, scale), self.kinds.index_select(0, rows.to(self.kinds.device))

    def loss(self, network, patches, target):
        logits = segmentation.answers(network, patches, self.network_plan.mode)["logits"]
        return F.cross_entropy(logits.float(), target, label_smoothing=0.05)

    def patches(self, rows, draws, scale):
        sample = self.sample(rows, draws, scale)
        if self.plan.grid.dims == 3:
            return torch.cat((sample.image, sample.mask), 1)
        chosen = self.network_plan
        return predict.patches_round(sample.image, sample.mask[:, 0] > 0, chosen.patch, chosen.patch_step)

    def middles(self, mask, part, linear, draws):
        """In 3D the window is the patch: its middle is the lesion's."""
        if self.plan.grid.dims == 2:
            return super().middles(mask, part, linear, draws)
        low, high = segmentation.lesions(mask, part)
        return (low + high - 1) / 2

    def masks(self, batch, draws):
        said, expert = batch["said"] > 0, batch["mask"] > 0
        known = said.flatten(1).any(1) & draws.chance(len(said), PREDICTED)
        made = imperfect(expert, batch["distance"].float(), draws)
        return torch.where(known.reshape(-1, *[1] * (said.dim() - 1)), said, made).byte()


def imperfect(mask, distance, draws):
    """Masks (N,...) eaten or grown unevenly, by up to a tenth of their size and a voxel; `distance` is their own."""
    count, dims = len(mask), mask.dim() - 1
    size = spread(mask.flatten(1).sum(1).float() ** (1 / dims), dims)
    reach = draws.uniform(size.shape, -1.0, 1.0) * (0.1 * size + 1)
    mode = "bilinear" if dims == 2 else "trilinear"
    bumps = F.interpolate(draws.normal((count, 1, *[5] * dims)), mask.shape[1:], mode=mode, align_corners=True)
    changed = ((distance[:, None] + reach + 0.05 * size * bumps > 0) & (distance[:, None] > -FAR + 1))[:, 0]
    there = changed.flatten(1).any(1)
    return torch.where(there.reshape(-1, *[1] * dims), changed, mask)


FAR = 1000.0


def distance(mask):
    """Voxels to the edge of a mask, float16: positive inside, negative outside, -FAR farther off."""
    inside = np.argwhere(mask)
    result = np.full(mask.shape, -FAR, np.float16)
    if len(inside):
        margin = int(0.3 * len(inside) ** (1 / mask.ndim)) + 4
        near = tuple(slice(max(0, a - margin), b + margin + 1) for a, b in zip(inside.min(0), inside.max(0)))
        crop = mask[near]
        result[near] = ndimage.distance_transform_edt(crop) - ndimage.distance_transform_edt(~crop)
    return result


def largest(mask):
    """The largest component of a mask; the mask itself where it is empty."""
    labels, count = ndimage.label(mask, np.ones((3,) * mask.ndim))
    if count < 2:
        return mask
    return labels == 1 + np.argmax(np.bincount(labels.ravel())[1:])


@torch.no_grad()
def answer(network, plan, image, mask):
    """Logits of one lesion: image (C,...) prepared, mask on its grid."""
    patch = predict.patch_round(image, torch.from_numpy(mask > 0), plan.classifier.patch, plan.classifier.patch_step)
    found = segmentation.answers(network, patch[None], plan.classifier.mode)
    return found["logits"][0].float().cpu().numpy()


def on_grid(mask, shape):
    return images.resample(mask.astype(np.float32), shape) >= 0.5
