#!/usr/bin/env python3
"""Foreign models through `models add` and `analyze`, against each program's own formulas: `cross_check_foreign.py [JAR]`.

Networks are made here: each answers what it sees, or what it sees and where in the tile. So the probabilities show every step of
preparation, where tiles lie and what they count, and how answers come back. The formulas are those of bioimageio.core, MONAI and nnU-Net,
written down with numpy and scipy. Only what is wrong is listed. Exit code 1 if something differs; 0 with a message if a package or
the jar is missing.
"""
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import nibabel
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from scipy.ndimage import map_coordinates
except ImportError as missing:
    print(f"SKIPPED: the cross-check of foreign models: {missing}")
    sys.exit(0)

TOLERANCE = 3e-5
faults = []


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


def softmax(values):
    powers = np.exp(values - values.max(0))
    return powers / powers.sum(0)


# --- networks ---------------------------------------------------------------------------------------------------------

def network(path, shape, told=None, channels=1):
    """The mean of its channels plus `told`, which has the tile's shape; with two classes the first one's score is 0."""
    nodes, constants, value = [], [], "input"
    if channels > 1:
        nodes.append(helper.make_node("ReduceMean", ["input"], ["mean"], axes=[1], keepdims=1))
        value = "mean"
    if told is not None:
        constants.append(numpy_helper.from_array(told.astype(np.float32)[None, None], "told"))
        nodes += [helper.make_node("Add", [value, "told"], ["score"]),
                  helper.make_node("Sub", ["score", "score"], ["none"]),
                  helper.make_node("Concat", ["none", "score"], ["output"], axis=1)]
    else:
        nodes.append(helper.make_node("Identity", [value], ["output"]))
    sizes = [1, channels, *shape]
    answer = [1, 1 if told is None else 2, *shape]
    graph = helper.make_graph(nodes, "tiny", [helper.make_tensor_value_info("input", TensorProto.FLOAT, sizes)],
                              [helper.make_tensor_value_info("output", TensorProto.FLOAT, answer)], constants)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)


# --- the program ------------------------------------------------------------------------------------------------------

class Program:
    def __init__(self, jar, folder):
        self.jar, self.folder, self.count = jar, folder, 0
        (folder / "models").mkdir()

    def probability(self, model, image, settings):
        """What analyze says of an image after the model was added."""
        self.count += 1
        name = f"model{self.count}"
        java = ["java", f"-Dlesionlens.models={self.folder / 'models'}", "-jar", self.jar]
        answers = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
        try:
            self.run([*java, "models", "add", model, "--name", name, *answers])
            self.run([*java, "analyze", image, "--output", self.folder / name, "--model", name, "--classifier", "none", "--device", "cpu"])
        except RuntimeError as refused:
            print(refused)
            return np.nan
        return nibabel.load(next((self.folder / name).glob("*/probability.nii.gz"))).get_fdata()

    @staticmethod
    def run(command):
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def same(name, found, expected):
    worst = np.abs(found - expected).max()
    if not worst < TOLERANCE or expected.std() < 1e-3:
        faults.append(name)
        print(f"WRONG: {name}: off by {worst:.1e}, {(np.abs(found - expected) > TOLERANCE).sum()} of {expected.size} voxels")


def saved(folder, volume, spacing, signs=(-1, -1, 1)):
    path = folder / f"image{len(list(folder.glob('image*')))}.nii.gz"
    nibabel.save(nibabel.Nifti1Image(volume, np.diag([*(np.array(spacing) * signs), 1.0])), path)
    return path


def noise(shape, seed, scale=1.0):
    """Not symmetric, with a few outliers."""
    rng = np.random.default_rng(seed)
    return (scale * (rng.normal(100, 30, shape) + 400 * (rng.random(shape) < 0.01))).astype(np.float32)


# --- bioimage.io ------------------------------------------------------------------------------------------------------

