#!/usr/bin/env python3
"""Computes anew what the tests of `metric` have left: `cross_check_metrics.py [metrics.json]`.

Components and boxes by scikit-image, surfaces and distances by SciPy, COCO's figures in a plane by pycocotools and in a volume by
plain matrices, classes by scikit-learn, the signed-rank test by SciPy; resamples are cases put together again, each as often as it
was drawn. With a `score.py` that SCORE names, or beside the project in shared/tools, its figures are compared too. Figures agree within 1e-6,
distances within 1e-3 mm. Only what is wrong is listed. Exit code 1 if something differs; 0 with a message if a package is missing.
"""
import contextlib
import importlib.util
import io
import json
import math
import os
import sys
from pathlib import Path

try:
    import numpy as np
    import sklearn.metrics
    from pycocotools import mask as coco_mask
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval
    from scipy import ndimage, optimize, stats
    from skimage import measure
except ImportError as missing:
    print(f"SKIPPED: the cross-check of the metrics: {missing}")
    sys.exit(0)

TOLERANCES = (1.0, 2.0, 0.5)
RATES = (0.125, 0.25, 0.5, 1, 2, 4, 8)
IOUS = np.linspace(0.5, 0.95, 10)
EVERY = 100000
SPHERES = [math.pi / 6 * d**3 for d in (10, 30)]
SIZES = {True: {"": (0, 1e10), "_small": (0, 32**2), "_medium": (32**2, 96**2), "_large": (96**2, 1e10)},
         False: {"": (0, 1e10), "_small": (0, SPHERES[0]), "_medium": SPHERES, "_large": (SPHERES[1], 1e10)}}
DISTANCES = ("hd95", "assd")
faults, compared = [], 0


def check(what, ours, theirs, tolerance=1e-6):
    global compared
    compared += 1
    ours = float("nan") if ours is None else ours
    if not (math.isnan(ours) and math.isnan(theirs) or abs(ours - theirs) <= tolerance):
        faults.append(f"{what}: {ours} but {theirs} is expected")


def tolerance(name):
    return 1e-3 if name in DISTANCES else 1e-6


