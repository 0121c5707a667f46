"""What slices say together, where a plan in 2D meets volumes: the smallest and the flattest lesion of a volume, and
what the volumes' figures are then. All from out-of-fold answers.

Flatness is the diameter of the circle with the area of a lesion's largest section, over the number of slices that it
cuts times their distance: 1 for a ball. A lesion in the first or last slice may go on outside, so that nobody knows how
flat it is; it stays.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from . import figures, images

SMALLEST_ML, FLATTEST = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5), (0.0, 4.0, 3.0, 2.0, 1.5)  # 0: any
DEAR = 0.005  # Dice that leaving out may cost
COUNTS_ML = 0.1  # experts' lesions that are to be found
TOUCHING = np.ones((3, 3, 3))
SHARES = ("found_share", "invented_a_volume", "free_slices_touched")


@dataclass(frozen=True)
class Piece:
    """A component of a mask: `hits` are the experts' lesions that it meets, `slices` those that it cuts."""

    voxels: int
    overlap: int
    ml: float
    flatness: float
    cut_off: bool
    hits: frozenset
    slices: frozenset

    def stays(self, smallest, flattest):
        return self.ml >= smallest and (not flattest or self.cut_off or self.flatness <= flattest)


@dataclass(frozen=True)
class Seen:
    """A volume: its patient, the components found in it, and what the expert drew."""

    group: str
    pieces: tuple
    truth: int
    lesions: frozenset
    free_slices: frozenset

    def dice(self, smallest, flattest):
        kept = self.kept(smallest, flattest)
        return 2 * sum(p.overlap for p in kept) / max(1, self.truth + sum(p.voxels for p in kept))

    def kept(self, smallest, flattest):
        return [piece for piece in self.pieces if piece.stays(smallest, flattest)]


def settle(training, answers, truths, threshold):
    """{smallest_ml, flattest, figures}; nothing where the data set has no volumes of slices."""
    seen = [_seen(training, items, answers, truths, threshold) for items in _volumes(training)]
    if not any(one.truth for one in seen):
        return {}
    best, found = chosen(seen)
    ill = [one for one in seen if one.truth]
    rows = [dict(group=one.group, dice=one.dice(*best)) for one in ill]
    low, high = figures.interval(rows, lambda chosen: np.mean([row["dice"] for row in chosen]))
    found |= dict(dice_from=low, dice_to=high)
    return dict(smallest_ml=best[0], flattest=best[1], **found) | _spread(seen, best)


def _spread(seen, best, times=300):
    """Intervals of what is found and invented."""

    def of(key):
        return lambda rows: _together(rows)[key]

    rows = [dict(group=one.group, **_count(one, *best)) for one in seen]
    return figures.intervals(rows, {key: of(key) for key in SHARES}, times)


def chosen(seen):
    """((smallest, flattest), figures): of what costs hardly any Dice, what finds most lesions; of that what invents
    least; of that what leaves out least.
    """
    choices = {(smallest, flat): summary(seen, smallest, flat) for smallest in SMALLEST_ML for flat in FLATTEST}
    least = max(found["dice"] for found in choices.values()) - DEAR
    good = [choice for choice, found in choices.items() if found["dice"] >= least]
    most = max(choices[choice]["found"] for choice in good)
    good = [choice for choice in good if choices[choice]["found"] == most]
    best = min(good, key=lambda choice: (choices[choice]["invented_a_volume"], choice[0], -(choice[1] or math.inf)))
    return best, choices[best]


def _volumes(training):
    """Items of each case that has several, in their order."""
    if training.plan.grid.dims != 2 or training.plan.grid.spacing is None:  # frames and pictures have no volume
        return []
    cases = {}
    for item in training.prepared.items:
        cases.setdefault(item.case, []).append(item)
    return [sorted(items, key=lambda item: item.number) for items in cases.values() if len(items) > 1]


def _seen(training, items, answers, truths, threshold):
    mask = np.stack([answers[item.name].max(0) >= threshold * 255 for item in items])
    truth = np.stack([truths[item.name] for item in items])
    return seen_in(items[0].group, mask, truth, images.size(training.dataset.by_name[items[0].case].label)[1])


def seen_in(group, mask, truth, spacing):
    """Arrays z, y, x and the spacing in their order."""
    ml = float(np.prod(spacing)) / 1000
    drawn, count = ndimage.label(truth, TOUCHING)
    sizes = np.bincount(drawn.ravel(), minlength=count + 1)
    found, number = ndimage.label(mask, TOUCHING)
    boxes = ndimage.find_objects(found, number)
    pieces = tuple(
        _piece(found[box] == k + 1, drawn[box], box[0].start, len(mask), spacing) for k, box in enumerate(boxes)
    )
    free = frozenset(np.flatnonzero(~truth.any((1, 2))).tolist())
    lesions = frozenset(k for k in range(1, count + 1) if sizes[k] * ml >= COUNTS_ML)
    return Seen(group, pieces, int(truth.sum()), lesions, free)


def _piece(mask, drawn, first, count, spacing):
    """Of a component in its box, whose first slice is one of so many."""
    end, area = first + len(mask), mask.sum((1, 2)).max() * spacing[1] * spacing[2]
    hit = drawn[mask]
    return Piece(
        voxels=int(mask.sum()),
        overlap=int((hit > 0).sum()),
        ml=float(mask.sum() * np.prod(spacing) / 1000),
        flatness=float(2 * math.sqrt(area / math.pi) / (len(mask) * spacing[0])),
        cut_off=first == 0 or end == count,
        hits=frozenset(np.unique(hit[hit > 0]).tolist()),
        slices=frozenset(range(first, end)),
    )


def summary(seen, smallest, flattest):
    dice = np.mean([one.dice(smallest, flattest) for one in seen if one.truth])
    return dict(cases=len(seen), dice=round(float(dice), 4)) | counts(seen, smallest, flattest)


def counts(seen, smallest, flattest):
    """What is found, invented and touched; shares of nothing are NaN."""
    return _together([_count(one, smallest, flattest) for one in seen])


def _count(one, smallest, flattest):
    """Of one volume."""
    kept = one.kept(smallest, flattest)
    hits = frozenset().union(*(piece.hits for piece in kept))
    cut = frozenset().union(*(piece.slices for piece in kept))
    return dict(
        lesions=len(one.lesions),
        found=len(one.lesions & hits),
        invented=sum(not piece.hits for piece in kept),
        free_slices=len(one.free_slices),
        touched=len(one.free_slices & cut),
    )


def _together(rows):
    """The counts of several volumes."""
    total = {key: sum(row[key] for row in rows) for key in ("lesions", "found", "invented", "free_slices", "touched")}
    return dict(
        lesions=total["lesions"],
        found=total["found"],
        found_share=_share(total["found"], total["lesions"]),
        invented_a_volume=_share(total["invented"], len(rows)),
        free_slices=total["free_slices"],
        free_slices_touched=_share(total["touched"], total["free_slices"]),
    )


def _share(some, of):
    return round(some / of, 4) if of else float("nan")
