"""`python -m unittest discover -s models/training/tests` (minutes on one core): every kind of network on phantoms."""

import csv
import json
import sys
import tempfile
import unittest
from pathlib import Path

import torch
import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402
from tiny import command as run  # noqa: E402

from training import dataset, export, fit, folds, plan, prepare  # noqa: E402


class Folder(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def edit_plan(self, steps, **networks):
        """The plan in the folder with so many steps, as a user would edit it."""
        path = self.folder / "out" / "plan.yaml"
        text = yaml.safe_load(path.read_text())
        for name in ("segmenter", "classifier"):
            if text[name]:
                text[name]["schedule"].update(steps=steps, learning_rate=0.003)
                text[name]["form"].update(networks.get(name, {}))
        path.write_text(yaml.safe_dump(text))

    def planned(self, make, steps=30, **networks):
        make(self.folder / "data")
        run(self.folder / "data", "--out", self.folder / "out", "--budget", "20s", "--threads", "1", "--plan-only")
        self.edit_plan(steps, **networks)
        return self.folder / "data", self.folder / "out"

    def training(self, data, out):
        read, made = dataset.read(data), plan.read(out / "plan.yaml")
        return folds.Training(read, made, prepare.prepare(read, made.grid, out / "prepared"), out)


class TrainingTest(Folder):
    def test_pictures_are_segmented_and_classified(self):
        data, out = self.planned(phantoms.pictures, steps=40)
        self.assertEqual(run(data, "--out", out, "--resume")[0], 0)
        figures = yaml.safe_load((out / "runs/segmenter/fold-1/figures.yaml").read_text())
        self.assertGreater(figures["dice"], 0.6)
        self.assertIn("auc", yaml.safe_load((out / "runs/classifier/fold-2/figures.yaml").read_text())["predicted"])
        for network in ("segmenter", "classifier"):
            folder = self.folder / f"out-{network}"
            self.assertLess(export.difference(folder), 1e-4)
            figures = json.loads((folder / "figures.json").read_text())
            self.assertEqual(figures["weights_sha256"], export.sha256(folder / "weights.onnx"))
            self.assertIn("out of fold", (folder / "README.md").read_text())
        with open(out / "experiments.csv", newline="") as f:
            self.assertEqual(
                [(row["network"], row["fold"]) for row in csv.DictReader(f)],
                [("segmenter", "1"), ("segmenter", "2"), ("classifier", "1"), ("classifier", "2")],
            )

    def test_volumes_are_segmented_in_a_box_and_classified(self):
        data, out = self.planned(phantoms.volumes, steps=30)
        made = plan.read(out / "plan.yaml")
        self.assertEqual((made.grid.dims, made.grid.outside, made.segmenter.form.channels), (3, "edge", 2))
        self.assertEqual(run(data, "--out", out, "--resume")[0], 0)
        figures = yaml.safe_load((out / "runs/segmenter/fold-1/figures.yaml").read_text())
        self.assertGreater(figures["dice"], 0.6)
        own = yaml.safe_load((self.folder / "out-segmenter" / "rdf.yaml").read_text())["config"]["lesionlens"]
        self.assertEqual((own["prompt"], own["preparation"][-1]["spacing_mm"]), ("box", [1.0, 1.0, 2.0]))

    def test_slices_and_volumes_of_thick_slices_train_together(self):
        data, out = self.planned(phantoms.slices, steps=8)
        self.assertEqual(run(data, "--out", out, "--resume")[0], 0)
        names = [item.name for item in prepare.Prepared(out / "prepared").items]
        self.assertIn("case_00@003", names)
        self.assertIn("case_01", names)

    def test_every_mechanism_can_be_left_out(self):
        data, out = self.planned(
            phantoms.pictures,
            steps=2,
            segmenter=dict(gates=False, excitation=False, nonlocal_level=-1, deep=False),
            classifier=dict(excitation=False, size=False),
        )
        training = self.training(data, out)
        network = fit.fit(folds.segmentation_task(training, "1"), self.folder / "run")
        self.assertFalse(
            [name for name in network.state_dict() if "gate" in name or "nonlocal" in name or "excit" in name]
        )

    def test_changes_of_a_plan_are_tried_on_a_few_folds(self):
        data, out = self.planned(phantoms.pictures, steps=8)
        changes = self.folder / "changes.yaml"
        changes.write_text(
            yaml.safe_dump(
                {
                    "as planned": dict(folds=["1", "2"]),
                    "no gates": {"segmenter.form.gates": False, "seeds": [1, 2]},
                    "no excitation": {"classifier.form.excitation": False, "of": "classifier"},
                },
                sort_keys=False,
            )
        )
        code, said = run("try", data, changes, "--out", out)
        self.assertEqual(code, 2)
        self.assertIn("--train-only", said)
        self.assertEqual(run(data, "--out", out, "--resume", "--train-only")[0], 0)
        for _ in range(2):  # the second time everything is there
            self.assertEqual(run("try", data, changes, "--out", out, "--share", "0.5")[0], 0)
        with open(out / "experiments.csv", newline="") as f:
            rows = list(csv.DictReader(f))
        self.assertEqual(
            [(row["name"], row["network"], row["fold"], row["steps"]) for row in rows],
            [
                ("as planned, seed 1", "segmenter", "1", "4"),
                ("as planned, seed 1", "segmenter", "2", "4"),
                ("no gates, seed 1", "segmenter", "1", "4"),
                ("no gates, seed 2", "segmenter", "1", "4"),
                ("no excitation, seed 1", "classifier", "1", "4"),
            ],
        )
        run("try", data, changes, "--out", out, "--share", "1")  # other runs, whose names are the same
        with open(out / "experiments.csv", newline="") as f:
            steps = [row["steps"] for row in csv.DictReader(f) if row["name"]]
        self.assertEqual(steps, ["4"] * 5 + ["8"] * 5)
        for place in ("segmenter.form.wings", "grid.spacing", "segmenter.form.gates.wide"):
            changes.write_text(f"odd: {{{place}: 2}}")
            code, said = run("try", data, changes, "--out", out)
            self.assertEqual(code, 2)
            self.assertIn(place, said)


if __name__ == "__main__":
    unittest.main()
