"""The folder of a detector: weights.onnx whose answer is one of boxes and scores, rdf.yaml, test tensors, figures.json
and a card. There are no weights in 8 bits and no statistics of the training's images yet.
"""

import json
import shutil
import time

import numpy as np
import torch

from . import ablate, describe, detector_card, export, finding, precision, tensors, weights
from .detector import Decoded

ANSWERS = ("boxes", "scores")
TESTED = 256  # pixels of a side of a test tensor at most: noise cannot be compressed
CITED = (
    ("Zhou et al. 2019: Objects as Points", "https://arxiv.org/abs/1904.07850"),
    ("Tian et al. 2019: FCOS: Fully Convolutional One-Stage Object Detection", "https://arxiv.org/abs/1904.01355"),
    ("Lin et al. 2017: Feature Pyramid Networks for Object Detection", "https://arxiv.org/abs/1612.03144"),
)


def write_folder(training, settled, network):
    """Nothing is there, or the whole folder OUT-detector."""
    folder = training.out.parent / f"{training.out.name}-detector"
    partial = folder.with_name(folder.name + ".tmp")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    decoded, tests = _write_network(training, network, partial)
    means = export.write_means(training, decoded, "detector", partial)
    found = settled["detector"] | dict(mechanisms=ablate.table_for(training, "detector"))
    text = description(training, settled["detector"], export.Exported("detector", partial, decoded.names, tests, means))
    export.with_hashes(partial, text)
    (partial / "rdf.yaml").write_text(export.as_yaml(text))
    figures = dict(
        weights_sha256=weights.sha256(partial / "weights.onnx"),
        command=training.command,
        date=time.strftime("%Y-%m-%d"),
        figures=export.known(found),
    )
    (partial / "figures.json").write_text(json.dumps(figures, indent=2, allow_nan=False))
    (partial / "README.md").write_text(detector_card.card(training, found))
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder


def _write_network(training, network, folder):
    inputs = test_inputs(training)
    decoded = Decoded(network.cpu().float()).eval()
    with torch.no_grad():
        decoded.names = tuple(decoded.outputs(torch.from_numpy(inputs["noise"])))
    tests = weights.write_tensors(decoded, folder / "test-tensors", inputs, ANSWERS)
    weights.write_onnx(decoded, inputs["noise"], folder / "weights.onnx")
    tests = by_size(folder, tests)
    for test in tests:
        if not weights.off(folder, test) <= test["tolerance"]:
            raise RuntimeError(
                f"{folder}: ONNX Runtime and PyTorch differ by {weights.off(folder, test):.1e} on a test tensor; "
                f"expected at most {test['tolerance']:.1e}."
            )
    return decoded, tests


def by_size(folder, tests):
    """Boxes, scores and what explains apart: of boxes, hundreds of pixels, more may be off than all of a score."""
    found = []
    for test in tests:
        for names in (["scores"], ["boxes"], [o["name"] for o in test["outputs"] if o["name"] not in ANSWERS]):
            outputs = [output for output in test["outputs"] if output["name"] in names]
            if outputs:
                most = export.SAME * weights.largest([folder / output["source"] for output in outputs])
                found.append(dict(input=dict(test["input"]), outputs=outputs, tolerance=most))
    return found


