"""`python -m training ablate DATASET --out OUT [--fold F] [--seeds N] [--cards MODEL...]`: what each mechanism is worth,
with all and without each.

On one fold, with two seeds, in a quarter of the plan's schedule: more would cost as much as the training itself. OUT has a
plan and, for the classifier, all folds of the segmenter. OUT/ablation.yaml holds the tables that the cards show; runs
that are there already are kept (see `try`). --cards puts them into models that were exported before.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import yaml

from . import detected, proxies, sections
from .detector import without_excitation

FILE = "ablation.yaml"
SEEDS = 2
SECTION = "## Each mechanism's worth"
MECHANISMS = {
    "segmenter": {
        "without gates": {"form.gates": False},
        "without the non-local block": {"form.nonlocal_level": -1},
        "without affinity": {"loss.affinity": 0.0},
        "without excitation": {"form.excitation": False},
    },
    "classifier": {"without excitation": {"form.excitation": False}},
}


def variants(made, kind):
    """{name: changes of the plan}; only what the network has can be left out."""
    found = {"with all": {}}
    if kind == "detector":
        plain = without_excitation(made.detector.form)
        change = {"detector.form.excitation": False, "detector.form.widths": plain.widths}
        return found | ({"without excitation, as many weights": change} if made.detector.form.excitation else {})
    for name, change in MECHANISMS[kind].items():
        places = {f"{kind}.{place}": value for place, value in change.items()}
        if proxies.changed(made, places, 1.0) != proxies.changed(made, {}, 1.0):
            found[name] = places
    return found


def worth(training, kind, fold, share, seeds):
    """The table of a network."""
    wanted = {
        name: changes | dict(of=kind, folds=[fold], seeds=list(range(1, seeds + 1)))
        for name, changes in variants(training.plan, kind).items()
    }
    runs = proxies.run(training, wanted, share)
    key = next(key for key in ("dice", "auc", "accuracy", "ap50", "ap_centre") if key in runs[0].figures())
    values = {name: [one.figures()[key] for one in runs if one.name == name] for name in wanted}
    rows = [_row(name, found, values["with all"]) for name, found in values.items()]
    if kind == "detector":
        folders = {name: [one.folder for one in runs if one.name == name] for name in wanted}
        for row in rows[1:]:
            row |= detected.gain(training, folders["with all"], folders[row["network"]])
    words = dict(dice="mean Dice", auc="AUC", accuracy="accuracy", ap50="AP50", ap_centre="AP by middles")[key]
    steps = getattr(runs[0].training.plan, kind).schedule.steps
    return dict(fold=fold, seeds=seeds, share=share, steps=steps, figure=words, rows=rows)


def _row(name, values, whole):
    lost = {} if values is whole else dict(difference=round(float(np.mean(values) - np.mean(whole)), 4))
    return dict(network=name, values=values) | lost


def ablate(training, fold, share=proxies.SHARE, seeds=SEEDS):
    """Writes and returns {network: table}."""
    found = {}
    for kind in ("segmenter", "detector"):
        if getattr(training.plan, kind):
            found[kind] = worth(training, kind, fold, share, seeds)
    if training.plan.classifier and proxies.answered(training):
        found["classifier"] = worth(training, "classifier", fold, share, seeds)
    elif training.plan.classifier:
        print("Without the classifier: it needs what all folds of the segmenter say. Train them first.")
    (training.out / FILE).write_text(yaml.safe_dump(found, sort_keys=False))
    return found


def tables(out):
    """{network: table} of a folder; nothing where it was not tried."""
    path = Path(out) / FILE
    return yaml.safe_load(path.read_text()) if path.exists() else {}


def into_card(table, model):
    """Writes a table into the figures and the card of a model that was exported before."""
    figures, card = model / "figures.json", model / "README.md"
    found = json.loads(figures.read_text())
    found["figures"]["mechanisms"] = table
    figures.write_text(json.dumps(found, indent=2))
    parts = ("\n" + card.read_text()).split("\n## ")
    parts = [part for part in parts if not f"## {part}".startswith(SECTION)]
    place = next(k for k, part in enumerate(parts) if part.startswith("What was tried"))
    parts.insert(place, "\n".join(sections.mechanisms(table)).removeprefix("## "))
    card.write_text("\n## ".join(parts).removeprefix("\n"))


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m training ablate", description=__doc__.split("\n\n")[1])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="a folder with a plan")
    parser.add_argument("--fold", help="the fold that is held out; the first")
    parser.add_argument("--share", type=float, default=proxies.SHARE, help="of the plan's steps (0.25)")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many (2)")
    parser.add_argument(
        "--cards", type=Path, nargs="*", default=[], help="folders of models, NAME-segmenter, NAME-classifier"
    )
    settings = parser.parse_args(arguments)
    training = proxies.training_of(settings.dataset, settings.out)
    made = ablate(training, settings.fold or training.plan.folds[0], settings.share, settings.seeds)
    for model in settings.cards:
        into_card(made[model.name.rpartition("-")[2]], model)
    for kind, table in made.items():
        for row in table["rows"]:
            print(f"{kind} {row['network']}: {table['figure']} {', '.join(f'{value:.4f}' for value in row['values'])}")
