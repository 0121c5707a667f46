"""The loop: steps, averages of weights, checkpoints from which it goes on as if it had never stopped."""

import contextlib
import copy
import csv
import ctypes
import math
import os
import time
from dataclasses import dataclass
from pathlib import Path

import torch

SAVE_EVERY = 60  # seconds
LOG_EVERY = 30  # seconds


@dataclass
class State:
    """What a checkpoint holds."""

    network: torch.nn.Module
    optimizer: torch.optim.Optimizer
    average: dict
    step: int = 0
    seconds: float = 0.0

    def save(self, path):
        save(
            dict(
                network=self.network.state_dict(),
                optimizer=self.optimizer.state_dict(),
                average=self.average,
                step=self.step,
                seconds=self.seconds,
            ),
            path,
        )

    def load(self, path):
        text = torch.load(path, map_location="cpu")
        self.network.load_state_dict(text["network"])
        self.optimizer.load_state_dict(text["optimizer"])
        for name, value in text["average"].items():
            self.average[name].copy_(value)
        self.step, self.seconds = text["step"], text["seconds"]


def save(content, path):
    """Whole or not at all, whenever the machine stops."""
    partial = Path(path).with_suffix(".tmp")
    with open(partial, "wb") as f:
        torch.save(content, f)
        f.flush()
        os.fsync(f.fileno())
    partial.rename(path)


def learning_rate(step, steps):
    """A warm-up over a fiftieth of the steps (200 at most), then a cosine."""
    warm_up = min(200, max(1, steps // 50))
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm_up) / max(1, steps - warm_up))))


def begin(task, folder):
    """A fresh state, or that of the last checkpoint in the folder."""
    plan = task.network_plan
    torch.manual_seed(task.seed)
    network = task.make().to(plan.mode.device)
    if plan.mode.channels_last:
        network = network.to(memory_format=torch.channels_last if plan.form.dims == 2 else torch.channels_last_3d)
    optimizer = torch.optim.AdamW(
        network.parameters(), plan.schedule.learning_rate, weight_decay=plan.schedule.weight_decay
    )
    state = State(network, optimizer, {name: value.clone() for name, value in network.state_dict().items()})
    if (folder / "last.pt").exists():
        state.load(folder / "last.pt")
    return state


def fit(task, folder, curve=None, stop_at=None):
    """The trained network of a folder: at once where trained.pt is there. `curve(network)` gives figures for the log
    now and then.

    `stop_at`: a step to stop at without finishing (for tests); the answer is then None.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "trained.pt").exists():
        return load(task, folder)
    state, schedule = begin(task, folder), task.network_plan.schedule
    looks = {round(schedule.steps * k / 8) for k in range(1, 8)} if curve and schedule.steps > 200 else set()
    saved = logged = began = time.time()
    losses = []
    while state.step < schedule.steps:
        losses.append(step(task, state))
        now = time.time()
        if now - logged > LOG_EVERY or state.step in looks or state.step == schedule.steps:
            figures = curve(averaged(task, state, 20)) if state.step in looks else {}
            log(folder, state, sum(losses) / len(losses), state.seconds + now - began, figures)
            logged, losses = time.time(), []
        if now - saved > SAVE_EVERY or state.step == stop_at:
            state.seconds, began = state.seconds + now - began, now
            state.save(folder / "last.pt")
            saved = time.time()
        if state.step == stop_at:
            return None
    network = averaged(task, state, min(100, schedule.steps))
    save(
        dict(network=network.state_dict(), seconds=state.seconds + time.time() - began, steps=state.step),
        folder / "trained.pt",
    )
    (folder / "last.pt").unlink(missing_ok=True)
    return network


def load(task, folder):
    network = task.make()
    network.load_state_dict(torch.load(Path(folder) / "trained.pt", map_location="cpu")["network"])
    return network.to(task.network_plan.mode.device).eval()


def step(task, state):
    """One step of the optimizer; the loss as a number."""
    schedule = task.network_plan.schedule
    for group in state.optimizer.param_groups:
        group["lr"] = schedule.learning_rate * learning_rate(state.step, schedule.steps)
    torch.manual_seed(task.seed * 1_000_003 + state.step)  # of the dropout
    loss = task.loss(state.network.train(), state.step)
    state.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 5.0)
    state.optimizer.step()
    state.step += 1
    _average(state, min(0.999, 1 - 30 / schedule.steps if schedule.steps > 60 else 0.5))
    return loss.item()


def _average(state, decay):
    decay = min(decay, (1 + state.step) / (10 + state.step))
    for name, value in state.network.state_dict().items():
        if value.dtype.is_floating_point:
            state.average[name].lerp_(value, 1 - decay)
        else:
            state.average[name].copy_(value)


@torch.no_grad()
def averaged(task, state, batches):
    """The network of averaged weights, the statistics of its normalisation layers taken anew from training batches.

    (Averaged statistics belong to no network that ever was: they lag behind where the weights move fast.)
    """
    network = copy.deepcopy(state.network)
    network.load_state_dict(state.average)
    layers = [m for m in network.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None
    network.train()
    for number in range(batches):
        task.loss(network, max(0, state.step - 1 - number))
    for layer in layers:
        layer.momentum = 0.1
    return network.eval()


def log(folder, state, loss, seconds, figures):
    row = dict(step=state.step, loss=round(loss, 4), seconds=round(seconds), **figures)
    print(folder.parent.name, folder.name, " ".join(f"{k}={v}" for k, v in row.items()), flush=True)
    with open(folder / "log.csv", "a", newline="") as f:
        csv.writer(f).writerow([f"{key}={value}" for key, value in row.items()])


def keep_memory():
    """Lets glibc keep freed memory instead of returning it with every large tensor: up to 1.7 times faster on a CPU."""
    with contextlib.suppress(OSError):
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(-4, 0)  # M_MMAP_MAX
        libc.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD
        libc.mallopt(-2, 2**29)  # M_TOP_PAD
