"""What a training may go on with, and what it is refused: data and plans that changed after it had begun. Seconds."""

import contextlib
import io
import shutil
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

from training import __main__, begun, dataset, plan, prepare  # noqa: E402


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

    def edit(self, path, change):
        text = yaml.safe_load(path.read_text())
        change(text)
        path.write_text(yaml.safe_dump(text, sort_keys=False))

    def edit_plan(self, network, part="schedule", **values):
        self.edit(self.out / "plan.yaml", lambda text: text[network][part].update(values))

    def half_done(self, network="segmenter"):
        """As if the training had been stopped after the first fold."""
        self.begin("--train-only")
        for part in ("fold-2", "final"):
            shutil.rmtree(self.out / "runs" / network / part)

    def resumed(self):
        return run(self.data, "--out", self.out, "--resume", "--train-only")

    def redraw(self, case="case_03"):
        path = self.data / "labelsTr" / f"{case}.png"
        Image.fromarray(np.roll(np.asarray(Image.open(path)), 3, 0)).save(path)

    def edit_cases(self, case, **columns):
        phantoms.edit_cases(self.data, lambda k, row: columns if row["case"] == case else {})

    def assert_refused(self, *said, arguments=()):
        code, sentence = run(*(arguments or (self.data, "--out", self.out, "--resume", "--train-only")))
        self.assertEqual(code, 2, sentence)
        for words in said:
            self.assertIn(words, sentence)


class ResumedTest(Folder):
    def others(self):
        """The commands that go on with a training."""
        changes = self.folder / "changes.yaml"
        changes.write_text("no gates: {segmenter.form.gates: false}\n")
        (self.out / "settled.yaml").write_text("{}")
        out = "--out", self.out
        return (
            ("try", self.data, changes, *out),
            ("ablate", self.data, *out),
            ("measure", self.data, *out, "--jar", "none.jar"),
        )

    def test_data_that_changed_are_refused_by_every_command(self):
        self.half_done()
        before = (self.data / "labelsTr" / "case_03.png").read_bytes()
        self.redraw()
        self.assert_refused("1 cases of the data, case_03 the first,", f"--plan {self.out / 'plan.yaml'}")
        for arguments in self.others():
            self.assert_refused("case_03", arguments=arguments)
        again = self.data, "--out", self.folder / "b", "--plan", self.out / "plan.yaml", "--train-only"
        self.assertEqual(run(*again)[0], 0)  # one remedy
        (self.data / "labelsTr" / "case_03.png").write_bytes(before)
        self.assertEqual(self.resumed()[0], 0)  # the other one

    def test_another_fold_class_or_number_of_cases_is_another_set_of_data(self):
        self.begin("--train-only")
        before = (self.data / "cases.csv").read_text()
        for columns in ({"class": "dim"}, dict(fold="2"), dict(group="patient_0")):
            self.edit_cases("case_02", **columns)
            self.assert_refused("1 cases of the data, case_02 the first")
            (self.data / "cases.csv").write_text(before)
        self.assertEqual(self.resumed()[0], 0)
        (self.data / "cases.csv").write_text("\n".join(before.splitlines()[:-1]) + "\n")
        self.assert_refused("case_15")

    def test_an_image_that_changed_is_another_one_also_if_its_file_is_as_long(self):
        self.begin("--train-only")
        path = self.data / "imagesTr" / "case_05_0000.png"
        whole = path.read_bytes()
        Image.fromarray(np.asarray(Image.open(path))[::-1]).save(path)
        padded = path.read_bytes()
        path.write_bytes(padded + b"\0" * max(0, len(whole) - len(padded)))
        self.assert_refused("case_05")

    def test_classes_in_another_order_are_refused(self):
        self.half_done("classifier")
        self.edit(self.data / "dataset.yaml", lambda text: text["classes"].reverse())
        self.assert_refused("classes of plan or dataset.yaml changed")

    def test_boxes_of_a_detector_that_changed_are_refused(self):
        self.data, self.out = self.folder / "discs", self.folder / "boxes"
        phantoms.discs(self.data)
        plan.write(tiny.discs(2), self.folder / "first.yaml")
        self.half_done("detector")
        boxes = self.data / "boxes.csv"
        boxes.write_text("\n".join(boxes.read_text().splitlines()[:-1]) + "\n")
        self.assert_refused("boxes.csv the first")

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
        (self.out / begun.FILE).unlink()
        code, said = self.resumed()
        self.assertEqual(code, 0)
        for words in ("an earlier version", "with which plan the segmenter", "with which plan the classifier"):
            self.assertIn(words, said)
        self.edit_cases("case_02", **{"class": "dim"})
        self.assert_refused("case_02")

    def test_a_plan_that_was_edited_half_way_is_refused(self):
        self.half_done()
        self.edit_plan("segmenter", learning_rate=0.001)
        self.assert_refused("segmenter's plan was edited", "--out FOLDER")
        for arguments in self.others():
            self.assert_refused("segmenter's plan was edited", arguments=arguments)
        self.edit_plan("segmenter", learning_rate=0.006)
        self.assertEqual(self.resumed()[0], 0)

    def test_device_and_threads_may_change_half_way(self):
        self.half_done()
        self.edit_plan("segmenter", "mode", threads=2)
        self.assertEqual(self.resumed()[0], 0)

    def test_another_grid_is_refused(self):
        self.half_done()
        self.edit(self.out / "plan.yaml", lambda text: text["grid"].update(clip=[-4.0, 8.0]))
        self.assert_refused("grid of plan or dataset.yaml changed")

    def test_what_nobody_learnt_from_is_prepared_anew(self):
        training = tiny.begun(tiny.pictures(2), self.data, self.out)
        before = training.prepared.mask(training.prepared.items[3]).copy()
        self.redraw()
        again = prepare.prepare(dataset.read(self.data), training.plan.grid, self.out / "prepared")
        self.assertFalse(np.array_equal(again.mask(again.items[3]), before))

    def test_data_with_another_class_than_the_plan_are_refused(self):
        self.begin("--plan-only")
        third = dict(name="grey", color="#888888")
        self.edit(self.data / "dataset.yaml", lambda text: text["classes"].append(third))
        self.edit_cases("case_00", **{"class": "grey"})
        self.edit_cases("case_04", **{"class": "grey"})
        self.assert_refused("the classifier 2 classes, the data 3")

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
        self.assert_refused("the folds 1, 2, 3, the data 1, 2", arguments=arguments)
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
        self.assertIn("Remark: --budget and --seed change nothing beside --plan", said)
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

    def test_it_takes_no_voxel_of_another_label(self):
        mask = np.zeros((64, 48), np.uint8)
        mask[16:20, 16:20] = 1
        mask[20, 20] = 2
        case = dataset.Case("a", "g", "1", "", (), None)
        grid = plan.Grid(2, None, [16, 16], "floor", "z-score", [-5.0, 10.0])
        with tempfile.TemporaryDirectory() as folder:
            prepare._item(case, 0, "a", mask[None].astype(np.float32), mask, (1.0, 1.0), grid, Path(folder))
            small = np.load(Path(folder) / "a_mask.npy")
        self.assertEqual((small == 2).sum(), 1)
        self.assertGreaterEqual((small == 1).sum(), 1)


if __name__ == "__main__":
    unittest.main()
