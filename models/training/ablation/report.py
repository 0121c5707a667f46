"""Compares the variants that `run.py` has scored: `python ablation/report.py --data DIR`.

Writes a table and points with intervals (ablation.png) into the section `ablation` of both cards. Intervals are of the mean
difference to the variant without the mechanism on the same slices, each slice's score being the mean over the seeds, from a
bootstrap over runs of consecutive slices (`run_group`). They are of these networks: that training again gives others, they leave out.
"""
import argparse
import functools
import sys
import tempfile
import timeit
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from matplotlib import pyplot
from PIL import Image
from torch.utils.flop_counter import FlopCounterMode

import run
import variants

sys.path.insert(0, str(Path(__file__).parents[1]))
import cards  # noqa: E402
import data  # noqa: E402
import export  # noqa: E402
import measure  # noqa: E402

KINDS = {
    "segmenters": (variants.SEGMENTERS, variants.segmenter, "mean Dice", (1, 1, data.SIDE, data.SIDE)),
    "classifiers": (variants.CLASSIFIERS, variants.classifier, "accuracy", (1, 2, 128, 128)),
}
FOLDERS = {"segmenters": export.FOLDERS["segmenter"], "classifiers": export.FOLDERS["classifier"]}


def by_variant(kind):
    """(seeds, slices) for each variant that was scored, and the slices' names."""
    scored = run.read(run.HERE / f"{kind}.csv")
    slices = list(next(iter(scored.values())))
    table = {}
    for variant in dict.fromkeys((*KINDS[kind][0], *variants.COMPARED_WITH)):
        seeds = [scored[name] for seed in run.SEEDS if (name := f"{variant} {seed}") in scored]
        if seeds and len(seeds) < len(run.SEEDS):
            raise SystemExit(f"{variant} was scored {len(seeds)} of {len(run.SEEDS)} times: let run.py end first")
        if seeds:
            table[variant] = np.array([[scores[s] for s in slices] for scores in seeds])
    return table, slices


def area(root, name):
    """Share of the image that is lesion."""
    return (np.asarray(Image.open(Path(root) / "brain-t1ce" / "masks" / f"{name}.png")) > 0).mean()


def groups(root, slices):
    """Masks over the slices: the classes, and lesions below and above the median area."""
    kinds = {r["id"]: r["tumour"] for r in data.t1ce_rows(root)}
    areas = np.array([area(root, s) for s in slices])
    small = areas < np.median(areas)
    return {**{kind: np.array([kinds[s] == kind for s in slices]) for kind in data.CLASSES},
            "small": small, "large": ~small}


def difference(scores, baseline, runs_of_slices):
    """Mean over the slices, with its 95 % interval."""
    paired = scores.mean(0) - baseline.mean(0)
    return paired.mean(), *measure.bootstrap(paired, runs_of_slices)


def with_interval(name, apart):
    return "" if apart is None else f"{name}: {apart[0]:+.3f} ({apart[1]:+.3f} to {apart[2]:+.3f})"


def flops(network, shape):
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network.eval()(torch.zeros(shape))
    return counter.get_total_flops()


def milliseconds(networks, shape, rounds=30):
    """ONNX Runtime, two threads, taken in turn; medians."""
    image = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        sessions = []
        for number, network in enumerate(networks):
            path = Path(folder) / f"{number}.onnx"
            export.export_onnx(network.eval(), ["probability"], torch.zeros(shape), path)
            sessions.append(onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]))
        times = [[timeit.timeit(functools.partial(s.run, None, {"input": image}), number=3) / 3 for s in sessions]
                 for _ in range(rounds)]
    return 1000 * np.median(times, 0)


def costs(networks, shape):
    """Million weights, GFLOP and milliseconds of each."""
    times = milliseconds(list(networks.values()), shape)
    return {name: [f"{variants.weights(network) / 1e6:.2f}", f"{flops(network, shape) / 1e9:.2f}", f"{time:.1f}"]
            for (name, network), time in zip(networks.items(), times, strict=True)}


def plot(path, differences, unit):
    """Readable in black and white."""
    names = list(differences)[::-1]
    figure, axes = pyplot.subplots(figsize=(6, 0.5 * len(names) + 1.2))
    for place, name in enumerate(names):
        mean, low, high = differences[name]
        axes.plot((low, high), (place, place), color="black")
        axes.plot(mean, place, color="black", marker="o")
    axes.axvline(0, color="0.6", linestyle="--")
    axes.set(yticks=range(len(names)), yticklabels=names, xlabel=f"difference of {unit}, 95 % interval")
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    pyplot.close(figure)


def report(kind, root):
    names, build, unit, shape = KINDS[kind]
    table, slices = by_variant(kind)
    baseline = next(iter(table))
    runs_of_slices = [{r["id"]: r["run_group"] for r in data.t1ce_rows(root)}[s] for s in slices]
    parts = groups(root, slices)
    sizes = costs({variant: build(variant) for variant in names if variant in table}, shape)
    other = {v: variants.COMPARED_WITH.get(v, baseline) for v in table}
    differences = {v: difference(scores, table[other[v]], runs_of_slices)
                   for v, scores in table.items() if v != baseline and other[v] in table}
    rows = [[variant, len(scores), f"{scores.mean():.3f}", " ".join(f"{seed:.3f}" for seed in scores.mean(1)),
             with_interval(other[variant], differences.get(variant)),
             *(f"{scores[:, part].mean():.3f}" for part in parts.values()), *sizes.get(variant, [""] * 3)]
            for variant, scores in table.items()]
    header = ["variant", "seeds", unit, "each seed", "difference to (95 % interval)", *parts, "million weights", "GFLOP",
              "ms (ONNX Runtime)"]
    folder = measure.MODELS / FOLDERS[kind]
    plot(folder / "ablation.png", {f"{v} - {other[v]}": d for v, d in differences.items() if v in names}, unit)
    cards.write_section(folder, "ablation", cards.table(header, rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    for kind in KINDS:
        report(kind, arguments.data)


if __name__ == "__main__":
    main()
