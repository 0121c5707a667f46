"""Neighbouring slices and frames: which ones a network sees, what they are worth to it, what is written of them. Seconds."""

import contextlib
import io
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nibabel
import numpy as np
import torch
import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402
import tiny  # noqa: E402

from training import ablate, checks, dataset, fingerprint, fit, neighbours, planner, weights  # noqa: E402
from training.draws import Draws  # noqa: E402
from training.folds import segmentation_task  # noqa: E402
from training.neighbours import Context  # noqa: E402


class ContextTest(unittest.TestCase):
    def test_beyond_the_ends_the_last_one_is_repeated_or_what_lies_on_its_other_side_is_taken(self):
        repeated, mirrored = Context("slice", 3, 1), Context("slice", 3, 1, "mirror")
        self.assertEqual(repeated.numbers(1, 4), [0, 0, 0, 1, 2])
        self.assertEqual(repeated.numbers(3, 4), [0, 1, 2, 3, 3])
        self.assertEqual(mirrored.numbers(1, 4), [2, 1, 0, 1, 2])
        self.assertEqual(mirrored.numbers(3, 4), [0, 1, 2, 3, 2])
        self.assertEqual(mirrored.numbers(0, 2), [1, 0, 1, 0, 1])
        for context in (repeated, mirrored):
            self.assertEqual(context.numbers(0, 1), [0] * 5)

    def test_channels_are_named_frame_after_frame(self):
        names = Context("time", 2, 1).names(("red", "green"))
        self.assertEqual(names[:4], ["red_before2", "green_before2", "red_before1", "green_before1"])
        self.assertEqual(names[4:], ["red", "green", "red_after1", "green_after1"])
        self.assertTrue(all(name.isidentifier() for name in names))

    def test_what_is_no_context_is_refused(self):
        mappings = dict(axis="depth", before=1), dict(axis="slice"), dict(axis="slice", before=-1, after=2)
        for wrong in ("none", True, *mappings, [2], "2"):
            with self.assertRaisesRegex(dataset.DataError, "context"):
                neighbours.of(wrong)


