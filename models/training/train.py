"""Trains a network: `python train.py segmenter --data DIR` (resumes from its last finished epoch).

Everything random comes from --seed. A line per epoch goes to runs/NAME/log.csv, the state to runs/NAME/last.pt,
and at the end the network to runs/NAME/trained.pt.
"""
import argparse
import csv
import ctypes
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import augment
import data
import evaluate
import lesions
from network import AttentionUNet, SEResNet



def segmentation_loss(logit, target):
    """Cross-entropy, plus Dice and the cross-entropy inside the lesion (a tenth) where there is a lesion.

    Dice has no gradient where a lesion is missed with certainty, and plain cross-entropy hardly any, the lesion being a few
    pixels of many: the third term is what brings missed lesions back.
    """
    cross = F.binary_cross_entropy_with_logits(logit, target)
    size = target.sum((1, 2, 3))
    there = size > 0
    if not there.any():
        return cross
    probability = torch.sigmoid(logit)
    overlap, total = (probability * target).sum((1, 2, 3)), (probability + target).sum((1, 2, 3))
    dice = 1 - 2 * overlap[there] / total[there]
    inside = (target * F.softplus(-logit)).sum((1, 2, 3))[there] / size[there]
    return cross + (dice + 0.1 * inside).sum() / len(target)


def deep_loss(outputs, target):
    logit, deep = outputs
    loss = segmentation_loss(logit.float(), target)
    for weight, coarse in zip((0.4, 0.2), deep, strict=True):
        loss = loss + weight * segmentation_loss(coarse.float(), F.adaptive_avg_pool2d(target, coarse.shape[2:]))
    return loss


class Segmentation:
    """What `fit` needs to know about the segmenter: batches, loss, validation."""

    schedule = ((data.SIZE, 5),)  # (side in pixels of the same field of view, epochs), in turn
    batch = 8
    learning_rate = 7e-4

    def __init__(self, arguments):
        slices = data.training_slices(arguments.data, arguments.seed)
        self.images = torch.from_numpy(np.stack([s.image for s in slices]))
        self.masks = torch.from_numpy(np.stack([s.mask for s in slices]))
        repeats = {"t1ce": 1, "progression": 1, "tumour-free": 1, "phantom": 1}
        self.order = np.repeat(np.arange(len(slices)), [repeats[s.source] for s in slices])
        self.validation = [s for s in data.validation_slices(arguments.data) if s.source != "phantom"][::4]
        self.network = AttentionUNet()

    def loss(self, network, chosen, side, generator):
        image, mask = self.images[chosen].float()[:, None], self.masks[chosen].float()[:, None]
        image, mask = augment.warp(image, mask, (side, side), generator)
        image = augment.intensity(image, generator).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            outputs = network(image)
        return deep_loss(outputs, mask)

    def validate(self, network):
        return evaluate.segmentation_summary(network, self.validation)


class Classification:
    """What `fit` needs to know about the classifier."""

    schedule = ((lesions.PATCH, 20),)
    batch = 16
    learning_rate = 2e-3

    def __init__(self, arguments):
        slices = [s for s in data.training_slices(arguments.data, arguments.seed) if s.kind]
        self.images = [torch.from_numpy(s.image).float() for s in slices]
        self.masks = [torch.from_numpy(s.mask).float() for s in slices]
        self.targets = torch.tensor([data.CLASSES.index(s.kind) for s in slices])
        self.order = np.arange(len(slices))
        self.validation = [s for s in data.validation_slices(arguments.data) if s.source == "t1ce"]
        self.network = SEResNet(len(data.CLASSES))

    def loss(self, network, chosen, side, generator):
        patches = torch.stack([
            lesions.patch(self.images[i], lesions.imperfect(self.masks[i], generator)) for i in chosen])
        image, mask = augment.warp(patches[:, :1], patches[:, 1:], (side, side), generator)
        image = augment.intensity(image, generator)
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(torch.cat((image, mask), 1).contiguous(memory_format=torch.channels_last))
        return F.cross_entropy(logits.float(), self.targets[chosen], label_smoothing=0.05)

    def validate(self, network):
        return evaluate.classification_summary(network, self.validation)


