#!/usr/bin/env python3
"""Follows nothing but rdf.yaml of the shipped models, with ONNX Runtime and numpy: `cross_check_models.py [JAR]`.

The description must name every output of the network in its order, the test tensors must have the axes that it says and come out
of its preprocessing, network and postprocessing, and an image that is made here must get the probabilities that `analyze` writes.
What comes before the network is done as docs/models.md says. Only what is wrong is listed. Exit code 1 if something differs; 0 with
a message if a package is missing, or if there is no jar (then only `analyze` is left out).
"""
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import nibabel
    import numpy as np
    import onnxruntime
    import yaml
    from PIL import Image
except ImportError as missing:
    print(f"SKIPPED: the cross-check of the models' descriptions: {missing}")
    sys.exit(0)

MODELS = Path(__file__).parents[3] / "models"
SEGMENTER, CLASSIFIER = "brain-t1ce-segmenter", "brain-t1ce-classifier"
TOLERANCE = 1e-4
faults = []


def wrong(what):
    faults.append(what)
    print("WRONG: " + what)


class Described:
    """A model as another program sees it."""

    def __init__(self, folder):
        self.folder = folder
        self.text = yaml.safe_load((folder / "rdf.yaml").read_text())
        self.input, self.outputs = self.text["inputs"][0], self.text["outputs"]
        self.session = onnxruntime.InferenceSession(self.file(self.text["weights"]["onnx"]), providers=["CPUExecutionProvider"])

    def file(self, named):
        path = self.folder / named["source"]
        if hashlib.sha256(path.read_bytes()).hexdigest() != named["sha256"]:
            wrong(f"{path}: another sha256 than the description says")
        return path

    def run(self, image):
        """{id: answer} of an image."""
        entering = processed(image, self.input.get("preprocessing", []))
        answers = self.session.run(None, {self.session.get_inputs()[0].name: entering})
        return {output["id"]: processed(answer, output.get("postprocessing", []))
                for output, answer in zip(self.outputs, answers, strict=True)}


def processed(values, steps):
    for step in steps:
        arguments = step.get("kwargs", {})
        if step["id"] == "ensure_dtype":
            values = values.astype(arguments["dtype"])
        elif step["id"] == "clip":
            values = np.clip(values, arguments["min"], arguments["max"])
        else:
            raise ValueError(f"the step {step['id']} is not known here")
    return values


def sizes(axes, entered):
    """What the description says of a shape; None for any."""
    for axis in axes:
        if axis["type"] == "channel":
            yield len(axis["channel_names"])
        elif axis["type"] == "batch":
            yield None
        elif isinstance(axis["size"], int):
            yield axis["size"]
        elif "min" in axis["size"]:
            yield None
        else:
            yield int(entered["yx".index(axis["size"]["axis_id"]) + 2] / axis.get("scale", 1) + axis["size"].get("offset", 0))


def check_tensors(name):
    model = Described(MODELS / name)
    ids, names = [output["id"] for output in model.outputs], [output.name for output in model.session.get_outputs()]
    if ids != names:
        return wrong(f"{name}: the description has the outputs {ids}, the network {names}")
    image = np.load(model.file(model.input["test_tensor"]))
    for axis, size in zip(model.input["axes"], image.shape, strict=True):
        if axis["type"] == "space" and (size < axis["size"]["min"] or (size - axis["size"]["min"]) % axis["size"]["step"]):
            wrong(f"{name}: the test image has {size} places along {axis['id']}")
    answers = model.run(image)
    for output in model.outputs:
        expected = np.load(model.file(output["test_tensor"]))
        said = list(sizes(output["axes"], image.shape))
        if len(said) != expected.ndim or any(a not in (None, b) for a, b in zip(said, expected.shape)):
            wrong(f"{name}: {output['id']} has the shape {expected.shape}, the description says {said}")
        elif not np.abs(answers[output["id"]] - expected).max() < TOLERANCE:
            wrong(f"{name}: {output['id']} is off by {np.abs(answers[output['id']] - expected).max():.1e}")
    return None


