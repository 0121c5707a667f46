#!/usr/bin/env python3
"""Compares what LesionLens read and wrote with nibabel and pydicom: `cross_check_readers.py [target/cross-check]`.

The folder comes from the Java test CrossCheckFilesTest (or the main of CrossCheckFiles, for other inputs): cases.json
names inputs; case*/volume.nii.gz and mask.nii.gz are what the program made of them. Voxels must be equal, affines and
sforms within 1e-5, masks 0/1 on the same grid. The qform may differ by 1e-3: NIfTI keeps three float32 of a quaternion, and
near half a turn (LPS to RAS of an axial series) the fourth comes out of them with few digits. Exit code 1 if not; 0 with a message if a reader is missing.
"""
import json
import sys
from pathlib import Path

try:
    import nibabel
    import numpy as np
    import pydicom
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

LPS = np.diag((-1.0, -1.0, 1.0, 1.0))


def read_nifti(path):
    image = nibabel.load(path)
    return np.asarray(image.dataobj, dtype=np.float64), LPS @ image.affine


def read_dicom(folder):
    """Voxels x, y, z and the LPS affine, from the positions of the slices alone."""
    slices = [pydicom.dcmread(path) for path in sorted(Path(folder).iterdir())]
    row, column = np.reshape([float(v) for v in slices[0].ImageOrientationPatient], (2, 3))
    slices.sort(key=lambda s: np.cross(row, column) @ np.array(s.ImagePositionPatient, float))
    first, last = (np.array(slices[i].ImagePositionPatient, float) for i in (0, -1))
    between_rows, between_columns = map(float, slices[0].PixelSpacing)
    affine = np.eye(4)
    affine[:3] = np.stack([row * between_columns, column * between_rows,
                           (last - first) / (len(slices) - 1), first], axis=1)
    voxels = [s.pixel_array.T * float(s.get("RescaleSlope", 1)) + float(s.get("RescaleIntercept", 0)) for s in slices]
    return np.stack(voxels, -1), affine


def check(case):
    expected, affine = (read_dicom if case["format"] == "DICOM" else read_nifti)(case["input"])
    folder = Path(case["folder"])
    written = nibabel.load(folder / "volume.nii.gz")
    mask = nibabel.load(folder / "mask.nii.gz")
    voxels = np.asarray(written.dataobj, dtype=np.float64)
    reported = np.vstack([case["affine_lps"], (0, 0, 0, 1)])
    differences = {
        "voxels": np.abs(voxels - expected.astype(np.float32)).max(),
        "sum": abs(case["sum"] / expected.sum() - 1),
        "affine": np.abs(reported - affine).max(),
        "sform": np.abs(LPS @ written.get_sform() - affine).max(),
        "qform": np.abs(LPS @ written.get_qform() - affine).max(),
        "mask": np.count_nonzero((np.asarray(mask.dataobj) == 1) != (expected > expected.mean())),
        "mask affine": np.abs(mask.affine - written.affine).max(),
    }
    form = (int(written.header["sform_code"]), int(written.header["qform_code"]), written.header.get_xyzt_units()[0])
    good = all(d <= (1e-3 if k == "qform" else 1e-5) for k, d in differences.items()) and form == (1, 1, "mm") and mask.get_data_dtype() == np.uint8
    print("ok  " if good else "FAIL", case["input"], *(f"{k} {v:.2g}" for k, v in differences.items()))
    return good


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "target/cross-check")
    if not (folder / "cases.json").is_file():
        sys.exit(f"{folder}/cases.json is missing: run mvn test -Dtest=CrossCheckFilesTest first")
    results = [check(case) for case in json.loads((folder / "cases.json").read_text())]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
