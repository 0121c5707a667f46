#!/usr/bin/env python3
"""Compares what LesionLens read and wrote with other readers: `cross_check_readers.py [target/cross-check]`.

DICOM is read by pydicom, NIfTI by nibabel, TIFF by tifffile (where it is there), NRRD and MetaImage by a few lines of
numpy here. After `mvn package` the test files of the installed pydicom are read too: each gives the voxels that pydicom
gives, or is refused in one sentence.

NIfTI images and the masks that were made for them lie in forms/ (by the Java test NiftiFormsTest): nibabel must place both
alike, by each form alone and by the one that it prefers, and so must ITK, which goes by other rules (`plastimatch header`).

Results in other formats lie in formats/ (by the Java test ResultFormatTest): NRRD and TIFF must hold what nibabel reads of the
NIfTI results, and segments and label tables for 3D Slicer and ITK-SNAP what they are meant to say.

The folder comes from the Java test CrossCheckFilesTest (or the main of CrossCheckFiles, for other inputs): cases.json
names inputs; case*/volume.nii.gz and mask.nii.gz are what the program made of them. Voxels must be equal (within 2 grey
levels after lossy JPEG, where decoders differ), affines and sforms within 1e-5, masks 0/1 on the same grid. The qform may
differ by 1e-3: NIfTI keeps three float32 of a quaternion, and near half a turn (LPS to RAS of an axial series) the fourth
comes out of them with few digits. Only what is wrong is listed. Exit code 1 if something differs;
0 with a message if a reader is missing.
"""
import gzip
import json
import shlex
import shutil
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

try:
    import nibabel
    import numpy as np
    import pydicom
    from pydicom.pixels import apply_color_lut, apply_modality_lut, pixel_array
except ImportError as missing:
    print(f"SKIPPED: the cross-check with other readers: {missing}")
    sys.exit(0)

nibabel.imageglobals.logger.setLevel("ERROR")  # it says of odd headers what it makes of them
LPS = np.diag((-1.0, -1.0, 1.0, 1.0))
LUMINANCE = np.array((0.299, 0.587, 0.114))
LOSSY = ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.91")


def read_nifti(path):
    image = nibabel.load(path)
    voxels = np.asarray(image.dataobj, dtype=np.float64)
    return voxels.reshape(voxels.shape[:3] + (-1,))[..., 0], LPS @ image.affine, 1e-5


def read_nrrd(path):
    path = Path(path)
    text, _, rest = path.read_bytes().partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in text.decode().splitlines() if ": " in line)
    data = (path.parent / fields["data file"]).read_bytes() if "data file" in fields else rest
    data = gzip.decompress(data) if fields["encoding"].startswith("gz") else data
    kind = {"unsigned char": "u1", "uint8": "u1", "short": "i2", "uint16": "u2", "float": "f4", "double": "f8"}[fields["type"]]
    voxels = np.frombuffer(data, (">" if fields.get("endian") == "big" else "<") + kind)
    steps = np.array([[float(n) for n in v.strip("()").split(",")] for v in fields["space directions"].split()]).T
    origin = np.array([float(n) for n in fields["space origin"].strip("()").split(",")])
    space = fields["space"]
    initials = (space if len(space) == 3 else "".join(word[0] for word in space.split("-"))).upper()
    signs = np.array([1 if letter == to else -1 for letter, to in zip(initials, "LPS", strict=True)])
    affine = np.eye(4)
    affine[:3] = signs[:, None] * np.column_stack((steps, origin))
    return voxels.reshape([int(n) for n in fields["sizes"].split()], order="F"), affine, 1e-5


def read_metaimage(path):
    path = Path(path)
    text, _, rest = path.read_bytes().partition(b"ElementDataFile = ")
    name, _, data = rest.partition(b"\n")
    fields = dict(line.split(" = ", 1) for line in text.decode().splitlines())
    data = data if name == b"LOCAL" else (path.parent / name.decode()).read_bytes()
    data = zlib.decompress(data) if fields["CompressedData"] == "True" else data
    kind = {"MET_SHORT": "i2", "MET_USHORT": "u2", "MET_DOUBLE": "f8"}[fields["ElementType"]]
    voxels = np.frombuffer(data, (">" if fields["BinaryDataByteOrderMSB"] == "True" else "<") + kind)
    numbers = {name: np.array([float(n) for n in fields[name].split()])
               for name in ("TransformMatrix", "ElementSpacing", "Offset")}
    affine = np.eye(4)
    affine[:3, :3] = numbers["TransformMatrix"].reshape(3, 3).T * numbers["ElementSpacing"]
    affine[:3, 3] = numbers["Offset"]
    return voxels.reshape([int(n) for n in fields["DimSize"].split()], order="F"), affine, 1e-5


