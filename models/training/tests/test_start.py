"""`python -m unittest discover -s models/training/tests`: trainings that go on from the networks of another."""

import csv

import torch
import yaml

from test_training import Folder, phantoms, run
from training import plan, segmentation


class StartTest(Folder):
    def trained(self):
        data, out = self.planned(phantoms.slices, steps=4)
        self.assertEqual(run(data, "--out", out, "--resume", "--train-only")[0], 0)
        return data, out

    def plan_with(self, out, **schedule):
        text = yaml.safe_load((out / "plan.yaml").read_text())
        text["segmenter"]["schedule"].update(schedule)
        path = self.folder / "more.yaml"
        path.write_text(yaml.safe_dump(text))
        return path

    def weights(self, out, part):
        return torch.load(out / "runs" / "segmenter" / part / "trained.pt", map_location="cpu")["network"]

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
        data, out = self.planned(phantoms.slices, steps=40)
        training = self.training(data, out)
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


class Items:
    def __init__(self, items):
        self.items = items
