"""Trains a network: `python train.py segmenter --data DIR` (resumes from its last finished epoch).

The segmenter is trained in eight steps, base, refined, attentive, extended, faded, moved, taught and adapted (see `Step`). From the fifth on
means of weights go on (see `faded`, `moved`, `taught`). Three wider networks, trained from scratch, and the one that `moved` leaves are
the teachers of the seventh. The last step is done once without each patient of brain-progression, so that each of
these networks tells how the recipe does on the patient left out; their mean is what is shipped. Everything random comes from --seed. A
line per epoch goes to runs/NAME/log.csv, the state to runs/NAME/last.pt, and at the end the network to runs/NAME/trained.pt.
"""
import argparse
import copy
import csv
import ctypes
import math
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import augment
import data
import evaluate
import lesions
from network import WIDTHS, AttentionUNet, SEResNet


def segmentation_loss(logit, target, quiet):
    """Of a target in [0,1]: cross-entropy, plus Dice and the cross-entropy inside the lesion (a tenth) where there is a lesion, and `quiet` times
    P / (P + 50 pixels of the full resolution), P being the sum of the probabilities, where there is none.

    Dice has no gradient where a lesion is missed with certainty, and plain cross-entropy hardly any, the lesion being a few
    pixels of many: the third term is what brings missed lesions back. The fourth keeps tumour-free slices quiet.
    """
    cross = F.binary_cross_entropy_with_logits(logit, target)
    probability = torch.sigmoid(logit)
    size, predicted = target.sum((1, 2, 3)), probability.sum((1, 2, 3))
    there = (size > 0).float()
    dice = 1 - 2 * (probability * target).sum((1, 2, 3)) / (predicted + size)
    inside = (target * F.softplus(-logit)).sum((1, 2, 3)) / size.clamp_min(1e-6)
    few = 50 * target[0].numel() / data.SIDE**2
    invented = predicted / (predicted + few)
    return cross + (there * (dice + 0.1 * inside) + (1 - there) * quiet * invented).mean()


def deep_loss(logits, target, quiet):
    """The loss at full resolution, plus a share of that at 1/2 and 1/4 (deep supervision)."""
    return sum(
        weight * segmentation_loss(logit.float(), F.adaptive_avg_pool2d(target, logit.shape[2:]), quiet)
        for weight, logit in zip((1.0, 0.4, 0.2), logits, strict=True))


def class_loss(logits, kinds):
    """Cross-entropy of the non-local block's votes (N,3,H/8,W/8) for the tumour classes, ten times as heavy in a lesion."""
    target = F.adaptive_avg_pool2d(kinds, logits.shape[2:])
    weight = 1 + 9 * target.amax(1, keepdim=True)
    return (weight * F.binary_cross_entropy_with_logits(logits.float(), target, reduction="none")).mean()


@dataclass(frozen=True)
class Step:
    """A step of the segmenter's training; `weights` is how often the slices of a source come in an epoch, if not once.

    `opinion` is the share that the teachers' probability has in what the network is to say of brain-t1ce (Hinton et al. 2015, arXiv
    1503.02531), beside the expert's mask.
    """

    epochs: int
    learning_rate: float
    strength: augment.Strength = augment.STRONG
    dropout: float = 0.2
    quiet: float = 0.0
    weights: tuple = ()
    widths: tuple = WIDTHS
    opinion: float = 0.0


BASE = Step(34, 1e-3, augment.LIGHT, dropout=0.0)
REFINED = Step(39, 1e-3, dropout=0.1, quiet=0.5, weights=(("tumour-free", 2),))  # against what was learnt by heart
ATTENTIVE = Step(20, 1e-3, dropout=0.1, quiet=0.5, weights=(("tumour-free", 2),))
EXTENDED = Step(40, 1e-3, dropout=0.1, quiet=0.5, weights=(("tumour-free", 2),))
FADED = Step(14, 8e-4, augment.FADING, dropout=0.1, quiet=0.5, weights=(("tumour-free", 2),))  # for lesions that do not enhance
MOVED = Step(9, 8e-4, augment.MOVING, dropout=0.1, quiet=0.5, weights=(("tumour-free", 2),))  # for gliomas of new patients
TAUGHT = Step(29, 8e-4, replace(augment.MOVING, move=0.2), dropout=0.1, quiet=0.5, weights=(("tumour-free", 2),), opinion=0.6)
ADAPTED = Step(4, 6e-4, replace(augment.MOVING, fade=0.25), dropout=0.1, quiet=1.0, weights=(("progression", 4), ("tumour-free", 2)))

