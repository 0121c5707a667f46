"""IDRiD fundus photographs with boxes of four kinds of lesions: `python datasets/retina_lesions.py SOURCE OUT`.

Images have three channels. Patients are not published, so an image is a group of its own, spread over five folds so that
each has as many lesions.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from raw import RawFolder, read_cases

KINDS = dict(  # name, value of the label images, colour
    MA=("microaneurysm", 1, "#D55E00"),
    HE=("haemorrhage", 2, "#CC79A7"),
    EX=("hard exudate", 3, "#F0E442"),
    SE=("soft exudate", 4, "#56B4E9"),
)
LESION = dict(scheme="SCT", value="52988006", meaning="Lesion")  # codes of the kinds themselves were not verified
FOLDS = 5
DESCRIPTION = dict(
    name="retina-lesion",
    modality="OP",
    image="fundus photograph",
    pixel_size=False,
    body_part=dict(scheme="SCT", value="5665001", meaning="Retina"),
    labels=[
        dict(name=name, value=number, lesion=True, color=color, code=dict(LESION)) for name, number, color in KINDS.values()
    ],
    networks=["detector"],
    hits="centre",
    groups="photographs",
    limits=[
        "Which photographs are of one patient is not published: two eyes of one may lie in two folds.",
        "The overlap above which boxes of a kind are one, 0.2, was chosen among 0 to 0.5 by the answers of four of these folds; at "
        "0.5 haemorrhages have 0.388 instead of 0.397 at 8 false boxes, soft exudates 0.643 instead of 0.714.",
        "The second step of the training, and that pictures are answered whole, were chosen by the answers of folds 1 and 4; in "
        "tiles of 512 haemorrhages have 0.412 at 8 false boxes, hard exudates 0.365 instead of 0.366.",
    ],
    authors=["LesionLens developers"],
    model_licence="BSD-2-Clause",
    licence="CC BY 4.0",
    citation="Porwal et al., Data 3(3):25 (2018), doi 10.3390/data3030025; Porwal et al., Med Image Anal 59:101561 (2020)",
)


def folds(rows):
    """{id: fold}: images by falling number of lesions, dealt forth and back."""
    order = sorted(rows, key=lambda row: (-sum(int(row[f"n_{kind}"]) for kind in KINDS), row["id"]))
    deal = [*range(FOLDS), *reversed(range(FOLDS))]
    return {row["id"]: str(deal[k % len(deal)] + 1) for k, row in enumerate(order)}


def boxes(source, out):
    with open(source / "boxes.csv", newline="") as f, open(out / "boxes.csv", "w", newline="") as g:
        writer = csv.writer(g)
        writer.writerow(("case", "label", "x_min", "y_min", "x_max", "y_max"))
        for row in csv.DictReader(f):
            writer.writerow((row["id"], KINDS[row["kind"]][0], row["xmin"], row["ymin"], row["xmax"], row["ymax"]))


def main(source, out):
    source, folder = Path(source), RawFolder(out, ".png", channels=("red", "green", "blue"))
    rows = read_cases(source)
    fold_of = folds(rows)
    for row in rows:
        image = np.asarray(Image.open(source / "images" / f"{row['id']}.jpg").convert("RGB"))
        label = np.asarray(Image.open(source / "labels" / f"{row['id']}.png"))
        folder.add(
            {"case": row["id"], "group": row["id"], "fold": fold_of[row["id"]], "class": ""},
            image.transpose(2, 0, 1),
            label,
        )
    boxes(source, folder.folder)
    folder.close(DESCRIPTION)


if __name__ == "__main__":
    main(*sys.argv[1:])
