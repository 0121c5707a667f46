"""The experiment log: one line a run in OUT/experiments.csv, written by the program.

`name` is empty for a run of the plan itself.
"""

import csv
import hashlib
import time
from dataclasses import asdict
from pathlib import Path

COLUMNS = ("when", "dataset", "network", "fold", "plan", "steps", "widths", "seconds", "figures", "name")


def note(out, network, fold, plan, seconds, found, name=""):
    chosen = getattr(plan, network)
    row = dict(
        when=time.strftime("%Y-%m-%d %H:%M"),
        dataset=plan.dataset,
        network=network,
        fold=fold,
        plan=plan_id(plan),
        steps=chosen.schedule.steps,
        widths=" ".join(map(str, chosen.form.widths)),
        seconds=round(seconds),
        figures=" ".join(f"{key}={value}" for key, value in found.items()),
        name=name,
    )
    path = Path(out) / "experiments.csv"
    columns = _columns(path)
    with open(path, "a", newline="") as f:
        writer = csv.DictWriter(f, columns or COLUMNS, extrasaction="ignore")
        if not columns:
            writer.writeheader()
        writer.writerow(row)


def _columns(path):
    """Those of a log that was begun, which may be older."""
    if not path.exists():
        return None
    with open(path, newline="") as f:
        return csv.DictReader(f).fieldnames


def plan_id(plan):
    """Eight digits that differ where plans differ in what they train, whatever they say and whatever time they take."""
    text = asdict(plan) | {"says": []}
    for name in plan.networks():
        text[name]["schedule"]["seconds_a_step"] = 0.0
    return hashlib.sha256(repr(sorted(text.items())).encode()).hexdigest()[:8]
