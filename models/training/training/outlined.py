"""What a segmenter of one fold is worth, image by image and, where slices make a volume, volume by volume; and what one
gains over another on the same images.
"""

import json

import numpy as np

from . import figures, folds

FILE = "outlined.json"


def rows(training, network, items):
    """A row an item: voxels of the expert's lesions, of the answer at 0.5, and of both."""
    answers, found = folds.segmented(training, network, items), []
    for item in items:
        said, truth = answers[item.name].max(0) >= 127.5, training.truth(item) > 0
        counts = dict(both=int((said & truth).sum()), said=int(said.sum()), truth=int(truth.sum()))
        found.append(dict(name=item.name, case=item.case, group=item.group, **counts))
    return found


def write(found, folder):
    (folder / FILE).write_text(json.dumps(found))


def read(folder):
    return json.loads((folder / FILE).read_text())


def images(found):
    """Rows with `dice` of the items that have a lesion."""
    return [row | dict(dice=2 * row["both"] / (row["said"] + row["truth"])) for row in found if row["truth"]]


def volumes(found):
    """Rows as of `images`, of cases; none where every case is one item."""
    cases = {}
    for row in found:
        cases.setdefault(row["case"], []).append(row)
    if len(cases) == len(found):
        return []
    whole = [
        dict(name=case, group=of[0]["group"], **{key: sum(row[key] for row in of) for key in ("both", "said", "truth")})
        for case, of in cases.items()
    ]
    return images(whole)


def summary(found):
    whole = volumes(found)
    beside = dict(volumes=len(whole), dice_volumes=round(_mean(whole), 4)) if whole else {}
    return figures.overlap([row["dice"] for row in images(found)]) | beside


def gain(before, after, rows_of=images):
    """What the runs in the folders `after` gain over those in `before`, pairs of seeds on the same images: the mean over
    seeds and images, and its interval by patient, of two patients or more.
    """
    pairs = [tuple(rows_of(read(folder)) for folder in pair) for pair in zip(before, after, strict=True)]
    gains = [[b["dice"] - a["dice"] for a, b in zip(*pair, strict=True)] for pair in pairs]
    found = [dict(group=row["group"], dice=value) for row, value in zip(pairs[0][0], np.mean(gains, 0))]
    low, high = figures.interval(found, _mean)
    return dict(difference=round(_mean(found), 4), difference_from=low, difference_to=high)


def _mean(found):
    return float(np.mean([row["dice"] for row in found]))
