"""How long a step takes in each mode on the device found: threads, bfloat16, channels last."""

import os
import time

import torch

from . import fit, losses
from .plan import Mode
from .segmenter import SegmenterForm


def device_found(device):
    """What `auto` means on this machine."""
    return device if device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"


def modes(device, threads):
    """`threads` 0 tries one and all."""
    counts = [threads] if threads else sorted({1, os.cpu_count() or 1}) if device == "cpu" else [1]
    for count in counts:
        for half in (True, False):
            for last in (True, False):
                yield Mode(device, count, half, last)


def fastest(network_plan, grid, tried, steps=3):
    """(mode, seconds a step) of the fastest of the modes."""
    times = {mode: seconds_a_step(network_plan, grid, mode, steps) for mode in tried}
    best = min(times, key=times.get)
    return best, times[best]


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


def _step(network_plan, grid, mode):
    form, batch, on_gpu = network_plan.form, network_plan.schedule.batch, mode.device == "cuda"
    segments = isinstance(form, SegmenterForm)
    window = grid.window if segments else network_plan.patch
    image = torch.randn(batch, form.channels + (not segments), *window, device=mode.device)
    target = (
        (torch.rand(batch, form.labels, *window, device=mode.device) > 0.9).float()
        if segments
        else torch.zeros(batch, dtype=torch.long, device=mode.device)
    )
    valid = torch.ones_like(target[:, :1]) if segments else None
    network = fit.make(form).to(mode.device)
    if mode.channels_last:
        form_of_memory = torch.channels_last if form.dims == 2 else torch.channels_last_3d
        network, image = network.to(memory_format=form_of_memory), image.contiguous(memory_format=form_of_memory)
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3, capturable=on_gpu)

    def step():
        with torch.autocast(image.device.type, torch.bfloat16, enabled=mode.bfloat16, cache_enabled=False):
            outputs = network(image)
        if segments:
            loss = losses.total_loss(outputs, target, valid, network_plan.loss)
        else:
            loss = torch.nn.functional.cross_entropy(outputs["logits"].float(), target)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return recorded(step) if on_gpu else step


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