TEACHER = Step(122, 1e-3, replace(augment.FADING, fade=0.35), dropout=0.1, quiet=0.5, weights=(("tumour-free", 2),))
TEACHERS = (  # weight of the opinion, number added to the seed, step
    (0.45, 1, replace(TEACHER, widths=(64, 128, 256, 384))),
    (0.20, 0, replace(TEACHER, widths=(64, 128, 256, 384), strength=replace(augment.MOVING, move=0.4))),
    (0.15, 3, replace(TEACHER, widths=(48, 96, 192, 256))),
)
START_OPINION = 0.20  # weight of the network that the taught ones start from


class Segmentation:
    """What `fit` needs to know about the segmenter: batches, loss, validation."""

    batch, decay = 8, 0.998

    def __init__(self, arguments, step, start=None, left_out=None, teachers=()):
        """`teachers`: weight and network of each."""
        patients = [p for p in data.PROGRESSION_PATIENTS if left_out and p != left_out]
        slices = data.training_slices(arguments.data, arguments.seed, patients)
        self.device = torch.device(arguments.device)
        self.images = torch.from_numpy(np.stack([s.image for s in slices])).to(self.device)
        self.masks = torch.from_numpy(np.stack([s.mask for s in slices])).to(self.device)
        self.kinds = F.one_hot(torch.tensor([data.CLASSES.index(s.kind or data.CLASSES[0]) for s in slices])).to(self.device)
        self.taught = torch.tensor([step.opinion * (s.source == "t1ce") for s in slices], device=self.device)
        self.order = np.repeat(np.arange(len(slices)), [dict(step.weights).get(s.source, 1) for s in slices])
        self.validation = data.validation_slices(arguments.data, left_out or data.PROGRESSION_PATIENTS[0])[::4]
        self.network = load(start, step) if start else AttentionUNet(step.widths, step.dropout)
        self.network.to(self.device)
        self.teachers = [(weight, network.to(self.device).eval()) for weight, network in teachers]
        self.step, self.epochs, self.learning_rate = step, step.epochs, step.learning_rate

    def loss(self, network, chosen, generator):
        image, mask = self.images[chosen].float()[:, None], self.masks[chosen].float()[:, None]
        image, mask = augment.warp(image, mask, generator, self.step.strength)
        kinds = mask * self.kinds[chosen][:, :, None, None]
        if self.step.strength.fade:
            image = augment.fade(image, mask, generator, self.step.strength)
        if self.step.strength.paste:
            image, kinds = augment.paste(image, kinds, generator, self.step.strength)
        if self.step.strength.move:
            image, kinds = augment.move(image, kinds, generator, self.step.strength)
        image = augment.intensity(image, generator, self.step.strength).contiguous(memory_format=torch.channels_last)
        target = kinds.amax(1, keepdim=True)
        if self.teachers:
            target = torch.lerp(target, self.opinion(image), self.taught[chosen][:, None, None, None])
        with torch.autocast(self.device.type, torch.bfloat16):
            logits, votes = network(image)
        return deep_loss(logits, target, self.step.quiet) + 0.5 * class_loss(votes, kinds)

    @torch.no_grad()
    def opinion(self, image):
        """What the teachers say of images (N,1,H,W): the weighted mean of their probabilities."""
        with torch.autocast(self.device.type, torch.bfloat16):
            return sum(weight * teacher(image)["probability"].float() for weight, teacher in self.teachers)

    def validate(self, network):
        """With the Dice without the non-local block or its choice of where to look: neither may fall asleep."""
        table = evaluate.knocked_out(network, self.validation, ("non-local", "choice in attention"))
        return table.pop("whole") | {f"without {name}": summary["dice"] for name, summary in table.items()}


