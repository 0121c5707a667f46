"""`python -m training DATASET --out FOLDER [--budget 10h] [--device auto|cpu|cuda] [--threads N] [--plan FILE]
[--start-from FOLDER] [--resume] [--plan-only] [--train-only]`.

`python -m training compare A B` tells what B gains over A on the same folds, `python -m training ablate DATASET --out
FOLDER` what each mechanism is worth, `python -m training try DATASET CHANGES.yaml --out FOLDER` what changes of a plan
are worth on a few folds, and `python -m training measure DATASET --out FOLDER --jar JAR` what the Java program makes of
it all. `python -m training retest FOLDER --plan PLAN` gives a model folder the tests that the trainer writes now.

Checks the data, plans, trains all folds and the final networks, and goes on where it was stopped with --resume.
"""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from . import (
    ablate,
    begun,
    checks,
    compare,
    dataset,
    detector_plan,
    fingerprint,
    fit,
    folds,
    measured,
    plan,
    planner,
    prepare,
    proxies,
    retest,
    runs,
    start,
)

FAULTS = 20  # of the data, that are told
PLANNED = dict(budget=10.0, device="auto", threads=0, seed=1)  # options that a plan answers, and what they usually are
HERE = Path(__file__).resolve().parents[1]  # models/training


def hours(text):
    unit = {"h": 1.0, "m": 1 / 60, "s": 1 / 3600}.get(text[-1:])
    try:
        return float(text[:-1]) * unit if unit else float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no time; expected 10h, 90m or 300s") from None


def options(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for the plan, the runs and what comes of them")
    parser.add_argument("--budget", type=hours, help="for each network, all folds and the final one together (10h)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), help="(auto)")
    parser.add_argument("--threads", type=int, help="of the processor; 0 tries one and all (0)")
    parser.add_argument("--seed", type=int, help="(1)")
    parser.add_argument("--plan", type=Path, help="a plan that was made before, instead of a new one")
    parser.add_argument(
        "--start-from", type=Path, help="the --out of a training: each network goes on from that fold's network there"
    )
    parser.add_argument("--resume", action="store_true", help="go on in a folder that has a plan; what is done is kept")
    parser.add_argument(
        "--train-only", action="store_true", help="stop before figures and export; --resume goes on, here or elsewhere"
    )
    parser.add_argument("--plan-only", action="store_true", help="stop when the plan is written")
    settings = parser.parse_args(arguments)
    given = [name for name in PLANNED if getattr(settings, name) is not None]
    if given and settings.plan:
        print(f"Remark: --{' and --'.join(given)} {'changes' if len(given) == 1 else 'change'} nothing beside --plan.")
    for name, usual in PLANNED.items():
        if getattr(settings, name) is None:
            setattr(settings, name, usual)
    return settings


def command_of(settings, made):
    """For the card: as it runs in models/training, without the folders of this machine. DATA is where the data sets lie."""
    out = _from_here(settings.out, f"../{settings.out.resolve().name}")
    begin = f"python -m training DATA/{settings.dataset.resolve().name} --out {out} "
    if made.start:
        begin += f"--start-from {Path(out).parent / made.start} "
    if settings.plan:
        return begin + f"--plan {_from_here(settings.plan, f'plans/{settings.plan.name}')}"
    return (
        begin + f"--budget {settings.budget:g}h --device {settings.device} --threads {settings.threads} "
        f"--seed {settings.seed}"
    )


def command_for(settings, made):
    """The one that a training was begun with, where it goes on without a plan beside it."""
    now = command_of(settings, made)
    return now if settings.plan else begun.command(settings.out, made, now)


def _from_here(path, otherwise):
    """Seen from models/training where it lies in models."""
    path = path.resolve()
    return os.path.relpath(path, HERE) if HERE.parent in path.parents else otherwise


def checked(folder, out):
    data = dataset.read(folder)
    faults, remarks, looks = checks.faults_and_remarks(data)
    for sentence in remarks:
        print("Remark:", sentence)
    if faults:
        more = [f"And {len(faults) - FAULTS} more faults."] if len(faults) > FAULTS else []
        raise dataset.DataError("\n".join(faults[:FAULTS] + more))
    checks.contact_sheet(looks, out / "contact-sheet.png")
    return data, looks


def planned(settings):
    """The data and their plan: the one in the folder, the one given, or a new one."""
    path = settings.out / "plan.yaml"
    if path.exists():
        made = plan.read(path)
        if settings.plan and replace(plan.read(settings.plan), start=made.start, says=made.says) != made:
            raise dataset.DataError(f"{path} differs from {settings.plan}. Leave --plan out, or take another folder.")
        if not settings.resume:
            raise dataset.DataError(f"{path} is there. Go on with --resume, or take another folder.")
        detector_plan.require(made)
        start.require(made, settings.out, settings.start_from)
        has_begun = (settings.out / "prepared/items.json").exists()  # from then on `prepare` compares the data
        data = dataset.read(settings.dataset) if has_begun else checked(settings.dataset, settings.out)[0]
        begun.require_fit(made, data, path)
        return data, made
    settings.out.mkdir(parents=True, exist_ok=True)
    data, looks = checked(settings.dataset, settings.out)
    if settings.plan:
        made = plan.read(settings.plan)
        if made.dataset != data.description.name:
            raise dataset.DataError(f"{settings.plan} was made for {made.dataset}, not for {data.description.name}.")
    else:
        found = fingerprint.fingerprint(data, looks)
        asked = data, found, settings.budget, settings.device, settings.threads, settings.seed
        made = planner.plan(*asked) if set(data.description.networks) - {"detector"} else None
        if "detector" in data.description.networks:
            made = detector_plan.plan(*asked[:2], made, *asked[2:])
    begun.require_fit(made, data, settings.plan or path)
    detector_plan.require(made)
    if settings.start_from:
        made = start.take(settings.start_from, data, made, settings.out)
    start.require(made, settings.out, settings.start_from)
    plan.write(made, path)
    begun.note(settings.out, command_of(settings, made), made)
    return data, made


def trained(settings):
    """Trains what is not there yet, and returns the folders that were written."""
    data, made = planned(settings)
    print(*made.says, sep="\n", flush=True)
    if settings.plan_only:
        return []
    if any(fit.device_of(getattr(made, name).mode) != getattr(made, name).mode.device for name in made.networks()):
        print("Remark: the plan was made for a GPU and there is none here: a step takes far longer than the plan says.")
    prepared = prepare.prepare(data, made.grid, settings.out / "prepared")
    training = folds.Training(data, made, prepared, settings.out, command_for(settings, made))
    if settings.train_only:
        runs.train(training)
        return []
    return runs.run_all(training)


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments[:1] == ["compare"]:
            if len(arguments) != 3:
                raise dataset.DataError("compare needs two folders: python -m training compare A B")
            compare.main(*arguments[1:])
            return 0
        if arguments[:1] == ["try"]:
            proxies.main(arguments[1:])
            return 0
        if arguments[:1] == ["measure"]:
            measured.main(arguments[1:])
            return 0
        if arguments[:1] == ["ablate"]:
            ablate.main(arguments[1:])
            return 0
        if arguments[:1] == ["retest"]:
            retest.main(arguments[1:])
            return 0
        settings = options(arguments)
        fit.keep_memory()
        for folder in trained(settings):
            print("Written:", folder)
    except dataset.DataError as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
