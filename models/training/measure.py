"""Measures the shipped models through the Java program and writes their figures:

    python measure.py --data DIR --jar target/LesionLens_-0.1.0.jar --work EMPTY_FOLDER

`analyze` runs over the slices of the validation fold, the volumes of the patients and the tumour-free heads that were held
out, and the phantom; `evaluate` scores the masks. The figures go into models/NAME/figures.json, beside the sha256 of the
weights that they belong to, and into the table of the card (between the `figures` marks of models/NAME/README.md).
"""
import argparse
import csv
import datetime
import json
import subprocess
import timeit
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import data
import evaluate
import export

MODELS = Path(__file__).parents[1]
COMMAND = "python models/training/measure.py --data DIR --jar target/LesionLens_-0.1.0.jar --work WORK --seed {seed}"


def java(jar, *arguments):
    subprocess.run(["java", f"-Dlesionlens.models={MODELS}", "-jar", str(jar), *map(str, arguments)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


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


def analyze_and_evaluate(jar, work, name, images, references, *options):
    """Rows of `evaluate` for images against reference masks."""
    java(jar, "analyze", *images, "--output", work / name)
    java(jar, "evaluate", work / name, links(work / f"{name}-references", references), "--output",
         work / f"{name}.csv", *options)
    return rows(work / f"{name}.csv")


def fold(root, jar, work):
    folder = root / "brain-t1ce"
    chosen = [r for r in data.t1ce_rows(root) if r["fold"] == data.VALIDATION_FOLD]
    table = analyze_and_evaluate(
        jar, work, "fold4", [folder / "images" / f"{r['id']}.jpg" for r in chosen],
        [folder / "masks" / f"{r['id']}.png" for r in chosen], "--classes", folder / "cases.csv")
    groups = {r["id"]: r["run_group"] for r in chosen}
    return [dict(r, group=groups[r["case"]]) for r in table]


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


def volume_figures(root, jar, work):
    folder = root / "brain-progression"
    held_out = [p for p in sorted(folder.glob("*_t1ce.nii.gz")) if p.name[:2] not in data.PROGRESSION_TRAIN]
    masks = [p.with_name(p.name.replace("_t1ce", "_mask")) for p in held_out]
    figures = {}
    table = analyze_and_evaluate(jar, work, "progression", held_out, masks, "--min-lesion", 100)
    for row in table:
        figures[f"brain-progression {row['case']} (patient held out): Dice"] = f"{number(row['dice']):.3f}"
        figures[f"brain-progression {row['case']}: lesions over 0.1 ml found, invented"] = (
            f"{row['found']} of {row['lesions']}, {row['invented']}")
    free = [p for p in sorted((root / "brain-tumour-free").glob("*.nii.gz"))
            if p.name.removesuffix(".nii.gz") not in data.TUMOUR_FREE_TRAIN]
    java(jar, "analyze", *free, "--output", work / "free")
    for path in free:
        lesions = rows(work / "free" / path.name.removesuffix(".nii.gz") / "lesions.csv")
        volume = sum(float(r["volume_ml"]) for r in lesions)
        figures[f"{path.name} (tumour-free, held out): lesions invented"] = f"{len(lesions)} ({volume:.2f} ml)"
    return figures


def phantom_figures(jar, work):
    folder = MODELS.parent / "test-data"
    masks = [folder / "phantom_mask.nii.gz", folder / "phantom_slice_mask.png"]
    links(work / "phantom-input", [folder / "phantom_t1ce.nii.gz", folder / "phantom_slice.png"])
    table = analyze_and_evaluate(jar, work, "phantom", sorted((work / "phantom-input").iterdir()), masks)
    return {f"phantom {r['case']}: Dice (shows that the program runs, no evidence of accuracy)":
            f"{number(r['dice']):.3f}" for r in table}


def knock_out_figures(root, runs, seed):
    slices = [s for s in data.validation_slices(root) if s.source == "t1ce"]
    network = export.load_trained("segmenter", runs, seed)
    require_shipped(network)
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
    folder = MODELS / name
    (folder / "figures.json").write_text(json.dumps(dict(
        weights_sha256=export.sha256(folder / "weights.onnx"), command=COMMAND.format(seed=seed),
        date=datetime.date.today().isoformat(), figures=figures), indent=2) + "\n")
    card = folder / "README.md"
    before, rest = card.read_text().split("<!-- figures -->", 1)
    after = rest.split("<!-- end of figures -->", 1)[1]
    lines = "\n".join(f"| {key} | {value} |" for key, value in figures.items())
    card.write_text(f"{before}<!-- figures -->\n| figure | value |\n|---|---|\n{lines}\n<!-- end of figures -->{after}")
    print(f"{name}\n{lines}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--jar", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    table = fold(arguments.data, arguments.jar, arguments.work)
    write(export.FOLDERS["segmenter"], arguments.seed, {
        **segmenter_figures(table), **volume_figures(arguments.data, arguments.jar, arguments.work),
        **phantom_figures(arguments.jar, arguments.work),
        **knock_out_figures(arguments.data, arguments.runs, arguments.seed),
        **output_cost(MODELS / export.FOLDERS["segmenter"], arguments.work)})
    write(export.FOLDERS["classifier"], arguments.seed, classifier_figures(table))


if __name__ == "__main__":
    main()
