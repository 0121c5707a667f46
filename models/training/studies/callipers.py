"""What a fold's networks of pictures lose when callipers and other burnt-in marks are painted out, for the cards of breast
ultrasound: `python studies/callipers.py DATASET --out FOLDER [--fold F] [--card MODEL...]`, from models/training.

FOLDER is that of a training. Where the fold's networks are not there, those with all of `ablate` are taken (in
FOLDER/tried; of --share and --seed). FOLDER/callipers/fold-F gets the painted pictures (look at them), pictures.csv with a
line for each picture that has marks, and figures.yaml; --card writes the table into figures and cards of models.
"""

import argparse
import csv
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml
from PIL import Image
from scipy import ndimage

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training import card, export, figures, fit, folds, images, prepare, proxies, sections  # noqa: E402
from training.dataset import DataError  # noqa: E402

TITLE, KEY = "Without callipers and other marks", "callipers"
THIN, BRIGHT, ABOVE = 7, 150, 90  # pixels; grey values of 255, and so many above what is not thin
NEAR, SPREADS = 31, 2.5  # a mark stands out by so many standard deviations from the square of so many pixels round it
ROUND = 9  # side of the square whose mean fills a mark
VARIANTS = {"as they are": None, "marks painted out": False, "other pixels, where the marks mirrored lie, painted out": True}


def marks(picture):
    """Pixels (y,x) of a picture of 0 to 255 that belong to thin bright marks, with a rim of one."""
    picture = picture.astype(np.float64)
    mean = ndimage.uniform_filter(picture, NEAR)
    spread = np.sqrt(np.maximum(ndimage.uniform_filter(picture**2, NEAR) - mean**2, 1.0))
    thin = picture - ndimage.grey_opening(picture, (THIN, THIN)) >= ABOVE
    return ndimage.binary_dilation(thin & (picture >= BRIGHT) & (picture > mean + SPREADS * spread), np.ones((3, 3)))


def painted(picture, where):
    """The picture as uint8, pixels of `where` filled with the mean of the others round them."""
    picture, rest = picture.astype(np.float64), (~where).astype(np.float64)
    total, number = (ndimage.uniform_filter(values, ROUND) for values in (picture * rest, rest))
    known = number > 1e-6
    filled = np.where(known, total / np.where(known, number, 1.0), np.median(picture))
    return np.round(np.where(where, filled, picture)).astype(np.uint8)


def network(training, kind, fold, share, seed):
    """(network, where it comes from), or None."""
    folder, source = training.folder(kind, folds.part_of(fold)), "of the training"
    if not fit.trained(folder):
        folder = _tried(training, kind, fold, share, seed)
        source = f"with all of `ablate`, {share:g} of the schedule, seed {seed}"
    return (fit.load(getattr(training.plan, kind), folder), source) if fit.trained(folder) else None


def _tried(training, kind, fold, share, seed):
    """The folder of the ablation's network."""

    def proxy(kind, seed, segmenter=None):
        made = replace(proxies.changed(training.plan, {}, share), seed=seed)
        return proxies.Proxy(replace(training, plan=made), "with all", kind, fold, seed, segmenter)

    judged = kind == "classifier" and not proxies.answered(training)
    return proxy(kind, seed, proxy("segmenter", 1) if judged else None).folder


def with_marks(training, fold):
    """({case: marks}, how many pictures the fold has)."""
    cases = {item.case: training.dataset.by_name[item.case] for item in training.items(only=fold) if item.lesion}
    found = {}
    for name, case in cases.items():
        picture = images.picture(case).voxels[0]
        if picture.max() > 255:
            raise DataError(f"{name} has values up to {picture.max():g}; expected pictures of 8 bits.")
        found[name] = marks(picture)
    return {name: where for name, where in found.items() if where.any()}, len(cases)


def variant(training, found, mirrored, folder):
    """A Training of the pictures with marks alone, as they are (None) or painted."""
    folder.mkdir(parents=True)
    cases = []
    for name, where in found.items():
        case = training.dataset.by_name[name]
        if mirrored is not None:
            picture = images.picture(case).voxels[0]
            path = folder / case.channels[0].name
            Image.fromarray(painted(picture, where[:, ::-1] & ~where if mirrored else where)).save(path)
            case = replace(case, channels=(path,))
        cases.append(case)
    data = replace(training.dataset, cases=tuple(cases))
    return replace(training, dataset=data, prepared=prepare.prepare(data, training.plan.grid, folder / "prepared"))


def rows(training, networks):
    """A row a picture: group, Dice at 0.5 and, with a classifier of two classes, truth and score with that mask."""
    items, names = training.prepared.items, training.dataset.description.class_names
    answers = folds.segmented(training, networks["segmenter"], items)
    found = {item.case: dict(group=item.group, dice=folds.dices(training, answers, [item])[0]) for item in items}
    if "classifier" in networks:
        told = [item for item in items if item.kind]
        for row in folds.classified(training, networks["classifier"], told, answers):
            truth = names.index(row["kind"])
            score = figures.softmax(np.array(row["predicted"]))[1] if row["found"] else 1 - truth
            found[row["case"]] |= dict(truth=truth, score=float(score))
    return found


def compared(said):
    """A row a variant, from {variant: {picture: row}}: figures, and what is lost, with intervals by patient."""
    first = next(iter(said.values()))
    table = []
    for name, found in said.items():
        row, pairs = dict(pictures_are=name), [dict(group=a["group"], a=a, b=found[case]) for case, a in first.items()]
        told = [pair for pair in pairs if "truth" in pair["a"]]
        for key, some, way in (("dice", pairs, _dice), ("auc", told, _auc)):
            if some:
                row |= _figure(key, some, way) | ({} if found is first else _difference(key, some, way))
        table.append(row)
    return table


