"""The studies of callipers, on discs that little but callipers tells of, and of mirrored views. Seconds."""

import contextlib
import csv
import io
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
import yaml
from PIL import Image

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "studies")]

import callipers  # noqa: E402
import mirrored  # noqa: E402
import phantoms  # noqa: E402
import tiny  # noqa: E402

from training import proxies  # noqa: E402


def cross(picture, y, x, arm=3):
    picture[y, max(0, x - arm) : x + arm + 1] = 250
    picture[max(0, y - arm) : y + arm + 1, x] = 250


class MarksTest(unittest.TestCase):
    def setUp(self):
        self.noise = np.clip(np.random.default_rng(0).normal(80, 10, (96, 80)), 0, 255)

    def test_crosses_dots_and_letters_are_marks_and_are_filled_with_what_is_round_them(self):
        picture, truth = self.noise.copy(), np.zeros(self.noise.shape)
        for image in (picture, truth):
            cross(image, 20, 30)
            image[60, 10:40:4] = 250
            image[80:86, 50:52], image[80, 50:56] = 250, 250  # a letter
        found = callipers.marks(picture)
        self.assertTrue(found[truth > 0].all())
        self.assertLess(found.sum(), 9 * (truth > 0).sum())
        filled = callipers.painted(picture, found)
        self.assertLess(np.abs(filled[found].astype(float) - 80).max(), 15)
        np.testing.assert_array_equal(filled[~found], np.round(picture[~found]))

    def test_lesions_borders_and_wide_layers_are_no_marks(self):
        picture = self.noise.copy()
        picture[phantoms.ball(picture.shape, (40, 40), 15)] = 10
        picture[70:84] = 240
        self.assertFalse(callipers.marks(picture).any())


class StudyTest(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def marked(self):
        """Pictures whose lesions are hardly brighter than the noise, with a cross at each of their four ends."""
        data = self.folder / "data"
        phantoms.pictures(data)
        rng = np.random.default_rng(5)
        for path in sorted((data / "imagesTr").iterdir()):
            mask = np.asarray(Image.open(data / "labelsTr" / path.name.replace("_0000", ""))) > 0
            picture = np.clip(rng.normal(80, 10, mask.shape) + 4 * mask, 0, 255).astype(np.uint8)
            y, x = np.nonzero(mask)
            middle = int(y.mean()), int(x.mean())
            for place in ((y.min(), middle[1]), (y.max(), middle[1]), (middle[0], x.min()), (middle[0], x.max())):
                cross(picture, *map(int, place))
            Image.fromarray(picture).save(path)
        return data

    def test_networks_that_go_by_callipers_lose_by_their_being_painted_out_and_the_cards_say_so(self):
        data, out = self.marked(), self.folder / "out"
        training = tiny.begun(tiny.pictures(60), data, out)
        models = [self.folder / f"pictures-{kind}" for kind in ("segmenter", "classifier")]
        for model in models:
            model.mkdir()
            (model / "figures.json").write_text('{"figures": {"threshold": 0.5}}')
            (model / "README.md").write_text("# Name\n\n## Figures\nSome.\n\n## What was tried\n\nThis.\n")
        command = [str(data), "--out", str(out), "--fold", "1", "--share", "1"]
        with self.assertRaisesRegex(SystemExit, "has no segmenter of fold 1"):
            callipers.main(command)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            segmenter = proxies.run(training, {"with all": dict(folds=["1"])}, 1.0)[0]
            proxies.run(training, {"with all": {"of": "classifier", "folds": ["1"]}}, 1.0, segmenter)
            callipers.main([*command, "--card", *map(str, models)])
        found = yaml.safe_load((out / "callipers" / "fold-1" / "figures.yaml").read_text())
        self.assertEqual((found["pictures"], found["of"], sorted(found["networks"])), (8, 8, ["classifier", "segmenter"]))
        whole, without, elsewhere = found["rows"]
        self.assertGreater(whole["dice"], 0.5)
        self.assertLess(without["dice_difference"], -0.3)
        self.assertLess(without["dice_difference_to"], elsewhere["dice_difference"])
        self.assertIn("auc_difference_from", without)
        with open(out / "callipers" / "fold-1" / "pictures.csv", newline="") as f:
            self.assertEqual(len(list(csv.DictReader(f))), 3 * 8)
        for model in models:
            self.assertEqual(json.loads((model / "figures.json").read_text())["figures"][callipers.KEY], found)
            text = (model / "README.md").read_text()
            self.assertIn(f"| marks painted out | {without['dice']:.3f} | {without['dice_difference']:+.3f} (", text)
            self.assertLess(text.index(callipers.TITLE), text.index("## What was tried"))
        self.assertIn("8 of 8 pictures have thin bright marks", said.getvalue())

    def test_pictures_of_a_training_without_marks_are_told(self):
        data, out = self.folder / "data", self.folder / "out"
        phantoms.pictures(data)
        for path in (data / "imagesTr").iterdir():
            Image.fromarray(np.full((64, 48), 80, np.uint8)).save(path)
        tiny.segmented(tiny.pictures(2), data, out)
        with self.assertRaisesRegex(SystemExit, "None of the 8 pictures of fold 2 has a mark"):
            callipers.main([str(data), "--out", str(out), "--fold", "2"])

    def test_volumes_are_refused(self):
        data, out = self.folder / "data", self.folder / "out"
        phantoms.volumes(data, count=8)
        tiny.begun(tiny.volumes(2), data, out)
        with self.assertRaisesRegex(SystemExit, "expected pictures"):
            callipers.main([str(data), "--out", str(out)])

    def test_mirrored_views_are_told_beside_the_answer_to_the_image(self):
        data, out = self.folder / "data", self.folder / "out"
        phantoms.pictures(data)
        training = tiny.begun(tiny.pictures(60), data, out)
        asked = [str(data), "--out", str(out), "--share", "1", "--threshold", "0.5"]
        with self.assertRaisesRegex(SystemExit, "is not trained. Run ablate for fold 1 and seed 1 first"):
            mirrored.main(asked)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            (tried,) = proxies.run(training, {"with all": dict(folds=["1"])}, 1.0)
            said.truncate(0)
            mirrored.main(asked)
        dice, both = map(float, re.search(r"Dice ([0-9.]+), mirrored ([0-9.]+);", said.getvalue()).groups())
        self.assertAlmostEqual(dice, tried.figures()["dice"], delta=2e-4)
        self.assertGreater(both, 0.5)

    def test_a_mirrored_view_is_turned_back(self):
        class Left(torch.nn.Module):
            form = None

            def forward(self, x):
                return {"logits": torch.logit(x.clamp(0.01, 0.99) * torch.tensor([1.0, 0.5]))}  # unsure on the right

        image = torch.tensor([[[[0.8, 0.4]]]])
        said = torch.sigmoid(mirrored.Mirrored(Left())(image)["logits"])
        np.testing.assert_allclose(said, [[[[0.6, 0.3]]]], atol=1e-6)


if __name__ == "__main__":
    unittest.main()
