"""BUS-BRA breast ultrasound: `python datasets/breast_ultrasound.py SOURCE OUT [detector]`; the last word for a data set
of a detector, whose boxes are those round the masks.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image
from raw import RawFolder, read_cases

DESCRIPTION = dict(
    name="breast-ultrasound",
    modality="US",
    image="B-mode ultrasound",
    pixel_size=False,
    body_part=dict(scheme="SCT", value="76752008", meaning="Breast"),
    labels=[
        dict(
            name="lesion",
            value=1,
            lesion=True,
            color="#E69F00",
            code=dict(scheme="SCT", value="52988006", meaning="Lesion"),
        )
    ],
    classes=[
        dict(name="benign", color="#56B4E9", code=dict(scheme="SCT", value="30807003", meaning="Benign mass")),
        dict(
            name="malignant", color="#D55E00", code=dict(scheme="SCT", value="367651003", meaning="Malignant neoplasm")
        ),
    ],
    networks=["segmenter", "classifier"],
    ratings=["birads"],
    authors=["LesionLens developers"],
    model_licence="BSD-2-Clause",
    licence="MIT-style licence inside the data set (copy, modify, merge, publish; cite)",
    citation="Gomez-Flores et al., Med Phys 51(4):3110-3123 (2024), doi 10.1002/mp.16812; "
    "data doi 10.5281/zenodo.8231412",
)


def main(source, out, network=None):
    folder = RawFolder(out, ".png")
    for row in read_cases(source):
        image = np.asarray(Image.open(Path(source) / "images" / f"{row['id']}.png").convert("L"))
        mask = np.asarray(Image.open(Path(source) / "masks" / f"{row['id']}.png")) > 0
        folder.add(
            dict(
                case=row["id"],
                group=row["patient"],
                fold=row["fold"],
                **{"class": row["pathology"]},
                device=row["device"],
                birads=row["birads"],
            ),
            image,
            mask,
        )
    folder.close(DESCRIPTION | dict(networks=[network] if network else DESCRIPTION["networks"]), "ultrasound")


if __name__ == "__main__":
    main(*sys.argv[1:])
