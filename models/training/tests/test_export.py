"""What the trainer writes: model folders, figures, controls, cards. Seconds on one core, on tiny networks."""

import contextlib
import csv
import io
import json
import shutil
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import onnx
import torch
import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402
import tiny  # noqa: E402

from training import __main__ as command  # noqa: E402
from training import (
    ablate,
    compare,
    dataset,
    describe,
    export,
    int8,
    proxies,
    sections,
    suitability,
    telling,
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

    def test_eight_bits_are_held_to_answers_of_their_own_and_have_eight_bits(self):
        for model, kind in zip(self.models, ("segmenter", "classifier")):
            tests, reduced = self.own(model)["int8"]["tests"], weights.session(model / int8.FILE)
            names = [(output["name"], test["input"]["source"]) for test in tests for output in test["outputs"]]
            inputs = [test["input"]["source"] for test in self.own(model)["tests"]]
            self.assertEqual(sorted(names), sorted((name, one) for name in int8.ANSWERS[kind] for one in inputs))
            for test in tests:
                self.assertLess(weights.off(model, test, reduced), test["tolerance"] / 2)
                self.assertGreater(weights.off(model, test), 0)  # the full weights answer otherwise
            nodes = onnx.load(model / int8.FILE).graph.node
            self.assertTrue(any(node.op_type == "QuantizeLinear" for node in nodes))

    def test_test_images_are_answered_by_a_segmenter(self):
        for case, images in (("noise", 1), ("window", 2)):
            said = np.load(self.models[0] / "test-tensors" / case / "probability.npy")
            self.assertEqual(len(said), images)
            self.assertGreater(said[0].std(), telling.TELLS)

    def earlier(self, name):
        """A folder with test tensors of noise that it says nothing of, weights in 8 bits without tests, and odd names."""
        model = self.folder / name
        shutil.copytree(self.models[0], model)
        shutil.rmtree(model / "test-tensors" / "int8")
        text = yaml.safe_load(text_of(model, "rdf.yaml"))
        own = text["config"]["lesionlens"]
        own["int8"] = dict(source=int8.FILE, tolerance=0.4)
        text["inputs"][0]["axes"][1]["channel_names"] = ["light grey"]
        network = weights.session(model / "weights.onnx")
        for test in own["tests"]:
            image = np.zeros_like(np.load(model / test["input"]["source"]))
            np.save(model / test["input"]["source"], image)
            for output in test["outputs"]:
                np.save(model / output["source"], network.run([output["name"]], {"input": image})[0])
        export.with_hashes(model, text)
        (model / "rdf.yaml").write_text(yaml.safe_dump(text))
        return model

    def retest(self, *folders):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = command.main(["retest", *map(str, folders), "--plan", str(self.training.out / "plan.yaml")])
        return code, said.getvalue()

    def test_a_folder_gets_the_tests_and_names_of_today_and_keeps_its_weights(self):
        model = self.earlier("earlier-segmenter")
        self.assertEqual(self.retest(model), (0, f"Written: {model}\n"))
        found, first = (yaml.safe_load(text_of(one, "rdf.yaml")) for one in (model, self.models[0]))
        self.assertEqual(found["inputs"][0]["axes"][1]["channel_names"], ["light_grey"])
        self.assertEqual(found["weights"], first["weights"])
        own = found["config"]["lesionlens"]
        self.assertEqual(len(own["tests"]), len(own["int8"]["tests"]))
        self.assertGreater(telling.tells(np.load(model / "test-tensors" / "noise" / "probability.npy")), telling.TELLS)
        self.assertLess(weights.difference(model), 1e-4)
        for entry in sources(found):
            self.assertEqual(entry["sha256"], weights.sha256(model / entry["source"]), entry)
        before = {path: path.read_bytes() for path in model.rglob("*") if path.is_file()}
        self.assertEqual(self.retest(model)[0], 0)
        self.assertEqual({path: path.read_bytes() for path in model.rglob("*") if path.is_file()}, before)

    def test_a_folder_that_is_not_as_it_says_is_left_as_it_is(self):
        model = self.earlier("broken-segmenter")

        def refused(sentence):
            before = {path: path.read_bytes() for path in self.folder.rglob("*-segmenter/**/*") if path.is_file()}
            code, said = self.retest(model)
            self.assertEqual(code, 2)
            self.assertIn(sentence, said)
            after = {path: path.read_bytes() for path in self.folder.rglob("*-segmenter/**/*") if path.is_file()}
            self.assertEqual(after, before)

        text = yaml.safe_load(text_of(model, "rdf.yaml"))
        (model / "rdf.yaml").write_text(yaml.safe_dump(text | dict(name="liver-segmenter")))
        refused("is liver-segmenter, which the plan of pictures has not made")
        (model / "rdf.yaml").write_text(yaml.safe_dump(text))
        answer = model / "test-tensors" / "noise" / "probability.npy"
        np.save(answer, 1 - np.load(answer))
        refused("is not the file that rdf.yaml means")
        export.with_hashes(model, text)
        (model / "rdf.yaml").write_text(yaml.safe_dump(text))
        refused("answers test-tensors/input_noise.npy otherwise than rdf.yaml says")
        (model / "rdf.yaml").unlink()
        refused("is no model folder that this trainer wrote")

    def test_a_folder_is_whole_where_writing_ends_midway(self):
        model = self.earlier("midway-segmenter")
        before = {path: path.read_bytes() for path in model.rglob("*") if path.is_file()}
        with mock.patch.object(int8, "write_tests", side_effect=OSError("No space left on device")):
            self.assertRaises(OSError, self.retest, model)
        self.assertEqual({path: path.read_bytes() for path in model.rglob("*") if path.is_file()}, before)
        self.assertEqual(self.retest(model)[0], 0)

    def test_eight_bits_are_held_to_the_full_weights_on_images_of_the_training(self):
        for model, alike in zip(self.models, ("mean Dice of the masks with", "told otherwise than by")):
            found = json.loads(text_of(model, "figures.json"))["figures"]["int8"]
            (off,) = (value for name, value in found.items() if name.startswith("mean absolute difference of the prob"))
            self.assertTrue(0 < off < 0.05, off)
            self.assertTrue(any(name.startswith(alike) for name in found), found)

    def test_eight_bits_that_answer_otherwise_are_left_out_and_the_card_says_so(self):
        settled, (kind, other) = tiny.settled(self.training), ("classifier", self.folder / "other" / "pictures")
        other.mkdir(parents=True)
        for name in ("runs", "experiments.csv"):
            (other / name).symlink_to(self.training.out / name)
        training, quantize = replace(self.training, out=other), int8.quantize

        def broken(full, reduced, *rest):
            quantize(full, reduced, *rest)
            model = onnx.load(reduced)
            for one in model.graph.initializer:
                if one.data_type == onnx.TensorProto.INT8:
                    one.CopyFrom(onnx.numpy_helper.from_array(0 * onnx.numpy_helper.to_array(one), one.name))
            onnx.save(model, reduced)

        with mock.patch.object(int8, "quantize", broken), contextlib.redirect_stdout(io.StringIO()) as said:
            model = export.write_folder(training, settled, kind, weights.trained(training, kind))
        self.assertIn("weights-int8.onnx is not written: on images of the training 0.", said.getvalue())
        self.assertIn("| weights-int8.onnx is not written | on images of the training 0.", text_of(model, "README.md"))
        self.assertNotIn("int8", self.own(model))
        self.assertFalse((model / int8.FILE).exists())
        self.assertNotIn("int8_sha256", json.loads(text_of(model, "figures.json")))

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
            "error of the size, median",
        ):
            self.assertIn(part, segmenter)
        for part in (
            "size alone, predicted mask",
            "place and size, expert's mask, nearest neighbours",
            "reader, the reader's rating",
            "paired on the same lesions",
            "### Calibration",
            "not found",
            "mean probability of bright",
        ):
            self.assertIn(part, classifier_card)

    def test_every_figure_that_may_be_quoted_has_an_interval_by_patient(self):
        outlined, told = (json.loads(text_of(model, "figures.json"))["figures"] for model in self.models)
        whole = outlined["figures"]["all"]
        for found, keys in (
            (whole, ("dice", "median", "below_0_1", "volume_error")),
            (outlined["controls"]["one constant mask, the best on the other folds"], ("dice", "median")),
            (told["predicted"], ("auc", "accuracy")),
            (told["controls"]["size alone, predicted mask"], ("auc", "accuracy")),
        ):
            for key in keys:
                self.assertLessEqual(found[f"{key}_from"], found[key])
                self.assertLessEqual(found[key], found[f"{key}_to"])
        self.assertNotIn("ece_from", told["predicted"])  # draws of patients make it larger: no interval
        with open(self.training.out / "out-of-fold.csv", newline="") as f:
            rows = list(csv.DictReader(f))
        errors = [abs(int(row["voxels"]) / int(row["experts_voxels"]) - 1) for row in rows]
        self.assertAlmostEqual(whole["volume_error"], np.median(errors), delta=1e-4)

    def test_networks_have_the_licence_the_authors_and_the_demonstration_that_the_data_set_says_and_no_others(self):
        for model in self.models:
            text = yaml.safe_load(text_of(model, "rdf.yaml"))
            self.assertNotIn("license", text)
            self.assertEqual(text["authors"], [dict(name="not stated")])
        data = self.training.dataset
        said = dict(authors=("Ada",), model_licence="MIT", demonstration="trained on discs")
        named = replace(data, description=replace(data.description, **said))
        names = [one.name for one in weights.session(self.models[0] / "weights.onnx").get_outputs()]
        made = export.Exported("segmenter", self.models[0], names, [], None)
        text = describe.description(replace(self.training, dataset=named), tiny.settled(self.training), made)
        self.assertEqual((text["license"], text["authors"]), ("MIT", [dict(name="Ada")]))
        self.assertEqual(text["config"]["lesionlens"]["demonstration"], "trained on discs")
        self.assertIn("**A demonstration, trained on discs.** It is taken only", sections.demonstration(named.description)[1])

    def test_channels_have_names_that_other_readers_take_and_labels_their_own(self):
        data = self.training.dataset
        label = replace(data.description.labels[0], name="hard exudate")
        named = replace(data, description=replace(data.description, labels=(label,), channels=("T1 (late)",)))
        names = [one.name for one in weights.session(self.models[0] / "weights.onnx").get_outputs()]
        made = export.Exported("segmenter", self.models[0], names, [], None)
        text = describe.description(replace(self.training, dataset=named), tiny.settled(self.training), made)
        self.assertEqual(text["inputs"][0]["axes"][1]["channel_names"], ["T1__late_"])
        self.assertEqual(text["outputs"][0]["axes"][1]["channel_names"], ["hard_exudate"])
        self.assertEqual(text["config"]["lesionlens"]["labels"][0]["name"], "hard exudate")

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
        names = ["mean Dice", "share of Dice below 0.1", "share of lesions found", "AUC"]
        self.assertEqual([gain.partition(":")[0] for gain in gains], names)
        self.assertTrue(all(": +0.0000" in gain for gain in gains), gains)

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
        names = ["with all", *ablate.MECHANISMS["segmenter"]]
        names.remove("without temporal excitation")  # it sees no neighbours
        self.assertEqual([row["network"] for row in found["segmenter"]["rows"]], names)
        names = ["with all", *ablate.MECHANISMS["classifier"]]
        self.assertEqual([row["network"] for row in found["classifier"]["rows"]], names)
        for table in found.values():
            self.assertEqual((table["fold"], table["steps"], table["share"]), ("2", 6, 0.25))
            whole = table["rows"][0]["values"]
            self.assertTrue(all(len(row["values"]) == 2 for row in table["rows"]))
            for row in table["rows"][1:]:
                self.assertAlmostEqual(row["difference"], np.mean(row["values"]) - np.mean(whole), delta=1e-4)

    def test_how_much_attention_a_lesion_gives_itself_is_told_with_each_mechanism_left_out(self):
        rows = {row["network"]: row["attention"] for row in ablate.tables(self.out)["segmenter"]["rows"]}
        for name in ("without the non-local block", "plain U-Net"):
            self.assertEqual(rows.pop(name), [None, None])
        self.assertTrue(all(value > 0 for found in rows.values() for value in found), rows)
        self.assertEqual(len(rows["without affinity"]), 2)

    def test_networks_without_a_mechanism_have_none_of_its_weights(self):
        for name, part in (("gates", "gates."), ("the non-local block", "nonlocal"), ("excitation", "excitation")):
            self.assertFalse([key for key in self.network(f"without {name}") if part in key])
            self.assertFalse([key for key in self.network("plain U-Net") if part in key])
            self.assertTrue([key for key in self.network("with all") if part in key])

    def network(self, name):
        (found,) = (self.out / "tried" / "segmenter").glob(f"{name}, fold 2, seed 1, *")
        return torch.load(found / "trained.pt")["network"]

    def test_every_run_has_a_line_in_the_log_and_the_card_a_table(self):
        with open(self.out / "experiments.csv", newline="") as f:
            names = [row["name"] for row in csv.DictReader(f)]
        self.assertEqual(len([name for name in names if name]), 2 * (6 + 2))
        card = sections.mechanisms(ablate.tables(self.out)["segmenter"])
        self.assertIn("one fold, 2 seeds, 0.25 of the schedule", card[0])

    def test_a_table_goes_into_a_card_that_was_written_before(self):
        table = ablate.tables(self.out)["segmenter"]
        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder)
            (model / "figures.json").write_text('{"figures": {"mechanisms": null}}')
            (model / "README.md").write_text("# Name\n\n## Figures\nSome.\n\n## What was tried\n\nThis.\n")
            for _ in range(2):  # a second table takes the place of the first
                ablate.into_card(table, model)
            heads = [line for line in (model / "README.md").read_text().splitlines() if line.startswith("#")]
            self.assertEqual([head[:12] for head in heads], ["# Name", "## Figures", "## Each mech", "## What was "])
            self.assertEqual(json.loads((model / "figures.json").read_text())["figures"]["mechanisms"], table)
            (model / "figures.json").write_text('{"command": "training DATA --start-from ../first", "figures": {}}')
            ablate.into_card(table, model)
            self.assertIn("0.25 of the schedule of first", (model / "README.md").read_text())

    def test_rows_of_the_same_runs_stay_when_one_is_asked_for_again(self):
        before = ablate.tables(self.out)
        with contextlib.redirect_stdout(io.StringIO()):
            arguments = "--fold", "2", "--without", "without gates"
            self.assertEqual(command.main(["ablate", str(self.data), "--out", str(self.out), *arguments]), 0)
        self.assertEqual(ablate.tables(self.out), before)

    def test_a_table_does_not_go_into_the_card_of_other_data(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            model = Path(folder) / "other-segmenter"
            model.mkdir()
            (model / "README.md").write_text("# other-segmenter\n")
            with contextlib.redirect_stderr(io.StringIO()) as said:
                arguments = "--fold", "2", "--of", "segmenter", "--cards", str(model)
                self.assertEqual(command.main(["ablate", str(self.data), "--out", str(self.out), *arguments]), 2)
            self.assertIn("is the model other-segmenter, the table is of pictures-segmenter", said.getvalue())

    def test_a_table_of_an_earlier_plan_is_in_no_card(self):
        training = proxies.training_of(self.data, self.out)
        schedule = replace(training.plan.segmenter.schedule, steps=7)
        changed = replace(training, plan=replace(training.plan, segmenter=replace(training.plan.segmenter, schedule=schedule)))
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertIsNone(ablate.table_for(changed, "segmenter"))
        self.assertIn("of another plan of the segmenter", said.getvalue())

    def test_the_card_of_a_training_that_goes_on_from_another_says_whose_schedule_it_is(self):
        training = proxies.training_of(self.data, self.out)
        self.assertEqual(ablate.table_for(training, "segmenter"), ablate.tables(self.out)["segmenter"])
        own = replace(training, plan=replace(training.plan, start="first"))
        self.assertTrue(sections.mechanisms(ablate.table_for(own, "segmenter"))[0].endswith("0.25 of the schedule"))
        schedule = replace(own.plan.segmenter.schedule, steps=7)
        more = replace(own, plan=replace(own.plan, segmenter=replace(own.plan.segmenter, schedule=schedule)))
        head = sections.mechanisms(ablate.table_for(more, "segmenter"))[0]
        self.assertIn("0.25 of the schedule of first", head)

    def test_without_all_folds_of_the_segmenter_classifiers_learn_from_experts_masks(self):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            (out / "plan.yaml").write_bytes((self.out / "plan.yaml").read_bytes())
            with contextlib.redirect_stdout(io.StringIO()):
                command.main(["ablate", str(self.data), "--out", folder, "--of", "classifier"])
            table = ablate.tables(out)["classifier"]
            segmenters = [path.name[:24] for path in (out / "tried" / "segmenter").iterdir()]
        self.assertEqual(segmenters, ["with all, fold 1, seed 1"])
        self.assertEqual([len(row["values"]) for row in table["rows"]], [2, 2])
        self.assertIn("Trained on experts' masks alone", sections.mechanisms(table)[1])

    def test_an_unknown_fold_is_refused(self):
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(command.main(["ablate", str(self.data), "--out", str(self.out), "--fold", "9"]), 2)
        self.assertIn("the plan has 1, 2", said.getvalue())


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
