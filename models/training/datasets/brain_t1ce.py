"""Slices of brain tumours, volumes of two visits and tumour-free volumes: `python datasets/brain_t1ce.py DIR OUT`.

DIR holds brain-t1ce, brain-progression and brain-tumour-free. Everything becomes NIfTI; a slice is a volume of one.
Patients of brain-progression and tumour-free heads are spread over the folds 1 to 4 by number; with a third argument, `apart`,
each of the former makes up a fold of its own, from 5 on.
"""

import sys
from pathlib import Path

import nibabel
import numpy as np
from PIL import Image
from raw import RawFolder, read_cases

FIELD_OF_VIEW_MM = 250.88
COLOURS = dict(
    meningioma=("#56B4E9", "302820008", "Intracranial meningioma"),
    glioma=("#D55E00", "393564001", "Glioma"),
    pituitary=("#009E73", "127024001", "Neoplasm of pituitary gland"),
)
DESCRIPTION = dict(
    name="brain-t1ce",
    modality="MR",
    image="contrast-enhanced T1",
    pixel_size=True,
    body_part=dict(scheme="SCT", value="12738006", meaning="Brain"),
    labels=[
        dict(
            name="lesion",
            value=1,
            lesion=True,
            color="#E69F00",
            code=dict(scheme="SCT", value="108369006", meaning="Neoplasm"),
        )
    ],
    classes=[
        dict(name=name, color=color, code=dict(scheme="SCT", value=value, meaning=meaning))
        for name, (color, value, meaning) in COLOURS.items()
    ],
    networks=["segmenter", "classifier"],
    groups="slice runs",
    limits=[
        "Folds are by patient, but who the patients are is not published: intervals draw runs of consecutive slices of one kind "
        "(volumes by patient, and heads) and are too narrow where a patient has several.",
        "Which scanner an image is from is not published: there are no figures by scanner.",
    ],
    authors=["LesionLens developers"],
    model_licence="BSD-2-Clause",
    licence="CC BY 4.0 (slices), CC BY 3.0 (two visits), PDDL and CC BY (tumour-free)",
    citation="Cheng et al. 2015, doi 10.1371/journal.pone.0140381; "
    "Schmainda and Prah 2018, doi 10.7937/K9/TCIA.2018.15quzvnb; "
    "Lesjak et al. 2018, doi 10.1007/s12021-017-9348-7; example-dicom-structural, DataLad",
)
TUMOUR_FREE_FOLDS = dict(head_t1="1", ms_07_t1post="2", ms_19_t1post="3")


def slices(folder, source):
    for row in read_cases(source):
        image = np.asarray(Image.open(source / "images" / f"{row['id']}.jpg").convert("L"))
        mask = np.asarray(Image.open(source / "masks" / f"{row['id']}.png")) > 0
        pixel = FIELD_OF_VIEW_MM / max(image.shape)
        affine = np.diag((-pixel, -pixel, 1.0, 1.0))
        folder.add(
            dict(
                case=f"t1ce_{row['id']}",
                group=f"run_{row['fold']}_{row['run_group']}",
                fold=row["fold"],
                **{"class": row["tumour"]},
                source="t1ce",
            ),
            image.T[:, :, None],
            mask.T[:, :, None],
            affine,
        )


def visits(folder, source, apart):
    patients = sorted({path.name[:2] for path in source.glob("*_t1ce.nii.gz")})
    for path in sorted(source.glob("*_t1ce.nii.gz")):
        image, mask = nibabel.load(path), nibabel.load(path.with_name(path.name.replace("_t1ce", "_mask")))
        folder.add(
            dict(
                case=f"visit_{path.name[:-12]}",
                group=f"progression_{path.name[:2]}",
                fold=str(5 + patients.index(path.name[:2]) if apart else patients.index(path.name[:2]) % 4 + 1),
                **{"class": ""},
                source="progression",
            ),
            np.asarray(image.dataobj),
            np.asarray(mask.dataobj) > 0,
            image.affine,
        )


def tumour_free(folder, source):
    """Every tenth slice of each plane, as a volume of one."""
    for name, fold in TUMOUR_FREE_FOLDS.items():
        image = nibabel.as_closest_canonical(nibabel.load(source / f"{name}.nii.gz"))
        voxels, zooms = np.asarray(image.dataobj), image.header.get_zooms()[:3]
        inside = voxels > voxels.mean()
        level, spread = voxels[inside].mean(), voxels[inside].std()
        voxels = ((voxels - level) / spread).astype(np.float32)
        for plane, axis in (("axial", 2), ("coronal", 1), ("sagittal", 0)):
            rest = [k for k in range(3) if k != axis]
            affine = np.diag((*(float(zooms[k]) for k in rest), 1.0, 1.0))
            for k in range(0, voxels.shape[axis], 10):
                cut = np.take(voxels, [k], axis).transpose(*rest, axis)
                if (cut > 0).mean() > 0.05:
                    folder.add(
                        dict(
                            case=f"free_{name}_{plane}_{k:03d}",
                            group=f"free_{name}",
                            fold=fold,
                            **{"class": ""},
                            source="tumour-free",
                        ),
                        cut,
                        np.zeros(cut.shape, np.uint8),
                        affine,
                    )


def main(source, out, apart=""):
    folder = RawFolder(out, ".nii.gz")
    slices(folder, Path(source) / "brain-t1ce")
    visits(folder, Path(source) / "brain-progression", apart)
    tumour_free(folder, Path(source) / "brain-tumour-free")
    folder.close(DESCRIPTION, "t1ce")


if __name__ == "__main__":
    main(*sys.argv[1:])
