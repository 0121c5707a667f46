"""Trainings that go on from the networks of another, those that were stopped, and looks on the way. Seconds."""

import csv
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
import yaml
from sklearn import metrics

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402
import tiny  # noqa: E402
from tiny import command as run  # noqa: E402

from training import curve, detected, figures, fit, folds, plan, segmentation  # noqa: E402

KILLED = """
import os, signal, sys
from training import __main__, fit

fit.SAVE_EVERY, save = 0, fit.State.save

def save_and_die(state, path):
    save(state, path)
    if state.step == 5:
        os.kill(os.getpid(), signal.SIGKILL)

fit.State.save = save_and_die
sys.exit(__main__.main(sys.argv[1:]))
"""


class Temporary(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)


class StartTest(Temporary):
    def trained(self):
        data, out = self.folder / "data", self.folder / "out"
        phantoms.slices(data)
        plan.write(tiny.slices(4), self.folder / "first.yaml")
        self.assertEqual(run(data, "--out", out, "--plan", self.folder / "first.yaml", "--train-only")[0], 0)
        return data, out

    def plan_with(self, out, **schedule):
        text = yaml.safe_load((out / "plan.yaml").read_text())
        text["segmenter"]["schedule"].update(schedule)
        path = self.folder / "more.yaml"
        path.write_text(yaml.safe_dump(text))
        return path

    def weights(self, out, part, network="segmenter"):
        return torch.load(out / "runs" / network / part / "trained.pt", map_location="cpu")["network"]

    def test_no_steps_leave_each_network_as_it_was(self):
        data, out = self.trained()
        more = self.plan_with(out, steps=0)
        self.assertEqual(
            run(data, "--out", self.folder / "b", "--plan", more, "--start-from", out, "--train-only")[0], 0
        )
        for part in ("fold-1", "fold-2", "final"):
            before, after = self.weights(out, part), self.weights(self.folder / "b", part)
            for name, value in before.items():
                torch.testing.assert_close(after[name], value, rtol=0, atol=0)

    def test_small_steps_stay_near_the_network_that_they_start_from(self):
        data, out = self.trained()
        more = self.plan_with(out, steps=4, learning_rate=1e-6)
        self.assertEqual(
            run(data, "--out", self.folder / "b", "--plan", more, "--start-from", out, "--train-only")[0], 0
        )
        name = next(name for name in self.weights(out, "fold-1") if name.endswith("weight"))
        near = (self.weights(self.folder / "b", "fold-1")[name] - self.weights(out, "fold-1")[name]).abs().max()
        far = (self.weights(self.folder / "b", "fold-1")[name] - self.weights(out, "fold-2")[name]).abs().max()
        self.assertLess(near, 1e-4)
        self.assertGreater(near, 0)
        self.assertGreater(far, 100 * near)

    def test_patients_in_other_folds_than_before_are_refused(self):
        data, out = self.trained()
        with open(data / "cases.csv", newline="") as f:
            rows = list(csv.DictReader(f))
        other = {"1": "2", "2": "1"}
        with open(data / "cases.csv", "w", newline="") as f:
            writer = csv.DictWriter(f, rows[0])
            writer.writeheader()
            writer.writerows(row | dict(fold=other[row["fold"]]) for row in rows)
        code, said = run(data, "--out", self.folder / "b", "--plan", out / "plan.yaml", "--start-from", out)
        self.assertEqual(code, 2)
        self.assertIn("in another fold", said)
        self.assertFalse((self.folder / "b" / "plan.yaml").exists())

    def test_networks_of_another_form_are_refused(self):
        data, out = self.trained()
        text = yaml.safe_load((out / "plan.yaml").read_text())
        text["segmenter"]["form"]["gates"] = False
        (self.folder / "more.yaml").write_text(yaml.safe_dump(text))
        code, said = run(data, "--out", self.folder / "b", "--plan", self.folder / "more.yaml", "--start-from", out)
        self.assertEqual(code, 2)
        self.assertIn("another form", said)

    def test_a_detector_goes_on_with_larger_tiles(self):
        data, out = self.folder / "data", self.folder / "out"
        phantoms.discs(data)
        first, more = self.folder / "first.yaml", self.folder / "more.yaml"
        plan.write(tiny.discs(2, patch=[32, 32]), first)
        self.assertEqual(run(data, "--out", out, "--plan", first, "--train-only")[0], 0)
        larger = tiny.discs(0, patch=[64, 64], view=[96, 96])
        plan.write(larger, more)
        self.assertEqual(run(data, "--out", self.folder / "b", "--plan", more, "--start-from", out)[0], 0)
        for part in ("fold-1", "final"):
            before, after = self.weights(out, part, "detector"), self.weights(self.folder / "b", part, "detector")
            for name, value in before.items():
                torch.testing.assert_close(after[name], value, rtol=0, atol=0)
        own = yaml.safe_load((self.folder / "b-detector" / "rdf.yaml").read_text())["config"]["lesionlens"]
        self.assertEqual((own["window"]["kind"], own["window"]["size"]), ("tiles", 96))

    def test_tiles_that_a_detector_cannot_see_are_refused(self):
        data, path = self.folder / "data", self.folder / "plan.yaml"
        phantoms.discs(data)
        for patch, view, said in (
            ([32, 32], [96, 64], "view in the plan is 96 x 64; expected a square of a multiple of 8 pixels"),
            ([36, 36], None, "patch in the plan is 36 x 36"),
            (None, [96, 96], "expected of a detector with a patch alone"),
        ):
            plan.write(tiny.discs(2, patch=patch, view=view), path)
            self.assertIn(said, self.refused(data, "--plan", path))

    def refused(self, data, *arguments):
        code, said = run(data, "--out", self.folder / "b", *arguments, "--train-only")
        self.assertEqual(code, 2)
        self.assertFalse((self.folder / "b" / "runs").exists())
        return said

    def test_no_network_is_left_as_it_began_by_accident(self):
        data, out = self.trained()
        none = self.plan_with(out, steps=0)
        self.assertIn("needs a network to start from", self.refused(data, "--plan", none))
        text = yaml.safe_load(none.read_text()) | dict(start="first")
        none.write_text(yaml.safe_dump(text))
        self.assertIn("goes on from the networks of first", self.refused(data, "--plan", none))

    def test_networks_that_saw_other_inputs_are_refused(self):
        data, out = self.trained()
        text = yaml.safe_load((out / "plan.yaml").read_text())
        text["grid"]["clip"] = [-1.0, 1.0]
        (self.folder / "more.yaml").write_text(yaml.safe_dump(text))
        self.assertIn("another grid", self.refused(data, "--plan", self.folder / "more.yaml", "--start-from", out))

    def test_a_training_that_ended_half_way_gives_no_network(self):
        data, out = self.trained()
        (out / "runs" / "segmenter" / "final" / "trained.pt").unlink()
        said = self.refused(data, "--plan", out / "plan.yaml", "--start-from", out)
        self.assertIn("no trained network", said)
        self.assertFalse((self.folder / "b" / "start").exists())

    def test_what_it_starts_from_is_kept_with_the_plan(self):
        data, out = self.trained()
        more = self.plan_with(out, steps=0)
        run(data, "--out", self.folder / "b", "--plan", more, "--start-from", out, "--train-only")
        self.assertEqual(plan.read(self.folder / "b" / "plan.yaml").start, out.name)
        code, said = run(data, "--out", self.folder / "b", "--resume", "--start-from", self.folder, "--train-only")
        self.assertEqual(code, 2)
        self.assertIn("does not go on from", said)
        self.assertEqual(run(data, "--out", self.folder / "b", "--resume", "--plan", more, "--train-only")[0], 0)
        for command in (["ablate", data], ["try", data, more]):
            code, said = run(*command, "--out", self.folder / "b")
            self.assertEqual(code, 2)
            self.assertIn(f"Take the folder of {out.name}", said)

    def test_images_without_a_lesion_are_shown_as_often_as_the_plan_says(self):
        data, out = self.folder / "data", self.folder / "out"
        phantoms.slices(data)
        training = tiny.begun(tiny.slices(40), data, out)
        shown = {}
        for times in (1, 3):
            made = plan.read(self.plan_with(out, steps=40, empty_times=times))
            task = segmentation.Segmentation(
                made, Items(training.prepared.items), range(len(training.prepared.items)), (), 1
            )
            table = task.table().flatten().tolist()
            shown[times] = sum(not training.prepared.items[k].lesion for k in table) / len(table)
        empty = sum(not item.lesion for item in training.prepared.items)
        share = 3 * empty / (len(training.prepared.items) + 2 * empty)
        self.assertGreater(empty, 0)
        self.assertAlmostEqual(shown[1], empty / len(training.prepared.items), delta=0.03)
        self.assertAlmostEqual(shown[3], share, delta=0.03)


