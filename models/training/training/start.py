"""Networks that a training goes on from: those of another training, fold by fold, so that none has seen the patients
whom it is measured on.

They are copied to OUT/start, so that nothing else is needed to resume.
"""

import shutil
from pathlib import Path

from . import fit, plan, prepare
from .dataset import DataError


def take(other, data, made, out):
    """From the folder `other` to `out`; refused where a network would know patients that its fold holds out, or has
    another form."""
    other = Path(other)
    for name in ("plan.yaml", "prepared/items.json"):
        if not (other / name).exists():
            raise DataError(f"{other} has no {name}, so it is no --out of a training.")
    _same_folds({item.group: item.fold for item in prepare.Prepared(other / "prepared").items}, data, other)
    before, after = plan.as_mapping(plan.read(other / "plan.yaml")), plan.as_mapping(made)
    for network in made.networks():
        if before[network] is None or before[network]["form"] != after[network]["form"]:
            raise DataError(
                f"The {network} in {other} has another form than the plan's. Plan with the form that is there: "
                f"--plan with a copy of {other / 'plan.yaml'}, its schedule changed."
            )
        for part in (*(f"fold-{fold}" for fold in made.folds), "final"):
            _copy(other / "runs" / network / part, out / "start" / network / part)


def _same_folds(known, data, other):
    moved = sorted({case.group for case in data.cases if known.get(case.group, case.fold) != case.fold})
    if moved:
        raise DataError(
            f"Patient {moved[0]} is in another fold here than in {other} ({len(moved)} such patients), whose networks "
            "have seen whom they would be measured on. Give the patients the folds that they had."
        )


def _copy(source, target):
    if not fit.trained(source):
        raise DataError(f"{source} has no trained network. Let that training end first.")
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source / "trained.pt", target / "trained.pt")
