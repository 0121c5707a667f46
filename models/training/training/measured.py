"""What the Java program makes of the training's images: `python -m training measure DATASET --out OUT --jar JAR`.

Each fold's pair of networks is exported to OUT/java/fold-F/models, and `batch` takes the images that it has not seen:
OUT/java.csv has a line a case (Dice of the written mask; class of the largest lesion), OUT/java.yaml the figures. Where a
model wants boxes, they are those that a user might draw (folds.box_for), in whole voxels.
"""

import argparse
import csv
import subprocess
from dataclasses import replace
from pathlib import Path

import nibabel
import numpy as np
import yaml

from . import begun, dataset, export, figures, folds, images, plan, prepare, weights

BATCH = ("case", "image", "box")


def measure(training, jar):
    """Writes and returns the figures; folds that have results are not run again."""
    settled = yaml.safe_load((training.out / "settled.yaml").read_text())
    rows = [row for fold in training.plan.folds for row in fold_rows(training, settled, fold, jar)]
    write(rows, training.out / "java.csv")
    found = {"segmenter": figures.overlap([row["dice"] for row in rows if row["dice"] != ""])}
    touched = [row["voxels"] > 0 for row in rows if row["dice"] == ""]
    if touched:
        found["without lesion"] = dict(cases=len(touched), touched=round(float(np.mean(touched)), 4))
    names = list(training.dataset.description.class_names)
    told = [row for row in rows if row["kind"] and row["dice"] != ""]
    if training.plan.classifier and told:
        logits = [[np.log(max(row[f"p_{name}"] or 1 / len(names), 1e-6)) for name in names] for row in told]
        met = [row["found"] for row in told]
        found["classifier"] = figures.separation([row["kind"] for row in told], logits, met, names)
    (training.out / "java.yaml").write_text(yaml.safe_dump(found, sort_keys=False))
    return found


def fold_rows(training, settled, fold, jar):
    folder = training.out / "java" / f"fold-{fold}"
    cases = list({item.case: training.dataset.by_name[item.case] for item in training.items(only=fold)}.values())
    for kind in training.plan.networks():
        name = folder / "models" / f"{training.dataset.description.name}-{kind}"
        if not name.exists():
            export.write_plain(training, settled, kind, weights.trained(training, kind, fold), name)
    table = [dict(case=case.name, image=case.channels[0].resolve(), box=box(training, case)) for case in cases]
    write(table, folder / "cases.csv", BATCH if training.plan.prompt else BATCH[:2])
    run(training, jar, folder)
    return [_row(training, case, folder / "results" / case.name) for case in cases]


def run(training, jar, folder):
    name = training.dataset.description.name
    pair = [
        "--model",
        f"{name}-segmenter",
        "--classifier",
        f"{name}-classifier" if training.plan.classifier else "none",
    ]
    again = ["--resume"] if (folder / "results" / "journal.jsonl").exists() else []
    place = ["--output", str(folder / "results"), *again]
    start = ["java", f"-Dlesionlens.models={folder / 'models'}", "-jar", str(jar), "batch", str(folder / "cases.csv")]
    done = subprocess.run(start + pair + place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise dataset.DataError(f"batch ended with {done.returncode}: {done.stderr[-2000:]}")


def box(training, case):
    """As a user might draw it, x0,y0,z0,x1,y1,z1 in voxels of the file as it stores them; empty without a prompt."""
    if not training.plan.prompt:
        return ""
    item = next(item for item in training.prepared.items if item.case == case.name)
    shown = [
        [min(max(round(float(face) * n / m), 0), n) for face, n, m in zip(faces, item.source, item.shape)]
        for faces in folds.box_for(training, item)
    ]
    low, high = (stored(case, corner) for corner in (shown[0], [face - 1 for face in shown[1]]))
    pairs = [sorted(pair) for pair in zip(low, high)]
    return ",".join(str(n) for n in [a for a, _ in pairs] + [b + 1 for _, b in pairs])


def stored(case, corner):
    """A voxel (z,y,x) of images.picture as (x,y,z) of the file."""
    z, y, x = corner
    image = nibabel.load(case.channels[0])
    turned = nibabel.io_orientation(image.affine)
    right, front, up = nibabel.as_closest_canonical(image).shape[:3]
    canonical = (right - 1 - x, front - 1 - y, z)
    return [
        canonical[int(axis)] if flip > 0 else image.shape[k] - 1 - canonical[int(axis)]
        for k, (axis, flip) in enumerate(turned)
    ]


def _row(training, case, folder):
    """A line of java.csv."""
    ending = ".png" if case.label.name.endswith(".png") else ".nii.gz"
    mask, truth = images.truth(replace(case, label=folder / f"mask{ending}")) > 0, images.truth(case)
    truth = np.isin(truth, [label.value for label in training.dataset.description.lesions])
    with open(folder / "lesions.csv", newline="") as f:
        largest = next(csv.DictReader(f), {})
    row = dict(case=case.name, group=case.group, fold=case.fold, kind=case.kind, voxels=int(mask.sum()))
    row |= dict(dice=round(figures.dice(mask, truth), 5) if truth.any() else "", found=bool((mask & truth).any()))
    row |= dict(volume_ml=largest.get("volume_ml", ""), said=largest.get("class", ""))
    names = training.dataset.description.class_names
    return row | {f"p_{name}": _probability(largest, name, len(names)) for name in names}


def _probability(lesion, name, count):
    """Of a class; the table has that of the class said, and the others share the rest."""
    if not lesion.get("class_probability"):
        return ""
    said = float(lesion["class_probability"])
    return said if lesion["class"] == name else (1 - said) / (count - 1)


def write(rows, path, columns=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as f:
        writer = csv.DictWriter(f, columns or list(rows[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m training measure", description=__doc__.split("\n\n")[1])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder of a finished training")
    parser.add_argument("--jar", type=Path, required=True, help="LesionLens_-VERSION.jar")
    settings = parser.parse_args(arguments)
    if not (settings.out / "settled.yaml").exists():
        raise dataset.DataError(f"{settings.out} has no settled.yaml: finish the training with --resume first.")
    data, made = dataset.read(settings.dataset), plan.read(settings.out / "plan.yaml")
    begun.require(settings.out, made)
    prepared = prepare.prepare(data, made.grid, settings.out / "prepared")
    print(yaml.safe_dump(measure(folds.Training(data, made, prepared, settings.out), settings.jar), sort_keys=False))