def learning_rate(step, steps, warm_up=200):
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up)))


def average(state, network, decay=0.998):
    """Moves the exponential moving average of weights and statistics towards the network's."""
    for name, value in network.state_dict().items():
        if value.dtype.is_floating_point:
            state[name].mul_(decay).add_(value, alpha=1 - decay)
        else:
            state[name].copy_(value)


@torch.no_grad()
def averaged(task, state, side, seed, batches=96):
    """The network of averaged weights, the statistics of its normalisation layers taken anew from training batches.

    (Averaged statistics belong to no network that ever was: they lag behind where the weights move fast.)
    """
    clone = type(task.network)()
    clone.load_state_dict(state)
    for layer in clone.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None
    generator = torch.Generator().manual_seed(seed)
    for _ in range(batches):
        chosen = task.order[torch.randint(len(task.order), (task.batch,), generator=generator).numpy()]
        task.loss(clone.train(), chosen, side, generator)
    return clone.eval()


def fit(task, folder, seed):
    network = task.network.to(memory_format=torch.channels_last)
    sides = [side for side, epochs in task.schedule for _ in range(epochs)]
    steps_an_epoch = len(task.order) // task.batch
    optimizer = torch.optim.AdamW(network.parameters(), task.learning_rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: learning_rate(step, len(sides) * steps_an_epoch))
    ema = {name: value.clone() for name, value in network.state_dict().items()}
    start = resume(folder / "last.pt", network, optimizer, schedule, ema)
    for epoch in range(start, len(sides)):
        began, generator = time.time(), torch.Generator().manual_seed(seed * 1000 + epoch)
        order = task.order[torch.randperm(len(task.order), generator=generator).numpy()]
        total = 0.0
        for step in range(steps_an_epoch):
            loss = task.loss(network.train(), order[step * task.batch:][:task.batch], sides[epoch], generator)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            average(ema, network)
            total += loss.item()
        save(folder / "last.pt", dict(network=network.state_dict(), optimizer=optimizer.state_dict(),
                                      schedule=schedule.state_dict(), ema=ema, epoch=epoch + 1))
        report(folder, epoch, sides, total / steps_an_epoch, time.time() - began, task, ema)
    trained = averaged(task, ema, sides[-1], seed)
    save(folder / "trained.pt", trained.state_dict())
    print(task.validate(trained), flush=True)


def resume(path, network, optimizer, schedule, ema):
    if not path.exists():
        return 0
    state = torch.load(path)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    for name, value in state["ema"].items():
        ema[name].copy_(value)
    return state["epoch"]


def save(path, state):
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").rename(path)


def report(folder, epoch, sides, loss, seconds, task, ema):
    """Logs every epoch and validates every fifth, with the averaged weights."""
    row = dict(epoch=epoch + 1, side=sides[epoch], loss=round(loss, 4), seconds=round(seconds))
    if epoch % 5 == 4:
        row.update(task.validate(averaged(task, ema, sides[-1], epoch)))
    print(row, flush=True)
    with open(folder / "log.csv", "a", newline="") as f:
        csv.writer(f).writerow([f"{key}={value}" for key, value in row.items()])


def keep_memory():
    """Lets glibc keep freed memory instead of returning it with every large tensor: up to 1.7 times faster at 256."""
    try:
        libc = ctypes.CDLL("libc.so.6")
    except OSError:
        return
    libc.mallopt(-4, 0)  # M_MMAP_MAX
    libc.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD
    libc.mallopt(-2, 2**29)  # M_TOP_PAD


def main():
    keep_memory()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=("segmenter", "classifier"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--initial", type=Path, help="weights to start from, of an earlier run")
    parser.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs")
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    folder = arguments.runs / f"{arguments.network}-{arguments.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    task = {"segmenter": Segmentation, "classifier": Classification}[arguments.network](arguments)
    if arguments.initial:
        task.network.load_state_dict(torch.load(arguments.initial))
    fit(task, folder, arguments.seed)


if __name__ == "__main__":
    main()
