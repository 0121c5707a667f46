"""Detectors: figures against pycocotools, boxes that move with their picture, and networks that find discs on noise."""

import contextlib
import csv
import io
import itertools
import json
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
import retina_lesions  # noqa: E402
import tiny  # noqa: E402

from training import (  # noqa: E402
    ablate,
    centres,
    checks,
    dataset,
    detected,
    detector_export,
    detector_plan,
    export,
    finding,
    fingerprint,
    fit,
    images,
    journal,
    plan,
    precision,
    sections,
    truths,
    weights,
)
from training.detector import Decoded, Detector, DetectorForm, boxes, peaks, weights_of, without_excitation  # noqa: E402
from training.draws import Draws  # noqa: E402
from training.finding import Found  # noqa: E402

try:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval
except ImportError:
    COCO = None

FORM = DetectorForm(2, 1, 2, [8, 16, 24], [2, 2], 1, [1, 1, 1], head=16, dropout=0.0)


def random_boxes(rng, count, size=60.0):
    low = rng.uniform(0, size, (count, 2))
    return np.concatenate((low, low + rng.uniform(4, 30, (count, 2))), 1)


def random_images(rng, count=12):
    """(boxes, scores, truth) of images, some boxes near true ones, some empty, scores with ties."""
    for _ in range(count):
        truth = random_boxes(rng, rng.integers(0, 7))
        near = truth[rng.integers(0, len(truth), 2 * len(truth))] if len(truth) else truth
        found = np.concatenate((near + rng.normal(0, 2, near.shape), random_boxes(rng, rng.integers(0, 8))))
        found[:, 2:] = np.maximum(found[:, 2:], found[:, :2] + 1)
        yield found, np.round(rng.uniform(0, 1, len(found)), 1), truth


class FiguresTest(unittest.TestCase):
    @unittest.skipUnless(COCO, "needs pycocotools")
    def test_average_precision_and_recall_are_those_of_pycocotools(self):
        for seed in range(20):
            images = list(random_images(np.random.default_rng(seed)))
            mine = [precision.judged(*one, most=100) for one in images]
            found = [precision.average_precision(mine, k) for k in range(10)]
            expected = pycoco(images)
            np.testing.assert_allclose([np.mean(found), found[0], found[5]], expected[:3], atol=1e-9)
            np.testing.assert_allclose(np.mean([precision.recall(mine, k) for k in range(10)]), expected[8], atol=1e-9)

    def test_a_middle_in_the_true_box_grown_by_two_pixels_is_a_hit_one_to_one(self):
        truth = np.array([[10.0, 10, 14, 14], [30, 30, 34, 34]])
        boxes_ = np.array([[6.0, 9, 12, 13], [9, 9, 15, 15], [32, 32, 40, 40], [36.5, 30, 37.5, 34]])
        found = precision.judged(boxes_, np.array([0.9, 0.8, 0.7, 0.6]), truth, rule="centre")
        self.assertEqual(found.right[0].tolist(), [True, False, True, False])

    def test_sensitivity_counts_what_stands_before_one_false_box_too_many(self):
        image = precision.Judged(np.array([0.9, 0.8, 0.7, 0.6, 0.5]), np.array([[1, 0, 1, 0, 1]], bool), 4)
        self.assertEqual([precision.sensitivity([image], n) for n in (0, 1, 2)], [0.25, 0.5, 0.75])

    def test_the_threshold_is_where_f1_is_largest(self):
        image = precision.Judged(np.array([0.9, 0.8, 0.4, 0.3]), np.array([[1, 1, 0, 0]], bool), 2)
        threshold, f1 = precision.best_threshold([image])
        self.assertAlmostEqual(threshold, 0.6)
        self.assertEqual(f1, 1)

    def test_patients_drawn_anew_give_an_interval_round_the_figure(self):
        rng = np.random.default_rng(4)
        images = {f"i{k}": precision.judged(*one) for k, one in enumerate(random_images(rng, 60))}
        by_label, groups = {"lesion": images}, {name: f"p{k // 2}" for k, name in enumerate(images)}
        low, high = detected.interval(list(images), groups, lambda names: detected.value(by_label, names), 200)
        self.assertLess(low, detected.value(by_label, images))
        self.assertGreater(high, detected.value(by_label, images))


