"""What is held against each other: two trainings, and the trainer and the Java program. Without either: seconds."""

import contextlib
import csv
import io
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import nibabel
import numpy as np
import yaml
from PIL import Image
from sklearn import metrics

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "studies")]

import phantoms  # noqa: E402
import tiny  # noqa: E402
import two_dates  # noqa: E402

from training import compare, dataset, figures, measured  # noqa: E402
from training.__main__ import main  # noqa: E402

SCORE = Path(os.environ.get("SCORE", Path(__file__).resolve().parents[4] / "shared/tools/score.py"))


class Temporary(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)


class CompareTest(Temporary):
    def told(self, name, rows):
        path = self.folder / name / "out-of-fold.csv"
        path.parent.mkdir(exist_ok=True)
        columns = "case", "group", "fold", "kind", "experts_voxels", "voxels", "dice", "found", "p_dim", "p_bright"
        with open(path, "w", newline="") as f:
            writer = csv.DictWriter(f, columns)
            writer.writeheader()
            writer.writerows(rows)
        return path.parent

    def rows(self, dice, bright, **more):
        """Twelve cases of six patients, the first six dim; the network is as sure of all that are bright."""
        return [
            dict(case=f"c{k}", group=f"p{k // 2}", fold=k % 2, kind=("dim", "bright")[k // 6], dice=dice, found=True)
            | {"p_bright": bright if k // 6 else 0.5, "p_dim": 1 - bright if k // 6 else 0.5}
            | more
            for k in range(12)
        ]

    def test_what_another_training_gains_is_told_with_intervals(self):
        first, second = self.told("a", self.rows(0.7, 0.4)), self.told("b", self.rows(0.75, 0.9))
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual(main(["compare", str(first), str(second)]), 0)
        self.assertEqual(
            said.getvalue().splitlines(),
            [
                "mean Dice: +0.0500 (+0.0500 to +0.0500), 12 cases",
                "share of Dice below 0.1: +0.0000 (+0.0000 to +0.0000), 12 cases",
                "share of lesions found: +0.0000 (+0.0000 to +0.0000), 12 cases",
                "AUC: +1.0000 (+1.0000 to +1.0000), 12 cases",
            ],
        )

    def test_a_lesion_that_was_not_found_counts_as_wrong(self):
        lost = self.rows(0.7, 0.9)
        lost[6]["found"] = False
        pairs = compare.pairs(self.told("a", self.rows(0.7, 0.9)), self.told("b", lost))
        said = list(compare.differences(pairs))
        self.assertTrue(said[2].startswith("share of lesions found: -0.0833 ("), said)
        self.assertTrue(said[3].startswith("AUC: -0.1667 ("), said)

    def test_what_is_missed_and_what_is_invented_is_compared_case_by_case(self):
        none = dict(kind="", p_bright="", p_dim="", found="")
        before = [row | none | dict(voxels=9) for row in self.rows(0.7, 0.4)]
        after = [dict(row) for row in before]
        for k in (0, 1, 2):
            before[k]["dice"] = 0.05
            after[k]["dice"] = (0.05, 0.1, 0.8)[k]
        for k in (8, 9, 10, 11):
            before[k]["dice"] = after[k]["dice"] = ""
            after[k]["voxels"] = 0 if k < 11 else 4
        said = list(compare.differences(compare.pairs(self.told("a", before), self.told("b", after))))
        self.assertEqual(len(said), 3)
        self.assertTrue(said[1].startswith("share of Dice below 0.1: -0.2500 ("), said)
        self.assertTrue(said[2].startswith("share of images without a lesion with something found: -0.7500 ("), said)
        self.assertTrue(said[2].endswith("4 cases"), said)

    def test_cases_in_other_folds_are_refused(self):
        first, second = self.told("a", self.rows(0.7, 0.4)), self.told("b", self.rows(0.75, 0.9, fold=1))
        with self.assertRaisesRegex(dataset.DataError, "6 cases are in different folds, c0 the first"):
            compare.pairs(first, second)

    def test_other_outlines_patients_or_classes_are_refused(self):
        first = self.told("a", self.rows(0.7, 0.4, experts_voxels=90))
        for change, sentence in (
            (dict(experts_voxels=91), "12 cases have other outlines, c0"),
            (dict(group="p0"), "10 cases are of other patients, c2"),
            (dict(kind="dim"), "6 cases are of other classes, c6"),
        ):
            second = self.told("b", self.rows(0.75, 0.9, **dict(experts_voxels=90) | change))
            with self.assertRaisesRegex(dataset.DataError, sentence):
                compare.pairs(first, second)

    def test_cases_of_one_alone_are_told(self):
        first, second = self.told("a", self.rows(0.7, 0.4)), self.told("b", self.rows(0.75, 0.9)[3:])
        self.assertEqual(list(compare.left_out(first, first)), [])
        self.assertIn(f"3 cases that are in {first} alone, 0 that are in", next(compare.left_out(first, second)))


class MeasureTest(Temporary):
    """With a stand-in for the program, which writes the experts' masks, moved, as `batch` would."""

    def batch(self, training, jar, folder):
        with open(folder / "cases.csv", newline="") as f:
            rows = list(csv.DictReader(f))
        for row in rows:
            self.boxes[row["case"]] = row.get("box", "")
            case, results = training.dataset.by_name[row["case"]], folder / "results" / row["case"]
            results.mkdir(parents=True)
            mask = nibabel.load(case.label)
            voxels = np.asarray(mask.dataobj)
            lost = case.name == self.lost
            nibabel.save(nibabel.Nifti1Image(voxels * (not lost), mask.affine), results / "mask.nii.gz")
            lesion = dict(volume_ml="1", **{"class": case.kind, "class_probability": "0.9"})
            with open(results / "lesions.csv", "w", newline="") as f:
                writer = csv.DictWriter(f, lesion)
                writer.writeheader()
                writer.writerows([] if lost else [lesion])

    def measured(self, otherwise):
        self.boxes, self.lost = {}, "case_03"
        data = self.folder / "data"
        phantoms.volumes(data, count=8)
        for path in [*data.glob("*Tr/*.nii.gz")] if otherwise else []:
            image = nibabel.load(path)
            turned = np.asarray(image.dataobj).transpose(1, 0, 2)[::-1]
            affine = image.affine[:, [1, 0, 2, 3]] @ np.diag((-1.0, 1.0, 1.0, 1.0))
            nibabel.save(nibabel.Nifti1Image(turned, affine), path)
        training = tiny.begun(tiny.volumes(), data, self.folder / "out")
        (training.out / "settled.yaml").write_text("{}")
        with mock.patch.object(measured, "run", self.batch), mock.patch.object(measured.weights, "trained"):
            with mock.patch.object(measured.export, "write_plain") as written:
                found = measured.measure(training, "x.jar")
        self.assertEqual(written.call_count, 4)  # two networks of two folds
        return training, found

    def test_figures_are_of_what_the_program_wrote(self):
        training, found = self.measured(False)
        self.assertEqual(found["segmenter"], dict(cases=8, dice=0.875, median=1.0, below_0_1=0.125))
        self.assertEqual((found["classifier"]["accuracy"], found["classifier"]["not_found"]), (0.875, 1))
        self.assertEqual(yaml.safe_load((training.out / "java.yaml").read_text()), found)
        with open(training.out / "java.csv", newline="") as f:
            rows = {row["case"]: row for row in csv.DictReader(f)}
        self.assertEqual((rows["case_03"]["dice"], rows["case_03"]["found"], rows["case_03"]["said"]), ("0.0", "False", ""))
        self.assertAlmostEqual(float(rows["case_00"]["p_dim"]), 0.9)

    def assert_boxes_lie_round_the_lesions(self, training):
        """Within the voxel or two by which a user's box is off."""
        for name, box in self.boxes.items():
            *low, x1, y1, z1 = map(int, box.split(","))
            inside = np.nonzero(np.asarray(nibabel.load(training.dataset.by_name[name].label).dataobj))
            for where, first, end in zip(inside, low, (x1, y1, z1)):
                self.assertLessEqual(abs(first - where.min()), 2, (name, box))
                self.assertLessEqual(abs(end - where.max() - 1), 2, (name, box))

    def test_boxes_lie_round_the_lesions_in_voxels_of_the_file(self):
        self.assert_boxes_lie_round_the_lesions(self.measured(False)[0])

    def test_boxes_lie_round_the_lesions_of_files_that_are_stored_another_way(self):
        self.assert_boxes_lie_round_the_lesions(self.measured(True)[0])


class JudgedTest(Temporary):
    """The trainer's figures against those of programs that share no code with it."""

    def masks(self, shape):
        """Predicted and expert's: balls apart, of any overlap, and both empty or one."""
        rng = np.random.default_rng(11)
        for number in range(8):
            middles = [rng.uniform(6, [n - 6 for n in shape]), None]
            middles[1] = middles[0] + rng.uniform(-4, 4, len(shape))
            pair = [phantoms.ball(shape, middle, rng.uniform(3, 6)) for middle in middles]
            yield [pair[0] & (number != 1), pair[1] & (number not in (1, 2))]

    def write(self, mask, path):
        path.parent.mkdir(exist_ok=True)
        if mask.ndim == 2:
            Image.fromarray(mask.astype(np.uint8) * 255).save(path.with_suffix(".png"))
        else:
            nibabel.save(nibabel.Nifti1Image(mask.astype(np.uint8), np.diag((1, 1, 2, 1))), path.with_suffix(".nii.gz"))

    def test_dice_is_that_of_an_independent_scorer(self):
        if not SCORE.is_file():
            self.skipTest(f"no scorer to be held against: there is no {SCORE}; SCORE=... names another")
        for shape in ((40, 30), (24, 20, 16)):
            folder = self.folder / str(len(shape))
            folder.mkdir()
            pairs = {f"case_{k}": pair for k, pair in enumerate(self.masks(shape))}
            for name, pair in pairs.items():
                for part, mask in zip(("predicted", "experts"), pair):
                    self.write(mask, folder / part / name)
            places = [str(folder / part) for part in ("predicted", "experts")]
            subprocess.run([sys.executable, SCORE, *places, "--csv", folder / "said.csv"], check=True, capture_output=True)
            with open(folder / "said.csv", newline="") as f:
                said = {row["case"]: float(row["dice"]) for row in csv.DictReader(f)}
            self.assertEqual(set(said), set(pairs))
            self.assertTrue(np.isnan(said.pop("case_1")))  # both empty: no figure there, 1 here
            self.assertEqual(figures.dice(*pairs.pop("case_1")), 1.0)
            for name, pair in pairs.items():
                self.assertAlmostEqual(figures.dice(*pair), said[name], places=12)
            own = figures.overlap([figures.dice(*pair) for pair in pairs.values()])
            self.assertAlmostEqual(own["dice"], np.mean(list(said.values())), delta=5e-5)
            self.assertEqual(own["below_0_1"], round(float(np.mean(np.array(list(said.values())) < 0.1)), 4))

    def test_separation_is_that_of_another_program(self):
        rng, names = np.random.default_rng(12), ["dim", "bright"]
        truth = rng.integers(0, 2, 60)
        logits = np.round(rng.normal(0, 1, (60, 2)) + np.eye(2)[truth], 1)  # with ties
        found = figures.separation([names[k] for k in truth], logits, [True] * 60, names)
        score = figures.softmax(logits)[:, 1]
        self.assertAlmostEqual(found["auc"], metrics.roc_auc_score(truth, score), delta=5e-5)
        self.assertAlmostEqual(found["accuracy"], metrics.accuracy_score(truth, logits.argmax(1)), delta=5e-5)
        lost = np.arange(60) < 9
        score[lost] = 1 - truth[lost]  # one that was not found is surely of the other class
        found = figures.separation([names[k] for k in truth], logits, ~lost, names)
        self.assertAlmostEqual(found["auc"], metrics.roc_auc_score(truth, score), delta=5e-5)
        self.assertEqual(found["not_found"], 9)


class TwoDatesTest(Temporary):
    def compared(self, who, volumes, category):
        """What `followup` writes of two patients."""
        folder = self.folder / who
        folder.mkdir()
        patients = list(zip(("01", "02"), volumes))
        dates = [(p, f"{p}_{k}", "yes", ml, "") for p, two in patients for k, ml in zip(("pre", "post"), two)]
        days = two_dates.DATES.values()
        said = [(p, day, c, category) for p, _ in patients for day in days for c in ("RECIST 1.1", "RANO 2010")]
        for name, head, lines in (
            ("dates.csv", "patient,case,compared,total_volume_ml,note", dates),
            ("response.csv", "patient,date,criterion,category", said),
        ):
            (folder / name).write_text("\n".join([head, *(",".join(map(str, line)) for line in lines)]))
        return folder

    def test_changes_of_both_masks_stand_side_by_side_in_figures_and_card(self):
        model = self.folder / "model"
        model.mkdir()
        (model / "figures.json").write_text('{"figures": {}}')
        (model / "README.md").write_text("# Name\n\n## Figures\nSome.\n\n## What was tried\n\nThis.\n")
        experts = self.compared("experts", [(10.0, 12.5), (3.0, 2.0)], "SD")
        changes = two_dates.rows(experts, [self.compared("predicted", [(9.0, 9.5), (3.0, 0.0)], "PD")])
        for _ in range(2):  # a second table takes the place of the first
            two_dates.into_card(changes, model)
        card = (model / "README.md").read_text()
        self.assertIn("| 01 | 10.0, 12.5 | +2.5 | 9.0, 9.5 | +0.5 | SD | PD |\n| 02 |", card)
        heads = [line for line in card.splitlines() if line.startswith("#")]
        self.assertEqual(heads, ["# Name", "## Figures", f"## {two_dates.TITLE}", "## What was tried"])
        self.assertIn('"predicted_change_ml": -3.0', (model / "figures.json").read_text())

    def test_patients_whom_the_network_would_have_seen_are_refused(self):
        data = self.folder / "data"
        phantoms.slices(data)
        path = data / "cases.csv"
        head, *lines = path.read_text().splitlines()
        path.write_text("\n".join([f"{head},source", *(f"{line},{'progression' * (k < 2)}" for k, line in enumerate(lines))]))
        with self.assertRaisesRegex(SystemExit, "in a fold of its own"):
            two_dates.trainings(data, self.folder / "out")
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    unittest.main()
