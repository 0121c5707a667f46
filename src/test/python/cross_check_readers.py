#!/usr/bin/env python3
"""Compares what LesionLens read and wrote with nibabel and pydicom: `cross_check_readers.py [target/cross-check]`.

The folder comes from the Java test CrossCheckFilesTest (or the main of CrossCheckFiles, for other inputs): cases.json
names inputs; case*/volume.nii.gz and mask.nii.gz are what the program made of them. Voxels must be equal (within 2 grey
levels after lossy JPEG, where decoders differ), affines and sforms within 1e-5, masks 0/1 on the same grid. The qform may
differ by 1e-3: NIfTI keeps three float32 of a quaternion, and near half a turn (LPS to RAS of an axial series) the fourth
comes out of them with few digits. What the program refused is listed with its reason. Exit code 1 if something differs;
0 with a message if a reader is missing.
"""
import json
import sys
from pathlib import Path

try:
    import nibabel
    import numpy as np
    import pydicom
    from pydicom.pixels import apply_color_lut, apply_modality_lut, pixel_array
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

LPS = np.diag((-1.0, -1.0, 1.0, 1.0))
LUMINANCE = np.array((0.299, 0.587, 0.114))
LOSSY = ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.91")


def read_nifti(path):
    image = nibabel.load(path)
    voxels = np.asarray(image.dataobj, dtype=np.float64)
    return voxels.reshape(voxels.shape[:3] + (-1,))[..., 0], LPS @ image.affine, 1e-5


def grey(file):
    """Frames z, y, x as brightness."""
    meaning = file.PhotometricInterpretation
    pixels = file.pixel_array  # colours come as RGB
    if meaning == "PALETTE COLOR":
        entries = apply_color_lut(pixels, file)
        pixels = entries[..., :3] * 255.0 / (2 ** (8 * entries.itemsize) - 1)
    if meaning.startswith("MONOCHROME"):
        if meaning == "MONOCHROME1":
            pixels = (-1 if file.PixelRepresentation else 2**file.BitsStored - 1) - pixels.astype(np.int64)
        pixels = apply_modality_lut(pixels, file).astype(np.float64)
    elif meaning in ("YBR_FULL", "YBR_FULL_422"):
        pixels = pixel_array(file, raw=True)[..., 0]  # Y is the luminance; a way through RGB rounds and clips
    else:
        pixels = pixels.astype(np.float64) @ LUMINANCE
    return pixels.reshape((-1, file.Rows, file.Columns))


def plane(file, frame):
    """Position, orientation and pixel size, from the functional groups if there are any."""
    groups = [file]
    if "PerFrameFunctionalGroupsSequence" in file:
        groups = [item for group in (file.PerFrameFunctionalGroupsSequence[frame], file.SharedFunctionalGroupsSequence[0])
                  for sequence in group if sequence.VR == "SQ" for item in sequence.value]
    return [np.array(next(g[name].value for g in groups if name in g), float)
            for name in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing")]


def read_dicom(path):
    """Voxels x, y, z and the LPS affine, from the positions of the slices alone; no affine without positions."""
    paths = sorted(Path(path).iterdir()) if Path(path).is_dir() else [Path(path)]
    files = [pydicom.dcmread(p, force=True) for p in paths]
    for file in files:
        if "TransferSyntaxUID" not in file.file_meta:
            file.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2" + (
                "" if file.original_encoding[0] else ".1" if file.original_encoding[1] else ".2")
    tolerance = 2.0 if any(f.file_meta.TransferSyntaxUID in LOSSY for f in files) else 1e-5
    greys = [grey(file) for file in files]
    slices = [(file, k, pixels[k]) for file, pixels in zip(files, greys, strict=True) for k in range(len(pixels))]
    try:
        planes = [plane(file, k) for file, k, _ in slices]
    except StopIteration:
        return np.stack([s[2].T for s in slices], -1), None, tolerance
    row, column = (v / np.linalg.norm(v) for v in planes[0][1].reshape(2, 3))
    order = np.argsort([np.cross(row, column) @ p[0] for p in planes], kind="stable")
    first, last = planes[order[0]][0], planes[order[-1]][0]
    between_rows, between_columns = planes[0][2]
    step = (last - first) / (len(slices) - 1) if len(slices) > 1 else np.cross(row, column) * float(
        files[0].get("SliceThickness") or 1)
    affine = np.eye(4)
    affine[:3] = np.stack([row * between_columns, column * between_rows, step, first], axis=1)
    return np.stack([slices[k][2].T for k in order], -1), affine, tolerance


def check(case):
    if "refused" in case:
        print("no  ", case["refused"])
        return True
    expected, affine, tolerance = (read_dicom if case["format"] == "DICOM" else read_nifti)(case["input"])
    folder = Path(case["folder"])
    written = nibabel.load(folder / "volume.nii.gz")
    mask = nibabel.load(folder / "mask.nii.gz")
    voxels = np.asarray(written.dataobj, dtype=np.float64)
    reported = np.vstack([case["affine_lps"], (0, 0, 0, 1)])
    form = (int(written.header["sform_code"]), int(written.header["qform_code"]), written.header.get_xyzt_units()[0])
    calibrated = case["calibrated"]
    differences = {
        "voxels": np.abs(voxels - expected.astype(np.float32)).max() / tolerance * 1e-5,
        "mask": np.count_nonzero((np.asarray(mask.dataobj) == 1) != (voxels > case["sum"] / voxels.size)),
        "mask affine": np.abs(mask.affine - written.affine).max(),
    }
    if affine is not None:
        differences |= {
            "affine": np.abs(reported - affine).max(),
            "sform": np.abs(LPS @ written.get_sform() - affine).max(),
            "qform": np.abs(LPS @ written.get_qform() - affine).max(),
        }
    good = (all(d <= (1e-3 if k == "qform" else 1e-5) for k, d in differences.items())
            and form == ((1, 1, "mm") if calibrated else (0, 0, "unknown")) and mask.get_data_dtype() == np.uint8)
    print("ok  " if good else "FAIL", case["input"], *(f"{k} {v:.2g}" for k, v in differences.items()))
    return good


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "target/cross-check")
    if not (folder / "cases.json").is_file():
        sys.exit(f"{folder}/cases.json is missing: run mvn test -Dtest=CrossCheckFilesTest first")
    results = []
    for case in json.loads((folder / "cases.json").read_text()):
        try:
            results.append(check(case))
        except (NotImplementedError, RuntimeError, AttributeError) as cannot:
            print("??  ", case["input"], "the independent reader says:", str(cannot).split("\n")[0][:150])
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
