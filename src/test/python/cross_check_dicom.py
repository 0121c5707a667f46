#!/usr/bin/env python3
"""Reads DICOM that LesionLens wrote with other readers: `cross_check_dicom.py [target/cross-check]`.

Data sets of all kinds lie in written/ (by the Java test DicomWriterTest), beside each a list of the paths of its elements with
their representations and bytes: pydicom must find the same, and dcmdump (dcmtk) and gdcmdump (GDCM) the same elements in the
same order.

Segmentations lie in segmentations/ (by the Java test SegmentationWriterTest) beside the series that they were made of and the
labels that they must hold (as NIfTI). The labels are rebuilt here from the frames alone, after PS3.3 and PS3.5: bits, place of
each frame, its image. dciodvfy (dicom3tools) must find no error, but for LABELMAP, which it does not know.

Structured reports lie in reports/ (by the Java test ReportWriterTest) beside the segmentation and the series that they refer to.
Volume, area, voxels and centroid are counted again in the segmentation, lengths measured between the ends that the report draws,
on the images that it names. dciodvfy must find no error; dsrdump and dcm2json (dcmtk) must read them.

RT structure sets lie in structures/ (by the Java test StructureSetTest), likewise. The labels are rebuilt from the contours, each in the
pixels of the image that it refers to (PS3.3 C.8.8.6); `plastimatch convert`, which finds the series and the structure set in one
folder, must give the same voxels. Exit code 1 if something differs; what a missing reader would have judged is skipped, with a message.
"""
import gzip
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import nibabel
    import numpy as np
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


def frame_pixels(seg):
    """Frames, rows, columns; of one bit a pixel the lowest bit of a byte first, frames within a byte."""
    shape = (int(seg.NumberOfFrames), seg.Rows, seg.Columns)
    if seg.BitsAllocated > 1:
        return seg.pixel_array.reshape(shape)
    return np.unpackbits(np.frombuffer(seg.PixelData, np.uint8), bitorder="little")[: np.prod(shape)].reshape(shape)


def place(frame, shared):
    """The LPS affine of a frame's columns, rows and the frame itself."""
    row, column = np.array(shared.PlaneOrientationSequence[0].ImageOrientationPatient, float).reshape(2, 3)
    between_rows, between_columns = shared.PixelMeasuresSequence[0].PixelSpacing
    position = np.array(frame.PlanePositionSequence[0].ImagePositionPatient, float)
    return np.column_stack([row * between_columns, column * between_rows, np.cross(row, column), position])


def image_of(frame, sources):
    """The image that a frame refers to, and which frame of it, from 0."""
    image = frame.DerivationImageSequence[0].SourceImageSequence[0]
    return sources[image.ReferencedSOPInstanceUID], int(image.get("ReferencedFrameNumber", 1)) - 1


def position_of(image, number):
    groups = image.PerFrameFunctionalGroupsSequence[number].PlanePositionSequence[0] if (
        "PerFrameFunctionalGroupsSequence" in image) else image
    return groups.get("ImagePositionPatient")


def rebuilt(seg, sources, shape, affine):
    """The labels on a grid, from what the frames say alone; complaints where they contradict each other or their images."""
    labels, complaints = np.zeros(shape, int), []
    shared = seg.SharedFunctionalGroupsSequence[0]
    x, y = np.meshgrid(np.arange(seg.Columns), np.arange(seg.Rows))
    for pixels, frame in zip(frame_pixels(seg), seg.PerFrameFunctionalGroupsSequence, strict=True):
        image, number = image_of(frame, sources)
        if (image.Rows, image.Columns) != (seg.Rows, seg.Columns) or not pixels.any():
            complaints.append("a frame of another size than its image, or empty")
        z = np.full(x.shape, number)
        if "PlanePositionSequence" in frame:
            if frame.PlanePositionSequence[0].ImagePositionPatient != position_of(image, number):
                complaints.append("a frame that lies elsewhere than its image")
            world = np.einsum("rc,cyx->ryx", place(frame, shared), np.stack([x, y, 0 * x, 0 * x + 1]))
            index = np.einsum("rc,cyx->ryx", np.linalg.inv(affine)[:3], np.concatenate([world, np.ones((1, *x.shape))]))
            if np.abs(index[:2] - np.stack([x, y])).max() > 1e-3 or np.abs(index[2] - np.rint(index[2])).max() > 1e-3:
                complaints.append("a frame beside the grid")
            z = np.rint(index[2]).astype(int)
        inside = pixels > 0
        segment = pixels[inside] if seg.SegmentationType == "LABELMAP" else (
            frame.SegmentIdentificationSequence[0].ReferencedSegmentNumber)
        if labels[x[inside], y[inside], z[inside]].any():
            complaints.append("segments that overlap")
        labels[x[inside], y[inside], z[inside]] = segment
    return labels, complaints


