"""`python -m unittest discover -s models/training/tests`: the windows that a step sees, drawn for a batch at once."""

import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402

from training import boxes, classification, dataset, intensity, plan, prepare, sampling, segmentation  # noqa: E402
from training.draws import Draws, some  # noqa: E402
from training.store import Store  # noqa: E402


class ChanceTest(unittest.TestCase):
    def test_a_share_of_the_images_is_changed_and_the_others_are_not(self):
        draws, batch, share = Draws(1), torch.ones(7, 1, 2, 2), 0.3
        changed = sum(some((batch,), draws, share, lambda x: 2 * x)[:, 0, 0, 0] - 1 for _ in range(3000)) / 3000
        self.assertTrue(((changed - share).abs() < 0.03).all(), changed)

    def test_every_change_of_grey_values_keeps_the_size_and_is_finite(self):
        image = torch.rand(5, 1, 40, 48) * 50 - 20
        mask = torch.zeros(5, 1, 40, 48)
        mask[:4, :, 10:20, 12:30] = 1
        names = [name for name in vars(plan.Augmentation()) if isinstance(getattr(plan.Augmentation(), name), float)]
        strength = plan.Augmentation(**dict.fromkeys(names, 1.0))
        found = intensity.changed(image, mask, strength, Draws(2))
        self.assertEqual(found.shape, image.shape)
        self.assertTrue(found.isfinite().all())
        self.assertGreater((found - image).abs().mean().item(), 1)


class PartTest(unittest.TestCase):
    def setUp(self):
        self.shape = torch.tensor([[60.0, 50.0]] * 200)
        self.lesion = torch.tensor([[20.0, 18.0]] * 200), torch.tensor([[35.0, 30.0]] * 200)

    def test_parts_without_a_lesion_do_not_meet_it(self):
        (low, high), room = sampling.parts_without_lesion(Draws(1), self.lesion, self.shape)
        self.assertTrue(room.all())
        apart = (high <= self.lesion[0]) | (low >= self.lesion[1])
        self.assertTrue(apart.any(1).all())
        self.assertTrue(((high - low) >= 8).all() and (low >= 0).all() and (high <= self.shape).all())

    def test_there_is_no_part_beside_a_lesion_that_fills_the_image(self):
        all_of_it = torch.full((200, 2), 4.0), torch.tensor([[56.0, 46.0]] * 200)
        self.assertFalse(sampling.parts_without_lesion(Draws(1), all_of_it, self.shape)[1].any())

    def test_parts_with_the_lesion_hold_it(self):
        low, high = sampling.parts_with_lesion(Draws(1), self.lesion, self.shape)
        self.assertTrue((low <= self.lesion[0]).all() and (high >= self.lesion[1] - 1).all())
        self.assertLess((high - low).mean().item(), self.shape.mean().item())

    def test_half_of_the_slices_remain(self):
        low, high = sampling.parts_without_end_slices(Draws(1), self.shape, [0])
        self.assertTrue(((high - low)[:, 0] >= 30).all() and ((high - low)[:, 1] == 50).all())

    def test_a_part_is_seen_as_the_image_that_it_would_be(self):
        torch.manual_seed(0)
        image, mask = torch.randn(1, 1, 30, 26), (torch.rand(1, 1, 30, 26) > 0.5).float()
        image[0, 0, 10, 10] = -5  # the lowest lies in the part
        low, high = torch.tensor([[4.0, 3.0]]), torch.tensor([[21.0, 19.0]])
        turn = torch.tensor([[[0.9, 0.3], [-0.2, 1.1]]])
        for outside in ("edge", "floor"):
            place = sampling.positions([24, 24], turn, torch.tensor([[12.0, 10.0]]))
            whole = sampling.cut(image, mask, place, (low, high), outside)
            crop = (slice(None), slice(None), slice(4, 21), slice(3, 19))
            alone = sampling.cut(image[crop], mask[crop], place - low, (low - low, high - low), outside)
            self.assertLess((alone.mask != whole.mask).float().mean().item(), 0.01)  # halves may be rounded either way
            torch.testing.assert_close(alone.valid, whole.valid)
            seen = whole.valid > 0
            torch.testing.assert_close(alone.image[seen], whole.image[seen], atol=1e-5, rtol=0)

    def test_boxes_are_those_of_each_mask(self):
        masks = torch.rand(6, 5, 7, 9, generator=torch.Generator().manual_seed(1)) > 0.97
        masks[2] = False
        low, high = sampling.boxes(masks, torch.tensor([[5.0, 7.0, 9.0]] * 6))
        for k, mask in enumerate(masks):
            expected = boxes.box_of(mask)
            self.assertTrue(torch.equal(low[k], expected[0]) and torch.equal(high[k], expected[1]))


class MaskTest(unittest.TestCase):
    def test_the_distance_of_a_disc_is_that_to_its_edge(self):
        disc = phantoms.ball((41, 41), (20, 20), 9.5)
        found = classification.distance(disc)
        self.assertAlmostEqual(float(found[20, 20]), 10, delta=0.6)
        self.assertAlmostEqual(float(found[20, 33]), -3.5, delta=0.6)

    def test_imperfect_masks_are_a_tenth_of_their_size_off_and_never_empty(self):
        disc = phantoms.ball((64, 64), (30, 30), 12)
        mask = torch.from_numpy(np.stack([disc] * 100))
        distance = torch.from_numpy(np.stack([classification.distance(disc)] * 100)).float()
        sizes = classification.imperfect(mask, distance, Draws(3)).flatten(1).sum(1) / disc.sum()
        self.assertTrue((sizes > 0.25).all() and (sizes < 2.2).all(), sizes)
        self.assertGreater(sizes.std().item(), 0.1)


class StoreTest(unittest.TestCase):
    def test_what_is_held_on_a_device_is_what_is_read(self):
        with tempfile.TemporaryDirectory() as folder:
            phantoms.volumes(folder, count=4)
            data = dataset.read(folder)
            grid = plan.Grid(3, [2.0, 1.0, 1.0], [8, 24, 24], "edge", "range", [-1000.0, 400.0])
            prepared = prepare.prepare(data, grid, Path(folder) / "prepared")
            store = Store(prepared, prepared.items, "cpu")
            rows = torch.tensor([2, 0, 3])
            read = store.rows(rows)
            store.resident = store._read(range(4), torch.float16)
            held = store.rows(rows)
            for name, value in read.items():
                where = tuple(slice(0, n) for n in value.shape)
                torch.testing.assert_close(held[name][where], value, msg=name)
            low, high = boxes.box_of(torch.from_numpy(np.array(prepared.mask(prepared.items[2]))))
            self.assertTrue(torch.equal(held["low"][0], low) and torch.equal(held["high"][0], high))

    def test_every_item_comes_once_an_epoch(self):
        found = segmentation.table([4, 7, 9, 11], 2, 6, seed=3)
        self.assertEqual([sorted(epoch) for epoch in found.view(3, 4).tolist()], [[4, 7, 9, 11]] * 3)


if __name__ == "__main__":
    unittest.main()
