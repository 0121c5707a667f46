"""`python -m training ablate DATASET --out OUT [--fold F] [--seeds N] [--of NETWORK] [--cards MODEL...]`: what each
mechanism is worth, with all and without each.

On one fold, with two seeds, in a quarter of the plan's schedule: more would cost as much as the training itself. OUT has a
plan. Where the segmenter's folds are not there, the classifiers learn from experts' masks and are judged with those of the
segmenter with all, seed 1, of the same fold. OUT/ablation.yaml holds the tables that the cards show; runs that are there
already are kept (see `try`). --cards puts them into models that were exported before.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml

from . import attention, card, detected, fit, journal, outlined, proxies, sections
from .dataset import DataError
from .detector import without_excitation

FILE = "ablation.yaml"
SEEDS = 2
NETWORKS = ("segmenter", "classifier", "detector")
SECTION = "Each mechanism's worth"
MECHANISMS = {
    "segmenter": {
        "without gates": {"form.gates": False},
        "without the non-local block": {"form.nonlocal_level": -1},
        "without affinity": {"loss.affinity": 0.0},
        "without excitation": {"form.excitation": False},
        "without temporal excitation": {"form.temporal_excitation": False},
        "plain U-Net": {
            "form.gates": False,
            "form.nonlocal_level": -1,
            "loss.affinity": 0.0,
            "form.excitation": False,
            "form.temporal_excitation": False,
        },
    },
    "classifier": {"without excitation": {"form.excitation": False}},
}


def variants(made, kind):
    """{name: changes of the plan}; only what the network has can be left out, and nothing twice."""
    found = {"with all": {}}
    if kind == "detector":
        plain = without_excitation(made.detector.form)
        change = {"detector.form.excitation": False, "detector.form.widths": plain.widths}
        return found | ({"without excitation, as many weights": change} if made.detector.form.excitation else {})
    known = [proxies.changed(made, {}, 1.0)]
    for name, change in (MECHANISMS[kind] | _alone(getattr(made, kind))).items():
        places = {f"{kind}.{place}": value for place, value in change.items()}
        plan = proxies.changed(made, places, 1.0)
        if plan not in known:
            known.append(plan)
            found[name] = places
    return found


def _alone(network_plan):
    """Without the neighbours of a slice, where the network sees them; it then gets so many features from the slice that the
    numbers of weights agree best.
    """
    context, form = network_plan.context, network_plan.form
    if context is None:
        return {}
    alone = dict(channels=form.channels // context.frames, frames=1, temporal_excitation=False)
    if form.frame_width:
        aim, most = fit.count(form), 2 * form.frame_width * context.frames
        forms = [replace(form, **alone, frame_width=width) for width in range(1, most)]
        alone["frame_width"] = min(forms, key=lambda one: abs(fit.count(one) - aim)).frame_width
    return {"without neighbours": {"context": None, **{f"form.{key}": value for key, value in alone.items()}}}


def chosen(made, kind, without):
    """Of the variants those that are asked for, with what they are held against."""
    found = variants(made, kind)
    return {name: change for name, change in found.items() if name == "with all" or not without or name in without}


def worth(training, kind, fold, share, seeds, without=()):
    """The table of a network."""
    wanted = {
        name: changes | dict(of=kind, folds=[fold], seeds=list(range(1, seeds + 1)))
        for name, changes in chosen(training.plan, kind, without).items()
    }
    segmenter = None
    if kind == "classifier" and not proxies.answered(training):
        segmenter = proxies.run(training, {"with all": dict(folds=[fold])}, share)[0]
    runs = proxies.run(training, wanted, share, segmenter)
    key = next(key for key in ("dice", "auc", "accuracy", "ap50", "ap_centre") if key in runs[0].figures())
    values = {name: [one.figures()[key] for one in runs if one.name == name] for name in wanted}
    rows = [_row(name, found, values["with all"]) for name, found in values.items()]
    folders = {name: [one.folder for one in runs if one.name == name] for name in wanted}
    if kind == "detector":
        for row in rows[1:]:
            row |= detected.gain(training, folders["with all"], folders[row["network"]])
    if kind == "segmenter":
        context = training.plan.segmenter.context
        slices = context is None or context.axis == "slice"
        for row in rows:
            row |= _outlined(folders["with all"], folders[row["network"]], slices)
            own = [one for one in runs if one.name == row["network"]]
            row["weights"] = fit.count(own[0].training.plan.segmenter.form)
            row["attention"] = [_attention(one) for one in own]
    words = dict(dice="mean Dice", auc="AUC", accuracy="accuracy", ap50="AP50", ap_centre="AP by middles")[key]
    steps = getattr(runs[0].training.plan, kind).schedule.steps
    beside = {} if segmenter is None else dict(masks="experts")
    plan = journal.plan_id(training.plan, kind)
    return dict(fold=fold, seeds=seeds, share=share, steps=steps, figure=words, rows=rows, plan=plan) | beside


def _row(name, values, whole):
    lost = {} if values is whole else dict(difference=round(float(np.mean(values) - np.mean(whole)), 4))
    return dict(network=name, values=values) | lost


def _attention(run):
    """What a lesion's point gives the lesion over its share of the area, a median over images; None without the block."""
    network = fit.load(run.training.plan.segmenter, run.folder)
    found = attention.of_fold(run.training, network, run.fold)
    return round(float(np.median([lesion for lesion, _ in found])), 3) if found else None