# ---------------------------------------------------------------------------------------------------------------- one case
class Case:
    """Masks with all of their figures, from whole arrays."""

    def __init__(self, described, label=None, minimum=0):
        shape = described["size"][::-1]
        prediction = np.array(described["prediction"]).reshape(shape)
        reference = np.array(described["reference"]).reshape(shape)
        self.planar = shape[0] == 1
        self.calibrated = described["calibrated"]
        self.spacing = np.array(described["spacing"][::-1])
        if self.planar:
            prediction, reference, self.spacing = prediction[0], reference[0], self.spacing[1:]
        self.prediction = prediction == label if label else prediction > 0
        self.reference = reference == label if label else reference > 0
        self.voxel = float(np.prod(self.spacing))
        scores = {int(number): score for number, score in described["scores"].items()}
        self.score_of = np.zeros(prediction.max() + 1)
        for number in range(1, len(self.score_of)):
            self.score_of[number] = scores.get(number, math.nan)
        self.numbers = prediction
        self.references = self.lesions(self.reference, minimum)
        self.predictions = self.lesions(self.prediction, minimum)
        self.scores = [self.score(np.unique(self.numbers[lesion], return_counts=True)) for lesion in self.predictions]
        self.iou = np.array([[np.count_nonzero(r & p) / np.count_nonzero(r | p) for p in self.predictions]
                             for r in self.references]).reshape(len(self.references), len(self.predictions))

    def score(self, numbers):
        """Mean over the voxels; of one number exactly its score."""
        return float(self.score_of[numbers[0][0]] if len(numbers[0]) == 1
                     else np.average(self.score_of[numbers[0]], weights=numbers[1]))

    def lesions(self, mask, minimum):
        labels = measure.label(mask, connectivity=mask.ndim)
        each = [labels == region.label for region in measure.regionprops(labels)]
        each = [lesion for lesion in each if np.count_nonzero(lesion) >= max(1, minimum / self.voxel)]
        return sorted(each, key=lambda lesion: (-np.count_nonzero(lesion), np.flatnonzero(lesion)[0]))

    def surface_distances(self):
        surfaces = [mask & ~ndimage.binary_erosion(mask) for mask in (self.prediction, self.reference)]
        count = sum(np.count_nonzero(surface) for surface in surfaces)
        if not all(mask.any() for mask in (self.prediction, self.reference)):
            return np.zeros(0), count
        to = [ndimage.distance_transform_edt(~surface, sampling=self.spacing) for surface in surfaces]
        return np.concatenate([to[1][surfaces[0]], to[0][surfaces[1]]]), count

    def pairs(self, least):
        if not self.iou.size:
            return []
        rows, columns = optimize.linear_sum_assignment(-np.where(self.iou >= least, self.iou, 0))
        return [self.iou[r, c] for r, c in zip(rows, columns) if self.iou[r, c] >= least]

    def counts(self):
        """Of each rule: lesions, predicted, found, confirmed, sum of IoU."""
        lesions, predicted = len(self.references), len(self.predictions)
        found = sum(bool((lesion & self.prediction).any()) for lesion in self.references)
        confirmed = sum(bool((lesion & self.reference).any()) for lesion in self.predictions)
        rules = {"": (lesions, predicted, found, confirmed, 0)}
        for name, least in (("_iou10", 0.1), ("_iou50", 0.5)):
            rules[name] = (lesions, predicted, len(self.pairs(least)), len(self.pairs(least)), 0)
        half = [iou for iou in self.iou.ravel() if iou > 0.5]
        rules["pq"] = (lesions, predicted, len(half), len(half), sum(half))
        return {name: np.array(counts, float) for name, counts in rules.items()}

    def figures(self):
        p, r = np.count_nonzero(self.prediction), np.count_nonzero(self.reference)
        both = np.count_nonzero(self.prediction & self.reference)
        distances, count = self.surface_distances()
        counts = self.counts()
        figures = {
            "lesions": len(self.references), "predicted": len(self.predictions), "found": counts[""][2],
            "invented": len(self.predictions) - counts[""][3], "matched": counts["_iou10"][2],
            "volume_ref": r * self.voxel, "volume_pred": p * self.voxel,
            "dice": ratio(2 * both, p + r), "iou": ratio(both, p + r - both),
            "volume_error_ml": (p - r) * self.voxel / 1000 if self.calibrated and not self.planar else math.nan,
            "volume_error_percent": ratio(100 * (p - r), r),
            "hd95": float(np.percentile(distances, 95)) if len(distances) else math.nan,
            "assd": float(distances.mean()) if len(distances) else math.nan}
        for mm in TOLERANCES:
            figures[f"surface_dice_{mm:g}mm"] = ratio(np.count_nonzero(distances <= mm * (1 + 1e-6)), count)
        return figures | of_counts(counts)

    def replaced(self):
        figures = self.figures()
        for name, value in figures.items():
            if not math.isnan(value) or name in ("volume_error_ml",):
                continue
            lesion_wise = name.startswith("lesion_") or name in ("pq", "rq", "sq")
            p, r = ((len(self.predictions) == 0, len(self.references) == 0) if lesion_wise
                    else (not self.prediction.any(), not self.reference.any()))
            error = name in DISTANCES or name.startswith("volume_")
            if p and r:
                figures[name] = 0 if error else 1
            elif p or r:
                diagonal = math.sqrt(sum((n * s) ** 2 for n, s in zip(self.prediction.shape, self.spacing)))
                figures[name] = diagonal if name in DISTANCES else math.nan if error else 0
        return figures


def ratio(a, b):
    return a / b if b else math.nan


