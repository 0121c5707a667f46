"""What the trainer writes: model folders, figures, controls, cards. Seconds on one core, on tiny networks."""

import contextlib
import csv
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
import torch
import yaml
from sklearn import metrics

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402
import tiny  # noqa: E402

from training import __main__ as command  # noqa: E402
from training import (
    ablate,
    classifier,
    compare,
    controls,
    dataset,
    describe,
    export,
    faithful,
    figures,
    int8,
    sections,
    strata,
    suitability,
    volumes,
    weights,
)  # noqa: E402


def text_of(folder, name):
    return (folder / name).read_text()


class ExportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.folder = Path(holder.name)
        phantoms.pictures(cls.folder / "data")
        cls.training, cls.models = tiny.trained(tiny.pictures(), cls.folder / "data", cls.folder / "pictures")

    def own(self, model):
        return yaml.safe_load(text_of(model, "rdf.yaml"))["config"]["lesionlens"]

    def test_every_file_that_a_description_names_is_there_with_its_hash(self):
        for model in self.models:
            named = list(sources(yaml.safe_load(text_of(model, "rdf.yaml"))))
            self.assertGreater(len(named), 5)
            for entry in named:
                self.assertEqual(entry["sha256"], weights.sha256(model / entry["source"]), entry)

    def test_figures_are_bound_to_both_files_of_weights(self):
        for model in self.models:
            found = json.loads(text_of(model, "figures.json"))
            self.assertEqual(found["weights_sha256"], weights.sha256(model / "weights.onnx"))
            self.assertEqual(found["int8_sha256"], weights.sha256(model / "weights-int8.onnx"))

    def test_eight_bits_answer_within_the_tolerance_and_have_eight_bits(self):
        for model, kind in zip(self.models, ("segmenter", "classifier")):
            told = self.own(model)["int8"]
            worst = weights.difference(model, int8.FILE, int8.ANSWERS[kind])
            self.assertLess(worst, told["tolerance"])
            self.assertGreater(worst, 0)
            nodes = onnx.load(model / int8.FILE).graph.node
            self.assertTrue(any(node.op_type == "QuantizeLinear" for node in nodes))

    def test_eight_bits_have_the_output_that_suitability_needs(self):
        network = weights.session(self.models[0] / int8.FILE)
        self.assertEqual({o.name for o in network.get_outputs()}, {"probability", "nonlocal_input"})

    def test_images_of_the_training_are_usual_and_phantoms_are_not(self):
        found = json.loads(text_of(self.models[0], "figures.json"))["figures"]
        usual = yaml.safe_load(text_of(self.models[0], suitability.FILE))
        self.assertEqual(usual["limit"], found["suitability"]["limit"])
        self.assertEqual(len(usual["mean"].split()), 16)
        directions = np.array([list(map(float, part["direction"].split())) for part in usual["components"]])
        np.testing.assert_allclose(directions @ directions.T, np.eye(len(directions)), atol=1e-3)
        for said in found["phantoms"].values():
            self.assertEqual(said["unlike"], said["images"])

    def test_the_card_has_all_that_it_should_tell(self):
        segmenter, classifier_card = (text_of(model, "README.md") for model in self.models)
        for part in (
            "out of fold",
            "class bright",
            "device device 1",
            "size up to",
            "one constant mask",
            "deletion",
            "## What was tried",
            "## In 8 bits",
            "inverted contrast",
            "## Limits",
            "expected calibration error",
        ):
            self.assertIn(part, segmenter)
        for part in (
            "size alone, predicted mask",
            "reader, the reader's rating",
            "paired on the same lesions",
            "### Calibration",
            "not found",
            "mean probability of bright",
        ):
            self.assertIn(part, classifier_card)

    def test_another_reader_finds_every_output_as_it_is_described(self):
        for model in self.models:
            text = yaml.safe_load(text_of(model, "rdf.yaml"))
            network, entry = weights.session(model / "weights.onnx"), text["inputs"][0]
            self.assertEqual([o["id"] for o in text["outputs"]], [o.name for o in network.get_outputs()])
            image = np.load(model / entry["test_tensor"]["source"])
            limits = next(step["kwargs"] for step in entry["preprocessing"] if step["id"] == "clip")
            np.testing.assert_array_equal(np.clip(image, limits["min"], limits["max"]), image)
            for axis, size in zip(entry["axes"][2:], image.shape[2:]):
                self.assertEqual((size - axis["size"]["min"]) % axis["size"]["step"], 0)
                self.assertGreaterEqual(size, axis["size"]["min"])
            for output, said in zip(text["outputs"], network.run(None, {"input": image})):
                np.testing.assert_allclose(said, np.load(model / output["test_tensor"]["source"]), atol=1e-4)
                self.assertEqual(list(described_sizes(output["axes"], image.shape)), list(said.shape[1:]))
            self.assertTrue(all("doi" in cited or "url" in cited for cited in text["cite"]))

    def test_a_folder_gains_nothing_over_itself(self):
        gains = list(compare.differences(compare.pairs(self.training.out, self.training.out)))
        self.assertEqual(gains[0], "mean Dice: +0.0000 (+0.0000 to +0.0000), 16 cases")
        self.assertTrue(gains[1].startswith("AUC: +0.0000"), gains)

    def test_a_reader_who_rates_by_class_separates_the_classes(self):
        found = yaml.safe_load((self.training.out / "settled.yaml").read_text())["classifier"]["controls"]
        self.assertEqual(found["reader, the reader's rating"]["auc"], 1.0)

    def test_out_of_fold_rows_tell_the_place_of_a_lesion(self):
        with open(self.training.out / "out-of-fold.csv", newline="") as f:
            row = next(csv.DictReader(f))
        where = np.nonzero(self.training.truth(self.training.prepared.items[0]))
        self.assertAlmostEqual(float(row["place_x"]), (where[1].mean() + 0.5) / 48, delta=0.06)
        self.assertAlmostEqual(float(row["place_y"]), (where[0].mean() + 0.5) / 64, delta=0.06)