def head(shape, spacing):
    """A bright head with a brighter ball in it, x to the left, y to the back, z up."""
    x, y, z = np.meshgrid(*((np.arange(n) - (n - 1) / 2) * s for n, s in zip(shape, spacing)), indexing="ij")
    folds = np.sin(x / 7) * np.cos(y / 9)
    inside = (x / 74) ** 2 + (y / 94) ** 2 + (z / 90) ** 2
    values = np.where(inside < 1, np.where(inside < 0.8, 420 + 30 * folds, 900), 8)
    lesion = ((x - 30) / 14) ** 2 + ((y + 20) / 17) ** 2 + (z / 15) ** 2 < 1
    noise = np.random.default_rng(3).normal(0, 8, shape)
    return (np.where(lesion, 1500, values) + noise).astype(np.float32)


def scaled_by(normalization, values):
    """Z-scores by what is above the mean, or a range of the image's own units as -1 to 1."""
    counted = values.astype(np.float64)
    if "range" in normalization:
        low, high = normalization["range"]
        return ((np.clip(counted, low, high) - low) / (high - low) * 2 - 1).astype(np.float32)
    above = counted[counted > counted.mean()]
    return np.clip((counted - above.mean()) / above.std(), *normalization["clip"]).astype(np.float32)


def prepared(volume, spacing, own):
    """In the words of docs/models.md: normalised, clipped, resampled, padded; slices z, 1, y, x."""
    scaled = scaled_by(own["normalization"], volume)
    window, stride = own["window"], own["window"]["stride"]
    if "long_side" in window:
        side = [max(1, round(n * window["long_side"] / max(volume.shape[:2]))) for n in volume.shape[:2]]
        least = -(-window["long_side"] // stride) * stride
    else:
        side = [round(n * s / window["spacing_mm"]) for n, s in zip(volume.shape[:2], spacing)]
        least = -(-round(window["field_of_view_mm"] / window["spacing_mm"]) // stride) * stride
    slices = []
    for k in range(volume.shape[2]):
        small = np.asarray(Image.fromarray(scaled[:, :, k].T).resize(side, Image.Resampling.BILINEAR))
        full = [max(least, -(-n // stride) * stride) for n in small.shape]
        start = [(a - b) // 2 for a, b in zip(full, small.shape)]
        slices.append(np.full(full, small.min(), np.float32))
        place = tuple(slice(a, a + b) for a, b in zip(start, small.shape))
        slices[-1][place] = small
    return np.stack(slices)[:, None], place


def check_analysis(jar, folder, shape, spacing):
    model = Described(MODELS / SEGMENTER)
    volume = head(shape, spacing)
    path = folder / f"head-{shape[0]}.nii.gz"
    nibabel.save(nibabel.Nifti1Image(volume, np.diag((-spacing[0], -spacing[1], spacing[2], 1))), path)
    subprocess.run(["java", f"-Dlesionlens.models={MODELS}", "-jar", jar, "analyze", path, "--output", folder / "out", "--model",
                    SEGMENTER, "--classifier", "none", "--device", "cpu"], check=True, capture_output=True)
    found = nibabel.load(folder / "out" / path.name.split(".")[0] / "probability.nii.gz").get_fdata()
    image, place = prepared(volume, spacing, model.text["config"]["lesionlens"])
    answers = model.run(image)["probability"][:, 0]
    for k, answer in enumerate(answers):
        back = np.asarray(Image.fromarray(answer[place]).resize(shape[:2], Image.Resampling.BILINEAR)).T
        worst = np.abs(back - found[:, :, k]).max()
        if not worst < 2e-5 or not answers.max() > 0.5:
            wrong(f"slice {k} of {path.name}: analyze and the description differ by {worst:.1e}")


def check_picture(jar, folder, name):
    """Of a model of images without mm: a picture without a pixel size, and one that has it."""
    model = Described(MODELS / name)
    rows, columns = np.mgrid[:301, :440]
    bright = ((rows - 120) / 40) ** 2 + ((columns - 250) / 60) ** 2 < 1
    noise = np.random.default_rng(4).normal(0, 12, rows.shape)
    picture = np.clip(90 + 40 * np.sin(columns / 23) - 60 * bright + noise, 0, 255).astype(np.uint8)
    image, place = prepared(picture.T[:, :, None], None, model.text["config"]["lesionlens"])
    answer = model.run(image)["probability"][0, 0]
    expected = np.asarray(Image.fromarray(answer[place]).resize(picture.shape[::-1], Image.Resampling.BILINEAR))
    in_mm = dict(x_resolution=20.0, y_resolution=20.0, resolution_unit=1, description="ImageJ=1.54p\nunit=mm\n")
    for kind, options in (("bare.png", {}), ("calibrated.tif", in_mm)):
        Image.fromarray(picture).save(folder / kind, **options)
        subprocess.run(["java", f"-Dlesionlens.models={MODELS}", "-jar", jar, "analyze", folder / kind, "--output", folder / name,
                        "--model", name, "--classifier", "none", "--device", "cpu"], check=True, capture_output=True)
        found = np.asarray(Image.open(folder / name / kind.split(".")[0] / "probability.tif"))
        worst = np.abs(found - expected).max()
        if not worst < 2e-5:
            wrong(f"{kind}: analyze and the description of {name} differ by {worst:.1e}")


def check_sequence(jar, folder, name, frames=4):
    """Of a model of frames in colour that sees neighbours as channels: a TIFF of some frames."""
    model = Described(MODELS / name)
    own, rng = model.text["config"]["lesionlens"], np.random.default_rng(6)
    rows, columns = np.mgrid[:200, :320]
    pictures = []
    for k in range(frames):
        hole = ((rows - 100) / 30) ** 2 + ((columns - 140 - 12 * k) / 14) ** 2 < 1
        colours = [(level + 25 * np.sin(columns / 31 + shift)) * (1 - 0.8 * hole) for level, shift in ((170, 0), (100, 1), (80, 2))]
        pictures.append(np.clip(np.stack(colours, 2) + rng.normal(0, 6, (*rows.shape, 3)), 0, 255).astype(np.uint8))
    ready = []
    for picture in pictures:
        channels, (place, *_) = zip(*(prepared(picture[:, :, c].T[:, :, None], None, own) for c in range(3)))
        ready.append(np.concatenate(channels, 1)[0])
    context = own["context"]
    reach = range(-context["before"], context["after"] + 1)
    seen = [np.concatenate([ready[min(max(k + step, 0), frames - 1)] for step in reach]) for k in range(frames)]
    answers = model.run(np.stack(seen))["probability"]
    first, *others = (Image.fromarray(picture) for picture in pictures)
    first.save(folder / "sequence.tif", save_all=True, append_images=others)
    subprocess.run(["java", f"-Dlesionlens.models={MODELS}", "-jar", jar, "analyze", folder / "sequence.tif", "--output", folder / name,
                    "--model", name, "--classifier", "none", "--device", "cpu"], check=True, capture_output=True)
    found = nibabel.load(folder / name / "sequence" / "probability.nii.gz").get_fdata()
    for k, answer in enumerate(answers):
        back = [np.asarray(Image.fromarray(label[place]).resize(rows.shape[::-1], Image.Resampling.BILINEAR)) for label in answer]
        worst = np.abs(np.max(back, 0).T - found[:, :, k]).max()
        if not worst < 2e-5 or not 0.1 < answers.max():
            wrong(f"frame {k} of a sequence: analyze and the description of {name} differ by {worst:.1e}")


def of_pictures():
    """(name, whether it sees neighbours) of segmenters of images without mm."""
    for path in sorted(MODELS.glob("*-segmenter/rdf.yaml")):
        own = yaml.safe_load(path.read_text())["config"]["lesionlens"]
        if "long_side" in own.get("window", {}):
            yield path.parent.name, "context" in own


def main():
    for name in (SEGMENTER, CLASSIFIER, "retina-lesion-detector", "laryngoscopy-segmenter"):
        check_tensors(name)
    jars = sys.argv[1:] or sorted(str(jar) for jar in Path("target").glob("LesionLens_-*.jar") if "tests" not in jar.name)
    if jars:
        with tempfile.TemporaryDirectory() as folder:
            check_analysis(jars[0], Path(folder), (208, 208, 3), (1.20615, 1.20615, 6.0))
            check_analysis(jars[0], Path(folder), (250, 240, 3), (0.9, 1.0, 5.0))
            for name, neighbours in of_pictures():
                (check_sequence if neighbours else check_picture)(jars[0], Path(folder), name)
    else:
        print("SKIPPED: analyze against the models' descriptions: there is no jar in target")
    print(f"cross-check of the models' descriptions: {len(faults)} differences")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
