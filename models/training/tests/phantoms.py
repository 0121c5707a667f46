"""Small data sets of discs and balls on noise, in the trainer's own layout."""

import csv
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "datasets"))
from raw import RawFolder  # noqa: E402

LABELS = [dict(name="lesion", value=1, lesion=True, color="#E69F00")]
DISCS = [
    dict(name="dark", value=1, lesion=True, color="#56B4E9"),
    dict(name="bright", value=2, lesion=True, color="#D55E00"),
]
CLASSES = [dict(name="dim", color="#56B4E9"), dict(name="bright", color="#D55E00")]


def ball(shape, middle, radius):
    place = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), -1)
    return ((place - np.asarray(middle)) ** 2).sum(-1) <= radius**2


def pictures(folder, count=16, size=(64, 48)):
    """PNG without millimetres: brighter discs on noise, two classes by brightness."""
    rng, raw = np.random.default_rng(1), RawFolder(folder, ".png")
    for number in range(count):
        kind = number // 2 % 2
        mask = ball(size, rng.uniform(16, [n - 16 for n in size]), rng.uniform(5, 10))
        image = rng.normal(80, 10, size) + mask * (60 + 60 * kind)
        raw.add(_row(number, kind), np.clip(image, 0, 255).astype(np.uint8), mask)
    raw.close(
        dict(name="pictures", modality="OT", pixel_size=False, labels=LABELS, classes=CLASSES, ratings=["reader"]),
        "grey",
    )


def discs(folder, count=24, size=(96, 80)):
    """PNG with one to three discs apart, dark or bright, and boxes.csv; no classes."""
    rng, raw, rows = np.random.default_rng(4), RawFolder(folder, ".png"), []
    for number in range(count):
        image, label = rng.normal(80, 10, size), np.zeros(size, np.uint8)
        for _ in range(int(rng.integers(1, 4))):
            radius, kind = rng.uniform(5, 12), int(rng.integers(2))
            mask = ball(size, [rng.uniform(radius + 1, n - radius - 2) for n in size], radius)
            near = ball(size, np.argwhere(mask).mean(0), radius + 4)
            if not label[near].any():
                image[mask] += (-60, 80)[kind]
                label[mask] = kind + 1
                y, x = np.nonzero(mask)
                box = (x.min(), y.min(), x.max() + 1, y.max() + 1)
                rows.append((f"case_{number:02d}", DISCS[kind]["name"], *box))
        raw.add(_row(number, 0) | {"class": ""}, np.clip(image, 0, 255).astype(np.uint8), label)
    raw.close(dict(name="discs", modality="OT", pixel_size=False, labels=DISCS, networks=["detector"]), "grey")
    with open(Path(folder) / "boxes.csv", "w", newline="") as f:
        csv.writer(f).writerows([("case", "label", "x_min", "y_min", "x_max", "y_max"), *rows])


def volumes(folder, count=16, size=(40, 40, 12), prompt="box"):
    """NIfTI of 1 x 1 x 2 mm, cut off at the ball's ends along z, with a user's box or none; two classes by brightness."""
    rng, raw = np.random.default_rng(2), RawFolder(folder, ".nii.gz")
    for number in range(count):
        kind, depth = number // 2 % 2, int(rng.integers(4, size[2]))
        mask = ball((*size[:2], depth), (*rng.uniform(16, 24, 2), (depth - 1) / 2), depth / 2)
        image = rng.normal(-800, 40, mask.shape) + mask * (500 + 400 * kind)
        raw.add(_row(number, kind), image.astype(np.int16), mask, np.diag((1.0, 1.0, 2.0, 1.0)))
    raw.close(
        dict(
            name="volumes",
            modality="CT",
            pixel_size=True,
            prompt=prompt,
            tight_axes=["z"],
            labels=LABELS,
            classes=CLASSES,
        ),
        "CT",
    )


def slices(folder, count=8):
    """NIfTI slices that stand alone and two volumes of thick slices, as magnetic resonance has them; no classes."""
    rng, raw = np.random.default_rng(3), RawFolder(folder, ".nii.gz")
    for number in range(count):
        depth = 4 if number in (0, 2) else 1
        flat = ball((48, 48), rng.uniform(16, 32, 2), rng.uniform(5, 9))
        mask = np.repeat(flat[:, :, None], depth, 2) if number % 4 else np.zeros((48, 48, depth), bool)
        image = rng.normal(100, 10, mask.shape) + mask * 80
        raw.add(_row(number, 0) | {"class": ""}, image.astype(np.int16), mask, np.diag((2.0, 2.0, 6.0, 1.0)))
    raw.close(dict(name="slices", modality="MR", pixel_size=True, labels=LABELS), "t1")


def thick(folder, count=8, size=(40, 36, 9)):
    """NIfTI of 1 x 1 x 5 mm: balls of several slices in noise, two classes by brightness."""
    rng, raw = np.random.default_rng(7), RawFolder(folder, ".nii.gz")
    for number in range(count):
        kind = number // 2 % 2
        flat = ball((*size[:2], 5 * size[2]), (*rng.uniform(14, 22, 2), 22), rng.uniform(9, 12))
        mask = flat[:, :, 2::5]
        image = rng.normal(100, 10, mask.shape) + mask * (60 + 60 * kind)
        raw.add(_row(number, kind), image.astype(np.int16), mask, np.diag((1.0, 1.0, 5.0, 1.0)))
    raw.close(dict(name="thick", modality="MR", pixel_size=True, labels=LABELS, classes=CLASSES), "t1")


def sequences(folder, count=8, frames=6, size=(32, 28)):
    """A disc in noise at another place in each frame, its outline where it lies in the next one (of the last: there); no
    millimetres, two channels. No frame alone tells the outline.
    """
    rng, raw = np.random.default_rng(6), RawFolder(folder, ".nii.gz", channels=("first", "second"))
    for number in range(count):
        discs = [ball(size, [rng.uniform(6, n - 6) for n in size], 5) for _ in range(frames)]
        shown, truth = np.stack(discs, 2), np.stack([*discs[1:], discs[-1]], 2)
        gain = rng.uniform(0.4, 1.2, frames)  # a frame for itself: nothing but its own statistics makes it like the others
        image = (rng.normal(60, 5, (2, *shown.shape)) + np.stack([120 * shown, 60 * shown])) * gain
        raw.add(_row(number, 0) | {"class": ""}, np.clip(image, 0, 255).astype(np.uint8), truth, np.diag((-1.0, -1.0, 1, 1)))
    context = dict(axis="time", before=0, after=1, at_ends="repeat")
    raw.close(dict(name="sequences", modality="US", pixel_size=False, labels=LABELS, context=context))


def edit_cases(folder, change):
    """Rewrites cases.csv: `change(number, row)` gives the columns of a case that are others, or more."""
    path = Path(folder) / "cases.csv"
    with open(path, newline="") as f:
        rows = [row | change(number, row) for number, row in enumerate(csv.DictReader(f))]
    with open(path, "w", newline="") as f:
        writer = csv.DictWriter(f, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def _row(number, kind):
    return {
        "case": f"case_{number:02d}",
        "group": f"patient_{number // 2}",
        "fold": str(number // 4 % 2 + 1),
        "class": CLASSES[kind]["name"],
        "device": f"device {number % 2}",
        "reader": f"{2 + 2 * kind}{'ab'[number % 2]}",
    }
