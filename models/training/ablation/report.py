"""Compares the variants that `run.py` has scored: `python ablation/report.py --data DIR`.

Writes a table and points with intervals (ablation.png) into the section `ablation` of both cards. Intervals are of the mean
difference to the variant without the mechanism on the same slices, each slice's score being the mean over the seeds, from a
bootstrap over runs of consecutive slices (`run_group`). They are of these networks: that training again gives others, they leave out;
the wider ones beside them, with three seeds, tell roughly what that is worth.
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
    "segmenters": (variants.SEGMENTERS, variants.segmenter, variants.segmenter_as_wide, "mean Dice",
                   (1, 1, data.SIDE, data.SIDE)),
    "classifiers": (variants.CLASSIFIERS, variants.classifier, variants.classifier_as_wide, "accuracy", (1, 2, 128, 128)),
}
FOLDERS = {"segmenters": export.FOLDERS["segmenter"], "classifiers": export.FOLDERS["classifier"]}


def by_variant(kind):
    """(seeds, slices) for each variant, with and without what is knocked out of it, and the slices' names."""
    scored, names = run.read(run.HERE / f"{kind}.csv"), KINDS[kind][0]
    knocked_out = [variants.without(v, m) for v in names for m in variants.KNOCKED_OUT.get(v, ())]
    missing = [f"{v} {seed}" for v in (*names, *knocked_out) for seed in run.SEEDS if f"{v} {seed}" not in scored]
    if missing:
        raise SystemExit(f"{len(missing)} runs of {kind}.csv are missing, the first is {missing[0]}: let run.py end first")
    slices = list(next(iter(scored.values())))
    return {v: np.array([[scored[f"{v} {seed}"][s] for s in slices] for seed in run.SEEDS])
            for v in (*names, *knocked_out)}, slices


def area(root, name):
    """Share of the image that is lesion."""
    return (np.asarray(Image.open(Path(root) / "brain-t1ce" / "masks" / f"{name}.png")) > 0).mean()


def groups(root, slices):
    """Masks over the slices: the classes, and cross-sections below and above the median area of their class."""
    rows = {r["id"]: r["tumour"] for r in data.t1ce_rows(root)}
    kinds, areas = np.array([rows[s] for s in slices]), np.array([area(root, s) for s in slices])
    small = areas < np.array([np.median(areas[kinds == kind]) for kind in kinds])
    return {**{kind: kinds == kind for kind in data.CLASSES}, "small": small, "large": ~small}


def difference(scores, baseline, runs_of_slices, part=slice(None)):
    """Mean over the slices of a part, with its 95 % interval, and that of each seed."""
    paired = (scores - baseline)[:, part]
    return paired.mean(), *measure.bootstrap(paired.mean(0), runs_of_slices[part]), paired.mean(1)


def interval_with_seeds(scores, baseline, runs_of_slices, same_networks, draws=4000):
    """95 % interval of the mean difference where not only runs of slices but the seeds are drawn anew, for each variant its own
    unless both are of the same networks."""
    rng = np.random.default_rng(0)
    names, which = np.unique(runs_of_slices, return_inverse=True)
    sizes = np.bincount(which)
    sums = [np.stack([np.bincount(which, seed) for seed in of]) for of in (scores, baseline)]
    means = []
    for _ in range(draws):
        drawn = rng.integers(len(names), size=len(names))
        ours, theirs = rng.integers(len(scores), size=(2, len(scores)))
        ours, theirs = (of[seeds][:, drawn].mean(0).sum() for of, seeds in zip(sums, (ours, ours if same_networks else theirs)))
        means.append((ours - theirs) / sizes[drawn].sum())
    return np.percentile(means, (2.5, 97.5))


def with_interval(mean, low, high, seeds):
    return f"{mean:+.3f} ({low:+.3f} to {high:+.3f})"


def flops(network, shape):
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network.eval()(torch.zeros(shape))
    return counter.get_total_flops()