def read_tiff(path):
    """Of the first channel and frame; no affine where no length is known."""
    import tifffile

    mm = {"mm": 1, "cm": 10, "um": 1e-3, "\u00b5m": 1e-3}
    with tifffile.TiffFile(path) as tiff:
        series = tiff.series[0]
        plain = not (tiff.is_imagej or tiff.is_ome)
        first = [slice(None) if axis in "ZYX" or plain else 0 for axis in series.axes]
        voxels = series.asarray()[tuple(first)]
        if tiff.is_imagej:
            tags = tiff.pages[0].tags
            (x, px), (y, py) = tags["XResolution"].value, tags["YResolution"].value
            unit = mm[tiff.imagej_metadata["unit"]]
            spacing = [unit * px / x, unit * py / y, unit * tiff.imagej_metadata["spacing"]]
        elif tiff.is_ome:
            pixels = tifffile.xml2dict(tiff.ome_metadata)["OME"]["Image"]["Pixels"]
            spacing = [pixels["PhysicalSize" + a] * mm[pixels.get(f"PhysicalSize{a}Unit", "\u00b5m")] for a in "XYZ"]
        else:
            return as_grey(tiff.pages[0], voxels).T, None, 1e-5
    return voxels.T, np.diag((*spacing, 1.0)), 1e-5


def as_grey(page, voxels):
    """White above black, colours of planes or pixels as luminance."""
    if page.photometric.name == "MINISWHITE":
        return 2.0**page.bitspersample - 1 - voxels
    if page.photometric.name == "RGB":
        return np.moveaxis(voxels, 1 if page.planarconfig.name == "SEPARATE" else -1, -1).astype(np.float64) @ LUMINANCE
    return voxels


READERS = {"NRRD": read_nrrd, "METAIMAGE": read_metaimage, "TIFF_STACK": read_tiff, "NIFTI": read_nifti}


def colours(file):
    """Frames z, y, x in red, green and blue; grey as it is stored."""
    pixels = file.pixel_array  # colours come as RGB
    if file.PhotometricInterpretation == "PALETTE COLOR":
        entries = apply_color_lut(pixels, file)
        pixels = entries[..., :3] * 255.0 / (2 ** (8 * entries.itemsize) - 1)
    return pixels