def bioimageio(folder, steps, version, kind="float32"):
    folder.mkdir()
    network(folder / "weights.onnx", ("y", "x"))
    if version.startswith("0.4"):
        tensors = f"""
inputs:
- {{name: raw, axes: bcyx, data_type: {kind}, shape: {{min: [1, 1, 8, 8], step: [0, 0, 4, 4]}}, preprocessing: {json.dumps(steps)}}}
outputs:
- name: prob
  axes: bcyx
  data_type: float32
  shape: {{reference_tensor: raw, scale: [1, 1, 1, 1], offset: [0, 0, 0, 0]}}
  postprocessing: [{{name: sigmoid}}]
"""
    else:
        tensors = f"""
inputs:
- id: raw
  axes:
  - {{type: batch}}
  - {{type: channel, channel_names: [t1]}}
  - {{type: space, id: y, size: {{min: 8, step: 4}}}}
  - {{type: space, id: x, size: {{min: 8, step: 4}}}}
  data: {{type: {kind}}}
  preprocessing: {json.dumps(steps)}
outputs:
- id: prob
  axes:
  - {{type: batch}}
  - {{type: channel, channel_names: [tumour]}}
  - {{type: space, id: y, size: {{tensor_id: raw, axis_id: y}}}}
  - {{type: space, id: x, size: {{tensor_id: raw, axis_id: x}}}}
  postprocessing: [{{id: sigmoid}}]
"""
    text = f"format_version: {version}\ntype: model\nname: tiny\nlicense: MIT\n{tensors}weights:\n  onnx: {{source: weights.onnx}}\n"
    (folder / "rdf.yaml").write_text(text)
    return folder


def of_slices(volume, operation):
    """Per sample: each slice by itself."""
    return np.stack([operation(volume[:, :, k].astype(np.float64)) for k in range(volume.shape[2])], -1)


def percentile_clip(x, low, high):
    """bioimageio.core: of samples by inverted_cdf."""
    return np.clip(x, np.percentile(x, low, method="inverted_cdf"), np.percentile(x, high, method="inverted_cdf"))


def scale_range(x, low=0, high=100, eps=1e-6):
    lower, upper = np.percentile(x, [low, high])
    return (x - lower) / (upper - lower + eps)


def scored(x, eps=1e-6):
    return (x - x.mean()) / (x.std() + eps)


def fixed(mean, std):
    return lambda x: (x - mean) / (std + 1e-6)


def step(name, version="0.5.4", **arguments):
    return [{"name" if version.startswith("0.4") else "id": name, "kwargs": arguments}]


def check_bioimageio(program, folder):
    volume = noise((24, 20, 3), 1)
    image = saved(folder, volume, (1, 1, 3))
    bright = saved(folder, volume / 40, (1, 1, 3))
    plane, old = ["x", "y"], "0.4.9"
    cases = {
        "zero mean of slices": (step("zero_mean_unit_variance", axes=plane), lambda v: of_slices(v, scored)),
        "zero mean of all": (step("zero_mean_unit_variance"), lambda v: scored(v.astype(float))),
        "range and clip": (step("scale_range", axes=plane, min_percentile=3, max_percentile=90, eps=0.01) + step("clip", min=0.1, max=0.8),
                           lambda v: np.clip(of_slices(v, lambda x: scale_range(x, 3, 90, 0.01)), 0.1, 0.8)),
        "clip at percentiles, then linear": (
            step("clip", axes=plane, min_percentile=7, max_percentile=93) + step("scale_linear", gain=0.02, offset=-2),
            lambda v: 0.02 * of_slices(v, lambda x: percentile_clip(x, 7, 93)) - 2),
        "clip at a percentile and a number": (
            step("clip", axes=plane, min=70, max_percentile=80) + step("scale_linear", gain=0.02, offset=-2),
            lambda v: 0.02 * np.maximum(of_slices(v, lambda x: percentile_clip(x, 0, 80)), 70) - 2),
        "fixed": (step("fixed_zero_mean_unit_variance", mean=100.0, std=31.0), fixed(100.0, 31.0)),
        "binarize": (step("binarize", threshold=110), lambda v: (v > 110).astype(float)),
    }
    for name, (steps, formula) in cases.items():
        model = bioimageio(folder / name.replace(" ", "-"), steps, "0.5.4")
        same("bioimage.io, " + name, program.probability(model, image, dict(orientation="stored")), sigmoid(formula(volume)))
    model = bioimageio(folder / "bytes", step("scale_linear", gain=0.5, offset=-1), "0.5.4", "uint8")
    same("bioimage.io, cast to the tensor's type first", program.probability(model, bright, dict(orientation="stored")),
         sigmoid(0.5 * np.trunc(volume / 40) - 1))
    model = bioimageio(folder / "tiny-fixed", step("zero_mean_unit_variance", old, axes="cyx", mean=2.5, std=0.0005), old)
    small = saved(folder, (2.5 + (volume - 100) / 1e5).astype(np.float32), (1, 1, 3))
    same("bioimage.io 0.4, fixed by default, of a small deviation", program.probability(model, small, dict(orientation="stored")),
         sigmoid(fixed(2.5, 0.0005)((2.5 + (volume - 100) / 1e5).astype(np.float32).astype(float))))


