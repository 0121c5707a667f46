"""How long a step takes in each mode on the device found (threads, bfloat16, channels last), and how much of a GPU's memory."""

import math
import os
import time

import torch

from . import centres, fit, losses, store
from .classifier import ClassifierForm
from .dataset import DataError
from .detector import DetectorForm
from .plan import Mode
from .segmenter import SegmenterForm


MARGIN = 2.0  # times what a step on noise takes: a training draws the windows of several steps at once, besides


def device_found(device):
    """What `auto` means on this machine."""
    if device == "cuda" and not torch.cuda.is_available():
        raise DataError("--device cuda: PyTorch finds no GPU here. Take --device auto or cpu.")
    return device if device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"


def words(network_plan):
    """The device, and what of a GPU a network needs."""
    memory = network_plan.schedule.memory_gib
    return f"{network_plan.mode.device}, {memory:g} GiB of its memory a network," if memory else network_plan.mode.device


def modes(device, threads):
    """`threads` 0 tries one and all."""
    counts = [threads] if threads else sorted({1, os.cpu_count() or 1}) if device == "cpu" else [1]
    for count in counts:
        for half in (True, False):
            for last in (True, False):
                yield Mode(device, count, half, last)


def fastest(network_plan, grid, tried, steps=3):
    """(mode, seconds a step, GiB of a GPU that a training takes) of the fastest of the modes; infinite seconds where a training
    fits into the GPU's memory in none.
    """
    found = {mode: _measured(network_plan, grid, mode, steps) for mode in tried}
    best = min(found, key=lambda mode: found[mode][0])
    return best, *found[best]


def require_room(seconds, network_plan, grid):
    """Of the narrowest network."""
    if math.isinf(seconds):
        raise DataError(
            f"Even the narrowest network on windows of {' x '.join(map(str, _window(network_plan, grid)))} does not fit into this GPU's memory, "
            f"of which a network in training may take {_room():.1f} GiB. Take --device cpu, or a GPU that has more."
        )


def _room():
    """GiB of the GPU's free memory that are not for images."""
    return fit.ROOM * (1 - store.SHARE_OF_GPU) * fit.free_gib()


def _measured(network_plan, grid, mode, steps):
    """(seconds a step, GiB of a GPU)."""
    if mode.device != "cuda":
        return seconds_a_step(network_plan, grid, mode, steps), 0.0
    room = _room()
    torch.cuda.reset_peak_memory_stats()
    try:
        seconds = seconds_a_step(network_plan, grid, mode, steps)
    except torch.cuda.OutOfMemoryError:
        return math.inf, math.inf
    memory = MARGIN * torch.cuda.max_memory_reserved() / 2**30
    return seconds if memory <= room else math.inf, memory


def seconds_a_step(network_plan, grid, mode, steps):
    """Of forward, backward and update on noise; with one thread the processor's time, which others' work does not
    lengthen.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(mode.threads)
    clock = time.process_time if mode.threads == 1 and mode.device == "cpu" else time.perf_counter
    try:
        step = _step(network_plan, grid, mode)
        step()
        found = []
        for _ in range(steps):
            began = clock()
            step()
            found.append(clock() - began)
        return min(found)
    finally:
        torch.set_num_threads(before)


def _window(network_plan, grid):
    """What a network learns from at once."""
    return grid.window if isinstance(network_plan.form, SegmenterForm) else network_plan.patch or grid.window


def _step(network_plan, grid, mode):
    form, batch, on_gpu = network_plan.form, network_plan.schedule.batch, mode.device == "cuda"
    window = _window(network_plan, grid)
    image = torch.randn(batch, form.channels + isinstance(form, ClassifierForm), *window, device=mode.device)
    loss_of = _loss(network_plan, batch, window, mode.device)
    network = fit.make(form).to(mode.device)
    if mode.channels_last:
        form_of_memory = torch.channels_last if form.dims == 2 else torch.channels_last_3d
        network, image = network.to(memory_format=form_of_memory), image.contiguous(memory_format=form_of_memory)
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3, capturable=on_gpu)

    def step():
        with torch.autocast(image.device.type, torch.bfloat16, enabled=mode.bfloat16, cache_enabled=False):
            outputs = network(image)
        loss = loss_of(outputs)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return recorded(step) if on_gpu and not isinstance(form, DetectorForm) else step


def _loss(network_plan, batch, window, device):
    """Of a network's outputs, for truths at random."""
    form = network_plan.form
    if isinstance(form, SegmenterForm):
        target = (torch.rand(batch, form.labels, *window, device=device) > 0.9).float()
        valid = torch.ones_like(target[:, :1])
        return lambda outputs: losses.total_loss(outputs, target, valid, network_plan.loss)
    if isinstance(form, ClassifierForm):
        kinds = torch.zeros(batch, dtype=torch.long, device=device)
        return lambda outputs: torch.nn.functional.cross_entropy(outputs["logits"].float(), kinds)
    low = torch.rand(batch, 8, 2, device=device) * window[-1] / 2
    boxes, kinds = torch.cat((low, low + window[-1] / 4), 2), torch.zeros(batch, 8, dtype=torch.long, device=device)
    return lambda outputs: centres.loss(outputs, boxes, kinds, form, network_plan.loss)


def recorded(step):
    """As the loop replays it on a GPU."""
    stream, graph = torch.cuda.Stream(), torch.cuda.CUDAGraph()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        step()
    torch.cuda.synchronize()
    with torch.cuda.graph(graph, stream=stream):
        step()

    def replay():
        graph.replay()
        torch.cuda.synchronize()

    return replay
