"""Model folders from trained networks: weights.onnx and weights-int8.onnx, rdf.yaml, test tensors, what the training
looked like, figures.json and a card.

OUT is the trainer's folder; OUT-segmenter, OUT-classifier and OUT-detector come beside it. Test tensors are made by
PyTorch before the export, and ONNX Runtime is held to them.
"""

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml

from . import ablate, card, describe, detector_export, failures, folds, int8, suitability, telling, weights
from .weights import difference, sha256

MEANS, MOST = "excitation-means.yaml", 100
SAME = 1e-4  # the largest difference to the test tensors that the program takes, of numbers up to 1

__all__ = ["Exported", "difference", "export", "sha256", "write_folder"]


@dataclass(frozen=True)
class Exported:
    """What a description is written from: the network's kind, its folder, the names of its outputs, the tests, the file
    of excitation means, and the tests of the weights in 8 bits.
    """

    kind: str
    folder: Path
    outputs: tuple
    tests: list
    means: str | None
    int8_tests: list | None = None


def export(training, settled):
    """Writes a folder for each network and returns them."""
    return [_network(training, settled, kind) for kind in training.plan.networks()]


def _network(training, settled, kind):
    if kind == "detector":
        return detector_export.write_folder(training, settled, weights.trained(training, kind))
    return write_folder(training, settled, kind, weights.trained(training, kind))


def write_folder(training, settled, kind, network):
    """Nothing is there, or the whole folder."""
    folder = training.out.parent / f"{training.out.name}-{kind}"
    partial = folder.with_name(folder.name + ".tmp")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    flat, tests = _write_network(training, settled, kind, network, partial)
    means = write_means(training, flat, kind, partial)
    found = settled[kind] | looked_at(training, settled, kind, partial)
    found["mechanisms"] = ablate.table_for(training, kind)
    int8_tests, found["int8"] = int8.write(training, flat, kind, partial)
    _describe(training, settled, Exported(kind, partial, flat.names, tests, means, int8_tests))
    _write_figures(training, kind, found, partial)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder


def write_plain(training, settled, kind, network, folder):
    """A folder that the program can run, without what goes beside the weights: for the folds' networks."""
    partial = folder.with_name(folder.name + ".tmp")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    flat, tests = _write_network(training, settled, kind, network, partial)
    _describe(training, settled, Exported(kind, partial, flat.names, tests, None))
    partial.rename(folder)


def _write_network(training, settled, kind, network, folder):
    noise = test_inputs(training.plan, network.form, kind)
    temperature = settled["classifier"]["temperature"] if kind == "classifier" else None
    flat = weights.flat(network, kind, temperature, noise["noise"])
    tests = weights.write_tensors(flat, folder / "test-tensors", telling_inputs(training.plan, kind, noise, flat.answer))
    weights.write_onnx(flat, noise["noise"], folder / "weights.onnx")
    worst, most = difference(folder), SAME * weights.scale(folder)
    if worst > most:
        raise RuntimeError(
            f"{folder}: ONNX Runtime and PyTorch differ by {worst:.1e} on the test tensors; "
            f"expected at most {most:.1e}."
        )
    if worst > SAME / 2:  # on another processor it may be beyond what the program takes where nothing is said
        tests = [test | dict(tolerance=most) for test in tests]
    return flat, tests


def looked_at(training, settled, kind, folder):
    """What it says of images that it is not made for; of a segmenter the statistics of its training as well."""
    if kind == "classifier":
        return dict(phantoms=failures.classifier(training, folder))
    level = suitability.Level(folder / "weights.onnx", training.plan)
    usual, figures = suitability.write(training, level, folder / suitability.FILE)
    asked = failures.Asked(training, settled["segmenter"], usual, level, weights.Runtime(folder / "weights.onnx"))
    return dict(suitability=figures, phantoms=failures.segmenter(asked))


def _describe(training, settled, made):
    text = describe.description(training, settled, made)
    with_hashes(made.folder, text)
    (made.folder / "rdf.yaml").write_text(as_yaml(text))