def of_counts(counts):
    figures = {}
    for name in ("", "_iou10", "_iou50"):
        lesions, predicted, found, confirmed, _ = counts[name]
        precision, recall = ratio(confirmed, predicted), ratio(found, lesions)
        figures["lesion_precision" + name] = precision
        figures["lesion_recall" + name] = recall
        harmonic = 2 * precision * recall / (precision + recall) if found and predicted else 0.0
        figures["lesion_f1" + name] = harmonic if lesions + predicted else math.nan
    lesions, predicted, found, _, iou = counts["pq"]
    all_of = found + (predicted - found) / 2 + (lesions - found) / 2
    return figures | {"pq": ratio(iou, all_of), "rq": ratio(found, all_of), "sq": ratio(iou, found)}


# --------------------------------------------------------------------------------------------------------------- detection
class Image:
    """What detection needs of a case: sizes, scores, and how much each pair overlaps."""

    def __init__(self, references, predictions, scores, planar, voxel, masks=None):
        self.references, self.predictions, self.scores, self.planar = references, predictions, scores, planar
        self.voxel, self.masks = voxel, masks
        self.box_iou = np.array([[box_iou(r, p) for p in predictions] for r in references]).reshape(
            len(references), len(predictions))
        self.iou = masks[2] if masks else self.box_iou
        touches = self.iou if masks else self.box_iou
        self.hit = [[j for j in range(len(predictions)) if touches[i, j] > 0] for i in range(len(references))]
        self.false = masks[3] if masks else [j for j in range(len(predictions)) if not (touches[:, j] > 0).any()]

    def sizes(self, of_boxes):
        unit = 1 if self.planar else self.voxel
        real = [np.count_nonzero(lesion) for lesion in self.masks[0]] if self.masks else list(map(volume, self.references))
        found = (list(map(volume, self.predictions)) if of_boxes or not self.masks
                 else [np.count_nonzero(lesion) for lesion in self.masks[1]])
        return [n * unit for n in real], [n * unit for n in found]


def volume(box):
    return (box[3] - box[0]) * (box[4] - box[1]) * (box[5] - box[2])


def box_iou(a, b):
    sides = [min(a[k + 3], b[k + 3]) - max(a[k], b[k]) for k in range(3)]
    shared = np.prod(sides) if min(sides) > 0 else 0
    return shared / (volume(a) + volume(b) - shared)


def box_of(lesion):
    box = measure.regionprops(lesion.astype(np.uint8))[0].bbox
    n = lesion.ndim
    low, high = (0,) * (3 - n) + box[:n], (1,) * (3 - n) + box[n:]
    return [low[2], low[1], low[0], high[2], high[1], high[0]]


def image_of(case):
    false = [j for j, lesion in enumerate(case.predictions) if not (lesion & case.reference).any()]
    return Image([box_of(lesion) for lesion in case.references], [box_of(lesion) for lesion in case.predictions],
                 case.scores, case.planar, case.voxel, (case.references, case.predictions, case.iou, false))


def matrices(images, kind, thresholds, low, high, most=EVERY):
    """Average precision, of a few detections average recall, by COCO's rules, from whole matrices; -1 becomes NaN."""
    curves = []
    for threshold in thresholds:
        rows, lesions = [], 0
        for image in images:
            real, found = image.sizes(kind == "box")
            iou = image.box_iou if kind == "box" else image.iou
            ignored = [not low <= size <= high for size in real]
            order = sorted(range(len(real)), key=lambda i: ignored[i])
            free = [True] * len(real)
            lesions += len(real) - sum(ignored)
            for j in sorted(range(len(found)), key=lambda j: -image.scores[j])[:most]:
                best, match = min(threshold, 1 - 1e-10), None
                for i in order:
                    if match is not None and not ignored[match] and ignored[i]:
                        break
                    if free[i] and iou[i, j] >= best:
                        best, match = iou[i, j], i
                if match is not None:
                    free[match] = False
                    rows.append((image.scores[j], None if ignored[match] else True))
                else:
                    rows.append((image.scores[j], False if low <= found[j] <= high else None))
        if not lesions:
            return math.nan
        rows = [right for _, right in sorted(rows, key=lambda row: -row[0]) if right is not None]
        recall = np.cumsum(rows) / lesions if rows else np.zeros(0)
        precision = np.cumsum(rows) / np.arange(1, len(rows) + 1)
        if most < EVERY:
            curves.append(recall[-1] if len(rows) else 0)
            continue
        curves.append(np.mean([precision[recall >= r].max() if (recall >= r).any() else 0
                               for r in np.linspace(0, 1, 101)]))
    return float(np.mean(curves))


