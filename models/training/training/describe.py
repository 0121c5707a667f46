"""rdf.yaml: a bioimage.io description 0.5 with what LesionLens needs under config.lesionlens."""

import re

import numpy as np

from . import int8, suitability, tensors

CITED = {
    "gates": (
        "Oktay et al. 2018: Attention U-Net: Learning Where to Look for the Pancreas",
        "https://arxiv.org/abs/1804.03999",
    ),
    "nonlocal": ("Wang et al. 2018: Non-local Neural Networks", "https://arxiv.org/abs/1711.07971"),
    "excitation": ("Hu et al. 2018: Squeeze-and-Excitation Networks", "https://arxiv.org/abs/1709.01507"),
    "scse": (
        "Roy et al. 2018: Concurrent Spatial and Channel Squeeze and Excitation in Fully Convolutional Networks",
        "https://arxiv.org/abs/1803.02579",
    ),
    "inception": ("Szegedy et al. 2015: Going Deeper with Convolutions", "https://arxiv.org/abs/1409.4842"),
}


def description(training, settled, made):
    """The whole file as a mapping; `made` is an export.Exported."""
    about, plan, segments = training.dataset.description, training.plan, made.kind == "segmenter"
    form = getattr(plan, made.kind).form
    context = getattr(plan, made.kind).context
    names = context.names(about.channels) if context else list(about.channels)
    names += ["mask"] if not segments else ["box"] if plan.prompt == "box" else []
    what = (
        f"outlines {' and '.join(label.name for label in about.lesions)}"
        if segments
        else f"tells {' and '.join(about.class_names)} apart"
    )
    return dict(
        format_version="0.5.4",
        type="model",
        name=f"{about.name}-{made.kind}",
        version="1",
        description=f"{network_name(form, segments)} that {what} on "
        f"{about.image or about.modality} images. "
        "For research, not a medical device.",
        **of_networks(about),
        documentation="README.md",
        tags=[about.modality.lower(), f"{form.dims}d", "segmentation" if segments else "classification", "attention"],
        cite=_cited(form, segments, about),
        inputs=[
            dict(
                id="input",
                description="as config.lesionlens says",
                axes=_axes(form, names),
                data=dict(type="float32"),
                preprocessing=tensors.entering(*entering_range(plan.grid)),
                test_tensor=dict(source="test-tensors/input_noise.npy"),
            )
        ],
        outputs=_outputs(made, _answers(form, about, segments)),
        weights=dict(onnx=dict(source="weights.onnx", opset_version=17)),
        config=dict(lesionlens=_own(training, settled, made, form, names)),
    )


def of_networks(about):
    """Authors and licence of the networks, as dataset.yaml says them."""
    authors = [dict(name=name) for name in about.authors or ("not stated",)]
    return dict(authors=authors) | (dict(license=about.model_licence) if about.model_licence else {})


def network_name(form, segments):
    """In the words of the field."""
    if segments:
        return "Attention U-Net" if form.gates else "U-Net"
    kind = "Inception" if form.kind == "inception" else "ResNet"
    return f"SE-{kind}" if form.excitation else kind


def entering_range(grid):
    """Lowest and highest number that a prepared image may have."""
    return (-1.0, 1.0) if grid.normalization == "range" else grid.clip


def _outputs(made, axes):
    noise = made.folder / "test-tensors" / "noise"
    answers = {name: np.load(noise / f"{name}.npy", mmap_mode="r") for name in made.outputs}
    entered = np.load(made.folder / "test-tensors" / "input_noise.npy", mmap_mode="r").shape
    probability = dict(
        id="probability",
        description="probability of each label or class",
        axes=axes,
        data=dict(type="float32", range=[0.0, 1.0]),
        test_tensor=dict(source="test-tensors/noise/probability.npy"),
    )
    return tensors.described([probability], answers, entered, "test-tensors/noise")


def _cited(form, segments, about):
    kinds = [
        kind
        for kind, there in (
            ("gates", segments and form.gates),
            ("nonlocal", segments and form.nonlocal_level >= 0),
            ("excitation", form.excitation),
            ("scse", segments and form.excitation),
            ("inception", not segments and form.kind == "inception"),
        )
        if there
    ]
    cited = [dict(text=CITED[kind][0], url=CITED[kind][1]) for kind in kinds]
    return cited + source_of(about)


def source_of(about):
    """The citation of the data, for bioimage.io takes none without a DOI or an address; the card has it all the same."""
    doi = re.search(r"\b10\.\d{4,9}/[^\s;,]+", about.citation)
    url = re.search(r"https?://[^\s;,]+", about.citation)
    if not doi and not url:
        return []
    where = dict(doi=doi.group().rstrip(".)")) if doi else dict(url=url.group().rstrip(".)"))
    return [dict(text=about.citation + " (training data)", **where)]


def _axes(form, names):
    space = [
        dict(type="space", id=axis, size=dict(min=4 * stride, step=stride))
        for axis, stride in zip("zyx"[-form.dims :], form.stride)
    ]
    return [dict(type="batch"), dict(type="channel", channel_names=tensors.identifiers(names))] + space


def _answers(form, about, segments):
    names = [label.name for label in about.lesions] if segments else about.class_names
    axes = [dict(type="batch"), dict(type="channel", channel_names=tensors.identifiers(names))]
    if not segments:
        return axes
    return axes + [dict(type="space", id=axis, size=dict(tensor_id="input", axis_id=axis)) for axis in "zyx"[-form.dims :]]


