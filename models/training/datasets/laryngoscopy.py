"""Frames of the larynx in time order, a sequence a case: `python datasets/laryngoscopy.py SOURCE OUT`. One patient: the
folds are sequences, so that no figure says anything of other patients.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image
from raw import RawFolder, read_cases

KINDS = (  # name, value in the source, colour
    ("vocal folds", 1, "#E69F00"),
    ("glottal space", 3, "#56B4E9"),
)
DESCRIPTION = dict(
    name="laryngoscopy",
    modality="ES",
    image="laryngoscopy in colour",
    pixel_size=False,
    body_part=dict(scheme="SCT", value="4596009", meaning="Larynx"),
    labels=[dict(name=name, value=k + 1, lesion=True, color=color) for k, (name, _, color) in enumerate(KINDS)],
    networks=["segmenter"],
    context=dict(axis="time", before=2, after=2, at_ends="repeat"),
    licence="CC BY 4.0",
    citation="Laves et al., IJCARS 14:483-492 (2019), https://arxiv.org/abs/1807.06081",
)
SHOWN = np.diag((-1.0, -1.0, 1.0, 1.0))  # columns and rows as they are stored, frames along the third axis


def main(source, out):
    source, folder = Path(source), RawFolder(out, ".nii.gz", channels=("red", "green", "blue"))
    sequences = {}
    for row in sorted(read_cases(source), key=lambda row: (row["sequence"], int(row["frame"]))):
        sequences.setdefault(row["sequence"], []).append(row["id"])
    for number, (name, frames) in enumerate(sequences.items(), 1):
        colours = np.stack([np.asarray(Image.open(source / "images" / f"{k}.jpg").convert("RGB")) for k in frames])
        labels = np.stack([np.asarray(Image.open(source / "labels" / f"{k}.png")) for k in frames])
        mask = sum((labels == value) * (k + 1) for k, (_, value, _) in enumerate(KINDS))
        row = {"case": name, "group": name, "fold": str(number), "class": ""}
        folder.add(row, colours.transpose(3, 2, 1, 0), mask.transpose(2, 1, 0), SHOWN)
    folder.close(DESCRIPTION)


if __name__ == "__main__":
    main(*sys.argv[1:])