def as_yaml(description):
    return yaml.safe_dump(description, sort_keys=False, allow_unicode=True, width=110)


def _write_figures(training, kind, found, folder):
    figures = dict(
        weights_sha256=sha256(folder / "weights.onnx"),
        **(dict(int8_sha256=sha256(folder / int8.FILE)) if (folder / int8.FILE).exists() else {}),
        command=training.command,
        date=time.strftime("%Y-%m-%d"),
        figures=known(found),
    )
    (folder / "figures.json").write_text(json.dumps(figures, indent=2, allow_nan=False))
    (folder / "README.md").write_text(card.card(training, found, kind))


def known(found):
    """Without what is no number, which JSON has no word for."""
    if isinstance(found, dict):
        return {key: known(value) for key, value in found.items() if value == value}
    return [known(value) for value in found] if isinstance(found, list) else found


def write_means(training, flat, kind, folder):
    means = means_of(training, flat, kind)
    if not means:
        return None
    text = yaml.safe_dump(means, default_flow_style=None, width=120)
    (folder / MEANS).write_text("# written by the trainer\n" + text)
    return MEANS


def means_of(training, flat, kind):
    """{excitation: {class: {mean, deviation}}} over at most MOST images of each class; nothing where there are no
    classes.
    """
    sums = {}
    for name in training.dataset.description.class_names:
        items = [item for item in training.prepared.items if item.kind == name and item.lesion]
        for item in items[:: max(1, len(items) // MOST)]:
            with torch.no_grad():
                found = flat.outputs(folds.network_input(training, item, kind)[None])
            for output, value in found.items():
                if output.endswith("excitation"):
                    _add(sums.setdefault(output, {}), name, value.flatten().double().numpy())
    return {output: {name: _moments(*entry) for name, entry in by_class.items()} for output, by_class in sums.items()}


def _add(sums, name, values):
    """Into the sums of numbers and squares, in place: small arrays kept between large ones let the memory grow."""
    if name not in sums:
        sums[name] = np.zeros(1), np.zeros(len(values)), np.zeros(len(values))
    for total, more in zip(sums[name], (1, values, values**2)):
        total += more


def _moments(count, total, squares):
    mean = total / count
    return dict(mean=_rounded(mean), deviation=_rounded(np.sqrt(np.maximum(0, squares / count - mean**2))))


def _rounded(values):
    return [round(float(value), 4) for value in values]


def test_inputs(plan, form, kind):
    """A batch of two with unequal sides, and one of the plan's window; noise with a fixed seed."""
    rng, channels = np.random.default_rng(5), form.channels + (kind == "classifier")
    window = plan.grid.window if kind == "segmenter" else plan.classifier.patch
    odd = [max(4, 32 // s) * s if k < len(form.stride) - 1 else max(6, 48 // s) * s for k, s in enumerate(form.stride)]
    inputs = {"noise": rng.normal(size=(2, channels, *odd)), "window": rng.normal(size=(1, channels, *window))}
    for values in inputs.values():
        np.clip(values, *describe.entering_range(plan.grid), out=values)  # as prepared images are
        if kind == "classifier" or plan.prompt == "box":
            values[:, -1] = suitability.middle(values.shape[2:])
    return {name: values.astype(np.float32) for name, values in inputs.items()}


def telling_inputs(plan, kind, noise, answer):
    """Of noise, which a segmenter may say nothing of, images that it answers; classifiers always say something."""
    if kind == "classifier":
        return noise
    box = suitability.middle if plan.prompt == "box" else None
    return telling.inputs(noise, describe.entering_range(plan.grid), box, answer)


def with_hashes(folder, node):
    if isinstance(node, dict):
        if "source" in node:
            node["sha256"] = sha256(folder / node["source"])
        for value in node.values():
            with_hashes(folder, value)
    elif isinstance(node, list):
        for value in node:
            with_hashes(folder, value)