def milliseconds(networks, shape, rounds=30):
    """ONNX Runtime on all cores, taken in turn; the shortest, since others may be at work on the machine."""
    image = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        sessions = []
        for number, network in enumerate(networks):
            path = Path(folder) / f"{number}.onnx"
            export.export_onnx(network.eval(), ["probability"], torch.zeros(shape), path)
            sessions.append(onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]))
        runs = [functools.partial(session.run, None, {"input": image}) for session in sessions]
        times = [[seconds(once) for once in runs] for _ in range(rounds)]
    return 1000 * np.min(times, 0)


def seconds(once, number=3):
    """Of one call, after one for nothing: the threads of another session still spin for a while."""
    once()
    return timeit.timeit(once, number=number) / number


def costs(names, build, as_wide, shape):
    """Million weights, GFLOP and milliseconds of each, and milliseconds at equal width.

    (Of widths that are no multiples of 8 the runtime makes slow work, so the times of equal numbers of weights mislead.)
    """
    networks = [build(name) for name in names]
    times = milliseconds(networks + [as_wide(name) for name in names], shape).reshape(2, -1)
    return {name: [f"{variants.weights(network) / 1e6:.2f}", f"{flops(network, shape) / 1e9:.2f}", *(f"{t:.1f}" for t in both)]
            for name, network, both in zip(names, networks, times.T, strict=True)}


def plot(path, differences, unit):
    """Mean (point), interval (line) and seeds (strokes); readable in black and white."""
    names = list(differences)[::-1]
    figure, axes = pyplot.subplots(figsize=(6, 0.5 * len(names) + 1.2))
    for place, name in enumerate(names):
        mean, low, high, seeds = differences[name]
        axes.plot((low, high), (place, place), color="black")
        axes.plot(mean, place, color="black", marker="o")
        axes.plot(seeds, [place] * len(seeds), color="black", marker="|", linestyle="none")
    axes.axvline(0, color="0.6", linestyle="--")
    axes.set(yticks=range(len(names)), yticklabels=names, ylim=(-0.5, len(names) - 0.5),
             xlabel=f"difference of {unit}, 95 % interval")
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    pyplot.close(figure)


def report(kind, root):
    names, build, as_wide, unit, shape = KINDS[kind]
    table, slices = by_variant(kind)
    baseline = next(iter(table))
    group = {r["id"]: r["run_group"] for r in data.t1ce_rows(root)}
    runs_of_slices = np.array([group[s] for s in slices])
    sizes = costs(names, build, as_wide, shape)
    other = {v: variants.COMPARED_WITH.get(v, baseline) for v in table if v != baseline}
    pairs = [*other.items(), *((v, o) for v, o in variants.ALSO_COMPARED if v in table)]
    differences = {(v, o): difference(table[v], table[o], runs_of_slices) for v, o in pairs}
    wider = {(v, o): interval_with_seeds(table[v], table[o], runs_of_slices, v not in names) for v, o in pairs}
    rows = [[variant, f"{scores.mean():.3f}", " ".join(f"{seed:.3f}" for seed in scores.mean(1)),
             "; ".join(f"{o}: {with_interval(*d)}" for (v, o), d in differences.items() if v == variant),
             "; ".join("{:+.3f} to {:+.3f}".format(*wider[pair]) for pair in pairs if pair[0] == variant),
             *sizes.get(variant, [""] * 4)] for variant, scores in table.items()]
    parts = groups(root, slices)
    of_parts = [[variant, *(f"{scores[:, part].mean():.3f}" + (
        f"; {with_interval(*difference(scores, table[other[variant]], runs_of_slices, part))}" if variant in other else "")
        for part in parts.values())] for variant, scores in table.items()]
    folder = measure.MODELS / FOLDERS[kind]
    plot(folder / "ablation.png", {f"{v} - {o}": d for (v, o), d in differences.items() if v in names}, unit)
    cards.write_section(folder, "ablation", "\n\n".join((
        cards.table(["variant", unit, "each seed", "difference to (95 % interval)", "seeds drawn anew too", "million weights",
                     "GFLOP at " + " x ".join(map(str, shape[2:])), "ms (ONNX Runtime)", "ms at equal width"], rows),
        cards.table([f"variant: {unit}; difference to the same (95 % interval)", *parts], of_parts))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    for kind in KINDS:
        report(kind, arguments.data)


if __name__ == "__main__":
    main()
