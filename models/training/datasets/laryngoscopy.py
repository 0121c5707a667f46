"""Frames of the larynx in time order: `python datasets/laryngoscopy.py SOURCE OUT`. A case is a run of frames of a sequence
without a gap of more than GAP frame numbers; frames that follow another sequence at once are left out. One patient: the folds
are sequences, so that no figure says anything of other patients.
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
    image="laryngoscopy",
    pixel_size=False,
    groups="sequences",
    limits=["All sequences are of one patient: what it makes of another is not known."],
    demonstration="trained on frames of one patient, of tissue and no lesions",
    body_part=dict(scheme="SCT", value="4596009", meaning="Larynx"),
    labels=[dict(name=name, value=k + 1, lesion=True, color=color) for k, (name, _, color) in enumerate(KINDS)],
    networks=["segmenter"],
    context=dict(axis="time", before=2, after=2, at_ends="repeat"),
    authors=["LesionLens developers"],
    model_licence="BSD-2-Clause",
    licence="CC BY 4.0",
    citation="Laves et al., IJCARS 14:483-492 (2019), https://arxiv.org/abs/1807.06081",
)
GAP = 4  # frame numbers: the median is 2
APART = 10  # frames that lie nearer than this to those of another sequence are left out
SHOWN = np.diag((-1.0, -1.0, 1.0, 1.0))  # columns and rows as they are stored, frames along the third axis


def runs(rows):
    """[(sequence, ids)]; `rows` in the order of sequences and frames."""
    found, ends = [], {}
    for row in rows:
        sequence, number = row["sequence"], int(row["frame"])
        if any(0 <= number - end < APART for other, end in ends.items() if other != sequence):
            continue
        if not found or found[-1][0] != sequence or number - ends[sequence] > GAP:
            found.append((sequence, []))
        found[-1][1].append(row["id"])
        ends[sequence] = number
    return found


def main(source, out):
    source, folder = Path(source), RawFolder(out, ".nii.gz", channels=("red", "green", "blue"))
    rows = sorted(read_cases(source), key=lambda row: (row["sequence"], int(row["frame"])))
    sequences = list(dict.fromkeys(row["sequence"] for row in rows))
    for sequence, frames in runs(rows):
        colours = np.stack([np.asarray(Image.open(source / "images" / f"{k}.jpg").convert("RGB")) for k in frames])
        labels = np.stack([np.asarray(Image.open(source / "labels" / f"{k}.png")) for k in frames])
        mask = sum((labels == value) * (k + 1) for k, (_, value, _) in enumerate(KINDS))
        row = {"case": frames[0], "group": sequence, "fold": str(sequences.index(sequence) + 1), "class": ""}
        folder.add(row, colours.transpose(3, 2, 1, 0), mask.transpose(2, 1, 0), SHOWN)
    folder.close(DESCRIPTION)


if __name__ == "__main__":
    main(*sys.argv[1:])
