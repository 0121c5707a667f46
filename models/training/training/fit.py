"""The loop: steps, averages of weights, checkpoints from which it goes on as if it had never stopped.

Several trainings go on side by side: in turn on a processor, each in a stream of its own on a GPU, where a step is
recorded once and replayed (a small network's thousand kernels take longer to be asked for than to run).
"""

import contextlib
import copy
import csv
import ctypes
import itertools
import math
import os
import time
from dataclasses import dataclass
from pathlib import Path

import torch

from . import segmentation
from .classifier import Classifier, ClassifierForm
from .detector import Detector, DetectorForm
from .draws import Draws
from .segmenter import Segmenter, SegmenterForm

SAVE_EVERY = 60  # seconds
LOG_EVERY = 30  # seconds
LOOKS = 4  # at the learning curve
BLOCK = 8  # steps that are recorded together on a GPU
STRETCH = 16  # steps of a run before another's turn, there
TOGETHER = 6  # runs side by side, there, at most
ROOM = 0.9  # of its free memory, that they may take


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


def share_kept(step, steps):
    """Of the average of the weights, in a step."""
    return min(0.999, 1 - 30 / steps if steps > 60 else 0.5, (1 + step) / (10 + step))


def device_of(mode):
    """A plan made for a GPU can be gone on with where there is none."""
    return mode.device if mode.device != "cuda" or torch.cuda.is_available() else "cpu"


def begin(task, folder, start=None):
    """A fresh state, one with the weights of the trained network in the folder `start`, or the last checkpoint's."""
    plan = task.network_plan
    device = device_of(plan.mode)
    torch.manual_seed(task.seed)
    network = make(plan.form)
    if start:
        network.load_state_dict(_trained(start)["network"])
    network = network.to(device)
    if plan.mode.channels_last:
        network = network.to(memory_format=torch.channels_last if plan.form.dims == 2 else torch.channels_last_3d)
    on_gpu = device == "cuda"
    optimizer = torch.optim.AdamW(
        network.parameters(),
        lr=torch.tensor(0.0, device=device) if on_gpu else 0.0,
        weight_decay=plan.schedule.weight_decay,
        fused=True if on_gpu else None,
        capturable=on_gpu,
    )
    average = {name: value.detach().clone() for name, value in network.named_parameters()}
    state = State(network, optimizer, average)
    if (folder / "last.pt").exists():
        state.load(folder / "last.pt")
    return state