def pycoco(images):
    truth, found = [], []
    for number, (boxes_, scores, true) in enumerate(images, 1):
        truth += [entry(number, box, len(truth) + k + 1) for k, box in enumerate(true)]
        found += [entry(number, box, 0) | dict(score=float(score)) for box, score in zip(boxes_, scores)]
    with contextlib.redirect_stdout(io.StringIO()):
        judge = COCO()
        judge.dataset = dict(
            images=[dict(id=k + 1) for k in range(len(images))], categories=[dict(id=1)], annotations=truth
        )
        judge.createIndex()
        run = COCOeval(judge, judge.loadRes(found), "bbox")
        run.evaluate()
        run.accumulate()
        run.summarize()
    return run.stats


def entry(image, box, number):
    x0, y0, x1, y1 = (float(v) for v in box)
    sides = [x0, y0, x1 - x0, y1 - y0]
    return dict(image_id=image, category_id=1, bbox=sides, area=sides[2] * sides[3], iscrowd=0, id=number)


class PartsTest(unittest.TestCase):
    def test_targets_that_are_answered_exactly_cost_nothing_and_come_back_as_boxes(self):
        true = torch.tensor([[3.0, 5, 21, 17], [30, 8, 38, 30]])
        made = centres.targets(true, torch.tensor([1, 0]), (8, 12), FORM)
        self.assertEqual(int((made.heat == 1).sum()), 2)
        self.assertAlmostEqual(float(made.weight.sum()), 2, places=5)
        rows, columns = torch.arange(8)[:, None] + 0.5, torch.arange(12) + 0.5
        cells = made.sides / 4
        distances = torch.stack((columns - cells[0], rows - cells[1], cells[2] - columns, cells[3] - rows))
        found = boxes(distances.clamp_min(1e-3).log()[None], FORM.cell)
        scores = peaks(made.heat[None])[0]
        for kind, box in ((1, true[0]), (0, true[1])):
            row, column = torch.nonzero(scores[kind] == 1)[0]
            torch.testing.assert_close(found[0, :, row, column], box)
        logits = torch.where(made.heat == 1, 20.0, -20.0)
        self.assertLess(centres.focal(logits[None], made.heat[None], made.known[None]).item(), 1e-3)
        overlap = centres.generalised_overlap(found, made.sides[None])[0]
        self.assertAlmostEqual(float(((1 - overlap) * made.weight).sum()), 0, places=5)

    def test_nothing_is_learnt_where_a_box_reaches_in_from_outside(self):
        one = torch.tensor([[-20.0, -20, 10, 10]])
        made = centres.targets(one, torch.tensor([centres.UNKNOWN]), (8, 12), FORM)
        self.assertEqual((~made.known).sum().item(), 4)
        self.assertEqual(made.heat.sum().item() + made.weight.sum().item(), 0)

    def test_generalised_overlap_falls_below_zero_where_boxes_are_apart(self):
        a, b = (
            torch.tensor([[0.0, 0, 2, 2]]),
            torch.tensor(
                [
                    [1.0, 0, 3, 2],
                ]
            ),
        )
        self.assertAlmostEqual(centres.generalised_overlap(a, b).item(), 1 / 3, places=6)
        far = torch.tensor([[4.0, 0, 6, 2]])
        self.assertAlmostEqual(centres.generalised_overlap(a, far).item(), -1 / 3, places=6)

    def test_of_boxes_of_a_kind_that_are_nearly_the_same_the_surest_stays(self):
        found = Found(
            np.array([[0.0, 0, 10, 10], [1, 0, 11, 10], [0, 0, 10, 10], [20, 0, 30, 10]]),
            np.array([0.5, 0.9, 0.4, 0.3]),
            np.array([0, 0, 1, 0]),
        )
        self.assertEqual(finding.suppressed(found, 0.5).scores.tolist(), [0.9, 0.4, 0.3])

    def test_of_boxes_of_a_few_pixels_that_lie_half_a_box_apart_the_surest_stays_too(self):
        found = Found(np.array([[0.0, 0, 4, 4], [2, 0, 6, 4]]), np.array([0.5, 0.9]), np.array([0, 0]))
        self.assertEqual([len(finding.suppressed(found, same).scores) for same in finding.SAME.values()], [2, 1])

    def test_cores_of_tiles_cover_every_point_once(self):
        for shape in ((100, 256), (1024, 799), (257, 600)):
            found = finding.tiles(shape, [256, 256])
            for point in itertools.product(np.linspace(0, shape[0], 23), np.linspace(0, shape[1], 19)):
                inside = [
                    (y, x) for (y, x), core in found if all(low <= at < high for at, (low, high) in zip(point, core))
                ]
                self.assertEqual(len(inside), 1)
                for at, start in zip(point, inside[0]):
                    self.assertTrue(start <= at <= start + 256)

    def test_without_excitation_a_form_of_as_many_weights_stands_in(self):
        form = DetectorForm(2, 1, 1, [16, 32, 64, 96, 128], [2, 2], 2, [1, 1, 2, 2, 2])
        plain = without_excitation(form)
        self.assertFalse(plain.excitation)
        self.assertLess(abs(weights_of(plain) / weights_of(form) - 1), 0.01)
        self.assertFalse([name for name, _ in Detector(plain).named_parameters() if "excit" in name])

    def test_what_is_exported_is_what_is_found(self):
        torch.manual_seed(1)
        network = Detector(FORM).eval()
        torch.nn.init.normal_(network.scores.weight, std=2.0)
        image = torch.randn(1, 1, 32, 48)
        with torch.no_grad():
            said = Decoded(network).outputs(image)
        there = (said["scores"][0] >= finding.LEAST).nonzero()
        found = finding.found(network, tiny.discs(1, [32, 48]), image[0], "overlap")
        self.assertGreater(len(found.scores), 0)
        for box, score, kind in zip(found.boxes, found.scores, found.kinds):
            same = [
                cell
                for cell, label in there.tolist()
                if label == kind and abs(said["scores"][0, cell, label].item() - score) < 1e-6
            ]
            self.assertTrue(any(np.allclose(said["boxes"][0, cell], box, atol=1e-4) for cell in same))


    def test_it_answers_in_its_view(self):
        torch.manual_seed(1)
        network = Detector(FORM).eval()
        torch.nn.init.normal_(network.scores.weight, std=2.0)
        image = torch.randn(1, 96, 96)
        sizes = ([32, 32], None), ([96, 96], None), ([32, 32], [96, 96])
        plans = [tiny.discs(1, patch=patch, view=view) for patch, view in sizes]
        answers = [finding.found(network, made, image, "overlap") for made in plans]
        np.testing.assert_array_equal(answers[1].boxes, answers[2].boxes)
        np.testing.assert_array_equal(answers[1].scores, answers[2].scores)
        self.assertFalse(np.array_equal(answers[0].scores, answers[1].scores))