# --- MONAI ------------------------------------------------------------------------------------------------------------

def bundle(folder, transforms, inferer, after, roi, told, channels=1):
    network(folder / "models/model.onnx", roi, told, channels)
    (folder / "configs").mkdir()
    image = dict(type="image", num_channels=channels, modality="CT")
    answer = dict(type="image", num_channels=2, channel_def={"0": "background", "1": "tumour"})
    (folder / "configs/metadata.json").write_text(json.dumps(dict(
        name="tiny", version="1", network_data_format=dict(inputs=dict(image=image), outputs=dict(pred=answer)))))
    chain = [dict(_target_="LoadImaged", keys="image"), dict(_target_="EnsureChannelFirstd", keys="image"), *transforms]
    (folder / "configs/inference.json").write_text(json.dumps(dict(
        preprocessing=dict(_target_="Compose", transforms=chain),
        inferer=dict(_target_="SlidingWindowInferer", roi_size=list(roi), sw_batch_size=1, **inferer),
        postprocessing=dict(_target_="Compose", transforms=after))))
    return folder


def spacing(volume, before, after):
    """Spacing: the first voxel's centre stays, sizes to the even number, linear, the border drawn out."""
    sizes = [int(np.round((n - 1) * b / a + 1)) for n, b, a in zip(volume.shape, before, after)]
    places = np.meshgrid(*(np.arange(n) * a / b for n, b, a in zip(sizes, before, after)), indexing="ij")
    return map_coordinates(volume.astype(float), places, order=1, mode="nearest")


def spaced_back(volume, shape, before, after):
    places = np.meshgrid(*(np.arange(n) * b / a for n, b, a in zip(shape, before, after)), indexing="ij")
    return map_coordinates(volume, places, order=1, mode="nearest")