def _figure(key, pairs, way):
    return {key: round(float(way(pairs, "b")), 4)}


def _difference(key, pairs, way):
    def lost(chosen):
        return way(chosen, "b") - way(chosen, "a")

    low, high = figures.interval(pairs, lost)
    return {f"{key}_difference": round(float(lost(pairs)), 4), f"{key}_difference_from": low, f"{key}_difference_to": high}


def _dice(pairs, which):
    return np.mean([pair[which]["dice"] for pair in pairs])


def _auc(pairs, which):
    return figures.auc([pair[which]["truth"] == 1 for pair in pairs], [pair[which]["score"] for pair in pairs])


def study(training, fold, share, seed):
    """Writes and returns the figures."""
    loaded = {kind: network(training, kind, fold, share, seed) for kind in _kinds(training)}
    if loaded["segmenter"] is None:
        raise DataError(
            f"{training.out} has no segmenter of fold {fold}: neither in runs nor, with {share:g} of the schedule and seed "
            f"{seed}, of `ablate` in tried. Train one first, or name another --fold, --share or --seed."
        )
    loaded = {kind: one for kind, one in loaded.items() if one is not None}
    found, pictures = with_marks(training, fold)
    if not found:
        raise DataError(f"None of the {pictures} pictures of fold {fold} has a mark. There is nothing to paint out.")
    folder = training.out / "callipers" / f"fold-{fold}"
    shutil.rmtree(folder, ignore_errors=True)
    networks, said = {kind: one for kind, (one, _) in loaded.items()}, {}
    for name, mirrored in VARIANTS.items():
        said[name] = rows(variant(training, found, mirrored, folder / name.replace(", ", " ")), networks)
    result = dict(
        fold=fold,
        pictures=len(found),
        of=pictures,
        share=round(float(np.mean([where.mean() for where in found.values()])), 4),
        networks={kind: source for kind, (_, source) in loaded.items()},
        rows=compared(said),
    )
    result = export.known(result)
    _write(folder, said, result)
    return result


def _kinds(training):
    two = training.plan.classifier and len(training.dataset.description.class_names) == 2
    return ("segmenter", "classifier") if two else ("segmenter",)


def _write(folder, said, result):
    (folder / "figures.yaml").write_text(yaml.safe_dump(result, sort_keys=False))
    keep = ("group", "dice", "truth", "score")
    lines = [
        dict(pictures_are=name, case=case) | {key: row[key] for key in keep if key in row}
        for name, found in said.items()
        for case, row in found.items()
    ]
    with open(folder / "pictures.csv", "w", newline="") as f:
        writer = csv.DictWriter(f, ("pictures_are", "case", *keep), restval="")
        writer.writeheader()
        writer.writerows(lines)


def lines(found):
    """The section of a card."""
    told = "auc" in found["rows"][0]
    head = ["pictures", "mean Dice", "difference (95 %)", *(["AUC", "difference (95 %)"] if told else [])]
    cells = [
        (row["pictures_are"], *(cell for key in ("dice", "auc") if key in row for cell in _cells(row, key)))
        for row in found["rows"]
    ]
    networks = "; ".join(f"{kind} {source}" for kind, source in found["networks"].items())
    return [
        f"## {TITLE}",
        f"Fold {found['fold']}, by networks that have not seen it ({networks}), masks at 0.5. {found['pictures']} of "
        f"{found['of']} pictures have thin bright marks, as callipers, dotted lines and letters; with a rim of one pixel they "
        f"take {100 * found['share']:.1f} % of the picture, and the mean of what is round them is put in their place. The rule that "
        "tells marks takes some speckle and thin bright layers for marks and leaves some letters. The last row tells what painting "
        "costs elsewhere; callipers lie on a lesion's border, and what painting costs there is not told apart. Intervals by patient, "
        "pairs of the same pictures.",
        "",
        *sections.table(head, cells),
    ]


def _cells(row, key):
    low, high = (row.get(f"{key}_difference_{end}") for end in ("from", "to"))
    lost = row.get(f"{key}_difference")
    return f"{row[key]:.3f}", "" if lost is None else figures.with_interval(lost, low, high, "+.3f")


def training_of(data, out):
    """Of pictures of one channel."""
    training = proxies.training_of(data, out)
    channels = {path.suffix for case in training.dataset.cases for path in case.channels}
    if channels != {".png"} or len(training.dataset.description.channels) != 1 or not training.plan.segmenter:
        raise DataError(f"{data}: expected pictures (PNG) of one channel, and a plan with a segmenter.")
    return training


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder of a training, or one in which `ablate` was run")
    parser.add_argument("--fold", help="the fold that is held out; the first")
    parser.add_argument("--share", type=float, default=proxies.SHARE, help="of the schedule, of networks of `ablate` (0.25)")
    parser.add_argument("--seed", type=int, default=1, help="of those networks (1)")
    parser.add_argument("--card", type=Path, nargs="*", default=[], help="folders of models, NAME-segmenter, NAME-classifier")
    settings = parser.parse_args(arguments)
    try:
        training = training_of(settings.dataset, settings.out)
        found = study(training, settings.fold or training.plan.folds[0], settings.share, settings.seed)
    except DataError as fault:
        raise SystemExit(str(fault)) from None
    print(*lines(found), sep="\n")
    for model in settings.card:
        card.add(model, TITLE, lines(found), {KEY: found})


if __name__ == "__main__":
    main()