def _own(training, settled, made, form, names):
    about, grid, segments = training.dataset.description, training.plan.grid, made.kind == "segmenter"
    own = dict(task="segmentation" if segments else "classification", modality=about.modality, image=about.image)
    if about.body_part:
        own["body_part"] = about.body_part
    if about.demonstration:
        own["demonstration"] = about.demonstration
    if context := getattr(training.plan, made.kind).context:
        own["channels"] = [dict(name=name) for name in about.channels]
        own["context"] = vars(context) | {"as": "channels"}
    if training.plan.prompt and segments:
        own["prompt"] = training.plan.prompt
    own |= _slices(training, form, segments) if grid.dims == 2 else _volumes(training, form, segments, names)
    if segments:
        own |= _settings(settled["segmenter"], grid)
        own |= _of_volumes(settled["segmenter"]["volumes"])
        if (made.folder / suitability.FILE).exists():
            own["suitability"] = dict(source=suitability.FILE)
    if made.int8_tests is not None:
        own["int8"] = dict(source=int8.FILE, tests=made.int8_tests)
    labels = (
        [dict(name=label.name, code=label.code, color=label.color) for label in about.lesions]
        if segments
        else [
            dict(name=entry["name"], code=entry.get("code", {}), color=entry.get("color", "#E69F00"))
            for entry in about.classes
        ]
    )
    own["labels"] = [{key: value for key, value in label.items() if value} for label in labels]
    return own | dict(explanations=_explanations(made, form, segments), tests=made.tests)


def _slices(training, form, segments):
    """Where images have no millimetres their long side fills the window, whatever an image says of its pixel size."""
    grid = training.plan.grid
    if grid.spacing is None:
        size = dict(long_side=grid.window[-1])
    else:
        size = dict(spacing_mm=grid.spacing[-1], field_of_view_mm=round(grid.spacing[-1] * grid.window[-1], 3))
    window = dict(kind="whole-slice" if segments else "patch", **size, stride=form.stride[-1])
    if not segments:
        window |= dict(size=training.plan.classifier.patch[-1], step=training.plan.classifier.patch_step)
    over = "slice" if grid.spacing is None else "volume"
    normalization = dict(statistics=over, foreground="above-mean", clip=list(grid.clip))
    if grid.normalization == "range":
        normalization = dict(range=list(grid.clip))
    return dict(window=window, normalization=normalization)


def _volumes(training, form, segments, names):
    """Spacing, sides and strides along x, y, z."""
    grid = training.plan.grid
    low, high = grid.clip
    steps = [dict(step="reorient", to="LPS")]  # as images._read has them, however a file cuts its slices
    scale = [
        dict(step="clip", minimum=low, maximum=high),
        dict(step="linear", gain=2 / (high - low), offset=-1 - 2 * low / (high - low)),
    ]
    if grid.normalization != "range":
        scale = [dict(step="z-score", foreground="above-mean"), dict(step="clip", minimum=low, maximum=high)]
    steps += scale + [dict(step="resample", spacing_mm=list(grid.spacing[::-1]), within="triangle", across="triangle")]
    seen = grid.window if segments else training.plan.classifier.patch
    sides = [dict(least=side, step=stride) for side, stride in zip(seen[::-1], form.stride[::-1])]
    fill = dict(mode="edge" if grid.outside == "edge" or not segments else "lowest")
    network = dict(
        input=dict(name="input", axes="bczyx"),
        window=dict(kind="whole" if segments else "patch", sides=sides, fill=fill),
    )
    if not segments:
        network["window"]["step"] = training.plan.classifier.patch_step
    own = dict(preparation=steps, network=network, channels=[dict(name=name) for name in names])
    return own | (dict(output=dict(name="probability", axes="bczyx")) if segments else {})


def _settings(settled, grid):
    """The smallest lesion in mm2 and ml; in pixels of the grid where images have no mm."""
    size = settled["smallest_voxels"]
    if grid.spacing is None:
        smallest = dict(min_volume_ml=0.0, min_area_mm2=0.0, min_area_pixels=round(size, 2))
        return dict(threshold=settled["threshold"], **smallest)
    for step in grid.spacing:
        size *= step
    area, volume = (round(size, 2), 0.0) if grid.dims == 2 else (0.0, round(size / 1000, 5))
    return dict(threshold=settled["threshold"], min_volume_ml=volume, min_area_mm2=area)


def _of_volumes(settled):
    """Where the data set has volumes of slices, what out-of-fold answers settled for them."""
    if not settled:
        return {}
    return dict(min_volume_ml=settled["smallest_ml"], max_flatness=settled["flattest"])


def _explanations(made, form, segments):
    excitations = [name for name in made.outputs if name.endswith("excitation")]
    found, features = dict(excitations=excitations), {}
    if segments:
        found["gates"] = [name for name in made.outputs if name.startswith("gate")]
        pairs = (
            (f"encoder{len(form.widths) - 1}_excitation", "encoder_features"),
            ("decoder0_excitation", "decoder_features"),
        )
        features = {name: feature for name, feature in pairs if name in excitations}
        if "query" in made.outputs:
            found |= dict(query="query", key="key", attended="nonlocal_input")
    else:
        found["class_activation"] = "class_activation"
        features = {excitations[-1]: "features"} if excitations else {}
    if made.means:
        found["excitation_means"] = dict(source=made.means)
    return found | dict(features=features)