def pycoco(images, kind, thresholds, low, high, most=EVERY):
    data, results = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "lesion"}]}, []
    for at, image in enumerate(images, 1):
        width, height = (image.masks[0] + image.masks[1] + [np.zeros((1, 1))])[0].shape[::-1] if image.masks else (999, 999)
        data["images"].append({"id": at, "width": width, "height": height})
        for i, box in enumerate(image.references):
            annotation = {"id": len(data["annotations"]) + 1, "image_id": at, "category_id": 1, "iscrowd": 0,
                          "bbox": flat(box), "area": float(image.sizes(True)[0][i])}
            if kind == "mask":
                annotation["segmentation"] = encoded(image.masks[0][i])
            data["annotations"].append(annotation)
        for j, box in enumerate(image.predictions):
            result = {"image_id": at, "category_id": 1, "score": image.scores[j]}
            results.append(result | ({"bbox": flat(box)} if kind == "box" else {"segmentation": encoded(image.masks[1][j])}))
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = data
        truth.createIndex()
        judge = COCOeval(truth, truth.loadRes(results) if results else COCO(), "bbox" if kind == "box" else "segm")
        judge.params.imgIds = [image["id"] for image in data["images"]]
        judge.params.catIds = [1]
        judge.params.maxDets = [most]
        judge.params.iouThrs = np.array(thresholds)
        judge.params.areaRng, judge.params.areaRngLbl = [[low, high]], ["all"]
        judge.evaluate()
        judge.accumulate()
    precision, recall = judge.eval["precision"], judge.eval["recall"]
    if (precision == -1).any():
        return math.nan
    return float((recall if most < EVERY else precision).mean())


def flat(box):
    return [float(box[0]), float(box[1]), float(box[3] - box[0]), float(box[4] - box[1])]


def encoded(lesion):
    return coco_mask.encode(np.asfortranarray(lesion.astype(np.uint8)))


def average_precisions(images, judge):
    figures = {}
    for kind in ("box", "mask"):
        if kind == "mask" and not images[0].masks:
            continue
        for size, (low, high) in SIZES[images[0].planar].items():
            figures[f"ap_{kind}{size}"] = judge(images, kind, IOUS, low, high)
        for iou in (0.5, 0.75):
            figures[f"ap{iou * 100:.0f}_{kind}"] = judge(images, kind, [iou], 0, 1e10)
    return figures | {"ar_box": judge(images, "box", IOUS, 0, 1e10, 100)}


def free_response(images):
    scores = sorted({score for image in images for score in image.scores}, reverse=True)
    lesions = sum(len(image.references) for image in images)
    points = [(0.0, 0.0)]
    for least in scores:
        found = sum(any(image.scores[j] >= least for j in hits) for image in images for hits in image.hit)
        false = sum(image.scores[j] >= least for image in images for j in image.false)
        point = (false / len(images), found / lesions if lesions else math.nan)
        points += [point] if point != points[-1] else []
    names = ["1_8", "1_4", "1_2", "1", "2", "4", "8"]
    at = [max(y for x, y in points if x <= rate + 1e-12) if lesions else math.nan for rate in RATES]
    return {f"sensitivity_fp_{name}": value for name, value in zip(names, at)} | {"cpm": float(np.mean(at))}, points


