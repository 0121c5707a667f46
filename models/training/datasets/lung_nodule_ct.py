"""LIDC-IDRI nodules as volumes of interest: `python datasets/lung_nodule_ct.py SOURCE OUT [slices]`; the last word for a
data set of a segmenter of slices that sees two neighbours on either side, without a user's box.
"""

import sys
from pathlib import Path

import nibabel
import numpy as np
from raw import RawFolder, read_cases

DESCRIPTION = dict(
    name="lung-nodule",
    modality="CT",
    image="CT",
    pixel_size=True,
    prompt="box",
    body_part=dict(scheme="SCT", value="39607008", meaning="Lung"),
    labels=[
        dict(
            name="nodule",
            value=1,
            lesion=True,
            color="#E69F00",
            code=dict(scheme="SCT", value="427359005", meaning="Solitary nodule of lung"),
        )
    ],
    classes=[
        dict(name="benign", color="#56B4E9", code=dict(scheme="SCT", value="30807003", meaning="Benign mass")),
        dict(
            name="malignant", color="#D55E00", code=dict(scheme="SCT", value="367651003", meaning="Malignant neoplasm")
        ),
    ],
    networks=["segmenter", "classifier"],
    tight_axes=["z"],
    limits=["Which scanner an image is from does not go with the crops: there are no figures by scanner."],
    authors=["LesionLens developers"],
    model_licence="BSD-2-Clause",
    licence="CC BY 3.0",
    citation="LIDC-IDRI, The Cancer Imaging Archive, doi 10.7937/K9/TCIA.2015.LO9QL9SX",
)
SLICES = dict(
    name="lung-nodule-slices",
    prompt="",
    networks=["segmenter"],
    context=dict(axis="slice", before=2, after=2, at_ends="repeat"),
)
CLASSES = {"Benign": "benign", "Malign": "malignant"}


def find(folder, key):
    return next(
        path
        for path in (Path(folder) / f"{key}{end}" for end in (".nii.gz", "_mask.nii.gz", "_CT.nii.gz"))
        if path.is_file()
    )


def diameter(mm):
    """Sizes that are told apart in the figures."""
    return "below 8 mm" if mm < 8 else "8 to 12 mm" if mm <= 12 else "above 12 mm"


def clean(kind, rating):
    """Whether radiologists' class and rating (1 to 5) agree and are not in the middle."""
    return rating <= 2 if kind == "benign" else rating >= 4


def main(source, out, form=""):
    folder = RawFolder(out, ".nii.gz")
    for row in read_cases(source):
        image = nibabel.load(find(Path(source) / "images", row["key"]))
        mask = nibabel.load(find(Path(source) / "masks", row["key"]))
        folder.add(
            dict(
                case=row["key"],
                group=row["patient_id"],
                fold=row["fold"],
                **{"class": CLASSES[row["diagnosis"]]},
                malignancy=row["malignancy_1to5"],
                diameter_mm=row["diameter_mm"],
                diameter=diameter(float(row["diameter_mm"])),
                clean="yes" if clean(CLASSES[row["diagnosis"]], int(row["malignancy_1to5"])) else "no",
            ),
            np.asarray(image.dataobj),
            np.asarray(mask.dataobj) > 0,
            image.affine,
        )
    folder.close(DESCRIPTION | (SLICES if form == "slices" else {}), "CT")


if __name__ == "__main__":
    main(*sys.argv[1:])