class WindowsTest(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def task(self, patch=None, **strength):
        phantoms.discs(self.folder / "data")
        made = tiny.discs(1, patch=patch)
        network = replace(made.detector, augmentation=replace(made.detector.augmentation, **strength))
        training = tiny.begun(replace(made, detector=network), self.folder / "data", self.folder / "out")
        return detected.task(training, None)

    def beyond(self, image, box):
        """How far the bright pixels reach beyond each side of a box."""
        rows, columns = np.nonzero(image > image.max() - 0.5 * (image.max() - np.median(image)))
        x0, y0, x1, y1 = box
        return x0 - columns.min(), y0 - rows.min(), x1 - columns.max() - 1, y1 - rows.max() - 1

    def check(self, task, seeds=3):
        seen = 0
        for seed in range(seeds):
            images, boxes_, kinds = task.windows(torch.arange(24), Draws(seed), 1.0)
            for image, box, kind in zip(images, boxes_, kinds):
                whole = (box > 0).all(1) & (box < image.shape[-1]).all(1)
                if (kind != centres.NOBODY).sum() == 1 and kind[0] == 1 and whole[0]:
                    np.testing.assert_allclose(self.beyond(image[0].numpy(), box[0].numpy()), 0, atol=2.01)
                    seen += 1
        self.assertGreater(seen, 4)

    def test_boxes_move_with_whole_pictures(self):
        self.check(self.task(rotation=10.0, mirror=("x", "y"), zoom=(0.8, 1.25), shift=0.1, crop=0.5))

    def test_tiles_lie_round_boxes_as_often_as_the_plan_says(self):
        task, draws = self.task(patch=[32, 32]), Draws(1)
        truth, strength = task.store.truths[0], task.network_plan.augmentation
        middles = (truth.boxes[:, [1, 0]] + truth.boxes[:, [3, 2]]) / 2
        for share, always in ((1.0, True), (0.0, False)):
            task.network_plan = replace(task.network_plan, augmentation=replace(strength, on_a_box=share))
            near = [np.abs(middles - task.place(0, draws)[2]).max(1).min() < 13 for _ in range(200)]
            self.assertEqual(all(near), always)

    def test_boxes_move_with_tiles(self):
        self.check(self.task(patch=[64, 64], mirror=("x", "y"), zoom=(0.8, 1.25)))


class TrainingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.folder = Path(holder.name)
        phantoms.discs(cls.folder / "data")
        cls.training, cls.models = tiny.trained(tiny.discs(90), cls.folder / "data", cls.folder / "out")

    def test_a_network_finds_the_discs_of_images_that_it_has_not_seen(self):
        settled = tiny.settled(self.training)["detector"]
        self.assertGreater(settled["figures"]["all"]["ap50"], 0.8)
        self.assertLess(settled["control"]["ap50"], 0.3)
        with open(self.folder / "out" / "experiments.csv", newline="") as f:
            self.assertEqual(
                [(row["network"], row["fold"]) for row in csv.DictReader(f)], [("detector", "1"), ("detector", "2")]
            )

    def test_the_exported_network_says_the_same_in_windows_of_any_size(self):
        folder = self.models[0]
        self.assertEqual([path.name for path in self.models], ["out-detector"])
        self.assertLess(weights.difference(folder), 1e-4 * weights.scale(folder))
        said = weights.session(folder / "weights.onnx").run(
            ["boxes", "scores"], {"input": np.zeros((3, 1, 64, 40), np.float32)}
        )
        self.assertEqual([one.shape for one in said], [(3, 160, 4), (3, 160, 2)])

    def test_the_description_says_what_a_program_needs(self):
        text = yaml.safe_load((self.models[0] / "rdf.yaml").read_text())
        own = text["config"]["lesionlens"]
        self.assertEqual(own["task"], "detection")
        self.assertEqual(own["window"], dict(kind="whole-slice", long_side=96, stride=8))
        self.assertEqual((own["detection"]["boxes"], own["detection"]["scores"]), ("boxes", "scores"))
        self.assertEqual(len(own["detection"]["thresholds"]), len(own["labels"]))
        network = weights.session(self.models[0] / "weights.onnx")
        self.assertEqual([one["id"] for one in text["outputs"]], [one.name for one in network.get_outputs()])
        figures = json.loads((self.models[0] / "figures.json").read_text())
        self.assertEqual(figures["weights_sha256"], weights.sha256(self.models[0] / "weights.onnx"))
        self.assertIn("median box always", (self.models[0] / "README.md").read_text())

    def test_it_has_the_licence_and_the_authors_that_the_data_set_says_and_no_others(self):
        text = yaml.safe_load((self.models[0] / "rdf.yaml").read_text())
        self.assertNotIn("license", text)
        self.assertEqual(text["authors"], [dict(name="not stated")])
        data = self.training.dataset
        named = replace(data, description=replace(data.description, authors=("Ada",), model_licence="MIT"))
        made = export.Exported("detector", self.models[0], [one["id"] for one in text["outputs"]], [], None)
        settled = tiny.settled(self.training)["detector"]
        text = detector_export.description(replace(self.training, dataset=named), settled, made)
        self.assertEqual((text["license"], text["authors"]), ("MIT", [dict(name="Ada")]))

    def test_the_card_speaks_of_the_data_that_it_names(self):
        self.assertIn("images of the data named above alone; other", (self.models[0] / "README.md").read_text())

    def test_excitation_is_compared_with_as_many_weights_without_it(self):
        with contextlib.redirect_stdout(io.StringIO()):
            table = ablate.ablate(self.training, "1", 0.1, 2)["detector"]
        self.assertEqual([len(row["values"]) for row in table["rows"]], [2, 2])
        values = [np.mean(row["values"]) for row in table["rows"]]
        self.assertAlmostEqual(table["rows"][1]["difference"], values[1] - values[0], places=3)
        self.assertLessEqual(table["rows"][1]["difference_from"], table["rows"][1]["difference_to"])
        ablate.into_card(table, self.models[0])
        self.assertIn("as many weights", (self.models[0] / "README.md").read_text())

    def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(self):
        with contextlib.redirect_stdout(io.StringIO()):
            training = tiny.begun(tiny.discs(6), self.folder / "data", self.folder / "short")
            whole = fit.fit(detected.task(training, "1"), self.folder / "whole")
            self.assertIsNone(fit.fit(detected.task(training, "1"), self.folder / "parts", stop_at=3))
            parts = fit.fit(detected.task(training, "1"), self.folder / "parts")
        for name, value in whole.state_dict().items():
            torch.testing.assert_close(parts.state_dict()[name], value, rtol=0, atol=0)

    def test_the_plan_of_large_lesions_sees_whole_pictures_and_that_of_small_ones_tiles(self):
        data = dataset.read(self.folder / "data")
        found = fingerprint.fingerprint(data, checks.faults_and_remarks(data)[2])
        made = detector_plan.plan(data, found, None, 0.01, "cpu", 1)
        self.assertEqual((made.networks(), made.detector.patch, made.grid.window), (["detector"], None, [96, 96]))
        text = plan.as_mapping(made)
        self.assertEqual(plan.as_mapping(plan.from_mapping(text)), text)
        self.assertEqual(detector_plan.grid(data.description, found, 0.01)[1], [256, 256])
        self.assertEqual([detector_plan.level_of(pixels, 4) for pixels in (2, 4, 7, 20, 200)], [0, 0, 1, 2, 2])


def photographs(folder, count):
    """As retina-lesions has them: one hard exudate each."""
    for name in ("images", "labels"):
        (folder / name).mkdir(parents=True)
    names = [f"IDRiD_{number:02d}" for number in range(count)]
    for name in names:
        Image.fromarray(np.full((24, 32, 3), (200, 120, 40), np.uint8)).save(folder / "images" / f"{name}.jpg")
        Image.fromarray(3 * phantoms.ball((24, 32), (7, 6), 2).astype(np.uint8)).save(folder / "labels" / f"{name}.png")
    heads = ("id,n_MA,n_HE,n_EX,n_SE", "id,kind,xmin,ymin,xmax,ymax,area_original_px,area_px")
    for file, head, row in (("cases", heads[0], "0,0,1,0"), ("boxes", heads[1], "EX,3.5,4,8.5,10,300,30")):
        (folder / f"{file}.csv").write_text("\n".join([head, *(f"{name},{row}" for name in names)]) + "\n")


class LogTest(unittest.TestCase):
    def test_a_kind_of_two_words_stands_in_the_log_as_one(self):
        with tempfile.TemporaryDirectory() as folder:
            found = {"ap_centre": 0.5, "at_8_hard exudate": 0.3}
            journal.note(Path(folder), "detector", "1", tiny.discs(4), 12.0, found)
            lines = sections.tried(Path(folder) / "experiments.csv", "detector")
        self.assertIn("| 1 | 0.0 | ap_centre 0.5000 |", "\n".join(lines))


class DataTest(unittest.TestCase):
    def test_boxes_of_the_file_and_of_the_masks_are_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            phantoms.discs(folder)
            listed = truths.read(dataset.read(folder))
            (folder / "boxes.csv").unlink()
            for name, found in truths.read(dataset.read(folder)).items():
                expected = listed[name]
                order = np.lexsort((expected.boxes[:, 0], expected.boxes[:, 1], expected.kinds))
                other = np.lexsort((found.boxes[:, 0], found.boxes[:, 1], found.kinds))
                np.testing.assert_array_equal(found.boxes[other], expected.boxes[order])
                np.testing.assert_array_equal(found.kinds[other], expected.kinds[order])

    def test_photographs_become_three_channels_in_five_folds_with_the_boxes_of_the_source(self):
        with tempfile.TemporaryDirectory() as folder:
            source, out = Path(folder) / "source", Path(folder) / "out"
            photographs(source, 10)
            retina_lesions.main(source, out)
            data = dataset.read(out)
            self.assertEqual(checks.faults_and_remarks(data)[0], [])
            self.assertEqual((data.description.channels, data.description.hits), (("red", "green", "blue"), "centre"))
            ours = data.description.authors, data.description.model_licence
            self.assertEqual(ours, (("LesionLens developers",), "BSD-2-Clause"))
            self.assertEqual([sum(case.fold == str(fold) for case in data.cases) for fold in range(1, 6)], [2] * 5)
            means = [voxels.mean() for voxels in images.picture(data.cases[0]).voxels]
            self.assertGreater(means[0], means[1])
            self.assertGreater(means[1], means[2])
            found = truths.read(data)[data.cases[3].name]
            np.testing.assert_array_equal(found.boxes, [[3.5, 4, 8.5, 10]])
            self.assertEqual(found.kinds.tolist(), [2])

    def test_a_box_beyond_its_image_is_a_fault(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            phantoms.discs(folder)
            self.assertEqual(checks.faults_and_remarks(dataset.read(folder))[0], [])
            with open(folder / "boxes.csv", "a") as f:
                f.write("case_03,dark,1,1,200,20\n")
            faults = checks.faults_and_remarks(dataset.read(folder))[0]
            self.assertTrue(faults[0].startswith("case_03: a box ends at"), faults)

    def test_a_box_of_an_unknown_case_or_label_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            phantoms.discs(folder)
            text = (folder / "boxes.csv").read_text()
            for line, word in (
                ("case_99,dark,1,1,3,3", "case_99"),
                ("case_00,odd,1,1,3,3", "odd"),
                ("case_00,dark,5,1,3,3", "x_min"),
            ):
                (folder / "boxes.csv").write_text(text + line + "\n")
                with self.assertRaisesRegex(dataset.DataError, word):
                    truths.read(dataset.read(folder))


if __name__ == "__main__":
    unittest.main()
