"""Measures the shipped models through the Java program and writes their figures:

    python measure.py --data DIR --jar target/LesionLens_-0.1.0.jar --work EMPTY_FOLDER

`analyze` runs over the slices of the validation fold, the volumes of brain-progression (each patient with the network that has
not seen that patient, where its run is there), the tumour-free head that was held out, images that the models are not made for,
and the phantom; `evaluate` scores the masks. The figures go into models/NAME/figures.json, beside the sha256 of the weights that
they belong to, and into the table of the card (between the `figures` marks of models/NAME/README.md); the plots beside the card.
"""
import argparse
import csv
import subprocess
import timeit
from pathlib import Path

import nibabel
import numpy as np
import onnx
import onnxruntime
import torch
from PIL import Image

import baseline
import cards
import data
import evaluate
import export
import plots
from calibrate import expected_calibration_error

MODELS = Path(__file__).parents[1]
COMMAND = "python models/training/measure.py --data DIR --jar target/LesionLens_-0.1.0.jar --work WORK --seed {seed}"


def java(jar, *arguments, models=MODELS, may_fail=False):
    done = subprocess.run(["java", f"-Dlesionlens.models={models}", "-jar", str(jar), *map(str, arguments)], check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode and not may_fail:
        raise SystemExit(f"{' '.join(map(str, arguments))[:200]}: exit code {done.returncode}")


def rows(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def number(text):
    return float(text) if text else float("nan")


def links(folder, files):
    folder.mkdir(parents=True)
    for file in files:
        (folder / file.name).symlink_to(file.resolve())
    return folder


def evaluated(jar, work, name, references, *options):
    """Rows of `evaluate` for the masks in WORK/NAME."""
    java(jar, "evaluate", work / name, links(work / f"{name}-references", references), "--output",
         work / f"{name}.csv", *options)
    return rows(work / f"{name}.csv")


def fold(root, jar, work, name, *options):
    """Rows of `evaluate` for fold 4, with the run that each slice belongs to and the probability of its class."""
    folder = root / "brain-t1ce"
    chosen = [r for r in data.t1ce_rows(root) if r["fold"] == data.VALIDATION_FOLD]
    java(jar, "analyze", *(folder / "images" / f"{r['id']}.jpg" for r in chosen), "--output", work / name, *options)
    table = evaluated(jar, work, name, [folder / "masks" / f"{r['id']}.png" for r in chosen],
                      "--classes", folder / "cases.csv")
    groups = {r["id"]: r["run_group"] for r in chosen}
    for row in table:
        lesions = rows(work / name / row["case"] / "lesions.csv")
        row.update(group=groups[row["case"]], confidence=number(lesions[0]["class_probability"]) if lesions else 0.0)
    return table


def bootstrap(values, groups, seed=1, repeats=2000):
    """95 % interval of the mean, resampling runs of slices and not slices."""
    rng = np.random.default_rng(seed)
    names = sorted(set(groups))
    by_group = [np.array([v for v, g in zip(values, groups, strict=True) if g == name]) for name in names]
    means = [np.concatenate([by_group[k] for k in rng.integers(len(names), size=len(names))]).mean()
             for _ in range(repeats)]
    return np.percentile(means, [2.5, 97.5])


def with_interval(values, groups):
    low, high = bootstrap(values, groups)
    return f"{np.mean(values):.3f} ({low:.3f} to {high:.3f})"


def segmenter_figures(table):
    figures = {}
    for kind in (None, *data.CLASSES):
        chosen = [r for r in table if kind in (None, r["class_ref"])]
        dice, groups = [number(r["dice"]) for r in chosen], [r["group"] for r in chosen]
        name = kind or "all"
        figures[f"fold 4, {name}: slices"] = str(len(chosen))
        figures[f"fold 4, {name}: mean Dice (95 % interval)"] = with_interval(dice, groups)
        figures[f"fold 4, {name}: median Dice"] = f"{np.median(dice):.3f}"
        figures[f"fold 4, {name}: slices with Dice below 0.1"] = f"{100 * np.mean(np.array(dice) < 0.1):.1f} %"
    return figures


def classifier_figures(table):
    right = np.array([r["class_ref"] == r["class_pred"] for r in table], float)
    groups = [r["group"] for r in table]
    figures = {"fold 4, from predicted masks: accuracy (95 % interval)": with_interval(right, groups)}
    recalls = []
    for kind in data.CLASSES:
        chosen = [k for k, r in enumerate(table) if r["class_ref"] == kind]
        recalls.append(right[chosen].mean())
        figures[f"fold 4, {kind}: share told right"] = f"{recalls[-1]:.3f}"
    figures["fold 4, from predicted masks: balanced accuracy"] = f"{np.mean(recalls):.3f}"
    figures["fold 4: slices without a lesion found (count as wrong)"] = str(sum(not r["class_pred"] for r in table))
    return figures


def mirrored_figures(table):
    dice = [number(r["dice"]) for r in table]
    return {"fold 4, all, with --mirror: mean Dice (95 % interval)": with_interval(dice, [r["group"] for r in table]),
            "fold 4, all, with --mirror: slices with Dice below 0.1": f"{100 * np.mean(np.array(dice) < 0.1):.1f} %"}


def calibration_figures(table):
    """Of the slices with a lesion found; those without have no probability."""
    found = [r for r in table if r["class_pred"]]
    confidence = np.array([r["confidence"] for r in found])
    right = np.array([r["class_ref"] == r["class_pred"] for r in found], float)
    plots.reliability(MODELS / export.FOLDERS["classifier"] / "calibration.png", confidence, right,
                      "probability of the class", "share told right", f"fold 4, {len(found)} slices")
    return {"fold 4, from predicted masks: expected calibration error, 15 bins":
            f"{expected_calibration_error(confidence, right):.3f}"}


def pixel_calibration_figures(root, work, name):
    """Every 64th pixel of fold 4 whose probability is at least 0.01."""
    probabilities, truths = [], []
    for row in data.t1ce_rows(root):
        if row["fold"] == data.VALIDATION_FOLD:
            probability = np.asarray(Image.open(work / name / row["id"] / "probability.tif")).ravel()[::64]
            truth = np.asarray(Image.open(root / "brain-t1ce" / "masks" / f"{row['id']}.png")).ravel()[::64] > 0
            probabilities.append(probability[probability >= 0.01])
            truths.append(truth[probability >= 0.01])
    probability, truth = np.concatenate(probabilities), np.concatenate(truths).astype(float)
    plots.reliability(MODELS / export.FOLDERS["segmenter"] / "calibration.png", probability, truth,
                      "probability of lesion", "share that is lesion", f"fold 4, {len(truth)} pixels of at least 0.01")
    return {"fold 4, pixels of at least 0.01: expected calibration error, 15 bins":
            f"{expected_calibration_error(probability, truth):.3f}"}


def progression_figures(root, jar, work, runs, seed):
    """Each patient with the network that has not seen that patient."""
    folder, figures, table, touched, left_out = root / "brain-progression", {}, [], [], []
    for patient in data.PROGRESSION_PATIENTS:
        if not (runs / f"segmenter-{seed}-without-{patient}" / "trained.pt").exists():
            continue
        left_out.append(patient)
        models = work / f"models-without-{patient}"
        export.write_model("segmenter", export.load_trained("segmenter", runs, seed, patient),
                           models / export.FOLDERS["segmenter"], root)
        images = sorted(folder.glob(f"{patient}_*_t1ce.nii.gz"))
        masks = [p.with_name(p.name.replace("_t1ce", "_mask")) for p in images]
        name = f"progression-{patient}"
        java(jar, "analyze", *images, "--output", work / name, "--classifier", "none", models=models)
        for row in evaluated(jar, work, name, masks, "--min-lesion", 100):
            table.append(row)
            figures[f"brain-progression {row['case']} (patient left out): Dice; lesions over 0.1 ml found, invented"] = (
                f"{number(row['dice']):.3f}; {row['found']} of {row['lesions']}, {row['invented']}")
        for mask in masks:
            touched += touched_slices(work / name / mask.name.replace("_mask.nii.gz", "_t1ce") / "mask.nii.gz", mask)
    lesions, found, invented = (sum(int(r[k]) for r in table) for k in ("lesions", "found", "invented"))
    return {f"brain-progression, patients {', '.join(left_out)}, each left out in turn: mean Dice":
            f"{np.mean([number(r['dice']) for r in table]):.3f}",
            "the same: lesions over 0.1 ml found": f"{found} of {lesions}",
            "the same: lesions invented a volume": f"{invented / len(table):.1f}",
            "the same: tumour-free slices touched": f"{100 * np.mean(touched):.1f} % of {len(touched)}", **figures}


def touched_slices(prediction, reference):
    """For each slice that the expert left empty, whether something was found in it."""
    predicted, truth = (np.asarray(nibabel.load(p).dataobj).squeeze() > 0 for p in (prediction, reference))
    return list(predicted.any((0, 1))[~truth.any((0, 1))])


def found_ml(folder):
    """Volumes in ml of what was found in a case; None for one that was refused."""
    return [number(r["volume_ml"]) for r in rows(folder / "lesions.csv")] if folder.exists() else None


def tumour_free_figures(root, jar, work):
    free = [p for p in sorted((root / "brain-tumour-free").glob("*.nii.gz"))
            if p.name.removesuffix(".nii.gz") not in data.TUMOUR_FREE_TRAIN]
    java(jar, "analyze", *free, "--output", work / "free")
    figures = {}
    for path in free:
        volumes = found_ml(work / "free" / path.name.removesuffix(".nii.gz"))
        figures[f"{path.name} (tumour-free, held out): lesions invented"] = f"{len(volumes)} ({sum(volumes):.2f} ml)"
    return figures


def unsuitable_figures(root, jar, work, count=20):
    """What happens on images that the model is not made for."""
    images = sorted((root / "lung-nodule-ct" / "images").glob("*.nii.gz"))[:count]
    java(jar, "analyze", *images, "--output", work / "unsuitable", may_fail=True)
    found = [found_ml(work / "unsuitable" / p.name.removesuffix(".nii.gz")) for p in images]
    return {f"not made for: {count} crops of lung CT: refused, with something called a lesion":
            f"{sum(f is None for f in found)}, {sum(bool(f) for f in found)}"}


def phantom_figures(jar, work):
    folder = MODELS.parent / "test-data"
    java(jar, "analyze", folder / "phantom_t1ce.nii.gz", folder / "phantom_slice.png", "--output", work / "phantom")
    table = evaluated(jar, work, "phantom", [folder / "phantom_mask.nii.gz", folder / "phantom_slice_mask.png"])
    return {f"phantom {r['case']}: Dice (shows that the program runs, no evidence of accuracy)":
            f"{number(r['dice']):.3f}" for r in table}


def knock_out_figures(root, runs, seed):
    slices = [s for s in data.validation_slices(root) if s.source == "t1ce"]
    network = export.load_trained("segmenter", runs, seed)
    require_shipped(network)
    evaluate.see_choices(network, root)
    table = evaluate.knocked_out(network, slices)
    return {f"fold 4 in PyTorch, {'whole network' if name == 'whole' else 'without ' + name}: mean Dice":
            f"{summary['dice']:.3f}" for name, summary in table.items()}


def require_shipped(network):
    """The checkpoint must be the network that is shipped, by its test tensors."""
    folder = MODELS / export.FOLDERS["segmenter"] / "test-tensors"
    with torch.no_grad():
        found = network(torch.from_numpy(np.load(folder / "input_phantom.npy")))["probability"].numpy()
    difference = np.abs(found - np.load(folder / "phantom" / "probability.npy")).max()
    if not difference < 1e-4:
        raise SystemExit(f"the checkpoint differs from the shipped weights by {difference:.1e}: export it first")


def output_cost(folder, work):
    """Time of the network with all outputs over time with `probability` alone, in percent more; medians of pairs."""
    model = onnx.load(folder / "weights.onnx")
    kept = [o for o in model.graph.output if o.name == "probability"]
    del model.graph.output[:]
    model.graph.output.extend(kept)
    onnx.save(model, work / "probability-only.onnx")
    image = np.random.default_rng(0).normal(size=(1, 1, 256, 256)).astype(np.float32)
    sessions = [onnxruntime.InferenceSession(p, providers=["CPUExecutionProvider"])
                for p in (folder / "weights.onnx", work / "probability-only.onnx")]
    times = np.array([[timeit.timeit(lambda s=s: s.run(["probability"], {"input": image}), number=3)
                       for s in sessions] for _ in range(40)])
    return {"cost of the explanation outputs in ONNX Runtime time":
            f"{100 * (np.median(times[:, 0] / times[:, 1]) - 1):.1f} %"}


def write(name, seed, figures):
    cards.write_figures(MODELS / name, "figures.json", "figures", COMMAND.format(seed=seed), figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--jar", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    root, jar, work = arguments.data, arguments.jar, arguments.work
    table = fold(root, jar, work, "fold4")
    write(export.FOLDERS["segmenter"], arguments.seed, {
        **segmenter_figures(table), **mirrored_figures(fold(root, jar, work, "fold4-mirrored", "--mirror")),
        **pixel_calibration_figures(root, work, "fold4"),
        **progression_figures(root, jar, work, arguments.runs, arguments.seed),
        **tumour_free_figures(root, jar, work), **unsuitable_figures(root, jar, work), **phantom_figures(jar, work),
        **knock_out_figures(root, arguments.runs, arguments.seed),
        **output_cost(MODELS / export.FOLDERS["segmenter"], work)})
    write(export.FOLDERS["classifier"], arguments.seed, {
        **classifier_figures(table), **calibration_figures(table), **baseline.figures(root)})


if __name__ == "__main__":
    main()
