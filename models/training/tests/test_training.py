"""`python -m unittest discover -s models/training/tests` (minutes on one core): every kind of network on phantoms."""

import contextlib
import csv
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402

from training import __main__ as command  # noqa: E402
from training import (
    boxes,
    compare,
    dataset,
    export,
    fit,
    folds,
    images,
    losses,
    plan,
    predict,
    prepare,
    sampling,
    tensors,
)  # noqa: E402
from training.blocks import fold_in, fold_out  # noqa: E402
from training.segmenter import Segmenter, SegmenterForm  # noqa: E402


def run(*arguments):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as errors:
        code = command.main([str(a) for a in arguments])
    return code, errors.getvalue()


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

        gains = list(compare.differences(compare.pairs(out, out)))
        self.assertTrue(gains[0].startswith("mean Dice: +0.0000 (+0.0000 to +0.0000)"), gains)
        self.assertTrue(gains[1].startswith("AUC: +0.0000"), gains)

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

    def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(self):
        training = self.training(*self.planned(phantoms.pictures, steps=12))
        whole = fit.fit(folds.segmentation_task(training, "1"), self.folder / "whole")
        self.assertIsNone(fit.fit(folds.segmentation_task(training, "1"), self.folder / "parts", stop_at=5))
        parts = fit.fit(folds.segmentation_task(training, "1"), self.folder / "parts")
        for name, value in whole.state_dict().items():
            torch.testing.assert_close(parts.state_dict()[name], value, rtol=0, atol=0)

    def test_a_folder_with_a_plan_is_not_begun_anew_by_accident(self):
        data, out = self.planned(phantoms.pictures)
        code, said = run(data, "--out", out)
        self.assertEqual(code, 2)
        self.assertIn("--resume", said)


class PartsTest(unittest.TestCase):
    def test_every_output_is_described_with_the_sizes_that_it_has(self):
        shapes = dict(probability=(2, 1, 8, 16, 24), gate=(2, 1, 4, 8, 12), excitation=(2, 3, 1, 1, 1), logits=(2, 4))
        answers = {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}
        known = [dict(id="probability", axes="known")]
        found = {entry["id"]: entry for entry in tensors.described(known, answers, (2, 1, 8, 16, 24), "noise")}
        self.assertEqual(list(found), list(shapes))
        self.assertEqual(found["probability"]["axes"], "known")
        self.assertEqual([axis.get("scale") for axis in found["gate"]["axes"][2:]], [2.0, 2.0, 2.0])
        self.assertEqual([axis["size"] for axis in found["excitation"]["axes"][2:]], [1, 1, 1])
        self.assertEqual(found["logits"]["axes"][1]["channel_names"], ["c0", "c1", "c2", "c3"])
        self.assertIn("channel_names: [c0, c1, c2, c3]", yaml.safe_dump(found["logits"]))
        with self.assertRaises(ValueError):
            tensors.described([], {"odd": np.zeros((2, 1, 3, 8, 12), np.float32)}, (2, 1, 8, 16, 24), "noise")

    def test_voxels_folded_into_channels_come_out_again(self):
        x = torch.randn(2, 1, 4, 6, 8)
        for factors in ([1, 2, 2], [2, 2, 2], [1, 1, 1]):
            self.assertTrue(torch.equal(fold_out(fold_in(x, factors), factors), x))

    def test_resampling_is_pillows(self):
        image = np.random.default_rng(0).normal(size=(37, 53)).astype(np.float32)
        for size in ((20, 31), (80, 53)):
            expected = np.asarray(images.Image.fromarray(image).resize(size[::-1], images.Image.Resampling.BILINEAR))
            np.testing.assert_allclose(images.resample(image, size), expected, atol=1e-5)

    def test_tiles_of_a_network_with_global_operations_at_its_coarsest_level_have_two_in_a_chain(self):
        form = SegmenterForm(3, 1, 1, [8, 16, 32], [1, 2, 2], [[2, 2, 2]] * 2, global_levels="coarsest")
        outputs = Segmenter(form).eval()(torch.randn(1, 1, 8, 16, 16))
        seen = [name for name in outputs if "excitation" in name or name == "attention"]
        self.assertEqual(seen, ["encoder2_excitation", "attention"])

    def test_a_window_put_back_is_the_image(self):
        image = torch.randn(1, 7, 30, 21)
        start, size = [-3, 4, -2], [16, 24, 32]
        view = predict.windowed(image, start, size, "edge")
        back = predict.unwindowed(view, start, image.shape[1:])
        self.assertTrue(torch.equal(back[:, :, 4:28], image[:, :, 4:28]))
        self.assertEqual(back[:, :, :4].abs().sum().item(), 0)

    def test_a_window_that_nothing_changes_is_the_image(self):
        image, mask = torch.randn(1, 9, 12), torch.zeros(9, 12, dtype=torch.long)
        mask[2:5, 3:9] = 1
        place = sampling.positions([9, 12], torch.eye(2)[None], torch.tensor([[4.0, 5.5]]))
        whole = torch.zeros(1, 2), torch.tensor([[9.0, 12.0]])
        sample = sampling.cut(image[None], mask[None, None].float(), place, whole, "floor")
        torch.testing.assert_close(sample.image[0], image, atol=1e-5, rtol=0)
        self.assertTrue(torch.equal(sample.mask[0, 0].long(), mask))
        self.assertEqual(sample.valid.min().item(), 1)

    def test_the_box_channel_is_the_box(self):
        mask = torch.zeros(6, 7, 8)
        mask[1:4, 2:5, 3:8] = 1
        channel = boxes.box_channel(boxes.indices(mask.shape), *boxes.box_of(mask))
        self.assertTrue(torch.equal(channel[0], mask))

    def test_nothing_is_learnt_where_the_image_was_not(self):
        logit = torch.randn(2, 1, 4, 8, 8, requires_grad=True)
        valid = torch.ones(2, 1, 4, 8, 8)
        valid[:, :, :2] = 0
        losses.segmentation_loss(logit, (torch.rand(2, 1, 4, 8, 8) > 0.5).float(), valid, plan.Loss()).backward()
        self.assertEqual(logit.grad[:, :, :2].abs().sum().item(), 0)
        self.assertGreater(logit.grad[:, :, 2:].abs().sum().item(), 0)

    def test_attention_to_its_own_kind_costs_nothing(self):
        share = torch.tensor([[1.0, 1.0, 0.0, 0.0]])
        own = torch.tensor([[0.5, 0.5, 0, 0], [1, 0, 0, 0], [0, 0, 0.5, 0.5], [0, 0, 0, 1.0]])[None]
        self.assertAlmostEqual(losses.affinity_loss(own, share).item(), 0, places=6)
        even = torch.full((1, 4, 4), 0.25)
        self.assertAlmostEqual(losses.affinity_loss(even, share).item(), float(np.log(2)), places=5)


if __name__ == "__main__":
    unittest.main()