def described_sizes(axes, entered):
    """Of an output, without the batch, for an image of a shape, as bioimage.io means it."""
    for axis in axes[1:]:
        if axis["type"] == "channel":
            yield len(axis["channel_names"])
        elif isinstance(axis["size"], int):
            yield axis["size"]
        else:
            yield entered["bcyx".index(axis["size"]["axis_id"])] / axis.get("scale", 1)


def sources(node):
    """Every mapping with a source."""
    if isinstance(node, dict):
        if "source" in node and "sha256" in node:
            yield node
        for value in node.values():
            yield from sources(value)
    elif isinstance(node, list):
        for value in node:
            yield from sources(value)


class AblationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.data, cls.out = Path(holder.name) / "data", Path(holder.name) / "out"
        phantoms.pictures(cls.data)
        tiny.segmented(tiny.pictures(steps=24), cls.data, cls.out)
        with contextlib.redirect_stdout(io.StringIO()) as cls.said:
            cls.code = command.main(["ablate", str(cls.data), "--out", str(cls.out), "--fold", "2"])

    def test_each_mechanism_is_left_out_on_one_fold_with_two_seeds_in_a_quarter_of_the_schedule(self):
        self.assertEqual(self.code, 0)
        found = ablate.tables(self.out)
        names = ["with all", "without gates", "without the non-local block", "without excitation"]
        self.assertEqual([row["network"] for row in found["segmenter"]["rows"]], names)
        self.assertEqual([row["network"] for row in found["classifier"]["rows"]], [names[0], names[3]])
        for table in found.values():
            self.assertEqual((table["fold"], table["steps"], table["share"]), ("2", 6, 0.25))
            whole = table["rows"][0]["values"]
            self.assertTrue(all(len(row["values"]) == 2 for row in table["rows"]))
            for row in table["rows"][1:]:
                self.assertAlmostEqual(row["difference"], np.mean(row["values"]) - np.mean(whole), delta=1e-4)

    def test_networks_without_a_mechanism_have_none_of_its_weights(self):
        folder = self.out / "ablation" / "fold-2" / "segmenter"
        for name, part in (("gates", "gates."), ("the non-local block", "nonlocal"), ("excitation", "excitation")):
            saved = torch.load(folder / f"without {name}, seed 1" / "trained.pt")["network"]
            self.assertFalse([key for key in saved if part in key])
            self.assertTrue(
                [key for key in torch.load(folder / "with all, seed 1" / "trained.pt")["network"] if part in key]
            )

    def test_every_run_has_a_line_in_the_log_and_the_card_a_table(self):
        with open(self.out / "experiments.csv", newline="") as f:
            names = [row["name"] for row in csv.DictReader(f)]
        self.assertEqual(len([name for name in names if name]), 2 * (4 + 2))
        card = sections.mechanisms(ablate.tables(self.out)["segmenter"])
        self.assertIn("one fold, 2 seeds, 0.25 of the schedule", card[0])

    def test_an_unknown_fold_is_refused(self):
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(command.main(["ablate", str(self.data), "--out", str(self.out), "--fold", "9"]), 2)
        self.assertIn("the plan has 1, 2", said.getvalue())


