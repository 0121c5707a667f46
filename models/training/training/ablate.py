"""`python -m training ablate DATASET --out OUT [--fold F]`: what each mechanism is worth, with all and without each.

On one fold, with SEEDS, in a quarter of the plan's schedule: more would cost as much as the training itself. OUT has a
plan and, for the classifier, all folds of the segmenter. OUT/ablation.yaml holds the tables that the cards show; runs
that are there already are kept.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml

from . import dataset, figures, fit, folds, journal, plan, prepare

FILE = "ablation.yaml"
SEEDS, SHARE = (1, 2), 0.25
MECHANISMS = {
    "segmenter": {
        "without gates": dict(gates=False),
        "without the non-local block": dict(nonlocal_level=-1),
        "without excitation": dict(excitation=False),
    },
    "classifier": {"without excitation": dict(excitation=False)},
}


def variants(form, kind):
    """{name: changes of the form}; only what the form has can be left out."""
    found = {"with all": {}}
    for name, change in MECHANISMS[kind].items():
        if any(getattr(form, key) != value for key, value in change.items()):
            found[name] = change
    return found


def shortened(made, kind, change, seed):
    """The plan with a changed network, a quarter of its steps, and another seed."""
    own = getattr(made, kind)
    schedule = replace(own.schedule, steps=max(1, round(own.schedule.steps * SHARE)))
    return replace(made, seed=seed, **{kind: replace(own, form=replace(own.form, **change), schedule=schedule)})


def worth(training, kind, fold):
    """The table of a network."""
    values, folder = {}, training.out / "ablation" / f"fold-{fold}" / kind
    for seed in SEEDS:
        for name, change in variants(getattr(training.plan, kind).form, kind).items():
            short = replace(training, plan=shortened(training.plan, kind, change, seed))
            values.setdefault(name, []).append(_run(short, kind, fold, folder / f"{name}, seed {seed}"))
    key = next(iter(values["with all"][0]))
    values = {name: [found[key] for found in runs] for name, runs in values.items()}
    steps = getattr(shortened(training.plan, kind, {}, 1), kind).schedule.steps
    rows = [_row(name, runs, values["with all"]) for name, runs in values.items()]
    words = {"dice": "mean Dice", "auc": "AUC", "accuracy": "accuracy"}[key]
    return dict(fold=fold, seeds=len(SEEDS), share=SHARE, steps=steps, figure=words, rows=rows)


def _row(name, values, whole):
    lost = {} if values is whole else dict(difference=round(float(np.mean(values) - np.mean(whole)), 4))
    return dict(network=name, values=values) | lost


def _run(training, kind, fold, folder):
    """{figure: value} of the held-out fold; at once where it is there."""
    path = folder / "figures.yaml"
    if not path.exists():
        began = time.time()
        task = folds.segmentation_task if kind == "segmenter" else folds.classification_task
        network = fit.fit(task(training, fold), folder)
        found = (_outlined if kind == "segmenter" else _told)(training, network, fold)
        journal.note(training.out, kind, fold, training.plan, time.time() - began, found, folder.name)
        folds.write_figures(folder, found)
    return yaml.safe_load(path.read_text())


def _outlined(training, network, fold):
    items = [item for item in training.items(only=fold) if item.lesion]
    found = folds.dices(training, folds.segmented(training, network, items), items)
    return dict(dice=round(float(np.mean(found)), 4))


def _told(training, network, fold):
    """With predicted masks, of networks that have not seen the patient."""
    rows = folds.classified(training, network, _lesions(training, fold), training.out_of_fold())
    found = figures.summary(rows, "predicted", list(training.dataset.description.class_names))
    key = "auc" if "auc" in found else "accuracy"
    return {key: found[key]}


def _lesions(training, fold):
    return [item for item in training.items(only=fold) if item.kind and item.lesion]


def ablate(training, fold):
    """Writes and returns {network: table}."""
    found = {"segmenter": worth(training, "segmenter", fold)}
    if training.plan.classifier and _answered(training):
        found["classifier"] = worth(training, "classifier", fold)
    (training.out / FILE).write_text(yaml.safe_dump(found, sort_keys=False))
    return found


def _answered(training):
    """Whether a classifier has masks to learn from."""
    paths = [training.folder("segmenter", f"fold-{fold}") / "answers.npz" for fold in training.plan.folds]
    if not all(path.exists() for path in paths):
        print("Without the classifier: it needs what all folds of the segmenter say. Train them first.")
        return False
    return True


def tables(out):
    """{network: table} of a folder; nothing where it was not tried."""
    path = Path(out) / FILE
    return yaml.safe_load(path.read_text()) if path.exists() else {}


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m training ablate", description=__doc__.split("\n\n")[1])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="a folder with a plan")
    parser.add_argument("--fold", help="the fold that is held out; the first")
    settings = parser.parse_args(arguments)
    if not (settings.out / "plan.yaml").exists():
        raise dataset.DataError(f"{settings.out} has no plan.yaml: train there first, or write one with --plan-only.")
    data, made = dataset.read(settings.dataset), plan.read(settings.out / "plan.yaml")
    fold = settings.fold or made.folds[0]
    if fold not in made.folds:
        raise dataset.DataError(f"There is no fold {fold[:100]!r}; the plan has {', '.join(made.folds)}.")
    fit.keep_memory()
    prepared = prepare.prepare(data, made.grid, settings.out / "prepared")
    for kind, table in ablate(folds.Training(data, made, prepared, settings.out), fold).items():
        for row in table["rows"]:
            print(f"{kind} {row['network']}: {table['figure']} {', '.join(f'{value:.4f}' for value in row['values'])}")
