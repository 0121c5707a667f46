"""Do the explanations show what the segmenter's answer rests on? A study on fold 4 through the Java program:

    python study.py --data DIR --jar target/LesionLens_-0.1.0.jar --work EMPTY_FOLDER [--step 12]

`explain --faithfulness --occlusion` runs over every --step-th slice of the fold. The figures go into explanations.json of the
segmenter's folder, beside the sha256 of the weights that they belong to, and into the card (between the `explanations` marks of
its README.md).

Gates, distances and entropies are read inside and outside the experts' masks; curves, class maps and stability are about the
largest lesion that was found. Figures are means over slices, with 95 % intervals from a bootstrap over runs of consecutive
slices, and the number of slices for which they are known.
"""
import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.stats import spearmanr

import cards
import data
import export
from measure import MODELS, bootstrap, java

COMMAND = "python models/training/study.py --data DIR --jar target/LesionLens_-0.1.0.jar --work WORK --step {step}"
FOLDER = MODELS / export.FOLDERS["segmenter"]
GATES = ("gate2", "gate1", "gate0", "gates")
POINTS = {"lesion": "the lesion", "tissue": "tissue (brighter than the slice's mean)", "dark": "the rest (air, fluid, bone)"}
ORDERS = {"region_attention": "attention of the lesion", "gates": "all gates", "probability": "probability",
          "lesion": "the lesion as found", "occlusion": "occlusion"}
BETTER = {"deletion": -1, "insertion": 1}  # the sign of an area's difference that speaks for an order
CELL = 8  # pixels of the network's window that a cell of the self-attention is wide


def explain(root, jar, work, step):
    """The rows of cases.csv that were explained."""
    chosen = [r for r in data.t1ce_rows(root) if r["fold"] == data.VALIDATION_FOLD][::step]
    for row in chosen:
        java(jar, "explain", root / "brain-t1ce" / "images" / f"{row['id']}.jpg", "--output", work, "--faithfulness",
             "--occlusion")
    return chosen


def even_distance(shape):
    """What the attended distance would be, in mm, if each point looked everywhere alike: least in the middle, most in the corners."""
    cells = data.SEGMENTER_SIDE // CELL
    centres = (np.arange(cells) + 0.5) * data.FIELD_OF_VIEW_MM / cells
    x, y = (axis.ravel() for axis in np.meshgrid(centres, centres))
    even = np.hypot(x[:, None] - x, y[:, None] - y).mean(1).reshape(cells, cells)
    return np.asarray(Image.fromarray(even.astype(np.float32)).resize(shape[::-1], Image.Resampling.BILINEAR), np.float64)


def measures(root, work, row):
    """Numbers of one slice."""
    folder = work / row["id"]
    sidecar = json.loads((folder / "analysis.json").read_text())

    def read(name):
        return np.asarray(Image.open(folder / f"{name}.tif"), np.float64)

    lesion = np.asarray(Image.open(root / "brain-t1ce" / "masks" / f"{row['id']}.png")) > 0
    image = np.asarray(Image.open(root / "brain-t1ce" / "images" / f"{row['id']}.jpg").convert("L"), np.float64)
    tissue = (image > image.mean()) & ~lesion
    found = read("probability") >= 0.5
    table = {"group": row["run_group"], "area": lesion.mean(),
             "dice": 2 * (found & lesion).sum() / (found.sum() + lesion.sum())}
    for gate in GATES:
        values = read(gate)
        table[gate] = values[lesion].sum() / values.sum()
    distance = read("attended_distance") * data.FIELD_OF_VIEW_MM / max(image.shape)  # without a pixel size it is in pixels
    even, entropy = even_distance(image.shape), read("attention_entropy")
    for where, mask in (("lesion", lesion), ("tissue", tissue), ("dark", ~lesion & ~tissue)):
        table[f"distance {where}"] = distance[mask].mean()
        table[f"relative {where}"] = distance[mask].mean() / even[mask].mean()
        table[f"entropy {where}"] = entropy[mask].mean()
    numbers = sidecar["measures"]
    stability = numbers.get("mirror_stability", {}).get(str(numbers.get("lesion")), np.nan)
    return {**table, **sidecar.get("faithfulness", {}), "mirror_stability": stability, **{
        key: numbers.get(key, np.nan) for key in ("class_activation_share_in_lesion", "lesion_share_of_patch")}}