# ----------------------------------------------------------------------------------------------------------- the comparisons
def check_cases(data):
    path = Path(os.environ.get("SCORE", Path(__file__).resolve().parents[4] / "shared/tools/score.py"))
    scorer = None
    if path.is_file():
        spec = importlib.util.spec_from_file_location("score", path)
        scorer = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(scorer)
    cases = {}
    for described in data["cases"]:
        name = described["name"]
        cases[name] = Case(described)
        for what, theirs in (("figures", cases[name].figures()), ("replaced", cases[name].replaced()),
                             ("label2", Case(described, label=2).figures()),
                             ("minimum", Case(described, minimum=4.5).figures())):
            if set(theirs) != set(described[what]):
                faults.append(f"{name} {what}: has {set(theirs) ^ set(described[what])} on one side only")
            for figure, value in theirs.items():
                check(f"{name} {what} {figure}", described[what][figure], value, tolerance(figure))
        if scorer:
            case = cases[name]
            for least, what in ((0, "figures"), (4.5, "minimum")):
                for figure, value in scorer.score(case.prediction, case.reference, tuple(case.spacing), least).items():
                    check(f"score.py: {name} {what} {figure}", described[what][figure], value, tolerance(figure))
    return cases, scorer is not None


def pooled_of(cases, judge):
    counts = [case.counts() for case in cases]
    total = {rule: sum(each[rule] for each in counts) for rule in counts[0]}
    images = [image_of(case) for case in cases]
    return of_counts(total) | free_response(images)[0] | average_precisions(images, judge)


def check_together(part, data, cases, judges):
    own = data[part]
    chosen = [cases[name] for name in own["cases"]]
    values = {name: [case.figures() for case in chosen] for name in ("mean", "median")}
    values["replaced"] = [case.replaced() for case in chosen]
    if len({case.calibrated for case in chosen}) > 1:
        for row in (row for rows in values.values() for row in rows):
            row.update({figure: math.nan for figure in row if figure in DISTANCES or figure.startswith("surface_dice")})
    draws = np.array(own["draws"])
    groups = np.array(own["groups"])
    for draw in draws:
        if len({(group, count) for group, count in zip(groups, draw)}) != len(set(groups)):
            faults.append(f"{part}: cases of one patient are drawn apart")
        if sum(dict(zip(groups, draw)).values()) != len(set(groups)):
            faults.append(f"{part}: not as many patients are drawn as there are")
    for kind, rows in values.items():
        middle = np.median if kind == "median" else np.mean
        for figure in rows[0]:
            column = np.array([row[figure] for row in rows], float)
            of = lambda copies: known(middle, np.repeat(column, copies))
            check_interval(f"{part} {kind} {figure}", own["figures"][figure][kind], of, draws, tolerance(figure))
    for judge in judges:
        resampled = [pooled_of([case for case, n in zip(chosen, copies) for _ in range(n)], judge)
                     for copies in [np.ones(len(chosen), int), *draws]]
        for figure, value in resampled[0].items():
            ours = own["figures"][figure]["pooled"]
            check(f"{part} pooled {figure} ({judge.__name__})", ours[0], value)
            check_percentiles(f"{part} pooled {figure}", ours, [row[figure] for row in resampled[1:]], 1e-6)
    points = free_response([image_of(case) for case in chosen])[1]
    for ours, (x, y) in zip(own["froc"], points, strict=True):
        check(f"{part} FROC", ours["x"], x)
        check(f"{part} FROC", ours["y"], y)


def known(middle, values):
    values = values[~np.isnan(values)]
    return float(middle(values)) if len(values) else math.nan


def check_interval(what, ours, of, draws, tolerance):
    check(what, ours[0], of(np.ones(draws.shape[1], int)), tolerance)
    check_percentiles(what, ours, [of(copies) for copies in draws], tolerance)


def check_percentiles(what, ours, resampled, tolerance):
    defined = [value for value in resampled if not math.isnan(value)]
    if ours[0] is not None and defined:
        low, high = np.percentile(defined, [10, 90])
        check(what + " from", ours[1], float(low), tolerance)
        check(what + " to", ours[2], float(high), tolerance)


def one_to_one(image, closeness):
    """Boxes of an image by falling score, each with the closest lesion that is free: what free_response needs of it."""
    image.hit, image.false, free = [[] for _ in image.references], [], set(range(len(image.references)))
    for j in sorted(range(len(image.predictions)), key=lambda j: -image.scores[j]):
        close = {i: closeness(image.references[i], image.predictions[j]) for i in sorted(free)}
        best = max(close, key=close.get, default=None)
        if best is None or close[best] <= 0:
            image.false.append(j)
        else:
            free.remove(best)
            image.hit[best].append(j)
    return image