class SequencesTest(unittest.TestCase):
    """A network for outlines that no frame tells alone."""

    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.folder = Path(holder.name)
        cls.data = cls.folder / "data"
        phantoms.sequences(cls.data)
        cls.training, models = tiny.trained(tiny.sequences(), cls.data, cls.folder / "sequences")
        cls.model = models[0]
        with contextlib.redirect_stdout(io.StringIO()):
            cls.table = ablate.ablate(cls.training, "1", 1.0, 1, ["without neighbours", "without temporal excitation"])

    def test_an_item_is_seen_with_the_next_frame_of_its_own_sequence(self):
        items, context = self.training.prepared.items, self.training.plan.segmenter.context
        for number, item in enumerate(items):
            last = item.number == 5
            alone = [self.training.prepared.image(items[k]) for k in (number, number if last else number + 1)]
            np.testing.assert_array_equal(self.training.prepared.seen(item, context), np.concatenate(alone))

    def test_each_frame_of_a_sequence_is_normalised_by_itself(self):
        for item in self.training.prepared.items[:8]:
            for channel in self.training.prepared.image(item).astype(np.float64):
                self.assertLess(abs(channel[channel > channel.mean()].mean()), 0.02)

    def test_windows_are_drawn_from_a_frame_and_its_neighbours_alike_wherever_they_are_held(self):
        task = segmentation_task(self.training, "1")
        rows, context = torch.tensor([0, 5, 9]), self.training.plan.segmenter.context
        read = task.store.rows(rows, context)["image"]
        for k, row in enumerate(rows.tolist()):
            seen = self.training.prepared.seen(self.training.prepared.items[row], context)
            np.testing.assert_array_equal(read[k].numpy(), seen.astype(np.float32))
        task.store.resident = task.store._read(range(len(task.store.items)), torch.float16)
        torch.testing.assert_close(task.store.rows(rows, context)["image"], read)

    def test_slices_may_come_in_either_order_round_the_one_that_is_outlined_and_frames_in_time_do_not(self):
        task = segmentation_task(self.training, "1")
        self.assertIsNone(task.backwards(8, Draws(1)))
        calm, context = replace(task.network_plan.augmentation, mirror=["z"]), Context("slice", 2, 1)
        task.network_plan = replace(task.network_plan, augmentation=calm, context=context)
        turned = task.backwards(400, Draws(1))
        self.assertTrue(150 < int(turned.sum()) < 250)
        rows = torch.tensor([2, 2])
        seen = task.store.rows(rows, context, torch.tensor([False, True]))["image"]
        alone = [task.store.rows(torch.tensor([k]))["image"][0] for k in range(5)]
        torch.testing.assert_close(seen[0], torch.cat([alone[k] for k in (0, 1, 2, 3)]))
        torch.testing.assert_close(seen[1], torch.cat([alone[k] for k in (4, 3, 2, 1)]))

    def test_frames_that_would_be_read_in_another_order_than_they_are_stored_are_a_fault(self):
        with tempfile.TemporaryDirectory() as folder:
            phantoms.sequences(Path(folder), count=4, frames=3)
            path = Path(folder) / "imagesTr" / "case_01_0000.nii.gz"
            image = nibabel.load(path)
            turned = nibabel.Nifti1Image(np.asarray(image.dataobj), np.diag((-1.0, -1.0, -1.0, 1.0)))
            nibabel.save(turned, path)
            faults = checks.faults_and_remarks(dataset.read(folder))[0]
        self.assertTrue(any("case_01_0000.nii.gz: its third axis" in fault for fault in faults), faults)

    def test_neighbours_tell_what_no_frame_tells_alone(self):
        found = {row["network"]: row for row in self.table["segmenter"]["rows"]}
        self.assertGreater(found["with all"]["values"][0], 0.6)
        self.assertLess(found["without neighbours"]["difference_to"], -0.2)
        self.assertNotIn("values_volumes", found["with all"])  # frames make no volume
        self.assertIn("without temporal excitation", found)

    def test_networks_that_are_held_against_each_other_have_as_many_weights(self):
        counts = [row["weights"] for row in self.table["segmenter"]["rows"]]
        self.assertLess(max(counts) / min(counts), 1.01)

    def test_a_variant_that_is_none_is_refused(self):
        with self.assertRaisesRegex(dataset.DataError, "there are .*without neighbours"):
            ablate.ablate(self.training, "1", 1.0, 1, ["without frames"])

    def test_the_description_says_what_is_seen_and_where_each_frame_is_weighed(self):
        text = yaml.safe_load((self.model / "rdf.yaml").read_text())
        own = text["config"]["lesionlens"]
        self.assertEqual(own["context"], {"axis": "time", "before": 0, "after": 1, "at_ends": "repeat", "as": "channels"})
        self.assertEqual([one["name"] for one in own["channels"]], ["first", "second"])
        entering = text["inputs"][0]["axes"][1]["channel_names"]
        self.assertEqual(entering, ["first", "second", "first_after1", "second_after1"])
        self.assertIn("temporal_excitation", own["explanations"]["excitations"])
        self.assertIn("2 neighbouring frames", (self.model / "README.md").read_text())

    def test_weights_of_frames_are_those_of_the_layer(self):
        network = fit.load(self.training.plan.segmenter, self.training.folder("segmenter", "final"))
        view = torch.from_numpy(np.load(self.model / "test-tensors" / "input_noise.npy"))
        with torch.no_grad():
            said = network(view)["temporal_excitation"]
            swapped = network(view[:, [2, 3, 0, 1]])["temporal_excitation"]
        self.assertEqual(said.shape, (1, 2 * 8, 1, 1))
        kept = np.load(self.model / "test-tensors" / "noise" / "temporal_excitation.npy")
        np.testing.assert_allclose(said.numpy(), kept, atol=1e-5)
        self.assertGreater((said - swapped).abs().max().item(), 1e-4)  # frames are told apart

    def test_onnx_runtime_says_the_same(self):
        self.assertLess(weights.difference(self.model), 1e-4)


class ThickTest(unittest.TestCase):
    """Slices that are outlined with their neighbours, and told apart without them."""

    def test_the_classifier_of_slices_that_are_seen_with_their_neighbours_sees_one_alone(self):
        torch.set_num_threads(1)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            phantoms.thick(folder / "data")
            training, models = tiny.trained(tiny.thick(), folder / "data", folder / "out")
            texts = [yaml.safe_load((model / "rdf.yaml").read_text()) for model in models]
            card = (models[1] / "README.md").read_text()
            settled = tiny.settled(training)
        segmenter, classifier = (text["config"]["lesionlens"] for text in texts)
        self.assertEqual((segmenter["context"]["before"], classifier.get("context")), (2, None))
        entering = [text["inputs"][0]["axes"][1]["channel_names"] for text in texts]
        self.assertEqual((len(entering[0]), entering[1]), (5, ["t1", "mask"]))
        self.assertGreater(settled["segmenter"]["volumes"]["dice"], 0.8)
        self.assertGreater(settled["classifier"]["predicted"]["auc"], 0.8)
        self.assertNotIn("neighbouring", card)
        self.assertIn("8 images, 72 slices in all", card)