def complaints_about(folder):
    seg = pydicom.dcmread(folder / "segmentation.dcm")
    sources = {image.SOPInstanceUID: image for image in map(pydicom.dcmread, sorted((folder / "source").iterdir()))}
    first = next(iter(sources.values()))
    meant = nibabel.load(folder / "labels.nii.gz")
    affine = np.diag((-1.0, -1.0, 1.0, 1.0)) @ meant.affine
    labels, complaints = rebuilt(seg, sources, meant.shape, affine)
    if not np.array_equal(labels, np.asarray(meant.dataobj)):
        complaints.append("other labels")
    for name in ("PatientName", "PatientID", "StudyInstanceUID", "FrameOfReferenceUID", "StudyDate", "SpecificCharacterSet"):
        if seg.get(name) != first.get(name):
            complaints.append(f"another {name}")
    referred = {image.ReferencedSOPInstanceUID for image in seg.ReferencedSeriesSequence[0].ReferencedInstanceSequence}
    if referred != set(sources) or seg.ReferencedSeriesSequence[0].SeriesInstanceUID != first.SeriesInstanceUID:
        complaints.append("other images in ReferencedSeriesSequence")
    named = [segment.SegmentedPropertyTypeCodeSequence[0].CodeValue for segment in seg.SegmentSequence]
    if named != ["393564001", "52988006", "12738006"] or [s.SegmentNumber for s in seg.SegmentSequence] != [1, 2, 3]:
        complaints.append("other segments")
    return complaints + [line for command in judges(seg) for line in errors(command, folder / "segmentation.dcm")]


def judges(seg):
    return [name for name in ("dciodvfy", "dcmdump", "gdcmdump")
            if shutil.which(name) and (name != "dciodvfy" or seg.SegmentationType != "LABELMAP")]


def errors(command, file):
    answer = subprocess.run([command, str(file)], capture_output=True, text=True, errors="replace", check=False)
    said = [line for line in answer.stderr.splitlines() + answer.stdout.splitlines() if line.startswith(("Error", "E:"))]
    return said or ([f"{command} ends with {answer.returncode}"] if answer.returncode and command != "dciodvfy" else [])


CONCEPTS = {"118565006": "volume", "42798000": "area", "VOXELS": "voxels", "103339001": "long", "103340004": "short",
            "122157": "probability"}


def content(item, *codes):
    """Content items below one another, by the codes of their concepts."""
    found = [item]
    for code in codes:
        found = [child for each in found for child in each.get("ContentSequence", [])
                 if child.get("ConceptNameCodeSequence") and child.ConceptNameCodeSequence[0].CodeValue == code]
    return found


def references(item):
    """What content items refer to, as pairs of class and instance."""
    own = [(one.ReferencedSOPClassUID, one.ReferencedSOPInstanceUID) for one in item.get("ReferencedSOPSequence", [])]
    return own + [one for child in item.get("ContentSequence", []) for one in references(child)]


def spacing_of(image):
    """Distances of rows and columns in mm."""
    if "SharedFunctionalGroupsSequence" in image:
        return np.array(image.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing, float)
    if "PixelSpacing" in image:
        return np.array(image.PixelSpacing, float)
    region = image.SequenceOfUltrasoundRegions[0]
    return 10 * np.array([region.PhysicalDeltaY, region.PhysicalDeltaX])


def counted(seg, number, sources):
    """What a segment's frames say of its size and place: voxels, ml, area of the largest section in mm2, centroid in mm."""
    shared = seg.SharedFunctionalGroupsSequence[0]
    spacing = spacing_of(next(iter(sources.values())))
    sections, points = [], []
    for pixels, frame in zip(frame_pixels(seg), seg.PerFrameFunctionalGroupsSequence, strict=True):
        if frame.SegmentIdentificationSequence[0].ReferencedSegmentNumber == number:
            y, x = np.nonzero(pixels)
            sections.append(len(x))
            if "PlanePositionSequence" in frame:
                points.append((place(frame, shared) @ np.stack([x, y, 0 * x, 0 * x + 1])).T)
    size = {"voxels": sum(sections), "area": max(sections) * np.prod(spacing)}
    if points:
        between = float(shared.PixelMeasuresSequence[0].SpacingBetweenSlices)
        size |= {"volume": sum(sections) * np.prod(spacing) * between / 1000, "center": np.concatenate(points).mean(axis=0)}
    return size