def by_overlap(real, found):
    iou = box_iou(real, found)
    return iou if iou >= 0.5 else 0


def by_centre(real, found):
    middles = [[(box[k] + box[k + 3]) / 2 for k in range(3)] for box in (real, found)]
    grown = (2, 2, 0)
    inside = all(real[k] - grown[k] <= middles[1][k] <= real[k + 3] + grown[k] for k in range(3))
    return 1 / (1 + math.dist(*middles)) if inside else 0


def check_boxes(part, own, planar, judges, closeness=None):
    images = [Image(case["references"], case["predictions"], case["scores"], planar, own["voxel"]) for case in own["cases"]]
    if closeness:
        images = [one_to_one(image, closeness) for image in images]
    theirs = free_response(images)[0]
    for judge in judges:
        for figure, value in (theirs | average_precisions(images, judge)).items():
            check(f"{part} {figure} ({judge.__name__})", own["figures"][figure], value)
    for figure in own["figures"]:
        if "mask" in figure:
            check(f"{part} {figure}", own["figures"][figure], math.nan)


def check_signed_ranks(ranks):
    for own in ranks:
        method = "exact" if own["exact"] else "asymptotic"
        theirs = stats.wilcoxon(own["differences"], zero_method="wilcox", method=method)
        check(f"signed rank of {own['differences']}: statistic", own["statistic"], float(theirs.statistic))
        check(f"signed rank of {own['differences']}: p", own["p"], float(theirs.pvalue), 1e-9)


def check_classes(own):
    """A case without an answer is wrong, and at the wrong end of each order: last of its class, first of the rest."""
    classes, answers = own["classes"], own["answers"]
    theirs, each, truth, is_class, sure, answered, known, known_truth = of_answers(classes, answers)
    if len(classes) == 2:
        check("brier of two classes", own["figures"]["brier"], 2 * sklearn.metrics.brier_score_loss(known_truth, known[:, 1]))
    check("area", theirs["roc_auc"], sklearn.metrics.roc_auc_score(is_class, sure, average="macro"))
    if set(theirs) != set(own["figures"]):
        faults.append(f"classes: {set(theirs) ^ set(own['figures'])} on one side only")
    for figure, value in theirs.items():
        check(f"classes {figure}", own["figures"][figure], value)
    for kind, ours, figures in zip(classes, own["each"], each):
        for figure, value in figures.items():
            check(f"{kind} {figure}", ours[figure], value)
    matrix = sklearn.metrics.confusion_matrix(truth, answered, labels=range(len(classes) + 1))[:-1].tolist()
    if own["confusion"]["counts"] != matrix or own["confusion"]["predicted"] != [*classes, ""]:
        faults.append("classes: another confusion matrix")
    wrong, right, _ = sklearn.metrics.roc_curve(is_class[:, 1], sure[:, 1], drop_intermediate=False)
    for point, x, y in zip(own["roc"], wrong, right, strict=True):
        check("ROC", point["x"], x)
        check("ROC", point["y"], y)


