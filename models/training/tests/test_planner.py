"""What a plan is made by: values round lesions, images without one, and the memory of a GPU (a stand-in). Seconds."""

import math
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import nibabel
import numpy as np
import torch
import yaml
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402
import tiny  # noqa: E402

from training import checks, dataset, fingerprint, fit, journal, plan, planner, timing  # noqa: E402
from training.plan import Mode  # noqa: E402


class Planned(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def fingerprint(self):
        data = dataset.read(self.folder)
        return data, fingerprint.fingerprint(data, checks.faults_and_remarks(data)[2])

    def planned(self, fastest=None, **change):
        """The plan where each step takes a second, or what `fastest` says."""
        path = self.folder / "dataset.yaml"
        path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | dict(networks=["segmenter"]) | change))
        said = fastest or (lambda network_plan, grid, tried: (Mode("cpu", 1, False, False), 1.0, 0.0))
        with mock.patch.object(timing, "fastest", said):
            return planner.plan(*self.fingerprint(), 0.1, "cpu", 1)


class FingerprintTest(Planned):
    def test_computed_tomography_is_clipped_at_the_values_round_lesions(self):
        phantoms.volumes(self.folder, count=8)  # -800 +- 40, lesions of -300 and 100
        for path in (self.folder / "imagesTr").iterdir():
            image = nibabel.load(path)
            voxels = np.asarray(image.dataobj).copy()
            voxels[:2] = 3000  # metal far from the lesion
            nibabel.save(nibabel.Nifti1Image(voxels, image.affine), path)
        low, high = self.planned().grid.clip
        self.assertTrue(-960 <= low <= -860, low)
        self.assertTrue(150 <= high <= 260, high)
        self.assertIn(f"Values from {low:g} to {high:g} are told apart", " ".join(self.planned().says))

    def test_values_of_other_modalities_are_not_looked_at(self):
        phantoms.thick(self.folder)
        self.assertEqual(self.fingerprint()[1].values, [])
        self.assertEqual(self.planned().grid.clip, [-5.0, 10.0])

    def test_parts_without_a_lesion_are_cut_where_hardly_any_image_is_without_one(self):
        phantoms.pictures(self.folder)
        self.assertEqual(self.fingerprint()[1].without_lesion, 0.0)
        self.assertEqual(self.planned().segmenter.augmentation.without_lesion, planner.PARTS)
        self.assertIn("15% of the segmenter's windows", " ".join(self.planned().says))
        for name in ("case_00", "case_01"):
            Image.fromarray(np.zeros((64, 48), np.uint8)).save(self.folder / "labelsTr" / f"{name}.png")
        self.assertEqual(self.fingerprint()[1].without_lesion, 0.125)
        self.assertEqual(self.planned().segmenter.augmentation.without_lesion, 0.0)

    def test_of_volumes_slices_count_and_in_a_users_box_there_is_a_lesion(self):
        phantoms.slices(self.folder)  # one of six single slices is without a lesion, and one of two volumes of four
        self.assertEqual(self.fingerprint()[1].without_lesion, 0.3571)
        self.assertEqual(self.planned().segmenter.augmentation.without_lesion, 0.0)


class MemoryTest(Planned):
    def fits(self, widest, memory=3.0):
        """Says that wider networks do not fit."""

        def fastest(network_plan, grid, tried):
            fits = max(network_plan.form.widths) <= widest
            return Mode("cuda", 1, True, True), 1e-4 if fits else math.inf, memory if fits else math.inf

        return fastest

    def test_networks_are_no_wider_than_a_gpu_has_room_for_and_the_plan_says_what_they_take(self):
        phantoms.pictures(self.folder)
        made = self.planned(self.fits(192))
        self.assertEqual((max(made.segmenter.form.widths), made.segmenter.schedule.memory_gib), (192, 3.0))
        self.assertIn("on cuda, 3 GiB of its memory a network, with", made.says[-1])

    def test_a_gpu_that_has_no_room_at_all_is_told(self):
        phantoms.pictures(self.folder)
        with mock.patch.object(torch.cuda, "mem_get_info", lambda: (2**31, 2**31)):
            with self.assertRaisesRegex(dataset.DataError, "narrowest network on windows of .* of which .* 1.2 GiB"):
                self.planned(self.fits(0))

    def test_a_step_that_takes_too_much_counts_as_endless(self):
        free = 10 * 2**30
        room = fit.ROOM * (1 - 0.35) * 10 / timing.MARGIN  # 2.9 GiB
        made, mode = tiny.pictures(), Mode("cuda", 1, True, True)
        for taken, expected in ((room - 0.1, 0.25), (room + 0.1, math.inf)):
            with mock.patch.multiple(
                torch.cuda,
                empty_cache=mock.DEFAULT,
                reset_peak_memory_stats=mock.DEFAULT,
                mem_get_info=lambda: (free, free),
                max_memory_reserved=lambda taken=taken: taken * 2**30,
            ), mock.patch.object(timing, "seconds_a_step", lambda *_: 0.25):
                self.assertEqual(timing.fastest(made.segmenter, made.grid, [mode])[1], expected)
        with mock.patch.multiple(
            torch.cuda, empty_cache=mock.DEFAULT, reset_peak_memory_stats=mock.DEFAULT, mem_get_info=lambda: (free, free)
        ), mock.patch.object(timing, "seconds_a_step", side_effect=torch.cuda.OutOfMemoryError):
            self.assertEqual(timing.fastest(made.segmenter, made.grid, [mode])[1], math.inf)

    def test_as_many_go_side_by_side_as_there_is_room_for(self):
        with mock.patch.object(torch.cuda, "mem_get_info", lambda: (10 * 2**30, 80 * 2**30)):
            self.assertEqual([fit.side_by_side(gib) for gib in (0.0, 0.5, 2.0, 4.0, 20.0)], [6, 6, 4, 2, 1])

    def test_what_a_network_takes_makes_no_other_plan(self):
        made = tiny.pictures()
        more = replace(made.segmenter.schedule, memory_gib=5.0)
        self.assertEqual(
            journal.plan_id(made, "segmenter"),
            journal.plan_id(replace(made, segmenter=replace(made.segmenter, schedule=more)), "segmenter"),
        )

    def test_cards_name_the_plans_of_their_networks(self):
        plans = Path(__file__).parents[1] / "plans"
        models = plans.parents[1]
        for name in (
            "brain-t1ce-first",
            "brain-t1ce",
            "breast-ultrasound",
            "breast-ultrasound-detector",
            "laryngoscopy",
            "lung-nodule",
            "retina-lesion-detector-first",
            "retina-lesion-detector",
        ):
            made = plan.read(plans / f"{name}.yaml")
            for network in made.networks():
                pair = name.removesuffix("-first").removesuffix("-detector")
                card = (models / f"{pair}-{network}" / "README.md").read_text()
                self.assertIn(f"| {journal.plan_id(made, network)} |", card, f"{name}, {network}")

    @unittest.skipIf(torch.cuda.is_available(), "there is a GPU")
    def test_a_gpu_that_is_not_there_is_told(self):
        phantoms.pictures(self.folder / "data")
        code, said = tiny.command(self.folder / "data", "--out", self.folder / "out", "--device", "cuda")
        self.assertEqual(code, 2)
        self.assertIn("PyTorch finds no GPU here", said)


if __name__ == "__main__":
    unittest.main()