def grey(file):
    """Frames z, y, x as brightness."""
    meaning = file.PhotometricInterpretation
    pixels = colours(file)
    if meaning.startswith("MONOCHROME"):
        if meaning == "MONOCHROME1":
            pixels = (-1 if file.PixelRepresentation else 2**file.BitsStored - 1) - pixels.astype(np.int64)
        pixels = apply_modality_lut(pixels, file).astype(np.float64) * float(file.get("DoseGridScaling", 1))
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
    position, orientation, spacing = [
        np.array(next(g[name].value for g in groups if name in g), float)
        for name in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing")]
    if "GridFrameOffsetVector" in file:  # a dose: offsets from the first plane, along the normal
        offsets = np.array(file.GridFrameOffsetVector, float)
        position = position + np.cross(*orientation.reshape(2, 3)) * (offsets[frame] - offsets[0])
    return [position, orientation, spacing]


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


def said(image):
    """Codes and unit of a NIfTI header."""
    return int(image.header["sform_code"]), int(image.header["qform_code"]), image.header.get_xyzt_units()[0]


def seen_by_nibabel(path):
    """Where a file lies, by each form and by the preferred one; a refusal is an answer too."""
    try:
        image = nibabel.load(path)
        (qform, q), (sform, s) = image.header.get_qform(coded=True), image.header.get_sform(coded=True)
        zooms = image.header.get_zooms(), image.header.get_xyzt_units()
        return str((image.affine.tobytes(), None if qform is None else qform.tobytes(), q,
                    None if sform is None else sform.tobytes(), s, image.shape, zooms))
    except (ValueError, nibabel.spatialimages.HeaderDataError) as refusal:
        return f"refused: {refusal}"


def seen_by_itk(path):
    """The lines of plastimatch but for the type; its refusal tells the file's name and addresses, so it is cut to a word."""
    answer = subprocess.run(["plastimatch", "header", str(path)], capture_output=True, text=True, check=False)
    lines = [line for line in answer.stdout.splitlines() if line.split(" ")[0] in ("Origin", "Size", "Spacing", "Direction")]
    return "\n".join(lines) or "refused"


def check_forms(folder):
    masks = sorted(folder.glob("*_mask.nii"))
    judges = {"nibabel": (seen_by_nibabel, masks)}
    if shutil.which("plastimatch"):  # ITK 5.2 reads no NIfTI-2
        judges["ITK"] = (seen_by_itk, [m for m in masks if m.name.startswith("first_little")])
    else:
        print("SKIPPED: where ITK sees images and masks, for which plastimatch must be installed")
    wrong = 0
    for name, (seen, judged) in judges.items():
        images = [m.with_name(m.name.replace("_mask.nii", ".nii")) for m in judged]
        with ThreadPoolExecutor(2) as pool:
            answers = list(zip(pool.map(seen, images), pool.map(seen, judged), strict=True))
        for image, (there, here) in zip(images, answers, strict=True):
            if there != here:
                print("FAIL", name, "puts", image.name, "and its mask at two places:", there, here, sep="\n")
                wrong += 1
        placed = sum(not there.startswith("refused") for there, _ in answers)
        print(f"forms: {len(judged)} masks judged by {name}, which places {placed} of their images, {wrong} wrong")
    return wrong == 0 and len(masks) > 0


def read_key_values(path):
    """Fields and `key:=value` pairs of a NRRD header."""
    header = Path(path).read_bytes().partition(b"\n\n")[0].decode()
    return dict(line.split(":=", 1) for line in header.splitlines() if ":=" in line)


def check_segments(folder, labels, context):
    """Segments of 3D Slicer against the label maps: where each is, its name, colour and code."""
    meant = json.loads((folder / "meant.json").read_text())
    pairs = read_key_values(folder / "segmentation.seg.nrrd")
    voxels = read_nrrd(folder / "segmentation.seg.nrrd")[0]
    wrong = []
    count = sum(key.endswith("_LabelValue") for key in pairs)
    for i in range(count):
        value = int(pairs[f"Segment{i}_LabelValue"])
        color = "".join(f"{round(255 * float(c)):02X}" for c in pairs[f"Segment{i}_Color"].split())
        name, tags = pairs[f"Segment{i}_Name"], pairs.get(f"Segment{i}_Tags", "")
        if str(value) in meant:
            kind, rgb, code = meant[str(value)]
            same = np.array_equal(voxels == value, labels == value)
            good = same and name.startswith(f"{value} {kind}") and color == rgb and f"^{code}^" in tags + "^^"
        else:
            good = np.array_equal(voxels == value, context > 0) and name == "liver" and color == "00FF00"
        wrong += [] if good else [name]
    return wrong if count == 3 else [f"{count} segments"]


def check_tables(folder):
    """The label descriptions of ITK-SNAP and the colour table of 3D Slicer, number by number."""
    meant = json.loads((folder / "meant.json").read_text())
    snap = {line[0]: line for line in (shlex.split(row) for row in (folder / "labels.txt").read_text().splitlines()
                                       if not row.startswith("#"))}
    slicer = {line[0]: line for line in (row.split() for row in (folder / "labels.ctbl").read_text().splitlines()
                                         if not row.startswith("#"))}
    wrong = [] if snap["0"][-1] == "Clear Label" and set(snap) == set(slicer) == {"0", *meant} else ["numbers"]
    for value, (kind, rgb, _) in meant.items():
        colors = [str(int(rgb[i:i + 2], 16)) for i in (0, 2, 4)]
        good = (snap[value][1:7] == [*colors, "1", "1", "1"] and snap[value][7].startswith(f"{value} {kind}")
                and slicer[value][2:] == [*colors, "255"] and slicer[value][1].startswith(f"{value}_{kind}"))
        wrong += [] if good else [f"label {value}"]
    return wrong


def check_formats(folder):
    """What nibabel reads of the NIfTI results, the other formats must hold too."""
    wrong, read = [], {}
    for name in ("mask", "labels", "probability", "classes", "context"):
        read[name], affine, _ = read_nifti(folder / f"{name}.nii.gz")
        voxels, other, _ = read_nrrd(folder / f"{name}.nrrd")
        if not np.array_equal(voxels, read[name]) or np.abs(other - affine).max() > 1e-5:
            wrong.append(f"{name}.nrrd")
        try:
            voxels, other, _ = read_tiff(folder / f"{name}.tif")
            spacing = np.linalg.norm(affine[:3, :3], axis=0)
            if not np.array_equal(voxels / (255 if name == "mask" else 1), read[name]) or np.abs(
                    np.diag(other)[:3] - spacing).max() > 1e-5:
                wrong.append(f"{name}.tif")
        except ImportError:
            print("SKIPPED: TIFF results, for which tifffile must be installed")
    wrong += check_segments(folder, read["labels"], read["context"]) + check_tables(folder)
    print(f"{folder.name}: five maps in three formats, segments and label tables, {len(wrong)} wrong", *wrong)
    return not wrong


def check_colours(case):
    """Of DICOM in colour each of them, from one file; exactly, but for what other decoders round or smooth otherwise."""
    written = [Path(case["folder"]) / f"{name}.nii.gz" for name in ("red", "green", "blue")]
    if case["format"] != "DICOM" or not written[0].exists():
        return True
    file = pydicom.dcmread(case["input"], force=True)
    expected = colours(file).reshape((-1, file.Rows, file.Columns, 3))
    found = np.stack([np.asarray(nibabel.load(path).dataobj, np.float64).T for path in written], -1)
    difference = np.abs(found - expected.astype(np.float32))
    lossy = file.file_meta.TransferSyntaxUID in LOSSY
    good = difference.max() <= (2 if lossy else 1e-5)
    print("    " if good else "FAIL", case["input"], file.PhotometricInterpretation,
          f"colours differ by at most {difference.max():.2g}, on average by {difference.mean():.2g}")
    return good


def expected_form(case):
    """Codes of sform and qform, and the unit, of what the program writes: of NIfTI those of its source."""
    if case["format"] == "NIFTI":
        return said(nibabel.load(case["input"]))
    code = 1 if case["placed"] else 0
    return code, code, "mm" if case["calibrated"] else "unknown"


def check(case):
    if "refused" in case:
        good = "\n" not in case["refused"] and case["refused"].count("; ") >= 1
        if not good:
            print("FAIL", case["refused"], "is no sentence that says what to do")
        return good
    expected, affine, tolerance = (READERS | {"DICOM": read_dicom})[case["format"]](case["input"])
    folder = Path(case["folder"])
    written = nibabel.load(folder / "volume.nii.gz")
    mask = nibabel.load(folder / "mask.nii.gz")
    voxels = np.asarray(written.dataobj, dtype=np.float64)
    reported = np.vstack([case["affine_lps"], (0, 0, 0, 1)])
    form = said(written)
    differences = {
        "voxels": np.abs(voxels - expected.astype(np.float32)).max() / tolerance * 1e-5,
        "mask": np.count_nonzero((np.asarray(mask.dataobj) == 1) != (voxels > case["sum"] / voxels.size)),
        "mask affine": np.abs(mask.affine - written.affine).max(),
    }
    if affine is not None and not case["placed"]:
        spacing = np.linalg.norm(affine[:3, :3], axis=0)
        differences["spacing"] = np.abs(np.array(written.header.get_zooms()[:3]) - spacing).max()
    elif affine is not None:
        differences |= {
            "affine": np.abs(reported - affine).max(),
            "sform": np.abs(LPS @ written.get_sform() - affine).max(),
            "qform": np.abs(LPS @ written.get_qform() - affine).max(),
        }
    good = (all(d <= (1e-3 if k == "qform" else 1e-5) for k, d in differences.items())
            and form == expected_form(case) and mask.get_data_dtype() == np.uint8)
    if not good:
        print("FAIL", case["input"], form, expected_form(case), *(f"{k} {v:.2g}" for k, v in differences.items()))
    return check_colours(case) and good


def check_all(folder):
    if not (folder / "cases.json").is_file():
        sys.exit(f"{folder}/cases.json is missing: run mvn test -Dtest=CrossCheckFilesTest first")
    results, cases = [], json.loads((folder / "cases.json").read_text())
    for case in cases:
        try:
            results.append(check(case))
        except (ImportError, RuntimeError) as cannot:
            # Without tifffile the TIFF stacks are left out.
            # Two of pydicom's own test files are beyond pydicom with numpy and Pillow alone: SC_rgb_jpeg_gdcm (JPEG
            # lossless, which needs gdcm or pylibjpeg) and GDCMJ2K_TextGBR (a code stream that Pillow calls broken).
            # Nothing can be compared there; the tests of Java hold what is read of these encodings.
            print("??  ", case["input"], "the independent reader says:", str(cannot).split("\n")[0][:150])
    refused = sum("refused" in case for case in cases)
    print(f"{folder.name}: {len(results) - refused} compared, {refused} refused in a sentence, "
          f"{len(cases) - len(results)} that no reader here can read, {results.count(False)} wrong")
    return all(results)


def read_pydicom_files(target):
    """Lets the program read the DICOM files that are installed with pydicom; returns the folder of what it wrote."""
    files = Path(pydicom.__file__).parent / "data/test_files"
    images = sorted(str(f) for f in files.rglob("*.dcm")) + sorted(str(f) for f in files.glob("dicomdirtests/*/*/*[0-9]"))
    classes = [str(target / name) for name in ("classes", "test-classes", "lib/*")]
    subprocess.run(["java", "-Djava.awt.headless=true", "-cp", ":".join(classes), "org.lesionlens.io.CrossCheckFiles",
                    str(target / "cross-check-pydicom"), *images], check=True)
    return target / "cross-check-pydicom"


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "target/cross-check")
    good = check_all(folder) & check_forms(folder / "forms") & check_formats(folder / "formats")
    if (folder.parent / "lib").is_dir():
        good = check_all(read_pydicom_files(folder.parent)) and good
    else:
        print("SKIPPED: the test files of pydicom, for which mvn package must have run")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
