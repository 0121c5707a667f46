"""What a training may go on with, and what it is refused: data and plans that changed after it had begun. Seconds."""

import contextlib
import csv
import io
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import yaml
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402
import tiny  # noqa: E402

from training import __main__, plan, prepare  # noqa: E402


def run(*arguments):
    """(exit code, what stands on standard error and then on standard output) of `python -m training`."""
    said, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors):
        code = __main__.main([str(a) for a in arguments])
    return code, errors.getvalue() + said.getvalue()


class Folder(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        self.data, self.out = self.folder / "data", self.folder / "out"
        phantoms.pictures(self.data)
        plan.write(tiny.pictures(2), self.folder / "first.yaml")

    def begin(self, *more):
        self.assertEqual(run(self.data, "--out", self.out, "--plan", self.folder / "first.yaml", *more)[0], 0)

    def edit_plan(self, network, **schedule):
        text = yaml.safe_load((self.out / "plan.yaml").read_text())
        text[network]["schedule"].update(schedule)
        (self.out / "plan.yaml").write_text(yaml.safe_dump(text))

    def redraw(self, case="case_03"):
        path = self.data / "labelsTr" / f"{case}.png"
        Image.fromarray(np.roll(np.asarray(Image.open(path)), 3, 0)).save(path)

    def edit_cases(self, case, **columns):
        path = self.data / "cases.csv"
        with open(path, newline="") as f:
            rows = [row | (columns if row["case"] == case else {}) for row in csv.DictReader(f)]
        with open(path, "w", newline="") as f:
            writer = csv.DictWriter(f, rows[0])
            writer.writeheader()
            writer.writerows(rows)

    def assert_refused(self, *said, arguments=()):
        code, sentence = run(*(arguments or (self.data, "--out", self.out, "--resume", "--train-only")))
        self.assertEqual(code, 2, sentence)
        for words in said:
            self.assertIn(words, sentence)


class ResumedTest(Folder):
    def test_data_that_changed_are_refused_by_every_command(self):
        self.begin("--train-only")
        self.redraw()
        self.assert_refused("1 cases of the data, case_03 the first,", f"--plan {self.out / 'plan.yaml'}")
        changes = self.folder / "changes.yaml"
        changes.write_text("no gates: {segmenter.form.gates: false}\n")
        for arguments in (("try", self.data, changes, "--out", self.out), ("ablate", self.data, "--out", self.out)):
            self.assert_refused("case_03", arguments=arguments)
        again = self.data, "--out", self.folder / "b", "--plan", self.out / "plan.yaml", "--train-only"
        self.assertEqual(run(*again)[0], 0)  # the remedy

    def test_another_fold_class_or_number_of_cases_is_another_set_of_data(self):
        self.begin("--train-only")
        before = (self.data / "cases.csv").read_text()
        self.edit_cases("case_02", **{"class": "dim"})
        self.assert_refused("case_02")
        (self.data / "cases.csv").write_text(before)
        self.assertEqual(run(self.data, "--out", self.out, "--resume", "--train-only")[0], 0)
        (self.data / "cases.csv").write_text("\n".join(before.splitlines()[:-1]) + "\n")
        self.assert_refused("case_15")

    def test_data_may_be_corrected_until_they_are_learnt_from(self):
        self.begin("--plan-only")
        sheet = (self.out / "contact-sheet.png").read_bytes()
        self.redraw()
        self.assertEqual(run(self.data, "--out", self.out, "--resume", "--train-only")[0], 0)
        self.assertNotEqual((self.out / "contact-sheet.png").read_bytes(), sheet)

    def test_what_is_corrected_is_checked_again(self):
        self.begin("--plan-only")
        self.edit_cases("case_03", fold="2")
        self.assert_refused("Group patient_1 is in folds 1, 2")

    def test_a_machine_that_only_trains_needs_no_images(self):
        self.begin("--train-only")
        for name in ("imagesTr", "labelsTr"):
            (self.data / name).rename(self.folder / name)
        for path in self.out.glob("runs/*/final/trained.pt"):
            path.unlink()
        self.assertEqual(run(self.data, "--out", self.out, "--resume", "--train-only")[0], 0)
        self.edit_cases("case_02", **{"class": "dim"})
        self.assert_refused("case_02")

    def test_data_of_an_earlier_version_go_on_with_a_remark(self):
        self.begin("--train-only")
        (self.out / "prepared" / prepare.MADE_FROM).unlink()
        code, said = run(self.data, "--out", self.out, "--resume", "--train-only")
        self.assertEqual(code, 0)
        self.assertIn("an earlier version", said)

    def test_a_plan_that_was_edited_half_way_is_refused(self):
        self.begin("--train-only")
        self.edit_plan("segmenter", learning_rate=0.001)
        self.assert_refused("segmenter's plan was edited", "--out FOLDER")

    def test_another_grid_is_refused(self):
        self.begin("--train-only")
        text = yaml.safe_load((self.out / "plan.yaml").read_text())
        text["grid"]["clip"] = [-4.0, 8.0]
        (self.out / "plan.yaml").write_text(yaml.safe_dump(text))
        self.assert_refused("The grid or the lesion labels changed")

    def test_a_classifier_whose_training_has_not_begun_may_be_planned_otherwise(self):
        self.begin("--train-only")
        for path in sorted((self.out / "runs" / "classifier").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        (self.out / "runs" / "classifier").rmdir()
        self.edit_plan("classifier", steps=3)
        self.assertEqual(run(self.data, "--out", self.out, "--resume", "--train-only")[0], 0)

    def test_a_plan_with_other_folds_than_the_data_is_refused(self):
        text = yaml.safe_load((self.folder / "first.yaml").read_text())
        text["folds"] = ["1", "2", "3"]
        (self.folder / "more.yaml").write_text(yaml.safe_dump(text))
        arguments = self.data, "--out", self.out, "--plan", self.folder / "more.yaml"
        self.assert_refused("has the folds 1, 2, 3, the data 1, 2", arguments=arguments)
        self.assertFalse((self.out / "plan.yaml").exists())


class CommandTest(Folder):
    """The command that the card shows."""

    def command(self, *arguments):
        settings = __main__.options([str(a) for a in (self.data, "--out", self.out, *arguments)])
        with contextlib.redirect_stdout(io.StringIO()):
            made = __main__.planned(settings)[1]
            return __main__.command_for(settings, made)

    def test_the_first_command_stays_when_a_training_goes_on(self):
        first = self.command("--budget", "20s", "--threads", "1", "--seed", "7", "--device", "cpu")
        self.assertIn("--device cpu --threads 1 --seed 7", first)
        self.assertEqual(self.command("--resume"), first)
        self.edit_plan("segmenter", steps=3)
        self.assertEqual(self.command("--resume"), f"{first}  # then plan.yaml was edited")

    def test_options_that_change_nothing_are_remarked(self):
        code, said = run(
            self.data, "--out", self.out, "--plan", self.folder / "first.yaml", "--seed", "7", "--budget", "1h", "--plan-only"
        )
        self.assertEqual(code, 0)
        self.assertIn("Remark: --budget and --seed change nothing", said)
        self.assertNotIn("Remark: --", run(self.data, "--out", self.out, "--resume", "--plan-only")[1])


class TinyLesionTest(Folder):
    def test_a_lesion_smaller_than_half_a_voxel_is_one_voxel_of_the_grid(self):
        path = self.data / "labelsTr" / "case_03.png"
        mask = np.zeros_like(np.asarray(Image.open(path)))
        mask[20, 30] = 1
        Image.fromarray(mask).save(path)
        made = tiny.pictures(2)
        coarse = plan.Grid(2, None, [16, 16], "floor", "z-score", [-5.0, 10.0])
        training = tiny.begun(replace(made, grid=coarse), self.data, self.folder / "b")
        item = next(item for item in training.prepared.items if item.case == "case_03")
        self.assertTrue(item.lesion)
        self.assertEqual(int((training.prepared.mask(item) > 0).sum()), 1)


if __name__ == "__main__":
    unittest.main()
