"""Figures, controls, statistics and parts of networks against closed forms and other programs."""

import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from sklearn import metrics

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "datasets")]

import lung_nodule_ct  # noqa: E402
import phantoms  # noqa: E402
import tiny  # noqa: E402

from training import (
    classifier,
    controls,
    dataset,
    describe,
    export,
    faithful,
    figures,
    sections,
    settle,
    strata,
    suitability,
    volumes,
    weights,
)  # noqa: E402


class KnownTest(unittest.TestCase):
    def test_what_is_no_number_is_left_out_of_figures(self):
        found = dict(a=1.0, b=float("nan"), c=[dict(d=float("nan"), e=None)])
        self.assertEqual(export.known(found), dict(a=1.0, c=[dict(e=None)]))


class ScaleTest(unittest.TestCase):
    def test_differences_are_allowed_by_the_largest_number_of_the_answers(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "test-tensors" / "noise"
            folder.mkdir(parents=True)
            np.save(folder / "probability.npy", np.array([0.5]))
            np.save(folder.parent / "input_noise.npy", np.array([99.0]))  # no answer
            self.assertEqual(weights.scale(Path(name)), 1.0)
            np.save(folder / "logits.npy", np.array([3.0, -20.0]))
            self.assertEqual(weights.scale(Path(name)), 20.0)


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

    def test_of_several_labels_each_has_its_own_dice_the_surest_counting_in_each_voxel(self):
        item = SimpleNamespace(name="a", group="p", source=(1, 4), shape=(1, 4))
        truth = np.array([[1, 1, 2, 0]], np.uint8)
        training = SimpleNamespace(
            dataset=SimpleNamespace(description=SimpleNamespace(lesions=[SimpleNamespace(name=n) for n in ("fold", "gap")])),
            prepared=SimpleNamespace(items=[item]),
            truth=lambda _: truth,
        )
        answer = np.array([[[200, 90, 60, 0]], [[60, 150, 220, 0]]], np.uint8)
        found = settle._labels(training, {"a": answer}, dict(threshold=0.5, smallest_voxels=0))
        self.assertEqual({name: one["dice"] for name, one in found.items()}, {"fold alone": 0.6667, "gap alone": 0.6667})

    def test_of_one_patient_there_is_no_interval(self):
        rows = [dict(group="a", value=v) for v in (1.0, 2.0)]
        low, high = figures.interval(rows, lambda r: np.mean([x["value"] for x in r]))
        self.assertTrue(np.isnan([low, high]).all())
        self.assertEqual(figures.with_interval(1.5, low, high, ".1f"), "1.5")

    def test_intervals_of_several_figures_are_those_of_each(self):
        rng = np.random.default_rng(3)
        rows = [dict(group=str(k // 3), dice=float(value)) for k, value in enumerate(rng.uniform(0, 1, 60))]
        found = figures.overlaps(rows)
        self.assertEqual(found["median"], round(float(np.median([row["dice"] for row in rows])), 4))
        for key, way in (("dice", np.mean), ("median", np.median)):
            apart = figures.interval(rows, lambda chosen, way=way: way([row["dice"] for row in chosen]))
            self.assertEqual((found[f"{key}_from"], found[f"{key}_to"]), apart)
        self.assertLess(found["below_0_1_from"], found["below_0_1_to"])

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
        found = controls.gain(controls.beside_size(rows), 2)
        self.assertEqual((found["classifier"], found["difference"]), (1.0, round(1 - found["size"], 4)))
        lost = [row | dict(found=False, score=float(1 - row["truth"]), right=False) for row in rows]
        self.assertEqual(controls.gain(controls.beside_size(lost), 2)["difference"], 0)

    def test_a_card_sets_the_gain_over_size_beside_every_kind_of_lesions(self):
        right = [row | dict(score=float(row["truth"]), right=True) for row in self.rows()]
        rows = [row | dict(size=40.0 + 20 * row["truth"] + 7 * (k % 9)) for k, row in enumerate(right)]
        pairs, told = controls.beside_size(rows), controls.measured(rows, 2)
        gain = controls.gain(pairs[:60], 2)
        self.assertLess(gain["difference_from"], gain["difference"])
        found = dict(experts=dict(figures={"clean yes": told}), predicted=dict(figures={"clean yes": told | dict(gain=gain)}))
        line = sections._strata(found, "auc", "AUC (95 %)")[2]
        low, high = (f"{gain[f'difference_{end}']:+.3f}" for end in ("from", "to"))
        self.assertIn(f"| {gain['size']:.3f} | {gain['difference']:+.3f} ({low} to {high}) |", line)

    def test_neighbours_tell_places_apart_that_no_line_does(self):
        rng = np.random.default_rng(1)
        sides = rng.uniform(0.0, 0.25, 120) + 0.75 * rng.integers(0, 2, 120)
        places = np.where([row["truth"] for row in self.rows()], rng.uniform(0.4, 0.6, 120), sides)
        rows = [row | dict(size=50.0, place_x=place) for row, place in zip(self.rows(), places)]
        linear, nearest = (
            controls.measured(controls.crossed(rows, ["size", "place_x"], way), 2)["accuracy"]
            for way in (controls._linear, controls._nearest)
        )
        self.assertLess(linear, 0.7)
        self.assertGreater(nearest, 0.95)

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
        self.assertEqual(volumes.chosen([self.seen(0)])[0], (0.5, 0.0))  # cut off: flatness does nothing, size does

    def test_intervals_are_of_the_figures_that_stand_beside_them(self):
        seen = [replace(self.seen(k), group=name) for k, name in ((1, "a"), (0, "b"), (9, "b"), (1, "c"))]
        found, spread = volumes.counts(seen, 0.0, 3.0), volumes._spread(seen, (0.0, 3.0))
        self.assertEqual((found["found"], found["lesions"], found["invented_a_volume"]), (4, 4, 0.5))
        self.assertEqual((found["free_slices"], found["free_slices_touched"]), (8, 0.25))
        for key in ("invented_a_volume", "free_slices_touched"):
            self.assertLess(spread[f"{key}_from"], found[key])
            self.assertLess(found[key], spread[f"{key}_to"])
        self.assertEqual((spread["found_share_from"], spread["found_share_to"]), (1.0, 1.0))

    def test_of_volumes_without_what_is_counted_a_card_says_nothing(self):
        z, y, x = np.ogrid[:4, :20, :20]
        small = (y - 9) ** 2 + (x - 9) ** 2 + 0 * z <= 9  # in every slice, and of less than 0.1 ml
        seen = [volumes.seen_in("a", small, small, (0.5, 0.5, 0.5))]
        figures = volumes.summary(seen, 0.0, 0.0) | volumes._spread(seen, (0.0, 0.0))
        found = export.known(dict(smallest_ml=0.0, flattest=0.0, dice_from=1.0, dice_to=1.0, **figures))
        (said, _) = sections._of_volumes(found)
        self.assertTrue(said.endswith("mean Dice 1.000 (1.000 to 1.000); 0.000 invented a volume."), said)

    def test_no_lesion_is_given_up_for_fewer_inventions(self):
        large, small = np.zeros((2, 10, 40, 40), bool)
        large[:, :20], small[4:8, 30:36, 30:36] = True, True
        one, both = (volumes.seen_in("a", mask, mask, (2.0, 1.0, 1.0)) for mask in (large, large | small))
        healthy = volumes.seen_in("b", small, small & False, (2.0, 1.0, 1.0))
        self.assertAlmostEqual(healthy.pieces[0].ml, 0.288)
        self.assertEqual(volumes.chosen([one, one, healthy])[0], (0.5, 0.0))
        self.assertLess(volumes.chosen([one, both, healthy])[0][0], 0.288)


class SuitabilityTest(unittest.TestCase):
    def test_a_patient_counts_once_however_many_images_there_are(self):
        distances = np.array([1.0, 2.0, 3.0, *[9.0] * 7])
        groups = ["a", "b", "c", *["d"] * 7]
        self.assertEqual([suitability.quantile(distances, groups, q) for q in (0.2, 0.5, 0.7, 0.8)], [1, 2, 3, 9])
        self.assertEqual(suitability.quantile(distances, list("abcdefghij"), 0.3), 3.0)
        self.assertEqual(suitability.quantile(distances, groups, 1.0), 9.0)


class BrightPixels(torch.nn.Module):
    """Says that a pixel is lesion if its cell of 4 x 4 is bright; all cells attend to bright ones, or to all else."""

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
    def test_nodules_whose_class_and_rating_agree_are_clean(self):
        pairs = [(kind, rating) for kind in ("benign", "malignant") for rating in range(1, 6)]
        told = [pair for pair in pairs if lung_nodule_ct.clean(*pair)]
        self.assertEqual(told, [("benign", 1), ("benign", 2), ("malignant", 4), ("malignant", 5)])
        self.assertEqual([lung_nodule_ct.diameter(mm) for mm in (7.99, 8, 12, 12.1)][1:3], ["8 to 12 mm"] * 2)

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


if __name__ == "__main__":
    unittest.main()
