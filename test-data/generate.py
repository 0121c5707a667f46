#!/usr/bin/env python3
"""Makes the files of this folder: `python test-data/generate.py` (numpy, pillow, nibabel, pydicom; seeded).

One phantom (phantom.py) whose lesion is an ellipsoid, so that volume and diameters are known in closed
form (truth.json), as NIfTI, as an oblique DICOM series, and as a plain 2D image without a pixel size.
"""
import json
import math
import shutil
from pathlib import Path

import nibabel
import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import MRImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian

import phantom

HERE = Path(__file__).parent
FIELD_OF_VIEW_MM = 250.88
LESION = phantom.Ellipsoid((33.0, -28.0, 30.0), (17.0, 14.0, 15.0))
HEAD = phantom.Phantom(LESION, "meningioma")
SIZE, SPACING = (160, 160, 20), (1.5, 1.5, 6.5)
UID = "1.2.826.0.1.3680043.8.498.20261121"


def grid(size, spacing, centre=(0.0, 0.0, 0.0)):
    """Points (x, y, z, 3) in LPS mm of a grid along the patient's axes, and its first voxel's position."""
    ramps = [(np.arange(n) - (n - 1) / 2) * s + c for n, s, c in zip(size, spacing, centre, strict=True)]
    return np.stack(np.meshgrid(*ramps, indexing="ij"), -1), [float(r[0]) for r in ramps]


def noisy(clean, seed, sigma=12.0):
    rng = np.random.default_rng(seed)
    return np.hypot(clean + rng.normal(0, sigma, clean.shape), rng.normal(0, sigma, clean.shape))


def write_nifti():
    points, origin = grid(SIZE, SPACING)
    affine = np.diag((-SPACING[0], -SPACING[1], SPACING[2], 1.0))
    affine[:3, 3] = (-origin[0], -origin[1], origin[2])
    for name, voxels in (("t1ce", noisy(HEAD.intensity(points), 1).astype(np.int16)),
                         ("mask", HEAD.mask(points).astype(np.uint8))):
        image = nibabel.Nifti1Image(voxels, affine)
        image.set_qform(affine, 1)
        image.set_sform(affine, 1)
        image.header.set_xyzt_units("mm")
        nibabel.save(image, HERE / f"phantom_{name}.nii.gz")


def rotation(degrees_x, degrees_y):
    ax, ay = math.radians(degrees_x), math.radians(degrees_y)
    about_x = np.array([[1, 0, 0], [0, math.cos(ax), -math.sin(ax)], [0, math.sin(ax), math.cos(ax)]])
    about_y = np.array([[math.cos(ay), 0, math.sin(ay)], [0, 1, 0], [-math.sin(ay), 0, math.cos(ay)]])
    return about_x @ about_y


def write_dicom(folder, syntax, columns, slices, spacing, step):
    """An oblique series, its files named in an order that is not the order of the slices."""
    shutil.rmtree(HERE / folder, ignore_errors=True)
    (HERE / folder).mkdir()
    direction = rotation(12, -7)
    size = (columns, columns, slices)
    origin = -direction @ (np.array([(n - 1) / 2 * s for n, s in zip(size, (spacing, spacing, step), strict=True)]))
    rng = np.random.default_rng(7)
    for number, k in enumerate(rng.permutation(slices)):
        i, j = np.meshgrid(np.arange(columns) * spacing, np.arange(columns) * spacing, indexing="ij")
        points = origin + i[..., None] * direction[:, 0] + j[..., None] * direction[:, 1] + k * step * direction[:, 2]
        position = origin + k * step * direction[:, 2]
        write_slice(HERE / folder / f"IM{number:04d}.dcm", syntax, noisy(HEAD.intensity(points), 100 + k).T,
                    direction, position, spacing, step, int(k))


def write_slice(path, syntax, pixels, direction, position, spacing, step, k):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = MRImageStorage, f"{UID}.{len(path.parent.name)}.{k + 1}"
    meta.TransferSyntaxUID = syntax
    ds = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    ds.StudyInstanceUID, ds.SeriesInstanceUID = f"{UID}.1", f"{UID}.1.{len(path.parent.name)}"
    ds.FrameOfReferenceUID = f"{UID}.2"
    ds.Modality, ds.SeriesDescription, ds.SeriesNumber, ds.InstanceNumber = "MR", "LesionLens phantom", 3, k + 1
    ds.PatientName, ds.PatientID, ds.StudyID = "Phantom^Head", "PHANTOM", "1"
    ds.ImagePositionPatient = [f"{v:.8g}" for v in position]
    ds.ImageOrientationPatient = [f"{v:.8g}" for v in (*direction[:, 0], *direction[:, 1])]
    ds.PixelSpacing, ds.SliceThickness = [spacing, spacing], 5
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = pixels.shape
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.RescaleSlope, ds.RescaleIntercept = "0.5", "-20"
    ds.PixelData = np.clip((pixels + 20) * 2, 0, 4095).astype("<u2").tobytes()
    ds.save_as(path, enforce_file_format=True)


def write_image():
    """A slice through the lesion's centre, 8 bit, of the nominal field of view."""
    points = phantom.axial_points(LESION.centre[2], 256, FIELD_OF_VIEW_MM / 256)
    pixels = np.clip(noisy(HEAD.intensity(points), 5) / 4.0, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(HERE / "phantom_slice.png", optimize=True)
    Image.fromarray(HEAD.mask(points).astype(np.uint8) * 255).save(HERE / "phantom_slice_mask.png", optimize=True)


def write_truth():
    a, b, c = LESION.radii
    truth = dict(centre_lps_mm=LESION.centre, radii_mm=LESION.radii, volume_ml=4 / 3 * math.pi * a * b * c / 1000,
                 axial_diameter_mm=2 * max(a, b), axial_perpendicular_mm=2 * min(a, b), kind=HEAD.kind)
    (HERE / "truth.json").write_text(json.dumps(truth, indent=2) + "\n")


if __name__ == "__main__":
    pydicom.config.settings.writing_validation_mode = pydicom.config.RAISE
    write_nifti()
    write_dicom("phantom_dicom", ExplicitVRLittleEndian, 160, 20, 1.5, 6.5)
    write_dicom("phantom_dicom_implicit", ImplicitVRLittleEndian, 64, 6, 3.75, 20.0)
    write_image()
    write_truth()
