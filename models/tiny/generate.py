#!/usr/bin/env python3
"""Makes the networks of this folder: `python models/tiny/generate.py` (twice gives the same bytes).

requirements: numpy==2.4.6 onnx==1.23.1 onnxruntime==1.30.0 PyYAML==6.0.3

Each is a folder with weights.onnx, test tensors, rdf.yaml and README.md. The tests' answers come from the formulas in
closed form (closed_form.py), not from the network, and the network is held to them here.
"""
import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import yaml

import closed_form
import detectors
import neighbours
import networks
from kinds import KINDS

HERE = Path(__file__).parent
TOLERANCE = {np.dtype("float32"): 2e-5, np.dtype("float16"): 4e-3, np.dtype("int64"): 0}
SEGMENTER, CLASSIFIER = "brain-t1ce-segmenter", "brain-t1ce-classifier"
BRAIN = dict(scheme="SCT", value="12738006", meaning="Brain")
CLASSES = [("meningioma", "302820008", "Intracranial meningioma", "#56B4E9"),
           ("glioma", "393564001", "Glioma", "#D55E00"),
           ("pituitary", "127024001", "Neoplasm of pituitary gland", "#009E73")]


@dataclass(frozen=True)
class Tiny:
    """A network with a test tensor and what it must answer."""
    folder: str
    summary: str
    graph: onnx.GraphProto
    image: np.ndarray
    answers: dict
    channels: tuple
    classes: tuple
    own: dict | None = None

    @property
    def name(self):
        return Path(self.folder).name


def noise(*shape, seed=5):
    """Two digits after the point: the same on every machine."""
    return np.round(np.random.default_rng(seed).normal(size=shape), 2).astype(np.float32)


def window(kind, **more):
    return dict(kind=kind, spacing_mm=1.5, field_of_view_mm=240.0, stride=16, **more)


def label(name, code, meaning, color):
    return dict(name=name, code=dict(scheme="SCT", value=code, meaning=meaning), color=color)


def own(task, **more):
    """What LesionLens adds to a description."""
    normalization = dict(statistics="volume", foreground="above-mean", clip=[-5.0, 10.0])
    return dict(task=task, modality="MR", image="contrast-enhanced T1", body_part=BRAIN, normalization=normalization,
                **more)


def segmenter():
    image = np.round(noise(2, 1, 16, 32) * 0.3 + 0.7, 2).astype(np.float32)
    explanations = dict(
        gates=["gate2", "gate1", "gate0"], query="query", key="key", attended="nonlocal_input",
        excitations=list(closed_form.SEGMENTER_CHANNELS), features=closed_form.SEGMENTER_FEATURES,
        excitation_means=dict(source="excitation-means.yaml"))
    return Tiny(
        SEGMENTER, "Stands in for a network of 8 MB: finds what is as bright as the lesion of the phantom in test-data.",
        networks.segmenter(), image, closed_form.segmenter(image), ("t1ce",), ("lesion",),
        own("segmentation", window=window("whole-slice"), threshold=0.5, min_volume_ml=0.1, min_area_mm2=20.0,
            max_flatness=2.0, labels=[label("lesion", "108369006", "Neoplasm", "#E69F00")], explanations=explanations))


def classifier():
    image = noise(2, 2, 16, 32, seed=6)
    image[:, 1] = 0
    image[0, 1, 5:14, 7:30] = 1
    image[1, 1, 8:16, 8:16] = 1
    explanations = dict(
        class_activation="class_activation", excitations=list(closed_form.CLASSIFIER_CHANNELS),
        features=closed_form.CLASSIFIER_FEATURES, excitation_means=dict(source="excitation-means.yaml"))
    return Tiny(
        CLASSIFIER, "Stands in for a network of 5 MB: tells the kind of a lesion by its mean brightness.",
        networks.classifier(), image, closed_form.classifier(image), ("t1ce", "mask"), tuple(c[0] for c in CLASSES),
        own("classification", window=window("patch", size=64, step=1.0), labels=[label(*c) for c in CLASSES],
            explanations=explanations))