class Classification:
    """What `fit` needs to know about the classifier."""

    batch = 16
    epochs = 12
    learning_rate = 2e-3
    decay = 0.998

    def __init__(self, slices, validation, network):
        self.images = [torch.from_numpy(s.image).float() for s in slices]
        self.masks = [torch.from_numpy(s.mask).float() for s in slices]
        self.targets = torch.tensor([data.CLASSES.index(s.kind) for s in slices])
        self.order = np.arange(len(slices))
        self.validation, self.network = validation, network

    def loss(self, network, chosen, generator):
        patches = torch.stack([
            lesions.patch(self.images[i], lesions.imperfect(self.masks[i], generator)) for i in chosen])
        image, mask = augment.warp(patches[:, :1], patches[:, 1:], generator)
        image = augment.intensity(image, generator)
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(torch.cat((image, mask), 1).contiguous(memory_format=torch.channels_last))
        return F.cross_entropy(logits.float(), self.targets[chosen], label_smoothing=0.05)

    def validate(self, network):
        return evaluate.classification_summary(network, self.validation)


def classification(arguments):
    """Of the training folds, but for one if that is to be left out."""
    folds = [f for f in data.TRAIN_FOLDS if f != arguments.without_fold]
    slices = [s for s in data.training_slices(arguments.data, arguments.seed, folds=folds) if s.kind]
    validation = list(data.t1ce(arguments.data, (data.VALIDATION_FOLD,)))
    return Classification(slices, validation, SEResNet(len(data.CLASSES)))


def learning_rate(step, steps, warm_up=200):
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up)))


def average(state, network, decay):
    """Moves the exponential moving average of weights and statistics towards the network's."""
    for name, value in network.state_dict().items():
        if value.dtype.is_floating_point:
            state[name].mul_(decay).add_(value, alpha=1 - decay)
        else:
            state[name].copy_(value)


@torch.no_grad()
def averaged(task, state, seed, batches=96):
    """The network of averaged weights, the statistics of its normalisation layers taken anew from training batches.

    (Averaged statistics belong to no network that ever was: they lag behind where the weights move fast.)
    """
    clone = copy.deepcopy(task.network)
    clone.load_state_dict(state)
    for layer in clone.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None
    device = next(clone.parameters()).device
    generator = torch.Generator(device).manual_seed(seed)
    for _ in range(batches):
        chosen = task.order[torch.randint(len(task.order), (task.batch,), generator=generator, device=device).cpu().numpy()]
        task.loss(clone.train(), chosen, generator)
    return clone.eval()


def fit(make_task, folder, seed):
    """Makes a task, trains and returns the file of the trained network; at once where it is there."""
    if (folder / "trained.pt").exists():
        return folder / "trained.pt"
    folder.mkdir(parents=True, exist_ok=True)
    task = make_task()
    network = task.network.to(memory_format=torch.channels_last)
    device = next(network.parameters()).device
    steps_an_epoch = len(task.order) // task.batch
    optimizer = torch.optim.AdamW(network.parameters(), task.learning_rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: learning_rate(step, task.epochs * steps_an_epoch))
    ema = {name: value.clone() for name, value in network.state_dict().items()}
    start = resume(folder / "last.pt", network, optimizer, schedule, ema)
    for epoch in range(start, task.epochs):
        began, generator = time.time(), torch.Generator(device).manual_seed(seed * 1000 + epoch)
        order = task.order[torch.randperm(len(task.order), generator=generator, device=device).cpu().numpy()]
        total = 0.0
        for step in range(steps_an_epoch):
            loss = task.loss(network.train(), order[step * task.batch:][:task.batch], generator)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            average(ema, network, task.decay)
            total += loss.item()
        save(folder / "last.pt", dict(network=network.state_dict(), optimizer=optimizer.state_dict(),
                                      schedule=schedule.state_dict(), ema=ema, epoch=epoch + 1))
        report(folder, epoch, total / steps_an_epoch, time.time() - began, task, ema)
    trained = averaged(task, ema, seed)
    save(folder / "trained.pt", trained.state_dict())
    print(folder.name, task.validate(trained), flush=True)
    return folder / "trained.pt"


def resume(path, network, optimizer, schedule, ema):
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu")
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    for name, value in state["ema"].items():
        ema[name].copy_(value)
    return state["epoch"]


def save(path, state):
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").rename(path)


