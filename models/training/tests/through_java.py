"""Networks of every kind, trained for seconds on phantoms, through the Java program:

    python models/training/tests/through_java.py [JAR [SET...]]

`models` runs their test tensors, also in 8 bits, and `analyze` must draw the masks, tell the classes and draw the boxes
that PyTorch does with the trained networks.
"""

import csv
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import phantoms  # noqa: E402
import tiny  # noqa: E402

from training import classification, detected, figures, finding, folds, images, weights  # noqa: E402

SAME, CLOSE, CLEAR = 0.99, 0.01, 3  # Dice of two masks, probabilities, pixels that decide nothing between two
SIDE = 0.05  # pixels between the sides of two boxes
STEPS = 30  # enough to find the lesions of phantoms in slices


def java(jar, models, *arguments):
    done = subprocess.run(
        ["java", f"-Dlesionlens.models={models}", "-jar", str(jar), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{arguments[0]}: exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout


class Pair:
    """The final networks of a training, in PyTorch, with what out-of-fold answers settled."""

    def __init__(self, training, settled):
        self.training, self.settled = training, settled
        self.segmenter = weights.trained(training, "segmenter")
        self.classifier = weights.trained(training, "classifier") if training.plan.classifier else None

    def masks(self, items):
        """Of the items of one case."""
        settled, boxed = self.settled["segmenter"], self.training.plan.prompt == "box"
        said = folds.segmented(self.training, self.segmenter, items, exact_box=boxed)
        said = [answer.max(0) for answer in said.values()]
        if len(said) > 1:
            return self.volume(np.stack(said) >= settled["threshold"] * 255, items[0])
        scale = np.prod(items[0].source) / np.prod(items[0].shape)
        mask = figures.masked(said[0], settled["threshold"] * 255, settled["smallest_voxels"] * scale)
        return [classification.largest(mask) if boxed else mask]

    def volume(self, mask, item):
        """Without the small and the flat."""
        if not self.settled["segmenter"]["volumes"]:
            return mask
        settled, spacing = self.settled["segmenter"]["volumes"], images.size(self.case(item).label)[1]
        labels, count = ndimage.label(mask, np.ones((3, 3, 3)))
        for number in range(1, count + 1):
            piece = labels == number
            slices = np.flatnonzero(piece.any((1, 2)))
            wide = 2 * np.sqrt(piece.sum((1, 2)).max() * spacing[1] * spacing[2] / np.pi)
            inside = slices[0] > 0 and slices[-1] < len(mask) - 1
            flat = settled["flattest"] and inside and wide > settled["flattest"] * len(slices) * spacing[0]
            if flat or piece.sum() * np.prod(spacing) / 1000 < settled["smallest_ml"]:
                mask = mask & ~piece
        return mask

    def case(self, item):
        return self.training.dataset.by_name[item.case]

    def probability(self, items, mask):
        """Of a case's largest lesion; in slices weighted by its area in each."""
        lesion = classification.largest(mask)
        parts = [(item, part) for item, part in zip(items, self.each(lesion)) if part.any()]
        logits = np.average([self.logits(*one) for one in parts], 0, [part.sum() for _, part in parts])
        return figures.softmax(logits / self.settled["classifier"]["temperature"])

    def each(self, mask):
        """The mask of a case for each of its items."""
        return mask if self.training.plan.grid.dims < mask.ndim else [mask]

    def logits(self, item, mask):
        image = torch.from_numpy(self.training.prepared.image(item).astype(np.float32))
        mask = classification.on_grid(mask, item.shape)
        return classification.answer(self.classifier, self.training.plan, image, mask)


def of_java(case, results):
    """The folder of a case, and its mask on the grid of images.truth."""
    ending = ".png" if case.label.suffix == ".png" else ".nii.gz"
    folder = results / case.channels[0].name.removesuffix(ending)
    return folder, images.truth(replace(case, label=folder / f"mask{ending}")) > 0


def compare(training, pair, results):
    """Sentences about what differs."""
    for case in training.dataset.cases:
        folder, drawn = of_java(case, results)
        items = [item for item in training.prepared.items if item.case == case.name]
        for item, mask, own in zip(items, pair.masks(items), pair.each(drawn)):
            if figures.dice(own, mask) < SAME and np.count_nonzero(own != mask) > CLEAR:
                yield f"{item.name}: Dice {figures.dice(own, mask):.3f} between Java's mask and PyTorch's"
        if pair.classifier is not None and drawn.any():
            yield from _classes(training, pair.probability(items, drawn), case, folder)


def _classes(training, probability, case, folder):
    with open(folder / "lesions.csv", newline="") as f:
        row = next(csv.DictReader(f))
    name = training.dataset.description.class_names[int(np.argmax(probability))]
    if row["class"] != name and probability.max() - np.sort(probability)[-2] > CLOSE:
        yield f"{case.name}: {row['class']} by Java, {name} by PyTorch"
    if abs(float(row["class_probability"]) - probability.max()) > CLOSE:
        yield f"{case.name}: probability {row['class_probability']} by Java, {probability.max():.4f} by PyTorch"


def analyze(jar, models, training, names, results):
    """Segments all images; where a user draws a box, each in that of its expert's mask."""
    options = ("--model", names[0], "--classifier", names[1], "--output", results)
    if training.plan.prompt != "box":
        if len(training.dataset.description.channels) == 1:
            java(jar, models, "analyze", *(case.channels[0] for case in training.dataset.cases), *options)
            return
        names = training.dataset.description.channels
        together = [",".join(f"{n}={p}" for n, p in zip(names, case.channels)) for case in training.dataset.cases]
        java(jar, models, "analyze", *together, *options)
        return
    table = results.with_suffix(".csv")
    with open(table, "w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(("case", "image", "box"))
        for item in training.prepared.items:
            path = training.dataset.by_name[item.case].channels[0]
            writer.writerow((path.name.removesuffix(".nii.gz"), path.resolve(), stored_box(training, item)))
    java(jar, models, "batch", table, *options)


def stored_box(training, item):
    """x0,y0,z0,x1,y1,z1 in voxels as the file of a phantom stores them: x and y run against those that networks see."""
    inside = np.nonzero(training.truth(item))
    low, high = ([int(edge(where)) for where in inside] for edge in (np.min, np.max))
    rows, columns = item.source[1:]
    first = columns - 1 - high[2], rows - 1 - high[1], low[0]
    end = columns - low[2], rows - low[1], high[0] + 1
    return ",".join(map(str, first + end))


def check(jar, folder, models, name, make, plan, like=None):
    """`like`: the set before, of the same phantoms, whose segmenters are the same."""
    began = time.time()
    make(folder / f"{name}-data")
    training, written = tiny.trained(plan, folder / f"{name}-data", folder / name, folder / like if like else None)
    settled = tiny.settled(training)
    for model in written:
        model.rename(models / model.name)
    classifier = written[1].name if len(written) > 1 else "none"
    results = folder / f"{name}-results"
    analyze(jar, models, training, (written[0].name, classifier), results)
    found = sum(bool(of_java(case, results)[1].any()) for case in training.dataset.cases)
    faults = list(compare(training, Pair(training, settled), results))
    if found < len(training.dataset.cases) // 2:
        faults.append(f"{name}: lesions in {found} of {len(training.dataset.cases)} cases: the networks learnt nothing")
    print(f"{name}: {len(written)} networks, {len(training.dataset.cases)} images, {time.time() - began:.0f} s")
    return faults


def check_detector(jar, folder, models, name, plan):
    """The same of boxes; those whose score is near its threshold, or that the image's border leaves nothing of, count on
    neither side."""
    began, data = time.time(), folder / f"{name}-data"
    phantoms.discs(data)
    training, (model,) = tiny.trained(plan, data, folder / name)
    results = folder / f"{name}-results"
    model = model.rename(models / model.name)
    pictures = [case.channels[0] for case in training.dataset.cases]
    java(jar, models, "analyze", *pictures, "--model", model.name, "--output", results)
    said = detected.answers(training, weights.trained(training, "detector"), training.prepared.items)
    count, faults = 0, []
    for item in training.prepared.items:
        case = training.dataset.by_name[item.case]
        own = boxes_of_java(results / case.channels[0].name.removesuffix(".png") / "boxes.csv")
        count += len(own)
        faults += [f"{item.name}: {fault}" for fault in differences(training, said[item.name], own)]
    if count < len(pictures):
        faults.append(f"{name}: {count} boxes in {len(pictures)} pictures: the network learnt nothing")
    print(f"{name}: {count} boxes, {len(pictures)} images, {time.time() - began:.0f} s")
    return faults


def boxes_of_java(path):
    """[(class, score, box)]."""
    with open(path, newline="") as f:
        return [
            (row["class"], float(row["score"]), np.array([float(row[key]) for key in ("x_min", "y_min", "x_max", "y_max")]))
            for row in csv.DictReader(f)
        ]


def differences(training, said, own):
    """Sentences about boxes that only one of both has."""
    settled = tiny.settled(training)["detector"]["labels"]
    merged = finding.SAME[training.dataset.description.hits]
    names = [label.name for label in training.dataset.description.lesions]
    both = [(names[kind], score, box) for box, score, kind in zip(said.boxes, said.scores, said.kinds)]
    both = [one for one in both if (one[2][2:] > one[2][:2]).all()]
    for who, some, others in (("PyTorch", both, own), ("Java", own, both)):
        for label, score, box in some:
            sure = score > settled[label]["threshold"] + CLOSE
            if sure and not any(same((label, score, box), other) for other in others) and not is_tie(box, both, merged):
                yield f"{label} {score:.3f} {np.round(box, 2)} only by {who}"


def same(one, other):
    return one[0] == other[0] and abs(one[1] - other[1]) < CLOSE and np.abs(one[2] - other[2]).max() < SIDE


def is_tie(box, others, merged):
    """Whether a box overlaps another one so much that the last digit decides which of both stays; `merged` is where."""
    overlaps = finding.overlaps(box[None], np.array([other for _, _, other in others]))
    return bool((np.abs(overlaps - merged) < CLOSE).any())


def not_passed(jar, models):
    """Sentences about networks whose test tensors `models` does not find again, in every file of weights."""
    told = java(jar, models, "models")
    for model in sorted(models.iterdir()):
        block = told.partition(f"{model}\n")[2].split("\n")[:3]
        files = 1 if model.name.endswith("-detector") else 2  # the other one has 8 bits
        if sum("passed" in line for line in block) != files:
            yield f"{model.name}: not passed by `models`"


def asked(name):
    """Whether a set is to be run: of those that are named, else of all."""
    return not sys.argv[2:] or name in sys.argv[2:]


def main():
    jars = sys.argv[1:2] or sorted(str(p) for p in Path("target").glob("LesionLens_-*.jar") if "tests" not in p.name)
    if not jars:
        print("SKIPPED: the trainer through the Java program: there is no jar in target")
        return
    torch.set_num_threads(1)
    faults, jar = [], Path(jars[0]).resolve()
    sets = [
        ("pictures", phantoms.pictures, tiny.pictures(STEPS)),
        ("inception", phantoms.pictures, tiny.pictures(STEPS, "inception"), "pictures"),
        ("plain", phantoms.pictures, tiny.plain(STEPS)),
        ("slices", phantoms.slices, tiny.slices(STEPS)),
        ("sequences", phantoms.sequences, tiny.sequences()),
        ("neighbours", phantoms.slices, tiny.neighbours()),
        ("thick", phantoms.thick, tiny.thick()),
        ("volumes", phantoms.volumes, tiny.volumes()),
        ("inception-3d", phantoms.volumes, tiny.volumes(kind="inception"), "volumes"),
        ("unboxed", partial(phantoms.volumes, count=8, prompt=""), tiny.unboxed(24)),
    ]
    with tempfile.TemporaryDirectory() as folder:
        folder, models = Path(folder), Path(folder) / "models"
        models.mkdir()
        for one in sets:
            if asked(one[0]):
                faults += check(jar, folder, models, *one)
        for name, plan in (("boxes", tiny.discs(90)), ("tiles", tiny.discs(90, (160, 160), [64, 64]))):
            if asked(name):
                faults += check_detector(jar, folder, models, name, plan)
        faults += not_passed(jar, models)
    for fault in faults:
        print(fault)
    print(f"trainer through the Java program: {len(faults)} differences")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