def interval(tables, value):
    """Mean, 95 % interval and number of what `value` makes of a slice; slices where it is unknown are left out."""
    values = [(value(t), t["group"]) for t in tables]
    values = [(v, g) for v, g in values if np.isfinite(v)]
    numbers, groups = zip(*values, strict=True)
    low, high = bootstrap(numbers, groups)
    return f"{np.mean(numbers):.3f} ({low:.3f} to {high:.3f}), n = {len(numbers)}"


def correlation(tables, one, other, seed=1, repeats=2000):
    """Rank correlation of two numbers, with the interval of a bootstrap over runs of slices."""
    known = [t for t in tables if np.isfinite(t[one]) and np.isfinite(t[other])]
    groups = {}
    for t in known:
        groups.setdefault(t["group"], []).append((t[one], t[other]))
    groups, rng = list(groups.values()), np.random.default_rng(seed)

    def of(pairs):
        return spearmanr(*zip(*pairs, strict=True)).statistic

    resampled = [of([pair for k in rng.integers(len(groups), size=len(groups)) for pair in groups[k]])
                 for _ in range(repeats)]
    low, high = np.nanpercentile(resampled, [2.5, 97.5])
    return f"{of([pair for group in groups for pair in group]):.2f} ({low:.2f} to {high:.2f}), n = {len(known)}"


def curves(found):
    """Areas against random order, and against the order of the probability, which is the plainest of maps."""
    result = {}
    for kind, sign in BETTER.items():
        result[f"{kind}: area under the curve, random order"] = interval(found, lambda t, k=kind: t[f"{k}_random"])
        for order, name in ORDERS.items():
            def gain(t, yardstick, k=kind, o=order):
                return t.get(f"{k}_{o}", np.nan) - t[f"{k}_{yardstick}"]

            result[f"{kind}: area, {name}, minus random order"] = interval(found, lambda t, g=gain: g(t, "random"))
            result[f"{kind}: slices in which the order of {name} does better than random"] = (
                f"{sum(sign * gain(t, 'random') > 0 for t in found)} of {len(found)}")
            if order != "probability":
                result[f"{kind}: area, {name}, minus probability"] = interval(found, lambda t, g=gain: g(t, "probability"))
    return result


def figures(tables):
    found = [t for t in tables if "deletion_random" in t]
    result = {"slices; with a lesion found": f"{len(tables)}; {len(found)}",
              "lesion's share of the area": interval(tables, lambda t: t["area"])}
    for gate in GATES:
        result[f"{gate}: share inside the lesion, over the lesion's share of the area"] = interval(
            tables, lambda t, g=gate: t[g] / t["area"])
    for where, name in POINTS.items():
        result[f"mean attended distance from {name}, mm"] = interval(tables, lambda t, w=where: t[f"distance {w}"])
        result[f"the same over that of even attention, from {name}"] = interval(tables, lambda t, w=where: t[f"relative {w}"])
        result[f"entropy of attention from {name}, nat"] = interval(tables, lambda t, w=where: t[f"entropy {w}"])
    result["distance over that of even attention, the lesion minus tissue"] = interval(
        tables, lambda t: t["relative lesion"] - t["relative tissue"])
    result.update(curves(found))
    result["class activation: share inside the lesion, over the lesion's share of the patch"] = interval(
        found, lambda t: t["class_activation_share_in_lesion"] / t["lesion_share_of_patch"])
    result["rank correlation of mirror stability and Dice"] = correlation(found, "mirror_stability", "dice")
    return result


def write(step, numbers):
    cards.write_figures(FOLDER, "explanations.json", "explanations", COMMAND.format(step=step), numbers)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--jar", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--step", type=int, default=12)
    arguments = parser.parse_args()
    chosen = explain(arguments.data, arguments.jar, arguments.work, arguments.step)
    write(arguments.step, figures([measures(arguments.data, arguments.work, row) for row in chosen]))


if __name__ == "__main__":
    main()
