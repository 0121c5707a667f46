#!/usr/bin/env python3
"""Looks for the patient in what LesionLens de-identified: `cross_check_deidentified.py [target/cross-check]`.

In deidentified/NAME/ (by the Java test DeidentifyTest) lie source/CASE, images that say who the patient is in every way, and
results/CASE: objects, tables, pictures, what the program said, and the images again. After PS3.15 annex E, without the program's
own table: no value of the source that is a name, a number, a text, a date or an identifier is anywhere in the bytes of the results;
pixels and geometry are the same bytes; every date is moved by one offset; what referred to an image refers to the same one; dciodvfy
(dicom3tools) has nothing against an image that it has not against its source, and nothing against what is derived from it.

Captures lie in captures/ (by CaptureWriterTest): their pixels are those of picture.rgb. The program's table of attributes is held to
pydicom's dictionary. Exit code 1 if something differs.
"""
import csv
import gzip
import shutil
import subprocess
import sys
import zlib
from datetime import datetime
from pathlib import Path

try:
    import numpy as np
    import pydicom
    from PIL import Image
    from pydicom.datadict import DicomDictionary
except ImportError as missing:
    print(f"SKIPPED: what is de-identified through other readers: {missing}")
    sys.exit(0)

TABLE = Path(__file__).resolve().parents[3] / "src/main/resources/org/lesionlens/io/dicom/confidentiality.csv"
IDENTIFYING = {"PN", "LO", "SH", "LT", "ST", "UT", "UC", "UR", "AE", "UI", "DA", "DT"}
# Equipment and coded concepts, which the profile does not take for identifying.
HARMLESS = {"Manufacturer", "ManufacturerModelName", "SoftwareVersions", "CodeValue", "CodeMeaning", "CodingSchemeDesignator"}
DEFLATED = "1.2.840.10008.1.2.1.99"  # which dciodvfy does not read
STANDARD_UIDS = "1.2.840.10008."
FEWEST_LETTERS = 4
GEOMETRY = ("Rows", "Columns", "PixelSpacing", "ImagePositionPatient", "ImageOrientationPatient", "SliceThickness",
            "RescaleSlope", "RescaleIntercept", "BitsStored", "PixelRepresentation", "InstanceNumber", "Modality", "SOPClassUID")


def values(dataset):
    """Every text of a data set that leads to a patient, in all sequences, of private attributes too."""
    found = set()
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                found |= values(item)
        elif element.VR in IDENTIFYING and element.keyword not in HARMLESS:
            several = element.value if isinstance(element.value, pydicom.multival.MultiValue) else [element.value]
            found |= {str(value).strip() for value in several if value is not None}
    return {text for text in found if len(text) >= FEWEST_LETTERS and not text.startswith(STANDARD_UIDS)}


