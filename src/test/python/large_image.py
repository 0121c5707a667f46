"""Writes a large image of int16, the phantom of test-data enlarged, slice by slice: large_image.py FILE X Y Z

FILE ends in .nii, .nii.gz, .mha, .nrrd, or is a folder (of DICOM files) that is made. One slice is in memory at a time.
"""

import gzip
import pathlib
import struct
import sys

import nibabel
import numpy as np

PHANTOM = pathlib.Path(__file__).parents[3] / "test-data" / "phantom_t1ce.nii.gz"
EXTENT_MM = (240.0, 240.0, 130.0)


def spacing(size):
    """The slices are axial, as those of a scanner: never thinner than their pixels are wide."""
    x, y, z = [extent / n for extent, n in zip(EXTENT_MM, size)]
    return [x, y, max(z, 1.25 * x)]


def slices(size):
    """Each as rows of int16, with a little noise that differs from slice to slice."""
    phantom = np.asarray(nibabel.load(PHANTOM).dataobj).astype(np.int16)
    x = np.arange(size[0]) * phantom.shape[0] // size[0]
    y = np.arange(size[1]) * phantom.shape[1] // size[1]
    noise = np.random.default_rng(1).integers(-8, 9, (size[1] + 64, size[0] + 64), np.int16)
    for z in range(size[2]):
        plane = phantom[:, :, z * phantom.shape[2] // size[2]]
        shift = z % 64
        yield plane[np.ix_(x, y)].T + noise[shift : shift + size[1], shift : shift + size[0]]


def nifti_header(size):
    header = nibabel.Nifti1Header()
    header.set_data_dtype(np.int16)
    header.set_data_shape(size)
    # stored right to left and front to back, as an axial scan is
    affine = np.diag([-s if axis < 2 else s for axis, s in enumerate(spacing(size))] + [1.0])
    affine[:3, 3] = [120, 120, -65]
    header.set_sform(affine, 1)
    header.set_qform(affine, 1)
    header["vox_offset"] = 352
    header["magic"] = b"n+1"
    return header.binaryblock + b"\0" * 4


def mha_header(size):
    return (
        "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = False\n"
        "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = -120 -120 -65\n"
        f"ElementSpacing = {' '.join(map(repr, spacing(size)))}\nDimSize = {' '.join(map(str, size))}\n"
        "ElementType = MET_SHORT\nElementDataFile = LOCAL\n"
    ).encode()


def nrrd_header(size):
    steps = spacing(size)
    return (
        f"NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: {' '.join(map(str, size))}\n"
        f"space directions: ({steps[0]!r},0,0) (0,{steps[1]!r},0) (0,0,{steps[2]!r})\nkinds: domain domain domain\n"
        "endian: little\nencoding: raw\nspace origin: (-120,-120,-65)\n\n"
    ).encode()


def element(group, number, vr, value):
    """Explicit VR, little endian."""
    if isinstance(value, str):
        value = value.encode()
        value += (b"\0" if vr == b"UI" else b" ") * (len(value) % 2)
    long = vr in (b"OW", b"OB")
    length = b"\0\0" + struct.pack("<I", len(value)) if long else struct.pack("<H", len(value))
    return struct.pack("<HH", group, number) + vr + length + value


def dicom_file(size, number, plane):
    steps = spacing(size)
    uid = "1.2.826.0.1.3680043.8.498.1"
    meta = (
        element(2, 2, b"UI", "1.2.840.10008.5.1.4.1.1.4")
        + element(2, 3, b"UI", f"{uid}.3.{number + 1}")
        + element(2, 16, b"UI", "1.2.840.10008.1.2.1")
    )
    short = lambda group, tag, value: element(group, tag, b"US", struct.pack("<H", value))
    text = lambda group, tag, vr, *values: element(group, tag, vr, "\\".join(f"{v:.10g}" for v in values))
    return (
        b"\0" * 128
        + b"DICM"
        + element(2, 0, b"UL", struct.pack("<I", len(meta)))
        + meta
        + element(8, 0x16, b"UI", "1.2.840.10008.5.1.4.1.1.4")
        + element(8, 0x18, b"UI", f"{uid}.3.{number + 1}")
        + element(8, 0x60, b"CS", "MR")
        + text(0x18, 0x50, b"DS", steps[2])
        + element(0x20, 0xD, b"UI", f"{uid}.1")
        + element(0x20, 0xE, b"UI", f"{uid}.2")
        + text(0x20, 0x13, b"IS", number + 1)
        + text(0x20, 0x32, b"DS", -120, -120, -65 + number * steps[2])
        + text(0x20, 0x37, b"DS", 1, 0, 0, 0, 1, 0)
        + element(0x20, 0x52, b"UI", f"{uid}.4")
        + short(0x28, 2, 1)
        + element(0x28, 4, b"CS", "MONOCHROME2")
        + short(0x28, 0x10, size[1])
        + short(0x28, 0x11, size[0])
        + text(0x28, 0x30, b"DS", steps[1], steps[0])
        + short(0x28, 0x100, 16)
        + short(0x28, 0x101, 16)
        + short(0x28, 0x102, 15)
        + short(0x28, 0x103, 1)
        + element(0x7FE0, 0x10, b"OW", plane.astype("<i2").tobytes())
    )


def write(target, size):
    name = target.name
    if name.endswith((".nii", ".nii.gz", ".mha", ".nrrd")):
        header = {"mha": mha_header, "nrrd": nrrd_header}.get(name.rsplit(".", 1)[1], nifti_header)
        with gzip.open(target, "wb", 1) if name.endswith(".gz") else open(target, "wb") as out:
            out.write(header(size))
            for plane in slices(size):
                out.write(plane.astype("<i2").tobytes())
    else:
        target.mkdir(parents=True)
        for number, plane in enumerate(slices(size)):
            (target / f"{number:05d}.dcm").write_bytes(dicom_file(size, number, plane))


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]), [int(n) for n in sys.argv[2:5]])