class Run:
    """One network on its way, in its folder. `curve(network)` gives figures for the log now and then; `at_end()` is
    called when all is written; `start` is the folder of the network that it goes on from."""

    def __init__(self, task, folder, curve=None, at_end=None, start=None):
        self.task, self.folder, self.curve, self.at_end = task, Path(folder), curve, at_end
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state, self.schedule = begin(task, self.folder, start), task.network_plan.schedule
        self.device = torch.device(device_of(task.network_plan.mode))
        steps = range(self.schedule.steps)
        self.rates = self._on_device(
            [self.schedule.learning_rate * learning_rate(k, self.schedule.steps) for k in steps]
        )
        self.kept = self._on_device([share_kept(k + 1, self.schedule.steps) for k in steps])
        self.table = task.table().to(self.device)
        self.losses = torch.zeros(2, device=self.device)  # sum and number since the last line of the log
        looks = LOOKS if curve and self.schedule.steps > 200 else 0
        self.looks = {round(self.schedule.steps * k / looks / BLOCK) * BLOCK for k in range(1, looks)}
        self.saved = self.logged = self.began = time.time()
        self.recorded = Recorded(self) if self.device.type == "cuda" and task.store.resident is not None else None

    def _on_device(self, values):
        return torch.tensor(values, dtype=torch.float32, device=self.device)

    @property
    def done(self):
        return self.state.step >= self.schedule.steps

    def advance(self, most):
        """At most so many steps, none beyond what is to be looked at; on a GPU they are only asked for."""
        stop = min([self.state.step + most, self.schedule.steps, *(k for k in self.looks if k > self.state.step)])
        while self.state.step < stop:
            scale = segmentation.scale_at(self.schedule, self.state.step)
            if self.recorded and self.state.step + BLOCK <= self.schedule.steps:
                self.state.step += self.recorded.block(scale)
            else:
                self.steps(torch.tensor([self.state.step], device=self.device), self.draws(), scale)
                self.state.step += 1

    def draws(self):
        """The random numbers of a step depend on seed and step alone, so that nothing changes where a training was
        stopped."""
        seed = self.task.seed * 1_000_003 + self.state.step
        torch.manual_seed(seed)  # of the dropout
        return Draws(seed, self.device)

    def steps(self, number, draws, scale, count=1):
        """Steps of the optimizer, their windows drawn together; `number` (1,) is the first one's, on the device."""
        numbers = [number + k for k in range(count)]
        with torch.no_grad():
            rows = torch.cat([self.table.index_select(0, one)[0] for one in numbers])
            drawn = [part.chunk(count) for part in self.task.windows(rows, draws, scale)]
        for one, *windows in zip(numbers, *drawn):
            self.one_step(one, windows)

    def one_step(self, number, windows):
        state = self.state
        loss = self.task.loss(state.network.train(), *windows)
        state.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(state.network.parameters(), 5.0)
        rate = self.rates.index_select(0, number)[0]
        for group in state.optimizer.param_groups:
            if isinstance(group["lr"], torch.Tensor):
                group["lr"].copy_(rate)
            else:
                group["lr"] = rate.item()
        state.optimizer.step()
        self._average(self.kept.index_select(0, number)[0])
        self.losses[0] += loss.detach()
        self.losses[1] += 1

    @torch.no_grad()
    def _average(self, kept):
        weights, average = list(self.state.network.parameters()), list(self.state.average.values())
        change = torch._foreach_sub(weights, average)
        torch._foreach_mul_(change, 1 - kept)
        torch._foreach_add_(average, change)

    def tend(self, stop_at=None):
        """Looks, logs and saves where it is time to."""
        now, step = time.time(), self.state.step
        look = step in self.looks or self.done or now - self.logged > LOG_EVERY
        keep = now - self.saved > SAVE_EVERY or step == stop_at
        if not look and not keep:
            return
        self.settle()
        if look:
            figures = self.looked() if step in self.looks else {}
            self.looks.discard(step)
            total, number = self.losses.tolist()
            self.losses.zero_()
            log(self.folder, self.state, total / max(1, number), self.state.seconds + now - self.began, figures)
            self.logged = time.time()
        if keep:
            self.state.seconds, self.began = self.state.seconds + now - self.began, now
            self.state.save(self.folder / "last.pt")
            self.saved = time.time()
        self.settle()

    def looked(self):
        """Of the learning curve; the training's random numbers are afterwards as they were."""
        with torch.random.fork_rng([self.device] if self.device.type == "cuda" else []):
            return self.curve(averaged(self.task, self.state, 8))

    def settle(self):
        """Until a GPU has done what was asked of it."""
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def finish(self):
        network = averaged(self.task, self.state, min(50, self.schedule.steps))
        seconds = self.state.seconds + time.time() - self.began
        save(
            dict(network=network.state_dict(), seconds=seconds, steps=self.state.step),
            self.folder / "trained.pt",
        )
        (self.folder / "last.pt").unlink(missing_ok=True)
        self.recorded = None
        if self.at_end:
            self.at_end()


