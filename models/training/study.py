"""Do the explanations show what the segmenter's answer rests on? A study on fold 4 through the Java program:

    python study.py --data DIR --jar target/LesionLens_-0.1.0.jar --work EMPTY_FOLDER [--step 12]

`explain --faithfulness` runs over every --step-th slice of the fold. The figures go into explanations.json of the segmenter's folder,
beside the sha256 of the weights that they belong to, and into the card (between the `explanations` marks of its README.md).
Inside and outside are those of the experts' masks; intervals come from a bootstrap over runs of consecutive slices.
"""
import argparse
import datetime
import json
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.stats import spearmanr

import data
import export
from measure import MODELS, bootstrap, java

COMMAND = "python models/training/study.py --data DIR --jar target/LesionLens_-0.1.0.jar --work WORK --step {step}"
FOLDER = MODELS / export.FOLDERS["segmenter"]
GATES = ("gate2", "gate1", "gate0", "gates")
ORDERS = {"region_attention": "attention of the lesion", "gates": "all gates", "probability": "probability",
          "lesion": "the lesion as found"}


def explain(root, jar, work, step):
    """The rows of cases.csv that were explained."""
    chosen = [r for r in data.t1ce_rows(root) if r["fold"] == data.VALIDATION_FOLD][::step]
    for row in chosen:
        java(jar, "explain", root / "brain-t1ce" / "images" / f"{row['id']}.jpg", "--output", work, "--faithfulness")
    return chosen


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
    for where, mask in (("lesion", lesion), ("tissue", tissue), ("background", ~lesion & ~tissue)):
        table[f"distance {where}"] = read("attended_distance")[mask].mean()
        table[f"entropy {where}"] = read("attention_entropy")[mask].mean()
    return {**table, **sidecar.get("faithfulness", {}), **{
        key: sidecar["measures"].get(key, np.nan)
        for key in ("mirror_stability", "class_activation_share_in_lesion", "lesion_share_of_patch")}}


def interval(tables, value):
    """Mean and 95 % interval of what `value` makes of a slice; slices where it is unknown are left out."""
    values = [(value(t), t["group"]) for t in tables]
    values = [(v, g) for v, g in values if np.isfinite(v)]
    numbers, groups = zip(*values, strict=True)
    low, high = bootstrap(numbers, groups)
    return f"{np.mean(numbers):.3f} ({low:.3f} to {high:.3f})"


def figures(tables):
    found = [t for t in tables if "deletion_random" in t]
    result = {"slices; with a lesion found": f"{len(tables)}; {len(found)}",
              "lesion's share of the area": interval(tables, lambda t: t["area"])}
    for gate in GATES:
        result[f"{gate}: share inside the lesion, over the lesion's share of the area"] = interval(
            tables, lambda t, g=gate: t[g] / t["area"])
    for where in ("lesion", "tissue", "background"):
        result[f"mean attended distance (pixels of 512) from {where}"] = interval(tables, lambda t, w=where: t[f"distance {w}"])
        result[f"entropy of attention (nat) from {where}"] = interval(tables, lambda t, w=where: t[f"entropy {w}"])
    for kind in ("deletion", "insertion"):
        result[f"{kind}: area under the curve, random order"] = interval(found, lambda t, k=kind: t[f"{k}_random"])
        for order, name in ORDERS.items():
            result[f"{kind}: area, {name}, minus random order"] = interval(
                found, lambda t, k=kind, o=order: t.get(f"{k}_{o}", np.nan) - t[f"{k}_random"])
    result["class activation: share inside the lesion, over the lesion's share of the patch"] = interval(
        found, lambda t: t["class_activation_share_in_lesion"] / t["lesion_share_of_patch"])
    stable = [(t["mirror_stability"], t["dice"]) for t in found if np.isfinite(t["mirror_stability"])]
    result["rank correlation of mirror stability and Dice"] = f"{spearmanr(*zip(*stable, strict=True)).statistic:.2f}"
    return result


def write(step, numbers):
    (FOLDER / "explanations.json").write_text(json.dumps(dict(
        weights_sha256=export.sha256(FOLDER / "weights.onnx"), command=COMMAND.format(step=step),
        date=datetime.date.today().isoformat(), figures=numbers), indent=2) + "\n")
    card = FOLDER / "README.md"
    before, rest = card.read_text().split("<!-- explanations -->", 1)
    after = rest.split("<!-- end of explanations -->", 1)[1]
    lines = "\n".join(f"| {key} | {value} |" for key, value in numbers.items())
    card.write_text(f"{before}<!-- explanations -->\n| figure | value |\n|---|---|\n{lines}\n<!-- end of explanations -->{after}")
    print(lines)


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
