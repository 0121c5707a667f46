"""The experiment log: one line a run in OUT/experiments.csv, written by the program.

`name` is empty for a run of the plan itself.
"""

import csv
import hashlib
import json
import time
from pathlib import Path

from .plan import as_mapping

COLUMNS = ("when", "dataset", "network", "fold", "plan", "steps", "widths", "seconds", "figures", "name")


def note(out, network, fold, plan, seconds, found, name=""):
    chosen = getattr(plan, network)
    row = dict(
        when=time.strftime("%Y-%m-%d %H:%M"),
        dataset=plan.dataset,
        network=network,
        fold=fold,
        plan=plan_id(plan, network),
        steps=chosen.schedule.steps,
        widths=" ".join(map(str, chosen.form.widths)),
        seconds=round(seconds),
        figures=" ".join(f"{key.replace(' ', '_')}={value}" for key, value in found.items()),
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


LATER = (("", "view", None), ("augmentation", "on_a_box", 0.7))  # keys that plans did not have from the beginning


def plan_id(plan, network):
    """Eight digits that differ where plans differ in how they train the network, whatever they say of it."""
    text = as_mapping(plan)
    text = {key: text[key] for key in ("dataset", "grid", "folds", "prompt", "seed", network)}
    text[network]["schedule"]["seconds_a_step"] = 0.0
    text[network]["schedule"].pop("memory_gib")
    for part, key, usual in LATER:
        part = text[network][part] if part else text[network]
        if part[key] == usual:
            del part[key]
    return hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()[:8]