def contents(folder):
    """Files and their bytes; what is deflated inflated."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            if path.suffix == ".dcm" and DEFLATED.encode() in raw[:400]:
                begin = 144 + int.from_bytes(raw[140:144], "little")  # after the file meta information
                raw = raw[:begin] + zlib.decompress(raw[begin:], -zlib.MAX_WBITS)
            yield path, gzip.decompress(raw) if path.suffix == ".gz" else raw


def leaks(secrets, folder):
    found = []
    for path, raw in contents(folder):
        lower = raw.lower()
        for secret in secrets:
            for encoding in ("utf-8", "latin-1", "utf-16-le"):
                if secret.lower().encode(encoding, "ignore") in lower:
                    found.append(f"{path.name} has a value of {len(secret)} letters of the source")
    return sorted(set(found))


def dates(dataset, path=""):
    """Days of all dates by the path of their attributes."""
    found = {}
    for element in dataset:
        here = f"{path}/{element.tag}"
        if element.VR == "SQ":
            for i, item in enumerate(element.value):
                found |= dates(item, f"{here}[{i}]")
        elif element.VR in ("DA", "DT") and element.value and element.keyword != "PatientBirthDate":
            found[here] = datetime.strptime(str(element.value)[:8], "%Y%m%d").toordinal()
    return found


def errors(file):
    answer = subprocess.run(["dciodvfy", str(file)], capture_output=True, text=True, errors="replace", check=False)
    return {line for line in answer.stderr.splitlines() + answer.stdout.splitlines() if line.startswith("Error")}


def image_complaints(before, after, paths):
    complaints = []
    if before.PixelData != after.PixelData or before.file_meta.TransferSyntaxUID != after.file_meta.TransferSyntaxUID:
        complaints.append("other pixels or another transfer syntax")
    complaints += [f"another {name}" for name in GEOMETRY if before.get(name) != after.get(name)]
    if any(element.tag.is_private or element.tag.group >> 8 in (0x50, 0x60) for element in after.iterall()):
        complaints.append("private attributes, curves or overlays")
    if after.get("PatientIdentityRemoved") != "YES" or after.get("LongitudinalTemporalInformationModified") != "MODIFIED":
        complaints.append("does not say what was done")
    judged = shutil.which("dciodvfy") and after.file_meta.TransferSyntaxUID != DEFLATED
    if judged and (new := errors(paths[1]) - errors(paths[0])):
        complaints += sorted(new)
    return complaints


def offsets(before, after):
    old, new = dates(before), dates(after)
    return {old[path] - new[path] for path in old.keys() & new.keys()}


def case_complaints(source, results):
    images = {path.name: path for path in sorted(results.glob("images/*"))}
    before = {path: pydicom.dcmread(path) for path in sorted(source.iterdir())}
    after = {path: pydicom.dcmread(path) for path in images.values()}
    by_place = {tuple(image.ImagePositionPatient): (path, image) for path, image in before.items()}
    secrets = set().union(*(values(image) for image in before.values()))
    complaints = leaks(secrets, results)
    moved = set()
    for path, image in after.items():
        old_path, old = by_place[tuple(image.ImagePositionPatient)]
        complaints += image_complaints(old, image, (old_path, path))
        moved |= offsets(old, image)
    if len(before) != len(after) or len(moved) != 1 or not 1 <= min(moved) <= 3650:
        complaints.append(f"{len(after)} of {len(before)} images, {len(moved)} offsets of dates")
    instances = {image.SOPInstanceUID for image in after.values()}
    for path in sorted(results.glob("*.dcm")):
        complaints += derived_complaints(path, next(iter(after.values())), instances)
    if len(secrets) < 60:
        complaints.append("the source does not say who the patient is")
    return complaints


def derived_complaints(path, image, instances):
    derived = pydicom.dcmread(path)
    complaints = []
    for name in ("PatientName", "PatientID", "StudyInstanceUID", "StudyDate", "PatientIdentityRemoved"):
        if derived.get(name) != image.get(name):
            complaints.append(f"{path.name} has another {name} than the images")
    if derived.get("FrameOfReferenceUID", image.FrameOfReferenceUID) != image.FrameOfReferenceUID:
        complaints.append(f"{path.name} lies in another frame of reference")
    referred = {element.value for element in derived.iterall() if element.keyword == "ReferencedSOPInstanceUID"}
    if not (instances <= referred if derived.Modality in ("SEG", "OT") else instances & referred):
        complaints.append(f"{path.name} does not refer to the images")
    codes = [item.CodeValue for item in derived.DeidentificationMethodCodeSequence]
    if codes != ["113100", "113107", "113108"]:
        complaints.append(f"{path.name} says it was de-identified by {codes}")
    return complaints + (sorted(errors(path)) if shutil.which("dciodvfy") else [])


def check_cases(folder):
    wrong = []
    names = sorted(folder.iterdir())
    for each in names:
        for results in sorted((each / "results").iterdir()):
            if found := case_complaints(each / "source" / results.name, results):
                wrong.append(f"{each.name}: {', '.join(found)}")
            capture = pydicom.dcmread(results / "capture.dcm").pixel_array
            if not np.array_equal(capture, np.asarray(Image.open(results / "overview.png").convert("RGB"))):
                wrong.append(f"{each.name}: the capture is another picture than overview.png")
    print(f"{folder.name}: {len(names)} series searched for their patients, {len(wrong)} wrong", *wrong, sep="\n  ")
    return not wrong and len(names) > 0


def check_captures(folder):
    wrong = []
    kinds = sorted(folder.iterdir())
    for each in kinds:
        capture = pydicom.dcmread(each / "capture.dcm")
        meant = np.frombuffer((each / "picture.rgb").read_bytes(), np.uint8).reshape(capture.Rows, capture.Columns, 3)
        sources = {pydicom.dcmread(path).SOPInstanceUID for path in (each / "source").iterdir()}
        if not np.array_equal(capture.pixel_array, meant):
            wrong.append(f"{each.name}: other pixels")
        if {image.ReferencedSOPInstanceUID for image in capture.SourceImageSequence} != sources:
            wrong.append(f"{each.name}: other images")
        if capture.BurnedInAnnotation != "YES" or list(capture.ImageType) != ["DERIVED", "SECONDARY"]:
            wrong.append(f"{each.name}: does not say what it is")
        if shutil.which("dciodvfy"):
            wrong += sorted(errors(each / "capture.dcm"))
    print(f"{folder.name}: {len(kinds)} pictures, {len(wrong)} wrong", *wrong, sep="\n  ")
    return not wrong and len(kinds) > 0


def check_table():
    """Tags, representations and names are those of PS3.6; where it has several representations, one of them."""
    wrong = []
    with open(TABLE, newline="") as table:
        rows = list(csv.DictReader(table))
    for row in rows:
        known = DicomDictionary.get(int(row["tag"], 16))
        if known is None or row["keyword"] != known[4] or row["vr"] not in known[0]:
            wrong.append(f"{row['tag']} {row['keyword']} {row['vr']}")
    print(f"{TABLE.name}: {len(rows)} attributes, {len(wrong)} not as in pydicom's dictionary", *wrong, sep="\n  ")
    return not wrong


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "target/cross-check")
    if not shutil.which("dciodvfy"):
        print("SKIPPED: what dciodvfy says, for which dicom3tools must be installed")
    good = check_table() & check_captures(folder / "captures") & check_cases(folder / "deidentified")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