class PlannedTest(unittest.TestCase):
    def planned(self, folder, change, make=phantoms.volumes):
        make(folder, count=8)
        path = folder / "dataset.yaml"
        path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | dict(networks=["segmenter"]) | change))
        data = dataset.read(folder)
        _, _, looks = checks.faults_and_remarks(data)
        return planner.plan(data, fingerprint.fingerprint(data, looks), 0.001, "cpu", 1)

    def test_volumes_with_a_context_are_planned_as_slices_that_see_their_neighbours(self):
        context = dict(axis="slice", before=2, after=2, at_ends="mirror")
        with tempfile.TemporaryDirectory() as folder:
            made = self.planned(Path(folder), dict(context=context, prompt="")).segmenter
        self.assertEqual((made.form.dims, made.form.channels, made.form.frames), (2, 5, 5))
        self.assertTrue(made.form.temporal_excitation)
        self.assertEqual(made.context, Context("slice", 2, 2, "mirror"))
        self.assertEqual(made.augmentation.cut_slices, 0.0)

    def test_thick_slices_are_planned_with_two_on_either_side(self):
        with tempfile.TemporaryDirectory() as folder:
            made = self.planned(Path(folder), dict(networks=["segmenter", "classifier"]), phantoms.thick)
        self.assertEqual((made.segmenter.form.channels, made.segmenter.form.frames), (5, 5))
        self.assertEqual(made.segmenter.context, Context("slice", 2, 2))
        self.assertEqual((made.grid.dims, made.classifier.form.channels, made.classifier.context), (2, 1, None))
        self.assertIn("networks in 2.5D", made.says[0])
        self.assertIn("5 neighbouring slices", made.says[1])
        self.assertIn("5.0 times as far apart as pixels", made.says[1])
        self.assertIn("sees that one alone", made.says[2])
        for name, line in zip(("segmenter", "classifier"), made.says[3:]):
            schedule = getattr(made, name).schedule
            shown = schedule.steps * schedule.batch / (8 * 9 / 2)  # eight volumes of nine slices, in two folds
            self.assertIn(f" {shown:.0f} epochs", line)

    def test_a_plan_of_frames_says_nothing_of_slices(self):
        with tempfile.TemporaryDirectory() as folder:
            made = self.planned(Path(folder), {}, phantoms.sequences)
        self.assertIn("networks in 2D", made.says[0])
        self.assertIn("frames", made.says[1])
        self.assertNotIn("slices", " ".join(made.says))

    def test_thick_slices_are_seen_alone_where_the_data_set_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            made = self.planned(Path(folder), dict(context=False), phantoms.thick)
        self.assertEqual((made.grid.dims, made.segmenter.form.channels, made.segmenter.context), (2, 1, None))
        self.assertIn("networks in 2D", made.says[0])

    def test_slices_that_tell_little_of_each_other_are_seen_alone(self):
        about = SimpleNamespace(context=None, prompt="", pixel_size=True)
        found = SimpleNamespace(dimensions=2, shape=[[5, 40, 40], [20, 40, 40]], spacing=[[], [5.0, 1.0, 1.0]])
        self.assertEqual(planner.context(about, found), Context("slice", 2, 2))
        for name, value in dict(dimensions=3, shape=[[4, 40, 40], [20, 40, 40]], spacing=[[], [8.1, 1.0, 1.0]]).items():
            self.assertIsNone(planner.context(about, SimpleNamespace(**vars(found) | {name: value})), name)
        self.assertIsNone(planner.context(about, SimpleNamespace(dimensions=2, shape=[[40, 40]] * 3, spacing=[[1, 1]] * 3)))
        for name, value in dict(prompt="box", pixel_size=False, context=False).items():
            self.assertIsNone(planner.context(SimpleNamespace(**vars(about) | {name: value}), found), name)

    def test_a_context_and_a_prompt_are_refused(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(dataset.DataError, "no prompt"):
            self.planned(Path(folder), dict(context=dict(axis="slice", before=1)))


if __name__ == "__main__":
    unittest.main()