class StoppedTest(Temporary):
    def setUp(self):
        super().setUp()
        phantoms.slices(self.folder / "data")

    def assert_same_weights(self, one, other):
        for name, value in one.items():
            torch.testing.assert_close(other[name], value, rtol=0, atol=0)

    def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(self):
        training = tiny.begun(tiny.slices(12), self.folder / "data", self.folder / "out")
        whole = fit.fit(folds.segmentation_task(training, "1"), self.folder / "whole")
        self.assertIsNone(fit.fit(folds.segmentation_task(training, "1"), self.folder / "parts", stop_at=5))
        parts = fit.fit(folds.segmentation_task(training, "1"), self.folder / "parts")
        self.assert_same_weights(whole.state_dict(), parts.state_dict())

    def begun_and_killed(self, *command):
        """A process that keeps a checkpoint after each step, and dies after the first network's fifth."""
        path = {"PYTHONPATH": str(Path(__file__).parents[1])}
        arguments = [sys.executable, "-c", KILLED, *map(str, command)]
        done = subprocess.run(arguments, env=os.environ | path, stdout=subprocess.DEVNULL, timeout=300, check=False)
        self.assertEqual(done.returncode, -signal.SIGKILL)

    def test_a_process_that_was_killed_goes_on_to_the_same_networks(self):
        plan.write(tiny.slices(12), self.folder / "plan.yaml")
        command = (self.folder / "data", "--plan", self.folder / "plan.yaml", "--train-only", "--out")
        self.begun_and_killed(*command, self.folder / "killed")
        self.assertTrue(list((self.folder / "killed").glob("runs/*/*/last.pt")))
        self.assertFalse(list((self.folder / "killed").glob("runs/*/*/trained.pt")))
        for out in ("killed", "whole"):
            self.assertEqual(run(*command, self.folder / out, "--resume"), (0, ""))
        for part in ("fold-1", "fold-2", "final"):
            killed, whole = (
                torch.load(self.folder / out / "runs" / "segmenter" / part / "trained.pt", map_location="cpu")["network"]
                for out in ("killed", "whole")
            )
            self.assert_same_weights(whole, killed)

    def test_a_folder_with_a_plan_is_not_begun_anew_by_accident(self):
        plan.write(tiny.slices(4), self.folder / "plan.yaml")
        command = self.folder / "data", "--plan", self.folder / "plan.yaml", "--out", self.folder / "out"
        self.assertEqual(run(*command, "--plan-only"), (0, ""))
        code, said = run(*command)
        self.assertEqual(code, 2)
        self.assertIn("--resume", said)

    def test_a_plan_is_the_same_one_in_other_words(self):
        made, path = tiny.slices(4), self.folder / "plan.yaml"
        plan.write(made, path)
        command = self.folder / "data", "--plan", path, "--out", self.folder / "out"
        self.assertEqual(run(*command, "--plan-only"), (0, ""))
        plan.write(replace(made, says=["Other words."]), path)
        self.assertEqual(run(*command, "--resume", "--plan-only"), (0, ""))
        plan.write(replace(made, seed=2), path)
        code, said = run(*command, "--resume", "--plan-only")
        self.assertEqual(code, 2)
        self.assertIn("differs from", said)


