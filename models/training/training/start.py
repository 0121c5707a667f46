"""Networks that a training goes on from: those of another training, fold by fold, so that none has seen the patients
whom it is measured on.

They are copied to OUT/start, so that nothing else is needed to resume.
"""

import shutil
from dataclasses import replace
from pathlib import Path

from . import fit, plan, prepare
from .dataset import DataError


KEPT = ("form", "patch", "patch_step", "context")  # of a network's plan, that it cannot change
FREE = {"detector": ("patch",)}  # but a detector, for which a tile is but a part of a picture


def take(other, data, made, out):
    """Copies the networks of the folder `other` and returns the plan that says so; refused where a network would know
    patients that its fold holds out, or was made for other inputs."""
    other = Path(other).resolve()
    for name in ("plan.yaml", "prepared/items.json"):
        if not (other / name).exists():
            raise DataError(f"{other} has no {name}, so it is no --out of a training.")
    _same_folds({item.group: item.fold for item in prepare.Prepared(other / "prepared").items}, data, other)
    _same_inputs(plan.as_mapping(plan.read(other / "plan.yaml")), plan.as_mapping(made), made.networks(), other)
    parts = [Path(network) / part for network in made.networks() for part in _parts(made)]
    for part in parts:
        if not fit.trained(other / "runs" / part):
            raise DataError(f"{other / 'runs' / part} has no trained network. Let that training end first.")
    for part in parts:
        (out / "start" / part).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(other / "runs" / part / "trained.pt", out / "start" / part / "trained.pt")
    return replace(made, start=other.name)


def require(made, out, other):
    """That a plan has the networks that it goes on from, and none where it begins anew."""
    if other and Path(other).resolve().name != made.start:
        raise DataError(f"{out} does not go on from {other}. Leave --start-from out, or take another folder.")
    here = [fit.trained(out / "start" / network / part) for network in made.networks() for part in _parts(made)]
    if made.start and not all(here):
        raise DataError(
            f"The plan goes on from the networks of {made.start}. Name their folder with --start-from; where the training "
            f"was begun elsewhere, bring {out / 'start'} along."
        )
    for network in made.networks():
        if not made.start and not getattr(made, network).schedule.steps:
            raise DataError(f"The {network}'s plan has no steps, which needs a network to start from: --start-from.")


def _parts(made):
    return (*(f"fold-{fold}" for fold in made.folds), "final")


def _same_inputs(before, after, networks, other):
    for network in networks:
        kept = [key for key in KEPT if key not in FREE.get(network, ())]
        if before[network] is None or any(before[network][key] != after[network][key] for key in kept):
            raise DataError(
                f"The {network} in {other} has another form than the plan's. Plan with the form that is there: "
                f"--plan with a copy of {other / 'plan.yaml'}, its schedule changed."
            )
    if before["grid"] != after["grid"]:
        raise DataError(f"{other} was trained on another grid than the plan's. Plan with a copy of its plan.yaml.")


def _same_folds(known, data, other):
    moved = sorted({case.group for case in data.cases if known.get(case.group, case.fold) != case.fold})
    if moved:
        raise DataError(
            f"Patient {moved[0]} is in another fold here than in {other} ({len(moved)} such patients), whose networks "
            "have seen whom they would be measured on. Give the patients the folds that they had."
        )
