#!/usr/bin/env python3
"""Makes src/test/resources/org/lesionlens/io/dicom/*.dcm: `make_dicom_fixtures.py` (pydicom, numpy, pillow, dcmtk).

One ramp of 20 columns and 14 rows in every encoding, which the Java test TransferSyntaxTest knows in closed form:
`u12` is (37 x + 101 y + x y) mod 4096; `s16` is that, minus 2048, times 11; `w16` is u12 times 16; `u8` is 5 x + 7 y; `rgb` is (5 x, 7 y, x + y);
frame f of `frames` is u8 + f. No patients: all names are empty.
"""
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRLittleEndian, MRImageStorage

TARGET = Path(__file__).parents[1] / "resources/org/lesionlens/io/dicom"
COLUMNS, ROWS = 20, 14
X, Y = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS))
U12 = ((37 * X + 101 * Y + X * Y) % 4096).astype(np.uint16)
PIXELS = {
    "u12": U12,
    "s16": ((U12.astype(int) - 2048) * 11).astype(np.int16),
    "u8": (5 * X + 7 * Y).astype(np.uint8),
    "rgb": np.stack((5 * X, 7 * Y, X + Y), -1).astype(np.uint8),
    "w16": U12 * np.uint16(16),
    "frames": np.stack([5 * X + 7 * Y + f for f in range(3)]).astype(np.uint8),
}
J2K_LOSSLESS, J2K = UID("1.2.840.10008.1.2.4.90"), UID("1.2.840.10008.1.2.4.91")


def image(name):
    pixels = PIXELS[name]
    uid = "1.2.826.0.1.3680043.8.498.20261122." + str(sorted(PIXELS).index(name) + 1)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = MRImageStorage, uid
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    file.SOPClassUID, file.SOPInstanceUID = MRImageStorage, uid
    file.Modality, file.PatientName, file.PatientID = "OT" if name in ("frames", "rgb") else "MR", "", ""
    file.StudyInstanceUID, file.SeriesInstanceUID, file.SeriesNumber = uid + ".1", uid + ".2", 1
    if file.Modality == "MR":
        file.ImagePositionPatient, file.ImageOrientationPatient = [-10, -20, 30], [1, 0, 0, 0, 1, 0]
        file.PixelSpacing, file.SliceThickness = [0.5, 0.25], 3
    file.SamplesPerPixel = 3 if name == "rgb" else 1
    file.PhotometricInterpretation = "RGB" if name == "rgb" else "MONOCHROME2"
    if name == "rgb":
        file.PlanarConfiguration = 0
    if name == "frames":
        file.NumberOfFrames = len(pixels)
    file.Rows, file.Columns = ROWS, COLUMNS
    file.BitsAllocated = 8 * pixels.itemsize
    file.BitsStored = 12 if name == "u12" else file.BitsAllocated
    file.HighBit = file.BitsStored - 1
    file.PixelRepresentation = int(name == "s16")
    file.PixelData = pixels.tobytes()
    return file


def jpeg2000(name, syntax, fragments=1, **options):
    file = image(name)
    frames = file.pixel_array if name == "frames" else [file.pixel_array]
    streams = []
    for frame in frames:
        if frame.dtype == np.int16:
            picture = Image.fromarray(frame.view(np.uint16))
            options |= {"signed": True}
        else:
            picture = Image.fromarray(frame)
        out = io.BytesIO()
        picture.save(out, "JPEG2000", no_jp2=True, num_resolutions=3, **options)
        streams.append(out.getvalue())
    file.file_meta.TransferSyntaxUID = syntax
    if name == "rgb":
        file.PhotometricInterpretation = "YBR_RCT" if syntax == J2K_LOSSLESS else "YBR_ICT"
    file.PixelData = encapsulate(streams, fragments_per_frame=fragments, has_bot=False)
    file["PixelData"].is_undefined_length = True
    return file


def dcmtk(tool, options, source, target):
    subprocess.run([tool, *options, TARGET / f"{source}_explicit.dcm", TARGET / target], check=True)


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in PIXELS:
        image(name).save_as(TARGET / f"{name}_explicit.dcm", enforce_file_format=True)
        dcmtk("dcmcrle", ["+un"], name, f"{name}_rle.dcm")
        dcmtk("dcmcjpeg", ["+e1", "+un"], name, f"{name}_jpeg_lossless_sv1.dcm")
        jpeg2000(name, J2K_LOSSLESS).save_as(TARGET / f"{name}_jpeg2000_lossless.dcm")
    for name, option in (("implicit", "+ti"), ("big", "+tb"), ("deflated", "+td")):
        for kind in ("u12", "u8", "rgb"):
            dcmtk("dcmconv", [option], kind, f"{kind}_{name}.dcm")
    dcmtk("dcmconv", ["-F"], "u12", "u12_no_preamble.dcm")
    dcmtk("dcmcjpeg", ["+el", "+sv", "4", "+un"], "u12", "u12_jpeg_lossless_sv4.dcm")
    for kind in ("u8", "rgb"):
        dcmtk("dcmcjpeg", ["+eb", "+q", "95", "+un"], kind, f"{kind}_jpeg_baseline.dcm")
        jpeg2000(kind, J2K, irreversible=True, quality_layers=[4]).save_as(TARGET / f"{kind}_jpeg2000.dcm")
    for kind in ("u12", "s16", "w16"):
        jpeg2000(kind, J2K, irreversible=True, quality_layers=[1.5]).save_as(TARGET / f"{kind}_jpeg2000.dcm")
    dcmtk("dcmcjpeg", ["+ee", "+q", "95", "+un"], "u8", "u8_jpeg_extended.dcm")
    dcmtk("dcmcjpeg", ["+ee", "+q", "95", "+un"], "u12", "u12_jpeg_extended.dcm")
    dcmtk("dcmcjpls", [], "u12", "u12_jpegls.dcm")
    jpeg2000("frames", J2K_LOSSLESS, fragments=2).save_as(TARGET / "frames_fragments.dcm")
    for path in sorted(TARGET.glob("*.dcm")):
        syntax = pydicom.dcmread(path, force=True).file_meta.get("TransferSyntaxUID", UID(""))
        print(path.name, path.stat().st_size, syntax.name)


if __name__ == "__main__":
    sys.exit(main())
