#!/usr/bin/env python3
"""What compare_jars.py lets pass and what it reports, without a jar: `python3 src/test/python/test_compare_jars.py`."""
import gzip
import tempfile
import unittest
import zipfile
from pathlib import Path

from compare_jars import Side, compare

FILES = {
    "a/analysis.json": b'{"created": "2024-01-01T00:00:00Z", "dice": 0.50, "seconds": {"read": 1.5}}',
    "a/lesions.csv": b"case,label\na,1\n",
    "b/journal.jsonl": b'{"name":"x","state":"done","seconds":1.0}\n{"name":"y","state":"failed","seconds":2.0}\n',
    "console/analyze.stdout": b"a: 1 lesion (0.8 s) -> a\n",
    "console/batch.stderr": b"one\ntwo\n5 of 8 cases, 0 failed, 7 an hour, 3 s left\n"
    b"8 of 8 cases, 0 failed, 9 an hour, 0 s left\n",
    "b/report.html": b'<td data-value="3">3</td><td data-value="1.25">1.3</td></tr>\n',
    "a/overview.png": b"\x89PNG\0\1\2",
    "a/mask.nii.gz": gzip.compress(b"\0\1\1", mtime=1),
}
SAME = {
    "a/analysis.json": b'{"created": "2025-02-02T00:00:00Z", "dice": 0.50, "seconds": {"read": 2.5}}',
    "b/journal.jsonl": b'{"name":"y","state":"failed","seconds":4.0}\n{"name":"x","state":"done","seconds":3.0}\n',
    "console/analyze.stdout": b"a: 1 lesion (1.2 s) -> a\n",
    "console/batch.stderr": b"two\none\n8 of 8 cases, 0 failed, 6 an hour, 0 s left\n",
    "b/report.html": b'<td data-value="3">3</td><td data-value="9">9.0</td></tr>\n',
    "a/mask.nii.gz": gzip.compress(b"\0\1\1", mtime=2),
}
OTHER = {
    "a/analysis.json": (b'{"created": "", "dice": 0.5, "seconds": {"read": 1}}', "line 2, column 11: dice = 0.50 |"),
    "a/lesions.csv": (b"case,label\na,2\n", "line 2, column 3: a,1 | a,2"),
    "b/journal.jsonl": (FILES["b/journal.jsonl"].replace(b"failed", b"done"), '= "failed" | y[0] state = "done"'),
    "console/analyze.stdout": (b"a: 2 lesion (0.8 s) -> a\n", "line 1, column 4"),
    "console/batch.stderr": (b"one\n8 of 8 cases, 0 failed, 9 an hour, 0 s left\n", "line 3"),
    "b/report.html": (FILES["b/report.html"].replace(b">3<", b">4<"), "line 1"),
    "a/overview.png": (b"\x89PNG\0\1\3", "byte 6 of 7 and 7: 02 | 03"),
    "a/mask.nii.gz": (gzip.compress(b"\0\1\0", mtime=1), "byte 2 of 3 and 3: 01 | 00"),
}


class CompareTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        top = Path(folder.name)
        self.old, self.new = (Side(n, top / n / "x.jar", top / n, top / "models", (), ()) for n in ("old", "new"))
        for side in (self.old, self.new):
            for name, data in FILES.items():
                self.write(side, name, data)

    def write(self, side, name, data):
        (side.run / name).parent.mkdir(parents=True, exist_ok=True)
        (side.run / name).write_bytes(data)

    def test_times_and_the_order_of_cases_are_let_pass(self):
        for name, data in SAME.items():
            self.write(self.new, name, data)
        self.assertEqual(compare(self.old, self.new), ([], len(FILES)))

    def test_each_other_change_is_reported_with_its_place(self):
        for name, (data, place) in OTHER.items():
            with self.subTest(name):
                self.write(self.new, name, data)
                lines, _ = compare(self.old, self.new)
                self.assertEqual(len(lines), 1, lines)
                self.assertIn(place, lines[0])
                self.write(self.new, name, FILES[name])

    def test_a_missing_an_added_and_a_broken_file_are_reported(self):
        (self.new.run / "a/lesions.csv").unlink()
        self.write(self.new, "more.csv", b"")
        self.write(self.new, "a/analysis.json", b"{")
        lines, count = compare(self.old, self.new)
        self.assertEqual(count, len(FILES) + 1)
        self.assertEqual([line.split(":")[0] for line in lines], ["a/analysis.json", "a/lesions.csv", "more.csv"])
        self.assertTrue(lines[1].endswith("only of old") and lines[2].endswith("only of new"), lines)

    def test_the_times_in_an_archive_are_let_pass_and_its_contents_are_not(self):
        for side, year in ((self.old, 2001), (self.new, 2002)):
            with zipfile.ZipFile(side.run / "rois.zip", "w") as archive:
                archive.writestr(zipfile.ZipInfo("1.roi", (year, 1, 1, 0, 0, 0)), b"outline")
        self.assertEqual(compare(self.old, self.new)[0], [])
        with zipfile.ZipFile(self.new.run / "rois.zip", "w") as archive:
            archive.writestr("1.roi", b"outlinf")
        self.assertEqual(len(compare(self.old, self.new)[0]), 1)


if __name__ == "__main__":
    unittest.main()
