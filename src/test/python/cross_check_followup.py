#!/usr/bin/env python3
"""Reads the structured report of a follow-up with other readers: `cross_check_followup.py [target/cross-check]`.

It lies in followup/ (by the Java test FollowUpDicomTest) beside the tables of the same run, and must say what these say: volume and
diameters of each lesion and date, its time point, one tracking UID a lesion, and the responses. dciodvfy (dicom3tools) must find no
error; dsrdump and dcm2json (dcmtk) must read it. Exit code 1 if something differs; what a missing reader would have judged is skipped.
"""
import csv
import shutil
import sys
from pathlib import Path

from cross_check_dicom import content, errors, pydicom, references


def complaints_about(folder):
    report = pydicom.dcmread(folder / "report.dcm")
    rows, responses = (list(csv.DictReader(open(folder / f"{name}.csv", newline=""))) for name in ("followup", "response"))
    groups = content(report, "126010", "125007")
    rows = [row for row in rows if row["state"] != "not yet there"]
    complaints = [] if len(groups) == len(rows) else [f"{len(groups)} groups of {len(rows)} rows"]
    if len({row["volume_ml"] for row in rows}) < 4 or len({row["category"] for row in responses}) < 2:
        complaints.append("too few lesions or responses that differ to tell a mistake")
    for group, row in zip(groups, rows):
        said = (content(group, "C2348792")[0].TextValue, content(group, "112039")[0].TextValue)
        if said != (row["date"], f"lesion {row['lesion']}"):
            complaints.append(f"{said} where the table has {row['lesion']} at {row['date']}")
        for code, column in (("118565006", "volume_ml"), ("103339001", "diameter_mm"), ("103340004", "perpendicular_mm")):
            values = [float(item.MeasuredValueSequence[0].NumericValue) for item in content(group, code)]
            wanted = [float(row[column])] if row[column] else []
            if len(values) != len(wanted) or any(abs(a - b) > 1e-6 * a for a, b in zip(values, wanted)):
                complaints.append(f"{column} {values} but {wanted} in the table")
    lesions = {row["lesion"] for row in rows}
    if len({content(group, "112040")[0].UID for group in groups}) != len(lesions):
        complaints.append("other tracking UIDs than lesions")
    comments = [item.TextValue for item in content(report, "C0034375", "121106")]
    for row in responses:
        if not any(f"{row['criterion']} at {row['date']}: {row['category']} ({row['decided_by']})" in text for text in comments):
            complaints.append(f"no {row['category']} at {row['date']}")
    listed = [(one.ReferencedSOPClassUID, one.ReferencedSOPInstanceUID)
              for evidence in (report.CurrentRequestedProcedureEvidenceSequence, report.PertinentOtherEvidenceSequence)
              for study in evidence for series in study.ReferencedSeriesSequence for one in series.ReferencedSOPSequence]
    if len(set(listed)) != len(listed) or set(references(report)) != set(listed):
        complaints.append("evidence that is not what the items refer to")
    judges = [name for name in ("dciodvfy", "dsrdump", "dcm2json", "gdcmdump") if shutil.which(name)]
    return complaints + [line for command in judges for line in errors(command, folder / "report.dcm")]


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "target/cross-check") / "followup"
    wrong = complaints_about(folder)
    print(f"{folder.name}: a report held against its tables, {len(wrong)} wrong", *wrong, sep="\n  ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
