#!/usr/bin/env python3
"""Makes the sample images of the menu: `python test-data/samples.py` (numpy, scipy, pillow, nibabel; seeded).

One phantom for each pair of shipped networks: of a head, of a breast under ultrasound, of a lung. Like phantom.py they were
shaped so that the networks find the lesion: they show what the program does, not how good it is. truth.json says where it is.
"""
import io
import json
import zipfile
from pathlib import Path

import nibabel
import numpy as np
import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, UltrasoundImageStorage
from scipy import ndimage

from generate import HEAD, LESION, UID, grid, noisy
from phantom import Ellipsoid

FOLDER = Path(__file__).parent.parent / "src/main/resources/org/lesionlens/fiji/sample"


def write_volume(name, voxels, origin, spacing):
    affine = np.diag((-spacing[0], -spacing[1], spacing[2], 1.0))
    affine[:3, 3] = (-origin[0], -origin[1], origin[2])
    image = nibabel.Nifti1Image(voxels.astype(np.int16), affine)
    image.set_qform(affine, 1)
    image.set_sform(affine, 1)
    image.header.set_xyzt_units("mm")
    nibabel.save(image, FOLDER / f"{name}.nii.gz")


def write_dicom(name, kind, slices, spacing, origin):
    """A zip of a series, which says its modality. Slices (z, rows, columns) are unsigned, 1024 below their values if of CT."""
    modality, series = ("CT", 11) if kind == CTImageStorage else ("US", 12)
    with zipfile.ZipFile(FOLDER / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for k, pixels in enumerate(slices):
            meta = FileMetaDataset()
            meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = kind, f"{UID}.{series}.{k + 1}"
            meta.TransferSyntaxUID = ExplicitVRLittleEndian
            ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
            ds.SOPClassUID, ds.SOPInstanceUID = kind, meta.MediaStorageSOPInstanceUID
            ds.StudyInstanceUID, ds.SeriesInstanceUID = f"{UID}.1", f"{UID}.1.{series}"
            ds.Modality, ds.SeriesDescription, ds.SeriesNumber, ds.InstanceNumber = modality, "LesionLens phantom", series, k + 1
            ds.PatientName, ds.PatientID, ds.StudyID = "Phantom", "PHANTOM", "1"
            if modality == "CT":
                ds.FrameOfReferenceUID = f"{UID}.{series}"
                ds.ImagePositionPatient = [f"{v:.8g}" for v in (*origin[:2], origin[2] + k * spacing[2])]
                ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
                ds.SliceThickness, ds.RescaleSlope, ds.RescaleIntercept = spacing[2], 1, -1024
                ds.WindowCenter, ds.WindowWidth = -500, 1500
            ds.PixelSpacing = [spacing[1], spacing[0]]
            ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
            ds.Rows, ds.Columns = pixels.shape
            bits = 8 * pixels.dtype.itemsize
            ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = bits, bits, bits - 1, 0
            ds.PixelData = pixels.tobytes()
            file = io.BytesIO()
            ds.save_as(file, enforce_file_format=True)
            archive.writestr(zipfile.ZipInfo(f"{name}/{k:03d}.dcm"), file.getvalue(), zipfile.ZIP_DEFLATED)


def rounded(values, step):
    """Fewer different numbers make a smaller file."""
    return np.round(values / step) * step


def head():
    spacing = (2.0, 2.0, 6.5)
    points, origin = grid((112, 112, 20), spacing)
    write_volume("head-phantom", rounded(noisy(HEAD.intensity(points), 1), 8), origin, spacing)
    return dict(centre_lps_mm=LESION.centre, radii_mm=LESION.radii)


def breast():
    """Speckle (Rayleigh) over layers of skin, fat, gland and muscle, compressed by a logarithm as a scanner does it."""
    rng = np.random.default_rng(3)
    height, width = 300, 360
    y, x = np.mgrid[0:height, 0:width].astype(float)
    centre, radii = (180.0, 130.0), (56.0, 36.0)
    wave = 6 * np.sin(x / 47) + 4 * np.sin(x / 19 + 1)
    echo = np.select([y < 14, y + wave < 75, y + wave < 215, y + wave < 226], [3.0, 0.55, 1.3, 2.6], 0.7)
    echo = echo * (1 + 0.35 * ndimage.gaussian_filter(rng.normal(size=echo.shape), (5, 16)) * 20)
    inside = Ellipsoid(centre, radii).distance(np.stack((x, y), -1))
    shade = np.clip((1.06 - inside) / 0.12, 0, 1)
    echo = np.maximum(echo, 0.12) * (1 - shade) + 0.07 * shade
    echo[(np.abs(x - centre[0]) < radii[0] * 0.8) & (y > centre[1] + radii[1] * 1.1)] *= 1.5
    field = [ndimage.gaussian_filter(rng.normal(size=echo.shape), (0.9, 1.6)) for _ in range(2)]
    speckle = np.hypot(*field)
    level = 20 * np.log10(echo * speckle / speckle.mean() + 0.02)
    pixels = np.clip((level + 30) * 255 / 46, 0, 255).astype(np.uint8) // 4 * 4
    write_dicom("breast-phantom", UltrasoundImageStorage, [pixels], (0.12, 0.12), None)
    return dict(centre_pixels=centre, radii_pixels=radii)


def lung():
    """A nodule between vessels, in HU, as sharp as a CT scanner is."""
    rng = np.random.default_rng(4)
    spacing = (0.75, 0.75, 1.5)
    points, origin = grid((96, 96, 40), spacing)
    nodule = Ellipsoid((4.0, -3.0, 1.0), (7.0, 6.0, 6.5))
    tissue = np.full(points.shape[:3], -860.0)
    for _ in range(14):
        start, direction = rng.uniform(-34, 34, 3), rng.normal(size=3)
        direction /= np.linalg.norm(direction)
        away = np.linalg.norm(np.cross(points - start, direction), axis=-1)
        if np.linalg.norm(np.cross(np.array(nodule.centre) - start, direction)) > 12:
            tissue[away < rng.uniform(0.8, 2.0)] = 20
    tissue[points[..., 1] > 30] = 40
    tissue[nodule.contains(points)] = 35
    blurred = ndimage.gaussian_filter(tissue, 0.6 / np.array(spacing))
    noise = 14 * ndimage.gaussian_filter(rng.normal(size=tissue.shape), 0.6) / 0.3
    values = rounded(blurred + noise + 1024, 8).clip(0).astype("<u2")
    write_dicom("lung-phantom", CTImageStorage, values.transpose(2, 1, 0), spacing, origin)
    return dict(centre_lps_mm=nodule.centre, radii_mm=nodule.radii)


if __name__ == "__main__":
    pydicom.config.settings.writing_validation_mode = pydicom.config.RAISE
    truth = {"head-phantom": head(), "breast-phantom": breast(), "lung-phantom": lung()}
    (FOLDER / "truth.json").write_text(json.dumps(truth, indent=2) + "\n")
