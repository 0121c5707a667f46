"""What a segmenter is to make small. Logits and targets are (N,L,...), `valid` (N,1,...) tells where the image really
was.
"""

import torch
from torch.nn import functional as F


def segmentation_loss(logit, target, valid, loss):
    """Cross-entropy; Dice and a share of the cross-entropy inside the lesion where there is one; P / (P + few) where
    there is none.

    Dice has no gradient where a lesion is missed with certainty: the third term brings those back. The fourth, of the
    sum P of the
    probabilities, keeps images without a lesion quiet; few is a thousandth of the window.
    """
    axes = tuple(range(2, logit.dim()))
    cross = (
        F.binary_cross_entropy_with_logits(logit, target, reduction="none") * valid
    ).mean() / valid.mean().clamp_min(1e-3)
    probability, target = torch.sigmoid(logit) * valid, target * valid
    size, predicted = target.sum(axes), probability.sum(axes)
    there = (size > 0).float()
    dice = 1 - 2 * (probability * target).sum(axes) / (predicted + size).clamp_min(1e-6)
    inside = (target * F.softplus(-logit)).sum(axes) / size.clamp_min(1e-6)
    invented = predicted / (predicted + 1e-3 * target[0, 0].numel())
    return cross + (there * (dice + loss.inside * inside) + (1 - there) * loss.quiet * invented).mean()


def shrunk(values, shape):
    pool = F.adaptive_avg_pool2d if values.dim() == 4 else F.adaptive_avg_pool3d
    return pool(values, shape)


def total_loss(outputs, target, valid, loss):
    """At full resolution, plus shares of the coarser heads (deep supervision), plus the affinity of the attention."""
    total = segmentation_loss(outputs["logits"].float(), target, valid, loss)
    for weight, logit in zip(loss.deep, outputs["deep"]):
        shape = logit.shape[2:]
        total = total + weight * segmentation_loss(
            logit.float(), shrunk(target, shape), (shrunk(valid, shape) > 0.5).float(), loss
        )
    if loss.affinity and "attention" in outputs:
        shape = outputs["nonlocal_input"].shape[2:]
        total = total + loss.affinity * affinity_loss(outputs["attention"].float(), shrunk(target, shape).amax(1))
    return total


def affinity_loss(attention, share):
    """Minus the logarithm of what a position's attention (N,P,P) gives to positions of its own kind; lesion and rest
    count alike.

    That is the precision term of Yu et al. 2020 (arXiv 2004.01547), equation 6; attention that sums to 1 has no other
    two. `share`
    (N,...) is how much of a position is lesion.
    """
    lesion = share.flatten(1)
    sure = (lesion > 0.5).float()
    to_lesion = torch.einsum("npq,nq->np", attention, lesion)
    kind = {1: (sure, to_lesion), 0: ((lesion < 0.1).float(), 1 - to_lesion)}
    terms = [
        (weight * -torch.log(found.clamp(1e-4, 1.0))).sum() / weight.sum().clamp_min(1)
        for weight, found in kind.values()
    ]
    return sum(terms) / 2
