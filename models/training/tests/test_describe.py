"""What a description says of the grid, with and without millimetres, by z-scores and by a range; and a card of the command."""

import sys
import unittest
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parents[1]))

from training import __main__ as command  # noqa: E402
from training import describe, sections  # noqa: E402
from training.plan import Grid  # noqa: E402


def slices(grid, segments=True):
    classifier = SimpleNamespace(patch=[128, 128], patch_step=1.25)
    training = SimpleNamespace(plan=SimpleNamespace(grid=grid, classifier=classifier))
    return describe._slices(training, SimpleNamespace(stride=[16, 16]), segments)


class GridTest(unittest.TestCase):
    without_mm = Grid(2, None, [224, 224], "floor", "z-score", [-5.0, 10.0])

    def test_images_without_mm_have_no_spacing_and_no_field(self):
        own = slices(self.without_mm)
        self.assertEqual(own["window"], dict(kind="whole-slice", long_side=224, stride=16))
        self.assertEqual(own["normalization"], dict(statistics="slice", foreground="above-mean", clip=[-5.0, 10.0]))

    def test_the_step_of_a_patch_is_in_pixels_of_the_same_grid(self):
        window = slices(self.without_mm, segments=False)["window"]
        self.assertEqual(window, dict(kind="patch", long_side=224, stride=16, size=128, step=1.25))

    def test_their_smallest_lesion_is_in_pixels_of_that_grid(self):
        settled = dict(threshold=0.5, smallest_voxels=31.4)
        smallest = dict(min_volume_ml=0.0, min_area_mm2=0.0, min_area_pixels=31.4)
        self.assertEqual(describe._settings(settled, self.without_mm), dict(threshold=0.5) | smallest)

    def test_a_range_is_told_as_one(self):
        grid = Grid(2, [1.5, 1.5], [160, 160], "floor", "range", [-1000.0, 400.0])
        own = slices(grid)
        self.assertEqual(own["normalization"], dict(range=[-1000.0, 400.0]))
        self.assertEqual(own["window"], dict(kind="whole-slice", spacing_mm=1.5, field_of_view_mm=240.0, stride=16))
        self.assertEqual(describe.entering_range(grid), (-1.0, 1.0))


class CommandTest(unittest.TestCase):
    def printed(self, *arguments, start=""):
        return command.command_of(command.options(list(map(str, arguments))), SimpleNamespace(start=start))

    def test_a_card_has_the_command_as_it_runs_in_the_folder_of_the_trainer(self):
        asked = "/far/away/brain", "--out", "/scratch/brain", "--plan", command.HERE / "plans" / "brain-t1ce.yaml"
        self.assertEqual(
            self.printed(*asked, start="brain-first"),
            "python -m training DATA/brain --out ../brain --start-from ../brain-first --plan plans/brain-t1ce.yaml",
        )
        self.assertEqual(
            self.printed("brain", "--out", command.HERE.parent / "brain", "--budget", "90m", "--threads", 1),
            "python -m training DATA/brain --out ../brain --budget 1.5h --device auto --threads 1 --seed 1",
        )
        self.assertTrue((command.HERE / "training" / "__main__.py").is_file())

    def test_two_folders_of_models_with_one_name_are_told_apart(self):
        asked = "boxes", "--out", command.HERE.parent / "boxes" / "breast", "--plan", "/own/plan.yaml"
        said = "python -m training DATA/boxes --out ../boxes/breast --start-from ../boxes/first --plan plans/plan.yaml"
        self.assertEqual(self.printed(*asked, start="first"), said)

    def test_what_a_training_goes_on_from_is_trained_first(self):
        self.assertEqual(sections.before(SimpleNamespace(start="")), "")
        said = ", after the training of brain-first with `--train-only`"
        self.assertEqual(sections.before(SimpleNamespace(start="brain-first")), said)


if __name__ == "__main__":
    unittest.main()