def drawn(measurement, sources):
    """The length in mm of a line on an image; NaN where it leaves the image."""
    line = measurement.ContentSequence[0]
    reference = line.ContentSequence[0].ReferencedSOPSequence[0]
    image = sources[reference.ReferencedSOPInstanceUID]
    ends = np.array(line.GraphicData, float).reshape(2, 2)
    outside = (ends < 0).any() or (ends > (image.Columns, image.Rows)).any()
    frame = int(reference.get("ReferencedFrameNumber", 1))
    if outside or frame > int(image.get("NumberOfFrames", 1)):
        return float("nan")
    return np.linalg.norm((ends[1] - ends[0]) * spacing_of(image)[::-1])


def touches(measurement, seg, number, sources):
    """Whether both ends of a line are corners of pixels of the segment in the frame of the line's image."""
    line = measurement.ContentSequence[0]
    reference = line.ContentSequence[0].ReferencedSOPSequence[0]
    wanted = reference.ReferencedSOPInstanceUID, int(reference.get("ReferencedFrameNumber", 1)) - 1
    for pixels, frame in zip(frame_pixels(seg), seg.PerFrameFunctionalGroupsSequence, strict=True):
        image, shown = image_of(frame, sources)
        if frame.SegmentIdentificationSequence[0].ReferencedSegmentNumber == number and (
                image.SOPInstanceUID, shown) == wanted:
            around = np.pad(pixels, 1)
            return all(around[int(row):int(row) + 2, int(column):int(column) + 2].any()
                       for column, row in np.array(line.GraphicData).reshape(2, 2))
    return False


def group_complaints(group, seg, sources):
    reference = content(group, "121191")[0].ReferencedSOPSequence[0]
    segment = {one.SegmentNumber: one for one in seg.SegmentSequence}[reference.ReferencedSegmentNumber]
    complaints = []
    if (content(group, "112039")[0].TextValue, content(group, "112040")[0].UID) != (segment.TrackingID, segment.TrackingUID):
        complaints.append("other tracking identifiers than the segment's")
    if content(group, "121071")[0].ConceptCodeSequence[0].CodeValue != segment.SegmentedPropertyTypeCodeSequence[0].CodeValue:
        complaints.append("another finding than the segment's type")
    meant = counted(seg, segment.SegmentNumber, sources)
    said = {CONCEPTS[item.ConceptNameCodeSequence[0].CodeValue]: item for item in group.ContentSequence
            if item.ValueType == "NUM"}
    values = {name: float(item.MeasuredValueSequence[0].NumericValue) for name, item in said.items()}
    for name in {"volume", "area", "voxels"} & set(said):
        if abs(values[name] - meant[name]) > 1e-9 * meant[name]:
            complaints.append(f"{name} {values[name]} but the segment has {meant[name]}")
    if ("volume" in said) != ("volume" in meant) or not {"voxels", "long", "short", "probability"} <= set(said):
        complaints.append(f"only {sorted(said)}")
    for name in ("long", "short"):
        length = drawn(said[name], sources)
        if not abs(length - values[name]) < 1e-3:
            complaints.append(f"{name} axis {values[name]} mm but {length} mm where it is drawn")
    if not touches(said["long"], seg, segment.SegmentNumber, sources):
        complaints.append("a long axis that does not end at the segment")
    centers = content(group, "121071", "111010")
    if len(centers) != int("center" in meant):
        complaints.append("a centre too many or too few")
    for center in centers:
        if np.linalg.norm(np.array(center.GraphicData) - meant["center"]) > 0.01:
            complaints.append(f"the centre {center.GraphicData} but the segment's is {meant['center']}")
    return complaints


