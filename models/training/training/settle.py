"""What out-of-fold answers decide (threshold, smallest lesion, temperature) and say (figures with intervals by
patient).

OUT/settled.yaml holds both; OUT/out-of-fold.csv a line for each case or slice.
"""

import csv
import json

import numpy as np
import yaml
from sklearn import metrics

from . import attention, figures

THRESHOLDS = [round(0.2 + 0.05 * k, 2) for k in range(13)]
SHARES = (0.0, 0.1, 0.25, 0.5)  # of the size below which one in a hundred experts' lesions is
DEAR = 0.0005  # Dice that a smallest lesion may cost


def settle(training):
    """Writes and returns what settled.yaml holds; needs every fold of every network."""
    items = training.prepared.items
    answers, truths = training.out_of_fold(), {item.name: training.truth(item) > 0 for item in items}
    found = {"segmenter": _segmenter(items, answers, truths)}
    rows = {item.name: _row(item, answers, truths, found["segmenter"]) for item in items}
    found["segmenter"]["figures"] = _overlaps(training, rows)
    found["segmenter"]["attention"] = attention.out_of_fold(training)
    if training.plan.classifier:
        found["classifier"] = _classifier(training, rows)
    with open(training.out / "out-of-fold.csv", "w", newline="") as f:
        writer = csv.DictWriter(f, list(dict.fromkeys(key for row in rows.values() for key in row)), restval="")
        writer.writeheader()
        writer.writerows(rows.values())
    (training.out / "settled.yaml").write_text(yaml.safe_dump(found, sort_keys=False))
    return found


def _segmenter(items, answers, truths):
    """Sizes are in voxels of the prepared grid."""
    with_lesion = [item for item in items if truths[item.name].any()]

    def mean(threshold, smallest):
        return float(
            np.mean(
                [
                    figures.dice(
                        figures.masked(answers[i.name].max(0), threshold * 255, smallest * _scale(i)), truths[i.name]
                    )
                    for i in with_lesion
                ]
            )
        )

    curve = {threshold: round(mean(threshold, 0), 4) for threshold in THRESHOLDS}
    threshold = max(curve, key=lambda t: (curve[t], -abs(t - 0.5)))
    small = float(np.percentile([truths[i.name].sum() / _scale(i) for i in with_lesion], 1))
    by_size = {round(share * small, 1): round(mean(threshold, share * small), 4) for share in SHARES}
    smallest = max(size for size, value in by_size.items() if value >= max(by_size.values()) - DEAR)
    return dict(threshold=threshold, smallest_voxels=smallest, dice_by_threshold=curve, dice_by_smallest=by_size)


def _scale(item):
    """Voxels of the file for each of the prepared grid."""
    return float(np.prod(item.source) / np.prod(item.shape))


def _row(item, answers, truths, settled):
    mask = figures.masked(
        answers[item.name].max(0), settled["threshold"] * 255, settled["smallest_voxels"] * _scale(item)
    )
    truth = truths[item.name]
    return dict(
        case=item.name,
        group=item.group,
        fold=item.fold,
        kind=item.kind,
        experts_voxels=int(truth.sum()),
        voxels=int(mask.sum()),
        dice=round(figures.dice(mask, truth), 4) if truth.any() else "",
        size=float(mask.sum() / _scale(item)),
        experts_size=float(truth.sum() / _scale(item)),
    )


def _overlaps(training, rows):
    """Of all, of each class, and of each value of what else cases.csv tells, where it has few."""
    lesions = [row for row in rows.values() if row["dice"] != ""]
    result = {"all": _overlap(lesions)}
    columns = {"kind": {row["case"]: row["kind"] for row in lesions}}
    for column in training.dataset.cases[0].extra:
        columns[column] = {
            row["case"]: training.dataset.by_name[row["case"].split("@")[0]].extra[column] for row in lesions
        }
    for column, values in columns.items():
        different = sorted(set(values.values()) - {""})
        if 1 < len(different) <= 8:
            result |= {
                f"{column} {value}": _overlap([row for row in lesions if values[row["case"]] == value])
                for value in different
            }
    empty = [row for row in rows.values() if row["dice"] == ""]
    if empty:
        result["without lesion"] = dict(
            cases=len(empty), touched=round(sum(row["voxels"] > 0 for row in empty) / len(empty), 4)
        )
    return result


def _overlap(rows):
    found = figures.overlap([row["dice"] for row in rows])
    low, high = interval(rows, lambda chosen: np.mean([row["dice"] for row in chosen]))
    return found | dict(dice_from=low, dice_to=high)


def interval(rows, statistic, times=1000):
    """The 95 % interval of a figure, groups (patients) drawn with replacement."""
    groups = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    groups, rng, values = list(groups.values()), np.random.default_rng(0), []
    for _ in range(times):
        chosen = [row for k in rng.integers(0, len(groups), len(groups)) for row in groups[k]]
        values.append(statistic(chosen))
    return tuple(round(float(v), 4) for v in np.nanpercentile(values, (2.5, 97.5)))


def _classifier(training, rows):
    names = list(training.dataset.description.class_names)
    said = []
    for fold in training.plan.folds:
        said += json.loads((training.folder("classifier", f"fold-{fold}") / "answers.json").read_text())
    seen = [row for row in said if row["found"]]
    heat = figures.temperature([row["kind"] for row in seen], [row["predicted"] for row in seen], names)
    result = dict(temperature=heat)
    for which in ("predicted", "experts"):
        warmed = [
            row | {which: (np.array(row[which]) / heat).tolist(), "group": rows[row["case"]]["group"]} for row in said
        ]
        result[which] = figures.summary(warmed, which, names)
        key = "auc" if "auc" in result[which] else "accuracy"
        low, high = interval(
            warmed, lambda chosen, which=which, key=key: figures.summary(chosen, which, names).get(key, np.nan), 300
        )
        result[which] |= {f"{key}_from": low, f"{key}_to": high}
    for row in said:
        probability = figures.softmax(np.array(row["predicted"]) / heat)
        rows[row["case"]] |= dict(
            found=row["found"], **{f"p_{name}": round(float(p), 5) for name, p in zip(names, probability)}
        )
    if len(names) == 2:
        result["controls"] = {
            f"{column} alone, AUC": _alone(column, [rows[row["case"]] for row in said], names)
            for column in ("size", "experts_size")
        }
    return result


def _alone(column, rows, names):
    return round(
        float(metrics.roc_auc_score([row["kind"] == names[1] for row in rows], [row[column] for row in rows])), 4
    )
