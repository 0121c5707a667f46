"""Parts of the trainer by themselves: resampling, windows, boxes, losses, descriptions of outputs. Seconds."""

import contextlib
import io
import sys
import unittest
from pathlib import Path

import numpy as np
import torch
import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from training import boxes, images, losses, plan, predict, sampling, suitability, telling, tensors  # noqa: E402
from training.blocks import fold_in, fold_out  # noqa: E402
from training.segmenter import Segmenter, SegmenterForm  # noqa: E402


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

    def test_channels_are_named_as_other_readers_take_them(self):
        names = ["vocal folds", "hard exudate", "hard-exudate", "2nd", "class", "Ödem", "plain", "CO²", "_3_"]
        expected = ["vocal_folds", "hard_exudate", "hard_exudate_", "_2nd", "_class", "Ödem", "plain", "CO_", "_3_"]
        self.assertEqual(tensors.identifiers(names), expected)

    def test_of_images_with_blobs_that_one_is_a_test_which_is_answered(self):
        def dark(batch):  # of a network that finds what is dark, and only where there is room round it
            wide = batch.shape[-1] > 60
            return (batch[:, :1] < -1.5).astype(np.float32) * wide

        rng = np.random.default_rng(0)
        noise = dict(noise=rng.normal(size=(2, 3, 24, 32)), window=rng.normal(size=(1, 3, 64, 64)))
        noise = {name: values.clip(-2, 2).astype(np.float32) for name, values in noise.items()}
        noise["window"][:, 2] = suitability.middle((64, 64))
        made = telling.inputs(noise, (-2.0, 2.0), suitability.middle, dark)
        self.assertEqual((made["noise"].shape, made["window"].shape), ((1, 3, 48, 64), (2, 3, 64, 64)))
        for images in made.values():
            self.assertGreater(telling.tells(dark(images)), 0.2)
            self.assertTrue(2 >= images.max() and images.min() >= -2)
            self.assertFalse(np.array_equal(images[0, 0], images[0, 1]))  # swapped channels would be seen
            np.testing.assert_array_equal(images[0, 2], suitability.middle(images.shape[2:]))  # one box, round the blob
        np.testing.assert_array_equal(made["window"][1:], noise["window"])

    def test_test_images_that_tell_little_are_remarked_and_what_is_no_number_ends_it(self):
        noise = {name: np.zeros((1, 1, 24, 24), np.float32) for name in ("noise", "window")}
        for silent in (lambda x: 0 * x, lambda x: 0 * x + np.array([0, 1]).reshape(1, 2, 1, 1), lambda x: x * (len(x) > 1)):
            with contextlib.redirect_stdout(io.StringIO()) as said:
                telling.inputs(noise, (-2.0, 2.0), None, silent)
            self.assertIn("tells little", said.getvalue())
        with self.assertRaisesRegex(RuntimeError, "no number"):
            telling.inputs(noise, (-2.0, 2.0), None, lambda x: x * np.nan)

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