def report_complaints(folder):
    report, seg = (pydicom.dcmread(folder / f"{name}.dcm") for name in ("report", "segmentation"))
    sources = {image.SOPInstanceUID: image for image in map(pydicom.dcmread, sorted((folder / "source").iterdir()))}
    groups = content(report, "126010", "125007")
    complaints = [one for group in groups for one in group_complaints(group, seg, sources)]
    if len(groups) != int(folder.name[-1]) and not folder.name.startswith("order"):
        complaints.append(f"{len(groups)} groups")
    there = {(each.SOPClassUID, each.SOPInstanceUID) for each in [*sources.values(), seg]}
    evidence = report.CurrentRequestedProcedureEvidenceSequence[0]
    listed = [(one.ReferencedSOPClassUID, one.ReferencedSOPInstanceUID) for series in evidence.ReferencedSeriesSequence
              for one in series.ReferencedSOPSequence]
    if len(set(listed)) != len(listed) or not set(references(report)) == set(listed) <= there:
        complaints.append("evidence that is not what the items refer to")
    for name in ("PatientName", "PatientID", "StudyInstanceUID", "StudyDate", "SpecificCharacterSet"):
        if report.get(name) != seg.get(name):
            complaints.append(f"another {name}")
    judges = [name for name in ("dciodvfy", "dsrdump", "dcm2json", "gdcmdump") if shutil.which(name)]
    return complaints + [line for command in judges for line in errors(command, folder / "report.dcm")]


def check_reports(folder):
    folders = sorted(folder.iterdir())
    wrong = [f"{each.name}: {', '.join(found)}" for each in folders if (found := report_complaints(each))]
    for name in [name for name in ("dciodvfy", "dsrdump", "dcm2json") if not shutil.which(name)]:
        print(f"SKIPPED: what {name} says of reports, which must be installed")
    print(f"{folder.name}: {len(folders)} measured again, {len(wrong)} wrong", *wrong, sep="\n  ")
    return not wrong and len(folders) > 0


def check_segmentations(folder):
    folders = sorted(folder.iterdir())
    wrong = [f"{each.name}: {', '.join(found)}" for each in folders if (found := complaints_about(each))]
    if not shutil.which("dciodvfy"):
        print("SKIPPED: what dciodvfy says, for which dicom3tools must be installed")
    print(f"{folder.name}: {len(folders)} rebuilt from their frames, {len(wrong)} wrong", *wrong, sep="\n  ")
    return not wrong and len(folders) > 0


def filled(points, shape):
    """The pixels (row, column) whose centres lie in a polygon of columns and rows, by the even-odd rule."""
    inside = np.zeros(shape, bool)
    column, row = np.meshgrid(np.arange(shape[1]), np.arange(shape[0]))
    for (x1, y1), (x2, y2) in zip(points, np.roll(points, -1, axis=0), strict=True):
        if y1 != y2:
            inside ^= ((y1 <= row) != (y2 <= row)) & (column >= x1 + (row - y1) * (x2 - x1) / (y2 - y1))
    return inside


def place_of(image, number):
    """Position, directions of rows and columns, and what lies between them, of a frame from 0."""
    if "PerFrameFunctionalGroupsSequence" not in image:
        return image.ImagePositionPatient, image.ImageOrientationPatient, image.PixelSpacing
    shared = image.SharedFunctionalGroupsSequence[0]
    return (position_of(image, number), shared.PlaneOrientationSequence[0].ImageOrientationPatient,
            shared.PixelMeasuresSequence[0].PixelSpacing)


def pixels_of(contour, sources):
    """The points of a contour in columns and rows of its image, how far they lie beside it in mm, and the image."""
    reference = contour.ContourImageSequence[0]
    image, number = sources[reference.ReferencedSOPInstanceUID], int(reference.get("ReferencedFrameNumber", 1)) - 1
    position, cosines, spacing = (np.array(each, float) for each in place_of(image, number))
    row, column = cosines.reshape(2, 3)
    way = np.array(contour.ContourData, float).reshape(-1, 3) - position
    beside = np.abs(way @ np.cross(row, column)).max()
    return np.column_stack([way @ row / spacing[1], way @ column / spacing[0]]), beside, (image, position)