def of_answers(classes, answers):
    truth = np.array([classes.index(answer["expected"]) for answer in answers])
    is_class = truth[:, None] == np.arange(len(classes))
    missing = np.array([not answer["predicted"] for answer in answers])
    sure = np.array([[answer["probabilities"].get(kind, math.nan) for kind in classes] for answer in answers])
    sure[missing] = np.where(is_class[missing], -1, 2)
    answered = np.where(missing, len(classes), sure.argmax(1))
    known, known_truth, known_class = sure[~missing], truth[~missing], is_class[~missing]
    each = []
    for k in range(len(classes)):
        wrong, right, _ = sklearn.metrics.roc_curve(is_class[:, k], sure[:, k], drop_intermediate=False)
        each.append({"roc_auc": sklearn.metrics.roc_auc_score(is_class[:, k], sure[:, k]),
                     "average_precision": sklearn.metrics.average_precision_score(is_class[:, k], sure[:, k]),
                     "sensitivity_at_specificity_90": right[wrong <= 0.1 + 1e-12].max(),
                     "balanced_accuracy": (answered == k)[truth == k].mean()})
    bins, right = np.ceil(known.max(1) * 15), known.argmax(1) == known_truth
    ece = sum(abs(right[bins == b].mean() - known.max(1)[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))
    theirs = {name: float(np.mean([figures[name] for figures in each])) for name in each[0]} | {
        "accuracy": sklearn.metrics.accuracy_score(truth, answered),
        "average_precision": sklearn.metrics.average_precision_score(is_class, sure, average="macro"),
        "brier": float(((known - known_class) ** 2).sum(1).mean()), "ece": float(ece)}
    return theirs, each, truth, is_class, sure, answered, known, known_truth


def check_difference(what, own, paired, groups):
    """Signed ranks of the mean differences of the groups; zeros are left out."""
    rows = {}
    for group, difference in zip(groups, paired):
        rows.setdefault(group, []).append(difference)
    means = np.array([np.mean(each) for each in ([d for d in row if not math.isnan(d)] for row in rows.values()) if each])
    check_test(what, own, means)


def check_test(what, own, means):
    means = np.where(abs(means) < 1e-12, 0, means)
    check(what + " tested", own["tested"], float(np.count_nonzero(means)))
    check(what + " zeros", own["zeros"], float(len(means) - np.count_nonzero(means)))
    if np.count_nonzero(means):
        theirs = stats.wilcoxon(means, zero_method="wilcox", correction=False, method="exact" if own["exact"] else "asymptotic")
        check(what + " statistic", own["statistic"], float(theirs.statistic))
        check(what + " p", own["p"], float(theirs.pvalue))


def check_paired_classes(own):
    classes = sorted({answer["expected"] for answer in own["first"]})
    right = lambda answer: float(answer["predicted"] == answer["expected"])
    brier = lambda answer: sum((p - (kind == answer["expected"])) ** 2 for kind, p in answer["probabilities"].items())
    for figure, ours in own["figures"].items():
        counts = {"accuracy": lambda answer: True, "balanced_accuracy": lambda answer: True,
                  "brier": lambda answer: answer["probabilities"], "ece": lambda answer: answer["probabilities"]}.get(
                      figure, lambda answer: answer["probabilities"] or not answer["predicted"])
        pairs = [pair for pair in zip(own["first"], own["second"]) if all(counts(answer) for answer in pair)]
        value = lambda answers: class_figure(figure, classes, answers, right)
        first, second = (value([pair[side] for pair in pairs]) for side in (0, 1))
        check(f"paired {figure} cases", ours["cases"], len(pairs))
        check(f"paired {figure} first", ours["first"], first)
        check(f"paired {figure} second", ours["second"], second)
        check(f"paired {figure}", ours["pooled"][0], second - first)
        resampled = []
        for copies in ours["draws"]:
            drawn = [pair for pair, n in zip(pairs, copies) for _ in range(n)]
            resampled.append(value([b for _, b in drawn]) - value([a for a, _ in drawn]))
        check_percentiles(f"paired {figure}", ours["pooled"], resampled, 1e-6)
        of_case = {"accuracy": right, "brier": brier}.get(figure)
        if of_case:
            check_difference(f"paired {figure}", ours, [of_case(b) - of_case(a) for a, b in pairs], [a["group"] for a, _ in pairs])
        else:
            check(f"paired {figure} tested", ours["tested"], 0.0)


def class_figure(figure, classes, answers, right):
    """Answers without probabilities are those of figures that need none."""
    if figure == "accuracy":
        return float(np.mean([right(answer) for answer in answers]))
    if figure == "balanced_accuracy":
        return float(np.mean([np.mean([right(answer) for answer in answers if answer["expected"] == kind])
                              for kind in sorted({answer["expected"] for answer in answers})]))
    return of_answers(classes, answers)[0][figure]


def check_paired_kinds(own, data):
    described = {each["name"]: each for each in data["cases"]}
    figures, replaced, counts = {}, {}, {}
    for at, name in enumerate(own["cases"]):
        for side, prediction in enumerate((described[name]["prediction"], own["second"][at])):
            for kind in (1, 2, 3):
                case = Case(described[name] | {"prediction": prediction}, label=kind)
                figures[at, side, kind], replaced[at, side, kind] = case.figures(), case.replaced()
                counts[at, side, kind] = case.counts()
    cases, groups = range(len(own["cases"])), np.array(own["groups"])
    for figure, ours in own["figures"].items():
        judged = abs if figure.startswith("volume_error") else float
        columns = {}
        for what, values in (("difference", figures), ("replaced", replaced)):
            columns[what] = np.array([[[judged(values[at, side, kind][figure]) for at in cases] for kind in (1, 2, 3)]
                                      for side in (0, 1)])
        first, second = columns["difference"]
        both = np.where(np.isnan(second - first), math.nan, 1)
        over = lambda values, copies: known(np.mean, np.array([known(np.mean, np.repeat(row, copies)) for row in values]))
        once = np.ones(len(cases), int)
        check(f"kinds {figure} cases", ours["cases"], int((both == 1).any(0).sum()))
        check(f"kinds {figure} first", ours["first"], over(first * both, once), tolerance(figure))
        check(f"kinds {figure} second", ours["second"], over(second * both, once), tolerance(figure))
        for what, (a, b) in columns.items():
            check_interval(f"kinds {what} {figure}", ours[what], lambda copies: over(b - a, copies), np.array(own["draws"]),
                           tolerance(figure))
        if figure in of_counts(counts[0, 0, 1]):
            total = lambda side, kind, copies: of_counts(
                {rule: sum(n * counts[at, side, kind][rule] for at, n in enumerate(copies)) for rule in counts[0, 0, 1]})[figure]
            check_interval(f"kinds pooled {figure}", ours["pooled"], lambda copies: known(np.mean, np.array(
                [total(1, kind, copies) - total(0, kind, copies) for kind in (1, 2, 3)])), np.array(own["draws"]), 1e-6)
        means = [over(second - first, (groups == group).astype(int)) for group in dict.fromkeys(groups)]
        check_test(f"kinds {figure}", ours, np.array([mean for mean in means if not math.isnan(mean)]))



def main():
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "target/cross-check/metrics.json")
    data = json.loads(path.read_text())
    cases, with_scorer = check_cases(data)
    check_together("planar", data, cases, [pycoco, matrices])
    check_together("solid", data, cases, [matrices])
    check_together("mixed", data, cases, [])
    check_boxes("planar_boxes", data["planar_boxes"], True, [pycoco, matrices])
    check_boxes("solid_boxes", data["solid_boxes"], False, [matrices])
    check_boxes("planar_real_boxes", data["planar_real_boxes"], True, [pycoco, matrices])
    check_boxes("solid_real_boxes", data["solid_real_boxes"], False, [matrices])
    check_boxes("planar_many_boxes", data["planar_many_boxes"], True, [pycoco, matrices])
    check_boxes("boxes_by_overlap", data["boxes_by_overlap"], True, [matrices], by_overlap)
    check_boxes("boxes_by_centre", data["boxes_by_centre"], True, [matrices], by_centre)
    check_signed_ranks(data["signed_ranks"])
    for classes in data["classes"]:
        check_classes(classes)
    check_paired_classes(data["paired_classes"])
    check_paired_kinds(data["paired_kinds"], data)
    for fault in faults:
        print("WRONG: " + fault)
    beside = "" if with_scorer else ", without score.py"
    print(f"metrics: {len(cases)} cases, {compared} figures, {len(faults)} wrong{beside}")
    return 1 if faults or len(cases) != 50 else 0


if __name__ == "__main__":
    sys.exit(main())
