"""The experiment log: one line a run in OUT/experiments.csv, written by the program."""

import csv
import hashlib
import time
from dataclasses import asdict
from pathlib import Path

COLUMNS = ("when", "dataset", "network", "fold", "plan", "steps", "widths", "seconds", "figures")


def note(out, network, fold, plan, seconds, found):
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
    )
    path = Path(out) / "experiments.csv"
    new = not path.exists()
    with open(path, "a", newline="") as f:
        writer = csv.DictWriter(f, COLUMNS)
        if new:
            writer.writeheader()
        writer.writerow(row)


def plan_id(plan):
    """Eight digits that differ where plans differ."""
    return hashlib.sha256(repr(sorted(asdict(plan).items())).encode()).hexdigest()[:8]