def contoured(structures, sources, shape, affine):
    """The labels on a grid of columns, rows and slices, from the contours alone; complaints about contours."""
    labels, complaints = np.zeros(shape, int), []
    for roi in structures.ROIContourSequence:
        for contour in roi.get("ContourSequence", []):
            points, beside, (image, position) = pixels_of(contour, sources)
            if contour.ContourGeometricType != "CLOSED_PLANAR" or len(points) != contour.NumberOfContourPoints:
                complaints.append("a contour of another type or number of points")
            if beside > 1e-3 or np.abs(points - np.floor(points) - 0.5).max() > 1e-3:
                complaints.append("a contour that is not on the edges of its image's pixels")
            inside = filled(points, (image.Rows, image.Columns)).T
            z = int(np.rint((np.linalg.inv(affine) @ np.append(position, 1))[2]))
            if labels[:, :, z][inside].any():
                complaints.append("contours that overlap")
            labels[:, :, z][inside] = roi.ReferencedROINumber
    return labels, complaints


def nrrd(file):
    """Voxels and LPS affine of an NRRD file with its header."""
    head, data = file.read_bytes().split(b"\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
    vectors = [[float(number) for number in vector.split(",")]
               for vector in re.findall(r"\(([^)]*)\)", fields["space directions"] + fields["space origin"])]
    shape = [int(size) for size in fields["sizes"].split()]
    return np.frombuffer(gzip.decompress(data), np.uint8).reshape(shape, order="F"), np.array(vectors).T


def by_plastimatch(folder, structures, shape, affine):
    """The labels that plastimatch finds; of an enhanced image, which it does not read, on the grid of the labels."""
    labels = np.zeros(shape, int)
    with tempfile.TemporaryDirectory() as place:
        together = shutil.copytree(folder / "source", Path(place, "in"))
        enhanced = len(list(together.iterdir())) == 1
        shutil.copy(folder / "structures.dcm", together)
        found = ["--input", str(together / "structures.dcm"), "--fixed", str(folder / "labels.nii.gz")] if enhanced else [
            "--input", str(together)]
        subprocess.run(["plastimatch", "convert", *found, "--output-prefix", f"{place}/out", "--prefix-format", "nrrd"],
                       capture_output=True, check=True)
        for roi in structures.StructureSetROISequence:
            voxels, to_world = nrrd(Path(place, "out", f"{roi.ROIName}.nrrd"))
            index = np.argwhere(voxels)
            back = np.linalg.inv(affine) @ np.vstack([(to_world @ np.column_stack([index, np.ones(len(index))]).T), np.ones(len(index))])
            x, y, z = np.rint(back[:3]).astype(int)
            labels[x, y, z] = roi.ROINumber
    return labels


def complaints_about_structures(folder):
    structures = pydicom.dcmread(folder / "structures.dcm")
    sources = {image.SOPInstanceUID: image for image in map(pydicom.dcmread, sorted((folder / "source").iterdir()))}
    meant = nibabel.load(folder / "labels.nii.gz")
    affine = np.diag((-1.0, -1.0, 1.0, 1.0)) @ meant.affine
    labels, complaints = contoured(structures, sources, meant.shape, affine)
    wrong = np.count_nonzero(labels != np.asarray(meant.dataobj))
    complaints += [f"{wrong} voxels differ"] if wrong else []
    if shutil.which("plastimatch"):
        wrong = np.count_nonzero(by_plastimatch(folder, structures, meant.shape, affine) != np.asarray(meant.dataobj))
        complaints += [f"{wrong} voxels differ by plastimatch"] if wrong else []
    series = structures.ReferencedFrameOfReferenceSequence[0].RTReferencedStudySequence[0].RTReferencedSeriesSequence[0]
    if {image.ReferencedSOPInstanceUID for image in series.ContourImageSequence} != set(sources):
        complaints.append("other images")
    commands = [name for name in ("dciodvfy", "dcmdump", "gdcmdump") if shutil.which(name)]
    return complaints + [line for command in commands for line in errors(command, folder / "structures.dcm")]


def check_structures(folder):
    folders = sorted(folder.iterdir())
    wrong = [f"{each.name}: {', '.join(found)}" for each in folders if (found := complaints_about_structures(each))]
    if not shutil.which("plastimatch"):
        print("SKIPPED: what plastimatch makes of contours, which must be installed")
    print(f"{folder.name}: {len(folders)} rebuilt from their contours, {len(wrong)} wrong", *wrong, sep="\n  ")
    return not wrong and len(folders) > 0


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "target/cross-check")
    good = (
        check_written(folder / "written")
        & check_segmentations(folder / "segmentations")
        & check_reports(folder / "reports")
        & check_structures(folder / "structures")
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
