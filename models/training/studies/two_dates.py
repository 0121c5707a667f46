"""Change between two dates from predicted masks and from the experts', for the card of the brain's segmenter:
`python studies/two_dates.py DATASET VISITS --out FOLDER --jar JAR [--card MODEL]`, from models/training.

DATASET is what `datasets/brain_t1ce.py SOURCE DATASET apart` writes, with the five patients of VISITS (brain-progression)
in a fold of their own. A network that has seen none of them is trained in a quarter of the shipped one's two schedules,
and `followup` of the program compares the dates, once with each mask. FOLDER/changes.csv has a line a patient; --card
writes the table into a model's figures and card. Goes on where it was stopped.
"""

import argparse
import csv
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training import card, dataset, export, fit, folds, plan, prepare, weights  # noqa: E402

APART, SHARE = "5", 0.25
PLANS = ("brain-t1ce-first", "brain-t1ce")  # the second goes on from the first's network
# Of the shipped one: chosen by what other networks said of all, these patients among them.
SHIPPED = dict(threshold=0.7, smallest_voxels=28.1, volumes=dict(smallest_ml=0.5, flattest=2.0))
DATES = {"pre": "2001-01-01", "post": "2001-04-01"}  # the true ones are not published; response needs their order only
TITLE, KEY = "Change between two dates", "changes"


def trainings(data, out):
    """Of both steps, the fold apart added, on a processor."""
    read, prepared = dataset.read(data), None
    if any((case.extra.get("source") == "progression") != (case.fold == APART) for case in read.cases):
        raise SystemExit(f"{data}: expected the patients of two dates in fold {APART}, and no others. Write it with `apart`.")
    for name in PLANS:
        made = plan.read(Path(__file__).resolve().parents[1] / "plans" / f"{name}.yaml")
        network = made.segmenter
        steps = round(network.schedule.steps * SHARE)
        network = replace(
            network, mode=plan.Mode("cpu", 1, True, True), schedule=replace(network.schedule, steps=steps)
        )
        made = replace(made, folds=[*made.folds, APART], start="", segmenter=network)
        prepared = prepared or prepare.prepare(read, made.grid, out / "prepared")
        yield folds.Training(read, made, prepared, out / name)


def trained(data, out):
    """The training of the second step, its network of the fold apart trained."""
    before = None
    for training in trainings(data, out):
        folder = training.folder("segmenter", folds.part_of(APART))
        if not fit.trained(folder):
            fit.fit_all([fit.Run(folds.segmentation_task(training, APART), folder, None, None, before)])
        before = folder
    return training


def exported(training, models):
    """The name of its model, with the shipped one's thresholds."""
    name = "brain-t1ce-apart"
    if not (models / name).exists():
        models.mkdir(parents=True, exist_ok=True)
        network = weights.trained(training, "segmenter", APART)
        export.write_plain(training, dict(segmenter=SHIPPED), "segmenter", network, models / name)
    return name


def compared(visits, out, jar, model):
    """Runs the program; the folders of `followup` with the experts' masks and with predicted ones."""
    patients = sorted({path.name[:2] for path in visits.glob("*_t1ce.nii.gz")})
    for masked in ("experts", "predicted"):
        with open(out / f"{masked}.csv", "w", newline="") as f:
            writer = csv.writer(f)
            writer.writerow(("patient", "date", "image", "case", "organ", "mask")[: 6 if masked == "experts" else 5])
            for patient in patients:
                for visit, day in DATES.items():
                    image = (visits / f"{patient}_{visit}_t1ce.nii.gz").resolve()
                    mask = [(visits / f"{patient}_{visit}_mask.nii.gz").resolve()] if masked == "experts" else []
                    writer.writerow((patient, day, image, f"{patient}_{visit}", "brain", *mask))
    program = ["java", f"-Dlesionlens.models={out / 'models'}", "-jar", str(jar)]
    networks = ["--model", model, "--classifier", "none"]
    for masked, more in (("experts", []), ("predicted", networks)):
        place = ["--output", str(out / masked), "--overwrite"]
        subprocess.run([*program, "followup", str(out / f"{masked}.csv"), *more, *place], check=True)
    return out / "experts", out / "predicted"


def rows(experts, predicted):
    """A line a patient: volumes in ml at both dates, their change, and the response by RANO."""
    found = {}
    for who, folder in (("experts", experts), ("predicted", predicted)):
        with open(folder / "dates.csv", newline="") as f:
            for row in csv.DictReader(f):
                if row["compared"] != "yes":
                    raise SystemExit(f"{folder}: {row['case']} was not compared: {row['note']}")
                visit = row["case"].split("_")[1]
                found.setdefault(row["patient"], dict(patient=row["patient"]))[f"{who}_{visit}_ml"] = round(
                    float(row["total_volume_ml"]), 2
                )
        with open(folder / "response.csv", newline="") as f:
            for row in csv.DictReader(f):
                if row["criterion"].startswith("RANO") and row["date"] == DATES["post"]:
                    found[row["patient"]][f"{who}_rano"] = row["category"]
    for row in found.values():
        for who in ("experts", "predicted"):
            row[f"{who}_change_ml"] = round(row[f"{who}_post_ml"] - row[f"{who}_pre_ml"], 2)
    return list(found.values())


def lines(changes):
    """The section of a card."""
    head = [
        f"## {TITLE}",
        "Five patients with two dates (brain-progression), by one network that has seen none of them: a quarter of this "
        "one's schedule, its threshold and smallest lesion (chosen by answers of other networks, to these patients among "
        "others). Volumes in ml of all lesions, from `followup`. The experts mark enhancing tissue only, and five patients "
        "prove nothing.",
        "",
        "| patient | experts: first, second | change | predicted: first, second | change | RANO by experts' masks | RANO by "
        "predicted |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in changes:
        cells = [row["patient"]]
        for who in ("experts", "predicted"):
            cells += [f"{row[f'{who}_pre_ml']:.1f}, {row[f'{who}_post_ml']:.1f}", f"{row[f'{who}_change_ml']:+.1f}"]
        head.append(f"| {' | '.join([*cells, row['experts_rano'], row['predicted_rano']])} |")
    return [*head, ""]


def into_card(changes, model):
    figures = model / "figures.json"
    text = json.loads(figures.read_text())
    text["figures"][KEY] = changes
    figures.write_text(json.dumps(text, indent=2))
    card.insert(model / "README.md", TITLE, lines(changes))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("visits", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jar", type=Path, required=True)
    parser.add_argument("--card", type=Path)
    settings = parser.parse_args()
    fit.keep_memory()
    model = exported(trained(settings.dataset, settings.out), settings.out / "models")
    changes = rows(*compared(settings.visits, settings.out, settings.jar, model))
    with open(settings.out / "changes.csv", "w", newline="") as f:
        writer = csv.DictWriter(f, list(changes[0]))
        writer.writeheader()
        writer.writerows(changes)
    print(*lines(changes), sep="\n")
    if settings.card:
        into_card(changes, settings.card)


if __name__ == "__main__":
    main()