class Recorded:
    """Some steps of a run as a CUDA graph, recorded for each size of the window.

    A small network's step is a thousand kernels and its windows another eight hundred: what counts is their number, so
    the windows of a whole block are drawn at once.
    """

    def __init__(self, run):
        self.run, self.graph, self.scale = run, None, None
        self.stream, self.behind = torch.cuda.Stream(), None
        self.number = torch.tensor([run.state.step], device=run.device)
        self.draws = run.draws()
        torch.cuda.synchronize()

    def block(self, scale):
        """Asks for BLOCK steps, and returns their number; the first block with a size of window warms up."""
        with torch.cuda.stream(self.stream):
            if scale != self.scale:
                self.graph, self.scale = None, scale
                self.once(scale)
            else:
                self.graph = self.graph or self.recorded(scale)
                self.graph.replay()
        return BLOCK

    def once(self, scale):
        self.run.steps(self.number, self.draws, scale, BLOCK)
        self.number += BLOCK

    def recorded(self, scale):
        torch.cuda.synchronize()
        self.run.state.optimizer.zero_grad(set_to_none=True)
        graph = torch.cuda.CUDAGraph()
        graph.register_generator_state(self.draws.generator)
        with torch.cuda.graph(graph, stream=self.stream):
            self.once(scale)
        return graph

    def wait(self):
        """For the stretch before the last one, so that not too much is asked for at once."""
        before, self.behind = self.behind, torch.cuda.Event()
        self.behind.record(self.stream)
        if before is not None:
            before.synchronize()


def side_by_side(memory_gib):
    """How many runs a GPU has room for beside the images that it holds; at least one."""
    if not memory_gib:
        return TOGETHER
    return max(1, min(TOGETHER, int(ROOM * free_gib() / memory_gib)))


def free_gib():
    """Of a GPU's memory, with what PyTorch keeps of it without need."""
    torch.cuda.empty_cache()
    return torch.cuda.mem_get_info()[0] / 2**30


def fit_all(runs, together=1, stop_at=None):
    """Each to its end, so many side by side; `runs` may be a generator, so that one is made when its turn comes."""
    coming, going = iter(runs), []
    while True:
        going += itertools.islice(coming, together - len(going))
        if not going:
            return
        for one in going:
            one.advance(STRETCH if one.recorded else 1)
        for one in going:
            if one.recorded:
                one.recorded.wait()
            one.tend(stop_at)
            if one.done:
                one.finish()
        going = [one for one in going if not one.done and one.state.step != stop_at]


def fit(task, folder, curve=None, stop_at=None):
    """The trained network of a folder: at once where trained.pt is there.

    `stop_at`: a step to stop at without finishing (for tests); the answer is then None.
    """
    if not trained(folder):
        fit_all([Run(task, folder, curve)], stop_at=stop_at)
    return load(task.network_plan, folder) if trained(folder) else None


def trained(folder):
    return (Path(folder) / "trained.pt").exists()


def seconds(folder):
    """How long a finished training took."""
    return _trained(folder)["seconds"]


def load(network_plan, folder):
    network = make(network_plan.form)
    network.load_state_dict(_trained(folder)["network"])
    return network.to(device_of(network_plan.mode)).eval()


def _trained(folder):
    return torch.load(Path(folder) / "trained.pt", map_location="cpu")


def count(form):
    """Weights that a network learns."""
    return sum(weight.numel() for weight in make(form).parameters())


def make(form):
    return {SegmenterForm: Segmenter, ClassifierForm: Classifier, DetectorForm: Detector}[type(form)](form)


@torch.no_grad()
def averaged(task, state, batches):
    """The network of averaged weights, the statistics of its normalisation layers taken anew from training batches.

    (Averaged statistics belong to no network that ever was: they lag behind where the weights move fast.)
    """
    network = copy.deepcopy(state.network)
    if not state.step:
        return network.eval()
    network.load_state_dict({**network.state_dict(), **state.average})
    layers = [m for m in network.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None
    network.train()
    table, device = task.table(), next(network.parameters()).device
    for number in range(batches):
        step = max(0, min(state.step, len(table)) - 1 - number)
        torch.manual_seed(task.seed * 1_000_003 + step)
        scale = segmentation.scale_at(task.network_plan.schedule, step)
        task.loss(network, *task.windows(table[step].to(device), Draws(task.seed * 1_000_003 + step, device), scale))
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
