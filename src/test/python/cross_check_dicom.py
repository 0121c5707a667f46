#!/usr/bin/env python3
"""Reads DICOM that LesionLens wrote with other readers: `cross_check_dicom.py [target/cross-check]`.

Data sets of all kinds lie in written/ (by the Java test DicomWriterTest), beside each a list of the paths of its elements with
their representations and bytes: pydicom must find the same, and dcmdump (dcmtk) and gdcmdump (GDCM) the same elements in the
same order. Exit code 1 if something differs; what a missing reader would have judged is skipped, with a message.
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

try:
    import pydicom
    from pydicom.dataelem import RawDataElement
except ImportError as missing:
    print(f"SKIPPED: DICOM through other readers: {missing}")
    sys.exit(0)


def stored(element):
    """The bytes of an element; SpecificCharacterSet and PixelRepresentation are decoded when a file is read."""
    value = element.value or b""
    if isinstance(element, RawDataElement) or value == b"":
        return value if element.VR != "US" or element.value is None else value or bytes(2)
    numbers = value if isinstance(value, pydicom.multival.MultiValue) else [value]
    return value.encode() if isinstance(value, str) else b"".join(n.to_bytes(2, "little") for n in numbers)


def seen_by_pydicom(dataset, path=""):
    """A line an element, as the Java test writes them."""
    lines = []
    for tag in sorted(dataset.keys()):
        raw = dataset.get_item(tag)
        here = f"{path}{int(tag):08x}"
        if raw.VR == "SQ":
            lines.append(f"{here} SQ ")
            for i, item in enumerate(dataset[tag].value):
                lines += seen_by_pydicom(item, f"{here}[{i}]")
        else:
            lines.append(f"{here} {raw.VR} {stored(raw).hex()}")
    return lines


ELEMENT = re.compile(r"^\s*\(([0-9a-f]{4}),([0-9a-f]{4})\) ([A-Z]{2}) .*# *([0-9u/l]+)", re.MULTILINE)


def meant_elements(lines):
    """Tag, representation and length of what is no sequence, in order, without file meta information."""
    elements = []
    for line in lines:
        path, vr, value = line.split(" ")
        elements.append((path[-8:], vr, None if vr == "SQ" else len(value) // 2))
    return elements


def seen_by_dumper(command, file):
    answer = subprocess.run([*command, str(file)], capture_output=True, text=True, errors="replace", check=False)
    found = []
    for group, element, vr, length in ELEMENT.findall(answer.stdout):
        if group not in ("0002", "fffe"):
            found.append((group + element, vr, None if vr == "SQ" else int(length)))
    return found, answer.returncode, answer.stderr.strip()


def check_written(folder):
    files = sorted(folder.glob("*.dcm"))
    wrong = []
    dumpers = {"dcmdump": ["dcmdump", "-q"], "gdcmdump": ["gdcmdump"]}
    for name in [name for name in dumpers if not shutil.which(name)]:
        print(f"SKIPPED: what {name} sees, which must be installed")
        del dumpers[name]
    for file in files:
        meant = file.with_suffix(".txt").read_text().splitlines()
        if seen_by_pydicom(pydicom.dcmread(file)) != meant:
            wrong.append(f"{file.name} by pydicom")
        for name, command in dumpers.items():
            found, code, said = seen_by_dumper(command, file)
            if code != 0 or found != meant_elements(meant):
                wrong.append(f"{file.name} by {name}: {said[:100]}")
    print(f"{folder.name}: {len(files)} data sets judged by pydicom, {', '.join(dumpers)}, {len(wrong)} wrong", *wrong, sep="\n  ")
    return not wrong and len(files) > 0


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "target/cross-check")
    sys.exit(0 if check_written(folder / "written") else 1)


if __name__ == "__main__":
    main()