class CurveTest(Temporary):
    def looked_at(self, training, kind, task, look):
        """That a network is the same one, weight by weight, where it was looked at on the way; the lines of its log."""
        runs = [
            fit.Run(task(), training.folder(kind, "without"), None),
            fit.Run(task(), training.folder(kind, "fold-1"), look),
        ]
        runs[1].looks = {2, 5}
        for run in runs:
            fit.fit_all([run])
        plain, seen = (torch.load(run.folder / "trained.pt")["network"] for run in runs)
        for name, value in plain.items():
            torch.testing.assert_close(seen[name], value, rtol=0, atol=0)
        return curve.looks(training.folder(kind, "fold-1") / "log.csv")

    def test_a_look_changes_nothing_in_what_a_network_becomes(self):
        phantoms.pictures(self.folder / "data")
        made = tiny.pictures(8)
        form = replace(made.classifier.form, dropout=0.5)
        made = replace(made, classifier=replace(made.classifier, form=form))
        training = tiny.begun(made, self.folder / "data", self.folder / "out")
        store = folds.classification_store(training, {})
        tasks = dict(
            classifier=lambda: folds.classification_task(training, "1", store),
            segmenter=lambda: folds.segmentation_task(training, "1"),
        )
        looks = dict(classifier=curve.classes(training, "1"), segmenter=folds.dice_of_look(training, "1"))
        for kind, keys in (("classifier", {"cross_entropy", "accuracy"}), ("segmenter", {"dice"})):
            found = self.looked_at(training, kind, tasks[kind], looks[kind])
            self.assertEqual([(step, set(said)) for step, said in found.items()], [(2, keys), (5, keys)])

    def test_a_look_at_a_detector_changes_nothing_either(self):
        phantoms.discs(self.folder / "data", count=8)
        training = tiny.begun(tiny.discs(8), self.folder / "data", self.folder / "out")
        boxed = detected.store(training)
        look = detected.look(training, "1", boxed)
        found = self.looked_at(training, "detector", lambda: detected.task(training, "1", boxed), look)
        self.assertEqual([(step, "ap50" in said) for step, said in found.items()], [(2, True), (5, True)])

    def test_classes_are_looked_at_as_they_are_told_of_experts_masks(self):
        phantoms.pictures(self.folder / "data")
        training = tiny.begun(tiny.pictures(8), self.folder / "data", self.folder / "out")
        network = fit.make(training.plan.classifier.form).eval()
        names = list(training.dataset.description.class_names)
        held_out = [item for item in training.items(only="1") if item.kind]
        answers = {item.name: training.truth(item)[None] * np.uint8(255) for item in held_out}
        rows = folds.classified(training, network, held_out, answers)
        said = curve.classes(training, "1")(network)
        self.assertEqual(len(rows), 8)
        self.assertEqual(said["accuracy"], figures.summary(rows, "experts", names)["accuracy"])
        logits, truth = np.array([row["experts"] for row in rows]), [names.index(row["kind"]) for row in rows]
        self.assertAlmostEqual(said["cross_entropy"], metrics.log_loss(truth, figures.softmax(logits)), places=4)

    def test_a_card_has_the_means_of_the_folds_at_each_look_that_all_have(self):
        training = SimpleNamespace(
            plan=SimpleNamespace(folds=["1", "2"]), folder=lambda kind, part: self.folder / kind / part
        )
        line = "step={},loss=0.9,seconds=9"
        first = [line.format(9), line.format(100) + ",dice=0.4", line.format(200) + ",dice=0.6"]
        again = [line.format(100) + ",dice=0.1", line.format(100) + ",dice=0.5"]  # stopped in between
        logs = {"fold-1": "\n".join(first), "fold-2": "\n".join(again)}
        for part, text in logs.items():
            self.assertEqual(curve.section(training, "segmenter"), [])
            (self.folder / "segmenter" / part).mkdir(parents=True)
            (self.folder / "segmenter" / part / "log.csv").write_text(text)
        said = curve.section(training, "segmenter")
        self.assertEqual(said[0], "## Learning curve")
        self.assertEqual(said[3:], ["| steps | mean Dice |", "|---|---|", "| 100 | 0.4500 |", ""])


class Items:
    def __init__(self, items):
        self.items = items


if __name__ == "__main__":
    unittest.main()