def foreign(kind):
    """Of another form than LesionLens runs today; its description is a plain bioimage.io one."""
    image = noise(2, kind.channels, *(4, 8, 12)[3 - kind.dimensions:], seed=7).astype(kind.type)
    return Tiny(f"foreign/{kind.name}", kind.summary, networks.foreign(kind), image, closed_form.foreign(kind, image),
                tuple(f"channel{c}" for c in range(kind.channels)), tuple(f"class{k}" for k in range(kind.classes)))


def detector(name):
    """Steps of a sixteenth: a tie is one on every machine."""
    summary, channels, dims, graph, formula, described = {
        "bright-detector": ("Draws boxes round rectangles on black, seen whole.", ("image",), 2, detectors.bright_graph,
                            detectors.bright, detectors.bright_own),
        "colour-detector": ("Draws boxes round rectangles of one colour, seen in tiles.", detectors.CHANNELS, 2,
                            detectors.colour_graph, detectors.coloured, detectors.colour_own),
        "raw-detector": ("Says distances and logits of cells.", ("image",), 2, lambda: detectors.raw_graph(2),
                         detectors.raw, detectors.raw_own),
        "volume-detector": ("Says distances and logits of cells of volumes.", ("image",), 3,
                            lambda: detectors.raw_graph(3), detectors.raw, detectors.volume_own)}[name]
    shape = (2, len(channels), *(16, 16, 32)[3 - dims:])
    image = (np.round(np.clip(noise(*shape, seed=8) * 0.5, -1, 1) * 16) / 16).astype(np.float32)
    own_ = described()
    return Tiny(f"detectors/{name}", summary, graph(), image, formula(image), tuple(channels),
                tuple(one["name"] for one in own_["labels"]), own_)


def sees_neighbours(kind):
    """Steps of a sixteenth."""
    summary, graph, formula, size = {
        "slices": ("Averages a slice and its neighbours, seen as channels.", neighbours.slices_graph, neighbours.slices, ()),
        "frames": ("Averages a frame and its neighbours, seen as an axis.", neighbours.frames_graph, neighbours.frames, (4,)),
    }[kind]
    image = noise(2, len(neighbours.ENTERING[kind]), *size, 16, 32, seed=9)
    image = (np.round(np.clip(image * 0.5, -1, 1) * 16) / 16).astype(np.float32)
    return Tiny(f"neighbours/weighted-{kind}", summary, graph(), image, formula(image), neighbours.ENTERING[kind],
                ("lesion",), neighbours.own(kind))


def means(tiny):
    """Excitations at the brightness of each class, by formula; what the training data would tell of a real network."""
    blocks = closed_form.SEGMENTER_CHANNELS if tiny.folder == SEGMENTER else closed_form.CLASSIFIER_CHANNELS
    return {block: {name: usual(blocks, block, bright)
                    for (name, *_), bright in zip(CLASSES, closed_form.CLASS_BRIGHTNESS, strict=True)}
            for block in blocks}


def usual(blocks, block, brightness):
    weights = closed_form.excitation(blocks, block, np.array([brightness]))[0]
    return dict(mean=[round(float(weight), 4) for weight in weights], deviation=[0.05] * len(weights))


def sizes(tensor, tiny):
    """The spatial axes of an input or an output that has them."""
    letters = "zyx"[-(tiny.image.ndim - 2):]
    if tensor == "input":
        step = dict(min=16, step=16) if tiny.own else dict(min=4, step=4)
        return [dict(type="space", id=a, size=depth(tiny) if a == "z" and depth(tiny) else step) for a in letters]
    return [dict(type="space", id=a, size=dict(tensor_id="input", axis_id=a)) for a in letters]


def depth(tiny):
    """Of a network of slices that sees neighbours along z."""
    return tiny.image.shape[2] if "context" in (tiny.own or {}) and tiny.image.ndim == 5 else None


def described(tiny, tensor, values, channel_names, file):
    if tensor in ("boxes", "scores") and values.ndim == 3:
        names = ["x0", "y0", "x1", "y1"] if tensor == "boxes" else list(tiny.classes)
        axes = [dict(type="batch"), dict(type="index", size=dict(min=1)), dict(type="channel", channel_names=names)]
        return dict(id=tensor, axes=axes, data=dict(type="float32"), test_tensor=dict(source=file))
    has_channels = values.ndim != tiny.image.ndim - 1 or depth(tiny)
    channels = [dict(type="channel", channel_names=list(channel_names))] if has_channels else []
    space = sizes(tensor, tiny)[5 - values.ndim if depth(tiny) else 0:] if values.ndim >= tiny.image.ndim - 1 and values.ndim > 2 else []
    return dict(id=tensor, axes=[dict(type="batch"), *channels, *space], data=dict(type=values.dtype.name),
                test_tensor=dict(source=file))