def sliding_window(volume, told, overlap, gaussian, value=0):
    """sliding_window_inference with dense_patch_slices and compute_importance_map."""
    roi = told.shape
    missing = [max(r - n, 0) for r, n in zip(roi, volume.shape)]
    padded = np.pad(volume, [(m // 2, m - m // 2) for m in missing], constant_values=value)
    starts = []
    for n, r in zip(padded.shape, roi):
        interval = r if n == r else max(1, int(r * (1 - overlap)))
        found = [0]
        while found[-1] + r < n:
            found.append(min(found[-1] + interval, n - r))
        starts.append(found)
    importance = np.ones(roi)
    if gaussian:
        for axis, r in enumerate(roi):
            bell = np.exp(-((np.arange(r) - (r - 1) / 2) ** 2) / (2 * (0.125 * r) ** 2))
            importance = importance * bell.reshape([-1 if k == axis else 1 for k in range(3)])
        importance = np.maximum(importance, max(importance.min(), 1e-3))
    sums, counts = np.zeros(padded.shape), np.zeros(padded.shape)
    for start in itertools.product(*starts):
        tile = tuple(slice(s, s + r) for s, r in zip(start, roi))
        sums[tile] += importance * (padded[tile] + told)
        counts[tile] += importance
    inside = tuple(slice(m // 2, m // 2 + n) for m, n in zip(missing, volume.shape))
    return (sums / counts)[inside]


def area(volume, shape):
    """PyTorch's adaptive_avg_pool."""
    for axis, (n, wanted) in enumerate(zip(volume.shape, shape)):
        volume = np.stack([volume.take(range(k * n // wanted, -(-(k + 1) * n // wanted)), axis).mean(axis) for k in range(wanted)], axis)
    return volume


def check_monai(program, folder):
    volume, roi, mm = noise((26, 21, 17), 2), (12, 10, 8), (1.0, 1.2, 2.0)
    told = np.random.default_rng(3).normal(0, 1, roi)
    activated, inverted = dict(_target_="Activationsd", keys="pred", softmax=True), dict(_target_="Invertd", keys="pred", orig_keys="image")
    decided = dict(_target_="AsDiscreted", keys="pred", argmax=True)
    after = [activated, {**inverted, "nearest_interp": False}, decided]
    image = saved(folder, volume, mm, (1, 1, 1))
    ranged = dict(_target_="ScaleIntensityRanged", keys="image", a_min=40, a_max=240, b_min=-1, b_max=1, clip=True)

    def range_of(x):
        return np.clip((x - 40) / 200 * 2 - 1, -1, 1)

    def class_one(score):
        return softmax(np.stack((np.zeros_like(score), score)))[1]

    for overlap, mode in ((0.25, "constant"), (0.6, "gaussian")):
        model = bundle(folder / f"tiles-{mode}", [ranged], dict(overlap=overlap, mode=mode), after, roi, told)
        same(f"MONAI, {mode} tiles", program.probability(model, image, dict(lesions="tumour")),
             class_one(sliding_window(range_of(volume), told, overlap, mode == "gaussian")))
    wanted = (1.5, 1.2, 1.6)
    for chain, name in (([activated, {**inverted, "nearest_interp": False}, decided], "probabilities"),
                        ([{**inverted, "nearest_interp": False}, activated, decided], "numbers")):
        model = bundle(folder / f"spaced-{name}", [dict(_target_="Spacingd", keys="image", pixdim=wanted, mode="bilinear"), ranged],
                       dict(overlap=0.5, mode="gaussian"), chain, roi, told)
        score = sliding_window(range_of(spacing(volume, mm, wanted)), told, 0.5, True)
        back = spaced_back(class_one(score) if name == "probabilities" else score, volume.shape, mm, wanted)
        same(f"MONAI, Spacing, {name} brought back", program.probability(model, image, dict(lesions="tumour")),
             back if name == "probabilities" else class_one(back))
    shape = (14, 30, 9)
    model = bundle(folder / "resized", [dict(_target_="Resized", keys="image", spatial_size=shape), ranged], dict(overlap=0.5),
                   after, roi, told)
    score = class_one(sliding_window(range_of(area(volume.astype(float), shape)), told, 0.5, False))
    same("MONAI, Resized by area", program.probability(model, image, dict(lesions="tumour")), area(score, volume.shape))
    for name, transform, formula in (
            ("ScaleIntensityRangePercentiles", dict(lower=5, upper=90, b_min=-1, b_max=2, clip=True),
             lambda x: np.clip((x - np.percentile(x, 5)) / np.ptp(np.percentile(x, [5, 90])) * 3 - 1, -1, 2)),
            ("ScaleIntensityRangePercentiles", dict(lower=5, upper=90, b_min=-1, b_max=2, relative=True),
             lambda x: (x - np.percentile(x, 5)) / np.ptp(np.percentile(x, [5, 90])) * 3 * 0.85 + 3 * 0.05 - 1),
            ("NormalizeIntensity", dict(nonzero=True, channel_wise=True), scored_nonzero),
            ("ScaleIntensity", dict(minv=-2.0, maxv=1.0), lambda x: (x - x.min()) / np.ptp(x) * 3 - 2)):
        dark = np.where(volume < 60, 0, volume)
        path = saved(folder, dark.astype(np.float32), mm)
        label = f"{name}-{'-'.join(transform)}"
        model = bundle(folder / label, [dict(_target_=name + "d", keys="image", **transform)], dict(overlap=0.5), after, roi, told)
        same("MONAI, " + label, program.probability(model, path, dict(lesions="tumour")),
             class_one(sliding_window(formula(dark.astype(float)), told, 0.5, False)))
    ring = np.pad(volume - 90, [(3, 2), (4, 1), (0, 5)], constant_values=-7).astype(np.float32)
    inside = ring > 0
    box = tuple(slice(np.where(inside.any(tuple({0, 1, 2} - {a})))[0][0], np.where(inside.any(tuple({0, 1, 2} - {a})))[0][-1] + 1)
                for a in range(3))
    model = bundle(folder / "cropped", [dict(_target_="CropForegroundd", keys="image", source_key="image"),
                                        dict(_target_="NormalizeIntensityd", keys="image")], dict(overlap=0.5), after, roi, told)
    expected = np.zeros(ring.shape)
    expected[box] = class_one(sliding_window(scored(ring[box].astype(float), 0), told, 0.5, False))
    same("MONAI, CropForeground of numbers below 0", program.probability(model, saved(folder, ring, mm), dict(lesions="tumour")), expected)


def scored_nonzero(x):
    kept = x[x != 0]
    return np.where(x != 0, (x - kept.mean()) / kept.std(), x)


# --- nnU-Net ----------------------------------------------------------------------------------------------------------

def check_nnunet(program, folder):
    """A Gaussian as nnU-Net's compute_gaussian makes it: a filtered point at side // 2."""
    from scipy.ndimage import gaussian_filter
    volume, patch = noise((22, 19, 15), 5), (8, 10, 12)  # patch: z, y, x
    told = np.random.default_rng(6).normal(0, 1, patch)
    model = folder / "nnunet"
    network(model / "model.onnx", patch, told)
    (model / "plans.json").write_text(json.dumps(dict(
        dataset_name="Dataset001_Tiny", transpose_forward=[0, 1, 2], image_reader_writer="SimpleITKIO",
        configurations={"3d_fullres": dict(
            patch_size=patch, spacing=[2.0, 1.0, 1.0], normalization_schemes=["CTNormalization"], use_mask_for_norm=[False],
            resampling_fn_data="resample_data_or_seg_to_shape",
            resampling_fn_data_kwargs=dict(is_seg=False, order=3, order_z=0, force_separate_z=None),
            resampling_fn_probabilities="resample_data_or_seg_to_shape",
            resampling_fn_probabilities_kwargs=dict(is_seg=False, order=1, order_z=0, force_separate_z=None))},
        foreground_intensity_properties_per_channel={"0": dict(
            mean=100.0, std=40.0, percentile_00_5=30.0, percentile_99_5=300.0)})))
    (model / "dataset.json").write_text(json.dumps(dict(
        channel_names={"0": "CT"}, labels=dict(background=0, tumour=1), file_ending=".nii.gz")))
    data = (np.clip(volume.transpose(2, 1, 0).astype(float), 30, 300) - 100) / 40
    point = np.zeros(patch)
    point[tuple(n // 2 for n in patch)] = 1
    importance = gaussian_filter(point, [n / 8 for n in patch], mode="constant")
    importance /= importance.max()
    importance[importance == 0] = importance[importance > 0].min()
    sums, counts, starts = np.zeros(data.shape), np.zeros(data.shape), []
    for n, side in zip(data.shape, patch):
        count = int(np.ceil((n - side) / (side * 0.5))) + 1
        starts.append([int(np.round((n - side) / max(1, count - 1) * k)) for k in range(count)])
    for start in itertools.product(*starts):
        tile = tuple(slice(s, s + side) for s, side in zip(start, patch))
        sums[tile] += importance * (data[tile] + told)
        counts[tile] += importance
    score = (sums / counts).transpose(2, 1, 0)
    same("nnU-Net, tiles", program.probability(model, saved(folder, volume, (1, 1, 2)), dict(lesions="tumour")), sigmoid(score))


def main():
    jars = sys.argv[1:] or sorted(str(jar) for jar in Path("target").glob("LesionLens_-*.jar") if "tests" not in jar.name)
    if not jars:
        print("SKIPPED: the cross-check of foreign models: there is no jar in target")
        return
    with tempfile.TemporaryDirectory() as folder:
        program = Program(str(Path(jars[0]).resolve()), Path(folder))
        for check in (check_bioimageio, check_monai, check_nnunet):
            place = Path(folder) / check.__name__
            place.mkdir()
            check(program, place)
    print(f"cross-check of foreign models: {program.count} models, {len(faults)} differences")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
