"""What changes of a plan are worth: `python -m training try DATASET CHANGES.yaml --out FOLDER`, in a
folder with a plan.

CHANGES.yaml has for each name the changes of the plan, by place (`segmenter.loss.affinity: 0`), none for the plan as it
is; `of: classifier` or `of: detector` where it is not the segmenter's; `folds` and `seeds`. Each is trained on those
folds in a share of the schedule (a quarter), and a line goes to OUT/experiments.csv: mean Dice, AUC or accuracy with
predicted masks, or average precision of boxes.
Classifiers need what the segmenters of all folds say. Runs that are there already are kept.
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from . import begun, dataset, detected, figures, fit, folds, journal, outlined, plan, prepare
from .store import Store

SHARE = 0.25
OTHER = ("of", "folds", "seeds")  # keys of a variant that are no places in the plan


def changed(made, changes, share=SHARE):
    """The plan with the changes, and with a share of its steps."""
    text = plan.as_mapping(made)
    for place, value in changes.items():
        *way, last = place.split(".")
        entry = text
        for step in way:
            entry = entry.get(step) if isinstance(entry, dict) else None
        if (
            way[:1] not in (["segmenter"], ["classifier"], ["detector"])
            or not isinstance(entry, dict)
            or last not in entry
        ):
            raise dataset.DataError(
                f"There is no {place} to change. Take a place in plan.yaml under segmenter, classifier or detector, "
                "with dots, as segmenter.loss.affinity."
            )
        entry[last] = value
    for name in made.networks():
        text[name]["schedule"]["steps"] = max(2, round(text[name]["schedule"]["steps"] * share))
    return plan.from_mapping(text)


@dataclass(frozen=True)
class Proxy:
    """One run: `training` has the changed plan and the seed, `fold` is held out. `segmenter` is a segmenter's Proxy of the
    same fold, whose masks a classifier is judged with where the folds of the plan have none.
    """

    training: folds.Training
    name: str
    network: str
    fold: str
    seed: int
    segmenter: "Proxy | None" = None

    @property
    def folder(self):
        title = f"{self.name}, fold {self.fold}, seed {self.seed}, {journal.plan_id(self.training.plan, self.network)}"
        if self.segmenter is not None:
            title += f", of experts' masks, judged with {journal.plan_id(self.segmenter.training.plan, 'segmenter')}"
        return self.training.out / "tried" / self.network / title

    def run(self, store):
        """As fit.Run wants it."""
        if self.network == "detector":
            return detected.task(self.training, self.fold, store), self.folder, None, self.note
        task = folds.segmentation_task if self.network == "segmenter" else folds.classification_task
        return task(self.training, self.fold, store), self.folder, None, self.note

    def note(self):
        """The figures of the held-out fold, and a line in the log."""
        found = self._measured()
        masks = "" if self.segmenter is None else ", of experts' masks"
        name, seconds = f"{self.name}, seed {self.seed}{masks}", fit.seconds(self.folder)
        journal.note(self.training.out, self.network, self.fold, self.training.plan, seconds, found, name)
        folds.write_figures(self.folder, found)  # the last of all, for it says that the run is done
        print(self.network, f"fold {self.fold}", name, *(f"{k}={v}" for k, v in found.items()), flush=True)

    def _measured(self):
        if self.network == "detector":
            return detected.answered(self.training, self.fold, self.folder, detected.store(self.training))
        network = fit.load(getattr(self.training.plan, self.network), self.folder)
        if self.network == "classifier":
            return self._told(network)
        rows = outlined.rows(self.training, network, self.training.items(only=self.fold))
        outlined.write(rows, self.folder)
        return outlined.summary(rows)

    def _told(self, network):
        """With predicted masks, of networks that have not seen the patient."""
        items = [item for item in self.training.items(only=self.fold) if item.kind and item.lesion]
        masks = self.training.held_out(self.fold) if self.segmenter is None else self.segmenter.masks(items)
        rows = folds.classified(self.training, network, items, masks)
        return figures.summary(rows, "predicted", list(self.training.dataset.description.class_names))

    def masks(self, items):
        """What a segmenter says of items, as folds.Training.held_out."""
        return folds.segmented(self.training, fit.load(self.training.plan.segmenter, self.folder), items)

    def figures(self):
        return yaml.safe_load((self.folder / "figures.yaml").read_text())


def run(training, wanted, share=SHARE, segmenter=None):
    """The Proxies of all variants, each trained and measured; `segmenter` as a Proxy has it."""
    proxies = [one for name, entry in wanted.items() for one in _of(training, name, entry or {}, share, segmenter)]
    for network in ("segmenter", "classifier", "detector"):
        missing = [one for one in proxies if one.network == network and not (one.folder / "figures.yaml").exists()]
        if missing:
            _train(training, network, missing)
    return proxies


def _of(training, name, entry, share, segmenter):
    network = entry.get("of", "segmenter")
    if network not in training.plan.networks():
        raise dataset.DataError(f"{name} is `of: {network}`; the plan has {' and '.join(training.plan.networks())}.")
    if network == "classifier" and segmenter is None and not answered(training):
        raise dataset.DataError(f"{name} needs what all folds of the segmenter say. Train them first (--train-only).")
    made = changed(training.plan, {key: value for key, value in entry.items() if key not in OTHER}, share)
    wanted = [str(fold) for fold in entry.get("folds", training.plan.folds[:1])]
    strange = [fold for fold in wanted if fold not in training.plan.folds]
    if strange:
        raise dataset.DataError(
            f"There is no fold {strange[0][:100]!r}; the plan has {', '.join(training.plan.folds)}."
        )
    for fold in wanted:
        for seed in entry.get("seeds", [1]):
            yield Proxy(replace(training, plan=replace(made, seed=seed)), name, network, fold, seed, segmenter)


def _train(training, network, proxies):
    network_plan = getattr(training.plan, network)
    device = fit.device_of(network_plan.mode)
    if network == "detector":
        store = detected.store(training)
    elif network == "segmenter":
        store = Store(training.prepared, training.prepared.items, device)
    else:
        answers = training.out_of_fold_on_grid() if proxies[0].segmenter is None else {}
        store = folds.classification_store(training, answers)
    done = [one for one in proxies if fit.trained(one.folder)]
    folds.trained_together(store, (one.run(store) for one in proxies if one not in done), network_plan)
    for one in done:
        one.note()


def answered(training):
    """Whether a classifier has masks to learn from."""
    paths = [training.folder("segmenter", f"fold-{fold}") / "answers.npz" for fold in training.plan.folds]
    return all(path.exists() for path in paths)


def training_of(data, out):
    """Of a folder that has a plan."""
    if not (out / "plan.yaml").exists():
        raise dataset.DataError(f"{out} has no plan.yaml: train there first, or write one with --plan-only.")
    read, made = dataset.read(data), plan.read(out / "plan.yaml")
    if made.start:
        raise dataset.DataError(
            f"{out} goes on from the networks of {made.start}, so that its schedule tells nothing from the beginning. "
            f"Take the folder of {made.start}."
        )
    begun.require(out, made)
    begun.require_fit(made, read, out / "plan.yaml")
    fit.keep_memory()
    return folds.Training(read, made, prepare.prepare(read, made.grid, out / "prepared"), out)


def main(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m training try", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dataset", type=Path)
    parser.add_argument("changes", type=Path, help="YAML: the variants of the plan, by name")
    parser.add_argument("--out", type=Path, required=True, help="folder that has a plan")
    parser.add_argument("--share", type=float, default=SHARE, help="of the plan's steps (0.25)")
    settings = parser.parse_args(arguments)
    wanted = yaml.safe_load(settings.changes.read_text())
    if not isinstance(wanted, dict):
        raise dataset.DataError(f"{settings.changes} holds no variants. Expected lines such as wider: {{...}}.")
    run(training_of(settings.dataset, settings.out), wanted, settings.share)