def description(tiny):
    main = next(iter(tiny.answers))
    text = dict(
        format_version="0.5.4", type="model", name=tiny.name, version="1",
        description=f"{tiny.summary} For tests of software: of no use for images.",
        authors=[dict(name="LesionLens developers")], license="BSD-2-Clause", documentation="README.md",
        tags=["test"], cite=[dict(text="models/tiny/closed_form.py of LesionLens", url="https://bioimage.io")],
        inputs=[described(tiny, "input", tiny.image, tiny.channels, "test-tensors/input.npy")],
        outputs=[described(tiny, main, tiny.answers[main], tiny.classes, f"test-tensors/{main}.npy")],
        weights=dict(onnx=dict(source="weights.onnx", opset_version=networks.OPSET)))
    if tiny.own is not None:
        tests = [dict(input=dict(source="test-tensors/input.npy"),
                      outputs=[dict(name=name, source=f"test-tensors/{name}.npy") for name in tiny.answers])]
        text["config"] = dict(lesionlens=dict(**tiny.own, tests=tests))
    return text


def with_hashes(node, folder):
    """The sha256 of every file that is named."""
    if isinstance(node, dict):
        hashed = {key: with_hashes(value, folder) for key, value in node.items()}
        if "source" in node:
            hashed["sha256"] = hashlib.sha256((folder / node["source"]).read_bytes()).hexdigest()
        return hashed
    return [with_hashes(value, folder) for value in node] if isinstance(node, list) else node


class Plain(yaml.SafeDumper):
    """Without anchors: a list that stands twice is written twice."""

    def ignore_aliases(self, data):
        return True


def write_yaml(path, node):
    path.write_text(yaml.dump(node, Dumper=Plain, sort_keys=False, width=110))


def require_answers(tiny, path):
    """Holds the network to the closed form."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    found = session.run(list(tiny.answers), {"input": tiny.image})
    for (name, expected), values in zip(tiny.answers.items(), found, strict=True):
        assert (values.dtype, values.shape) == (expected.dtype, expected.shape), (tiny.name, name, values.shape)
        off = np.abs(values.astype(float) - expected.astype(float)).max()
        assert off <= TOLERANCE[expected.dtype], f"{tiny.name}: {name} is off by {off}"


def formulas(tiny):
    """The file that has them."""
    parent = Path(tiny.folder).parent.name
    return parent if parent in ("detectors", "neighbours") else "closed_form"


def write(tiny):
    folder = HERE / tiny.folder
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "test-tensors").mkdir(parents=True)
    (folder / "weights.onnx").write_bytes(networks.file(tiny.graph))
    for name, values in dict(input=tiny.image, **tiny.answers).items():
        np.save(folder / "test-tensors" / f"{name}.npy", values)
    if tiny.folder in (SEGMENTER, CLASSIFIER):
        write_yaml(folder / "excitation-means.yaml", means(tiny))
    require_answers(tiny, folder / "weights.onnx")
    write_yaml(folder / "rdf.yaml", with_hashes(description(tiny), folder))
    (folder / "README.md").write_text(
        f"# {tiny.name}\n\n{tiny.summary}\n\n"
        "Made by models/tiny/generate.py for tests of software; of no use for images. What it answers stands as a formula\n"
        f"in models/tiny/{formulas(tiny)}.py.\n")
    size = (folder / "weights.onnx").stat().st_size
    assert size <= 5000, f"{tiny.name} has {size} bytes"
    print(f"{tiny.folder}: {size} bytes, outputs {', '.join(tiny.answers)}")


def main():
    shutil.rmtree(HERE / "foreign", ignore_errors=True)
    detects = map(detector, ("bright-detector", "colour-detector", "raw-detector", "volume-detector"))
    sees = map(sees_neighbours, ("slices", "frames"))
    for tiny in (segmenter(), classifier(), *map(foreign, KINDS), *detects, *sees):
        write(tiny)


if __name__ == "__main__":
    main()