def _outlined(whole, without, slices):
    """Beside the mean Dice of the images: the difference with its interval, and the same of volumes where images are slices
    of some, and not frames.
    """
    found = {} if whole is without else outlined.gain(whole, without)
    of_volumes = [outlined.volumes(outlined.read(folder)) for folder in without]
    if slices and of_volumes[0]:
        found["values_volumes"] = [round(float(np.mean([one["dice"] for one in rows])), 4) for rows in of_volumes]
        if whole is not without:
            gain = outlined.gain(whole, without, outlined.volumes)
            found |= {f"volumes_{key}": value for key, value in gain.items()}
    return found


def ablate(training, fold, share=proxies.SHARE, seeds=SEEDS, without=(), of=()):
    """Writes and returns {network: table}; `without` names the variants and `of` the networks, all where it is empty.
    Tables of the plan's other networks that are there already stay in the file.
    """
    kinds = _kinds(training.plan, without, of)
    kept = {
        kind: table
        for kind, table in tables(training.out).items()
        if kind in training.plan.networks() and table.get("plan") == journal.plan_id(training.plan, kind)
    }
    found = {}
    for kind in kinds:
        table = worth(training, kind, fold, share, seeds, without)
        found[kind] = _with_rows(kept.get(kind), table, variants(training.plan, kind))
    (training.out / FILE).write_text(yaml.safe_dump(kept | found, sort_keys=False))
    return found


def _with_rows(before, table, order):
    """The table with the rows of an earlier one of the same runs that it has not."""
    if before is None or {**before, "rows": None} != {**table, "rows": None}:
        return table
    rows = {row["network"]: row for row in (*before["rows"], *table["rows"])}
    return table | dict(rows=[rows[name] for name in order if name in rows])


def _kinds(made, without, of=()):
    """The networks that have something to leave out of what is asked for."""
    if strange := [kind for kind in of if kind not in made.networks()]:
        raise DataError(f"The plan has no {strange[0]}; it has {' and '.join(made.networks())}.")
    there = {kind: list(variants(made, kind))[1:] for kind in made.networks() if not of or kind in of}
    known = list(dict.fromkeys(name for names in there.values() for name in names))
    if strange := [name for name in without if name not in known]:
        raise DataError(f"There is no variant {strange[0][:100]!r}; there are {', '.join(known)}.")
    return [kind for kind, names in there.items() if not without or set(without) & set(names)]


def tables(out):
    """{network: table} of a folder; nothing where it was not tried."""
    path = Path(out) / FILE
    return yaml.safe_load(path.read_text()) if path.exists() else {}


def table_for(training, kind):
    """What the card of a network shows, None where there is none; `of` is the training that this one goes on from, where the
    table was brought along from there.
    """
    table = tables(training.out).get(kind)
    if table is None or table.get("plan") == journal.plan_id(training.plan, kind):
        return table
    if training.plan.start:
        return table | dict(of=training.plan.start)
    print(f"Remark: {training.out / FILE} is of another plan of the {kind}: its card goes without that table.")
    return None


def into_card(table, model):
    """Of a model that goes on from another training the table is of that one's schedule, which is then said."""
    command = json.loads((model / "figures.json").read_text()).get("command", "").split()
    if "--start-from" in command:
        table = table | dict(of=Path(command[command.index("--start-from") + 1]).name)
    card.add(model, SECTION, sections.mechanisms(table), dict(mechanisms=table))


def _require_own(model, dataset_name, kinds):
    """That a model is of these data, as its card says, and gets a table."""
    kind = model.name.rpartition("-")[2]
    if kind not in kinds:
        raise DataError(f"There is no table for the card of {model}; there are those of {' and '.join(kinds)}.")
    if not (model / "README.md").is_file():
        raise DataError(f"{model} has no README.md, so it is no folder of a model. Name one that was exported.")
    title = (model / "README.md").read_text().splitlines()[0]
    if title != f"# {dataset_name}-{kind}":
        raise DataError(f"{model} is the model {title.removeprefix('# ')}, the table is of {dataset_name}-{kind}. Name that one.")


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m training ablate", description=__doc__.split("\n\n")[1])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="a folder with a plan")
    parser.add_argument("--fold", help="the fold that is held out; the first")
    parser.add_argument("--share", type=float, default=proxies.SHARE, help="of the plan's steps (0.25)")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many (2)")
    parser.add_argument("--without", nargs="*", default=[], help="names of the variants, as 'without gates'; all")
    parser.add_argument("--of", nargs="*", default=[], choices=NETWORKS, help="networks; all of the plan")
    parser.add_argument(
        "--cards", type=Path, nargs="*", default=[], help="folders of models, NAME-segmenter, NAME-classifier"
    )
    settings = parser.parse_args(arguments)
    training = proxies.training_of(settings.dataset, settings.out)
    fold = settings.fold or training.plan.folds[0]
    kinds = _kinds(training.plan, settings.without, settings.of)
    for model in settings.cards:
        _require_own(model, training.plan.dataset, kinds)
    made = ablate(training, fold, settings.share, settings.seeds, settings.without, settings.of)
    for model in settings.cards:
        into_card(made[model.name.rpartition("-")[2]], model)
    for kind, table in made.items():
        for row in table["rows"]:
            print(f"{kind} {row['network']}: {table['figure']} {', '.join(f'{value:.4f}' for value in row['values'])}")