def test_inputs(training):
    """A batch of two with unequal sides, and one of the plan's window, or a part of it; noise with a fixed seed, as
    prepared images are.
    """
    form, rng = training.plan.detector.form, np.random.default_rng(5)
    window = training.plan.detector.patch or training.plan.grid.window
    window = [-(-min(length, TESTED) // step) * step for length, step in zip(window, form.stride)]
    odd = [4 * form.stride[0], 6 * form.stride[1]]
    made = {"noise": rng.normal(size=(2, form.channels, *odd)), "window": rng.normal(size=(1, form.channels, *window))}
    low, high = describe.entering_range(training.plan.grid)
    return {name: np.clip(values, low, high).astype(np.float32) for name, values in made.items()}


def description(training, settled, made):
    """The whole of rdf.yaml as a mapping."""
    about, form = training.dataset.description, training.plan.detector.form
    cited = [*CITED, *([describe.CITED["excitation"]] if form.excitation else [])]
    return dict(
        format_version="0.5.4",
        type="model",
        name=f"{about.name}-detector",
        version="1",
        description=f"{network_name(form)} that draws boxes round {kinds(about)} on {about.image or about.modality} "
        "images. For research, not a medical device.",
        **describe.of_networks(about),
        documentation="README.md",
        tags=[about.modality.lower(), "2d", "detection"],
        cite=[*(dict(text=text, url=url) for text, url in cited), *describe.source_of(about)],
        inputs=[
            dict(
                id="input",
                description="as config.lesionlens says",
                axes=describe._axes(form, list(about.channels)),
                data=dict(type="float32"),
                preprocessing=tensors.entering(*describe.entering_range(training.plan.grid)),
                test_tensor=dict(source="test-tensors/input_noise.npy"),
            )
        ],
        outputs=_outputs(made, about),
        weights=dict(onnx=dict(source="weights.onnx", opset_version=weights.OPSET)),
        config=dict(lesionlens=_own(training, settled, made)),
    )


def network_name(form):
    return f"Anchor-free detector on {'an SE-ResNet' if form.excitation else 'a ResNet'}"


def kinds(about):
    names = [label.name for label in about.lesions]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _outputs(made, about):
    noise = made.folder / "test-tensors" / "noise"
    answers = {name: np.load(noise / f"{name}.npy", mmap_mode="r") for name in made.outputs}
    entered = np.load(made.folder / "test-tensors" / "input_noise.npy", mmap_mode="r").shape
    known = [
        _rows("boxes", "x0, y0, x1, y1 in pixels of the input, between pixel edges", ["x0", "y0", "x1", "y1"]),
        _rows("scores", "0 to 1; 0 where a cell beside it is surer", [label.name for label in about.lesions]),
    ]
    return tensors.described(known, answers, entered, "test-tensors/noise")


def _rows(name, words, columns):
    axes = [dict(type="batch"), dict(type="index", size=dict(min=1)), dict(type="channel", channel_names=tensors.identifiers(columns))]
    return dict(
        id=name,
        description=f"a row for each cell that answers: {words}",
        axes=axes,
        data=dict(type="float32"),
        test_tensor=dict(source=f"test-tensors/noise/{name}.npy"),
    )


def _own(training, settled, made):
    about, plan = training.dataset.description, training.plan
    own = dict(task="detection", modality=about.modality, image=about.image)
    if about.body_part:
        own["body_part"] = about.body_part
    if about.demonstration:
        own["demonstration"] = about.demonstration
    own |= describe._slices(training, plan.detector.form, True)
    if plan.detector.patch:
        size = (plan.detector.view or plan.detector.patch)[-1]
        own["window"] |= dict(kind="tiles", size=size, overlap=finding.overlap(size))
    own["channels"] = [dict(name=name) for name in about.channels]
    own["detection"] = dict(
        boxes="boxes",
        scores="scores",
        coordinates="x0 y0 x1 y1",
        pixels="input",
        decoded=True,
        least_score=finding.LEAST,
        most=finding.MOST,
        suppression=dict(kind="hard", overlap=finding.SAME[about.hits], over="label"),
        thresholds=[settled["labels"][label.name]["threshold"] for label in about.lesions],
        hit=dict(rule="overlap", least=0.5)
        if about.hits == "overlap"
        else dict(rule="centre", grown_pixels=precision.GROWN),
    )
    labels = [dict(name=label.name, value=label.value, code=dict(label.code), color=label.color) for label in about.lesions]
    own["labels"] = [{key: value for key, value in label.items() if value} for label in labels]
    excitations = [name for name in made.outputs if name.endswith("excitation")]
    explained = dict(excitations=excitations, class_activation="class_activation", features={})
    if made.means:
        explained["excitation_means"] = dict(source=made.means)
    return own | dict(explanations=explained, tests=made.tests)
