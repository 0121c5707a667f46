"""Change between two dates from predicted masks and from the experts', for the card of the brain's segmenter:
`python studies/two_dates.py DATASET VISITS --out FOLDER --jar JAR [--card MODEL]`, from models/training.

DATASET is what `datasets/brain_t1ce.py SOURCE DATASET apart` writes, with each of the five patients of VISITS
(brain-progression) in a fold of its own. The shipped network's two steps are trained in a quarter of their schedules:
the first without all five, and from that network the second five times, without one of them each.
`followup` of the program compares the dates, once with each mask. FOLDER/changes.csv has a line a patient; --card writes
the table into a model's figures and card. Goes on where it was stopped.
"""

import argparse
import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training import card, dataset, export, fit, folds, plan, prepare, weights  # noqa: E402
from training.segmentation import Segmentation  # noqa: E402
from training.store import Store  # noqa: E402

FIRST = 5  # the first fold of a patient with two dates
SHARE = 0.25  # of a plan's steps
PLANS = ("brain-t1ce-first", "brain-t1ce")  # the second goes on from the first's network
# Of the shipped one: chosen by what other networks said of all, these patients among them.
SHIPPED = dict(threshold=0.7, smallest_voxels=28.1, volumes=dict(smallest_ml=0.5, flattest=2.0))
DATES = {"pre": "2001-01-01", "post": "2001-04-01"}  # the true ones are not published; response needs their order only
TITLE, KEY = "Change between two dates", "changes"


def trainings(data, out):
    """Of both steps, the folds of the patients added, on a processor; {patient: fold}."""
    read, prepared = dataset.read(data), None
    apart = sorted({case.group for case in read.cases if case.extra.get("source") == "progression"})
    wanted = {group: str(FIRST + number) for number, group in enumerate(apart)}
    if not apart or any(wanted.get(case.group, "") != case.fold for case in read.cases if _is_apart(case, wanted)):
        raise SystemExit(
            f"{data}: expected each patient of two dates in a fold of its own, from {FIRST} on, and no others there. Write it "
            "with `apart`."
        )
    result = []
    for name in PLANS:
        made = plan.read(Path(__file__).resolve().parents[1] / "plans" / f"{name}.yaml")
        network = made.segmenter
        steps = round(network.schedule.steps * SHARE)
        network = replace(
            network, mode=plan.Mode("cpu", 1, True, True), schedule=replace(network.schedule, steps=steps)
        )
        made = replace(made, folds=[*made.folds, *wanted.values()], start="", segmenter=network)
        prepared = prepared or prepare.prepare(read, made.grid, out / "prepared")
        result.append(folds.Training(read, made, prepared, out / name))
    return *result, {group.removeprefix("progression_"): fold for group, fold in wanted.items()}


def _is_apart(case, wanted):
    return case.group in wanted or case.fold in wanted.values()


def without_all(training, apart):
    """The task of the first step: none of the patients is seen."""
    store = Store(training.prepared, training.prepared.items, "cpu")
    folds.set_threads(training.plan.segmenter.mode)
    numbers = [number for number, item in enumerate(store.items) if item.fold not in apart.values()]
    seed = training.plan.seed * 100 + FIRST
    return Segmentation(training.plan, store, numbers, training.dataset.description.tight_axes, seed)


def trained(first, second, apart, patients):
    """Both steps, the second for these patients."""
    before = first.folder("segmenter", "without-all")
    if not fit.trained(before):
        fit.fit_all([fit.Run(without_all(first, apart), before)])
    for patient in patients:
        folder = second.folder("segmenter", folds.part_of(apart[patient]))
        if not fit.trained(folder):
            task = folds.segmentation_task(second, apart[patient])
            fit.fit_all([fit.Run(task, folder, None, None, before)])


def exported(training, apart, models):
    """{patient: name of the model that has not seen it}, with the shipped one's thresholds."""
    names = {patient: f"brain-t1ce-without-{patient}" for patient in apart}
    for patient, name in names.items():
        if not (models / name).exists():
            models.mkdir(parents=True, exist_ok=True)
            network = weights.trained(training, "segmenter", apart[patient])
            export.write_plain(training, dict(segmenter=SHIPPED), "segmenter", network, models / name)
    return names


def compared(visits, out, jar, names):
    """Runs the program; the folders of `followup` with the experts' masks, and of each patient with predicted ones."""
    program = ["java", f"-Dlesionlens.models={out / 'models'}", "-jar", str(jar), "followup"]
    table(visits, names, out / "experts.csv", masked=True)
    subprocess.run([*program, out / "experts.csv", "--output", out / "experts", "--overwrite"], check=True)
    for patient, name in names.items():
        dates, place = out / f"predicted-{patient}.csv", ["--output", out / "predicted" / patient, "--overwrite"]
        table(visits, [patient], dates, masked=False)
        subprocess.run([*program, dates, "--model", name, "--classifier", "none", *place], check=True)
    return out / "experts", [out / "predicted" / patient for patient in names]


def table(visits, patients, path, masked):
    """The rows that `followup` takes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(("patient", "date", "image", "case", "organ", *(["mask"] if masked else [])))
        for patient in patients:
            for visit, day in DATES.items():
                image = (visits / f"{patient}_{visit}_t1ce.nii.gz").resolve()
                mask = [(visits / f"{patient}_{visit}_mask.nii.gz").resolve()] if masked else []
                writer.writerow((patient, day, image, f"{patient}_{visit}", "brain", *mask))


def rows(experts, predicted):
    """A line a patient: volumes in ml at both dates, their change, and the response by RANO; of two folders, or of one and
    several.
    """
    found = {}
    for who, folder in (("experts", experts), *(("predicted", one) for one in predicted)):
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
        "Five patients with two dates (brain-progression), each by a network that has not seen that patient, after a quarter of "
        "this one's two steps, of which the first saw none of the five; threshold and smallest lesion are this one's "
        "(chosen by answers of other networks, to these patients among others). Volumes in ml of all lesions, from "
        "`followup`. The experts mark enhancing tissue only, and five patients prove nothing.",
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
    return [*head, "", _agreement(changes), ""]


def _agreement(changes):
    signs = sum((row["experts_change_ml"] > 0) == (row["predicted_change_ml"] > 0) for row in changes)
    same = sum(row["experts_rano"] == row["predicted_rano"] for row in changes)
    return (
        f"The direction of the change agrees in {signs} of {len(changes)}, the response in {same}: what these masks say of a "
        "response is to be looked at, and corrected, before it is believed."
    )


def into_card(changes, model):
    card.add(model, TITLE, lines(changes), {KEY: changes})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("visits", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jar", type=Path)
    parser.add_argument("--card", type=Path)
    parser.add_argument("--train", nargs="+", metavar="PATIENT", help="train their networks only: some beside others")
    settings = parser.parse_args()
    fit.keep_memory()
    try:
        first, second, apart = trainings(settings.dataset, settings.out)
    except dataset.DataError as fault:
        raise SystemExit(str(fault)) from None
    trained(first, second, apart, settings.train or apart)
    if settings.train:
        return
    names = exported(second, apart, settings.out / "models")
    changes = rows(*compared(settings.visits, settings.out, settings.jar, names))
    with open(settings.out / "changes.csv", "w", newline="") as f:
        writer = csv.DictWriter(f, list(changes[0]))
        writer.writeheader()
        writer.writerows(changes)
    print(*lines(changes), sep="\n")
    if settings.card:
        into_card(changes, settings.card)


if __name__ == "__main__":
    main()