class KnownTest(unittest.TestCase):
    def test_what_is_no_number_is_left_out_of_figures(self):
        found = dict(a=1.0, b=float("nan"), c=[dict(d=float("nan"), e=None)])
        self.assertEqual(export.known(found), dict(a=1.0, c=[dict(e=None)]))


class CitationTest(unittest.TestCase):
    def cited(self, citation):
        form = tiny.pictures().segmenter.form
        about = Described()
        about.citation = citation
        return [entry for entry in describe._cited(form, True, about) if "training data" in entry["text"]]

    def test_data_are_cited_with_their_first_doi_or_address(self):
        self.assertEqual(
            self.cited("A et al. 2024, doi 10.1002/mp.16812; data doi 10.5281/z.8231412")[0]["doi"], "10.1002/mp.16812"
        )
        self.assertEqual(self.cited("B, https://example.org/set.")[0]["url"], "https://example.org/set")

    def test_a_citation_without_either_is_left_to_the_card(self):
        self.assertEqual(self.cited("our own images"), [])


class FiguresTest(unittest.TestCase):
    def test_the_area_under_the_curve_is_that_of_another_program_with_ties_too(self):
        rng = np.random.default_rng(0)
        truth, score = rng.integers(0, 2, 200), rng.integers(0, 12, 200)
        self.assertAlmostEqual(figures.auc(truth, score), metrics.roc_auc_score(truth, score), places=12)

    def test_one_class_alone_has_no_area(self):
        self.assertTrue(np.isnan(figures.auc([1, 1], [0.2, 0.4])))

    def test_what_is_said_in_seven_of_ten_and_right_in_five_is_off_by_two(self):
        rows = figures.reliability([0.7] * 10, [1] * 5 + [0] * 5)
        self.assertEqual([(row["from"], row["number"], row["right"]) for row in rows], [(0.7, 10, 0.5)])
        probability = np.tile([0.7, 0.3], (10, 1))
        self.assertAlmostEqual(figures.calibration_error(probability, np.array([0] * 5 + [1] * 5)), 0.2)

    def test_an_interval_over_one_patient_is_a_point(self):
        rows = [dict(group="a", value=v) for v in (1.0, 2.0)]
        self.assertEqual(figures.interval(rows, lambda r: np.mean([x["value"] for x in r])), (1.5, 1.5))

    def test_images_of_the_statistics_are_at_a_distance_of_one(self):
        features = np.random.default_rng(0).normal(3, 2, (4000, 40))
        statistics = suitability.Statistics(features)
        self.assertAlmostEqual(float(np.sqrt((statistics.distances(features) ** 2).mean())), 1.0, delta=0.01)
        self.assertAlmostEqual(float(statistics.distances(features.mean(0)[None])[0]), 0.0, places=6)

    def test_cells_are_those_whose_middle_is_image(self):
        self.assertEqual(suitability.cells(8, 64, 12, 40), slice(1, 6))  # middles at 12, 20, ..., 44
        self.assertEqual(suitability.cells(8, 64, -10, 30), slice(0, 2))  # the image begins before the window
        self.assertEqual(suitability.cells(2, 64, 50, 4), slice(1, 2))  # none: the one that its middle lies in