def report(folder, epoch, loss, seconds, task, ema):
    """Logs every epoch and validates every fifth, with the averaged weights."""
    row = dict(epoch=epoch + 1, loss=round(loss, 4), seconds=round(seconds))
    if epoch % 5 == 4:
        row.update(task.validate(averaged(task, ema, epoch)))
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
    parser.add_argument("--without-fold", choices=data.TRAIN_FOLDS,
                        help="fold that the classifier never sees, for calibrate.py (default: it sees all three)")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="where the segmenter is trained (default: cpu)")
    parser.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs")
    arguments = parser.parse_args()
    if arguments.device != "cpu" and arguments.network == "classifier":
        parser.error("--device is for the segmenter: leave it out for the classifier")
    torch.manual_seed(arguments.seed)
    if arguments.network == "classifier":
        folder = run_folder(arguments, classifier_part(arguments.without_fold))
        fit(lambda: classification(arguments), folder, arguments.seed)
        return
    # The patients of brain-progression come last, so that each can be left out of the same network.
    start = taught(arguments)
    adapted = [fit_seeded(arguments, ADAPTED, start, f"without-{patient}", arguments.seed, patient)
               for patient in data.PROGRESSION_PATIENTS]
    save_mean(adapted, run_folder(arguments, "whole"))


def faded(arguments):
    """The file of the mean of two networks, each begun at the extended one with another seed."""
    def twins():
        start = trained(
            arguments, (("base", BASE), ("refined", REFINED), ("attentive", ATTENTIVE), ("extended", EXTENDED)))
        return [fit_seeded(arguments, FADED, start, f"faded-{seed}", seed) for seed in (arguments.seed, arguments.seed + 1)]
    return mean_of(twins, run_folder(arguments, "faded"))


def moved(arguments):
    """The file of the mean of the faded network and of one trained on from it with gliomas at other places."""
    def both():
        start = faded(arguments)
        return [start, fit_seeded(arguments, MOVED, start, "moved-alone", arguments.seed + 2)]
    return mean_of(both, run_folder(arguments, "moved"))


def taught(arguments):
    """The file of the mean of the moved network (half) and of two trained on from it with teachers (a quarter each)."""
    def start_and_twins():
        start = moved(arguments)
        teachers = [(START_OPINION, load(start))]
        for weight, more, step in TEACHERS:
            path = fit_seeded(arguments, step, None, f"teacher-{more}", arguments.seed + more)
            teachers.append((weight, load(path, step)))
        twins = [fit_seeded(arguments, TAUGHT, start, f"taught-{seed}", seed, teachers=teachers)
                 for seed in (arguments.seed + 10, arguments.seed + 11)]
        return [start, start, *twins]
    return mean_of(start_and_twins, run_folder(arguments, "taught"))


def load(path, step=BASE):
    network = AttentionUNet(step.widths, step.dropout)
    network.load_state_dict(torch.load(path, map_location="cpu"))
    return network


def fit_seeded(arguments, step, start, part, seed, left_out=None, teachers=()):
    torch.manual_seed(seed)
    seeded = argparse.Namespace(**{**vars(arguments), "seed": seed})
    return fit(lambda: Segmentation(seeded, step, start, left_out, teachers), run_folder(arguments, part), seed)


def mean_of(files, folder):
    """The file of the mean of the networks that `files` gives; at once where it is there."""
    if not (folder / "trained.pt").exists():
        save_mean(files(), folder)
    return folder / "trained.pt"


def save_mean(files, folder):
    """The mean of the weights of networks that started from the same one (Wortsman et al. 2022, arXiv 2203.05482)."""
    networks = [torch.load(path, map_location="cpu") for path in files]
    folder.mkdir(exist_ok=True)
    save(folder / "trained.pt", {
        name: torch.stack([weights[name] for weights in networks]).mean(0) if value.dtype.is_floating_point else value
        for name, value in networks[0].items()})


def trained(arguments, steps):
    """The file of the network that the last of the steps leaves; a step whose network is there spares those before it."""
    *before, (part, step) = steps

    def task():
        return Segmentation(arguments, step, trained(arguments, before) if before else None)
    return fit(task, run_folder(arguments, part), arguments.seed)


def run_folder(arguments, part):
    return arguments.runs / f"{arguments.network}-{arguments.seed}-{part}"


def classifier_part(without_fold):
    return "whole" if without_fold is None else f"without-fold-{without_fold}"


if __name__ == "__main__":
    main()