class ControlsTest(unittest.TestCase):
    def rows(self, count=120):
        rng = np.random.default_rng(0)
        return [
            dict(
                group=str(k // 2),
                fold=str(k % 3),
                truth=k % 2,
                size=max(1.0, 40.0 + 40 * (k % 2) + 9 * rng.normal()),
                score=0.5,
                right=False,
                found=True,
            )
            for k in range(count)
        ]

    def test_a_size_that_tells_the_class_is_a_strong_control_whatever_the_classifier_said(self):
        rows = self.rows()
        found = controls.measured(controls.crossed(rows, ["size"]), 2)
        expected = metrics.roc_auc_score([row["truth"] for row in rows], [row["size"] for row in rows])
        self.assertAlmostEqual(found["auc"], expected, places=4)
        self.assertGreater(found["accuracy"], 0.95)

    def test_the_gain_over_size_is_paired_and_counts_what_was_not_found_against_both(self):
        rows = [row | dict(score=float(row["truth"]), right=True) for row in self.rows()]
        found = controls.gain(rows, ["a", "b"])
        self.assertEqual((found["classifier"], found["difference"]), (1.0, round(1 - found["size"], 4)))
        lost = [row | dict(found=False, score=float(1 - row["truth"]), right=False) for row in rows]
        self.assertEqual(controls.gain(lost, ["a", "b"])["difference"], 0)

    def test_smaller_is_a_score_too(self):
        rows = [row | dict(size=150 - row["size"]) for row in self.rows()]
        self.assertGreater(controls.measured(controls.crossed(rows, ["size"]), 2)["auc"], 0.95)


class VolumesTest(unittest.TestCase):
    """Ten slices of 1 x 1 x 2 mm: a ball that is found, and a plate of one slice that is not there."""

    def seen(self, plate_slice):
        z, y, x = np.ogrid[:10, :40, :40]
        truth = 4 * (z - 4.5) ** 2 + (y - 12) ** 2 + (x - 12) ** 2 <= 64
        mask = truth.copy()
        mask[plate_slice, 25:37, 25:37] = True
        return volumes.seen_in("a", mask, truth, (2.0, 1.0, 1.0))

    def test_a_ball_has_a_flatness_of_one_and_a_plate_that_of_its_sides(self):
        by_hit = {bool(piece.hits): piece for piece in self.seen(1).pieces}
        self.assertAlmostEqual(by_hit[True].flatness, 1.0, delta=0.05)
        self.assertAlmostEqual(by_hit[False].flatness, 2 * np.sqrt(144 / np.pi) / 2)
        self.assertAlmostEqual(by_hit[False].ml, 144 * 2 / 1000)

    def test_a_plate_goes_for_being_flat_but_not_where_it_may_go_on_outside(self):
        for plate_slice, invented in ((1, 0), (0, 1), (9, 1)):
            found = volumes.summary([self.seen(plate_slice)], 0.0, 3.0)
            self.assertEqual((found["invented_a_volume"], found["found"]), (invented, 1))
        self.assertEqual(volumes.summary([self.seen(1)], 0.0, 0.0)["invented_a_volume"], 1)

    def test_without_the_plate_the_mask_is_the_experts(self):
        self.assertEqual(self.seen(1).dice(0.0, 3.0), 1.0)
        self.assertLess(self.seen(1).dice(0.0, 0.0), 1.0)
        self.assertEqual(volumes.summary([self.seen(0)], 0.0, 3.0)["free_slices_touched"], 0.5)

    def test_what_costs_least_of_what_invents_least_is_settled(self):
        self.assertEqual(volumes.chosen([self.seen(1)])[0], (0.0, 4.0))
        self.assertEqual(volumes.chosen([self.seen(0)])[0], (0.0, 0.0))  # cut off: flatness does nothing


class BrightPixels(torch.nn.Module):
    """Says that a pixel is lesion where its cell of 4 x 4 is bright; every cell attends to the bright ones, or to none."""

    def __init__(self, attends):
        super().__init__()
        self.gain, self.attends = torch.nn.Parameter(torch.tensor(20.0)), attends

    def forward(self, x):
        cells = torch.nn.functional.avg_pool2d(x, 4)
        bright = (cells.flatten(1) > 0.5).float() if self.attends else 1 - (cells.flatten(1) > 0.5).float()
        logits = torch.nn.functional.interpolate(self.gain * (cells - 0.5), scale_factor=4.0)
        attention = (bright / bright.sum(1, keepdim=True).clamp_min(1))[:, None].expand(-1, bright.shape[1], -1)
        return dict(logits=logits, nonlocal_input=cells, attention=attention)


class FaithfulTest(unittest.TestCase):
    view = torch.zeros(1, 32, 32)
    view[:, 8:16, 8:16] = 1.0

    def areas(self, attends):
        return faithful.areas(tiny.pictures(), BrightPixels(attends), self.view, self.view)

    def test_attention_to_what_decides_deletes_soon_and_shows_soon(self):
        found = self.areas(True)
        self.assertLess(found["deletion"][0], found["deletion"][1] - 0.2)
        self.assertGreater(found["insertion"][0], found["insertion"][1] + 0.2)

    def test_attention_to_all_else_does_the_opposite(self):
        found = self.areas(False)
        self.assertGreater(found["deletion"][0], found["deletion"][1] + 0.1)
        self.assertLess(found["insertion"][0], found["insertion"][1] - 0.1)

    def test_a_lesion_that_is_not_found_is_not_explained(self):
        elsewhere = torch.zeros(1, 32, 32)
        elsewhere[:, 24:, 24:] = 1.0
        self.assertIsNone(faithful.areas(tiny.pictures(), BrightPixels(True), self.view, elsewhere))


class Described:
    """What strata needs of a training."""


class StrataTest(unittest.TestCase):
    def test_thirds_have_a_third_each(self):
        with tempfile.TemporaryDirectory() as folder:
            phantoms.pictures(Path(folder))
            read = dataset.read(folder)
        training = Described()
        training.dataset, training.plan, training.prepared = read, tiny.pictures(), Described()
        training.prepared.items = [Named(case.name) for case in read.cases]
        rows = [dict(case=c.name, kind=c.kind, experts_size=float(k)) for k, c in enumerate(read.cases[:15])]
        found = strata.strata(training, rows)
        self.assertEqual([len(v) for k, v in found.items() if k.startswith("size")], [5, 5, 5])
        self.assertEqual(len(found["device device 0"]) + len(found["device device 1"]), 15)
        self.assertEqual(found["all"], rows)


class ConstantMaskTest(unittest.TestCase):
    def dice(self, masks):
        items = [Named(str(k), str(k % 2)) for k in range(len(masks))]
        training = Described()
        training.plan, training.prepared = tiny.pictures(), Described()
        training.prepared.mask = lambda item: masks[int(item.name)]
        return controls.constant_masks(training, items)

    def test_lesions_that_are_always_at_one_place_need_no_network(self):
        mask = np.zeros((64, 64), np.uint8)
        mask[10:30, 20:40] = 1
        np.testing.assert_allclose(self.dice([mask] * 4), 1.0)

    def test_the_mask_is_that_of_the_other_folds(self):
        left, right = np.zeros((2, 64, 64), np.uint8)
        left[10:30, 5:25], right[10:30, 40:60] = 1, 1
        np.testing.assert_allclose(self.dice([left, right] * 2), 0.0)


class Named:
    def __init__(self, name, fold="1"):
        self.name = self.case = name
        self.fold = fold


class ClassifierTest(unittest.TestCase):
    def form(self, dims, **more):
        return classifier.ClassifierForm(dims, 1, 3, [8, 16], [2] * dims, kind="inception", **more)

    def test_an_inception_classifier_answers_in_two_and_three_dimensions_of_any_size(self):
        for dims in (2, 3):
            outputs = classifier.Classifier(self.form(dims)).eval()(torch.randn(2, 2, *[16] * dims))
            self.assertEqual(outputs["logits"].shape, (2, 3))
            self.assertEqual(outputs["class_activation"].shape, (2, 3, *[4] * dims))
            self.assertEqual(outputs["block2_excitation"].shape, (2, 16, *[1] * dims))

    def test_its_excitation_can_be_left_out(self):
        outputs = classifier.Classifier(self.form(2, excitation=False)).eval()(torch.randn(1, 2, 16, 16))
        self.assertFalse([name for name in outputs if "excitation" in name])

    def test_an_unknown_kind_is_refused(self):
        with self.assertRaisesRegex(ValueError, "resnet or inception, not 'vgg'"):
            classifier.ClassifierForm(2, 1, 2, [8], [2, 2], kind="vgg")

    def test_branches_are_alike(self):
        with self.assertRaisesRegex(ValueError, "multiple of 4"):
            classifier.Classifier(classifier.ClassifierForm(2, 1, 2, [10], [2, 2], kind="inception"))


class DataTest(unittest.TestCase):
    def test_a_rating_that_is_no_column_is_a_fault(self):
        with tempfile.TemporaryDirectory() as folder:
            phantoms.pictures(Path(folder))
            path = Path(folder) / "dataset.yaml"
            path.write_text(path.read_text().replace("- reader", "- birads"))
            with self.assertRaisesRegex(dataset.DataError, "ratings birads"):
                dataset.read(folder)


if __name__ == "__main__":
    unittest.main()
