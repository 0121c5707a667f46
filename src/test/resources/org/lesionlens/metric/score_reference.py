#!/usr/bin/env python3
"""Write score_reference.json beside this file: small seeded masks, and what an independent scorer says of them.

    score_reference.py SCORE.PY

SCORE.PY is a program `score.py PREDICTIONS REFERENCES --csv FILE --min-lesion MM3` (numpy, scipy) that prints a summary in its last
line. Masks are runs of voxels (x fastest): so many 0, so many 1, so many 0, ... Needs numpy, scipy, nibabel, pillow.
"""
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import nibabel
import numpy as np
from PIL import Image
from scipy import ndimage

MINIMUM_LESIONS = (0, 12.5, 100)
# All spacings are exact in float32, as NIfTI stores them.
GRIDS = [((24, 20, 6), (0.75, 1.25, 5.0)), ((17, 12, 9), (1.0, 1.0, 1.0)), ((30, 26, 1), (0.75, 1.25, 5.0)),
         ((32, 28, 1), None)]


def blobs(random, size, sigma, share):
    noise = ndimage.gaussian_filter(random.standard_normal(size), [sigma if n > 1 else 0 for n in size], mode="wrap")
    return noise > np.quantile(noise, 1 - share)


def pair(random, size, kind):
    reference = blobs(random, size, 1.5, 0.08)
    if kind == "moved":
        return np.roll(reference, random.integers(-2, 3, 2), (0, 1)), reference
    if kind == "noisy":
        return (reference & (random.random(size) > 0.3)) | (random.random(size) > 0.98), reference
    if kind == "split":
        return blobs(random, size, 0.8, 0.1), reference
    if kind == "border":
        prediction, reference = np.zeros(size, bool), np.zeros(size, bool)
        prediction[:5, 2:9], reference[:4, 3:12] = True, True
        return prediction, reference
    empty = np.zeros(size, bool)
    return {"none": (empty, reference), "only": (reference, empty), "empty": (empty, empty), "same": (reference, reference),
            "missing": (None, reference)}[kind]


def runs(mask):
    flat = np.concatenate([[False], mask.ravel(order="F"), [False]]).astype(int)
    edges = np.flatnonzero(np.diff(flat))
    return np.diff(np.concatenate([[0], edges])).tolist()


def save(folder, name, mask, spacing):
    if spacing is None:
        Image.fromarray(mask[:, :, 0].T.astype(np.uint8) * 255).save(folder / f"{name}.png")
    else:
        nibabel.save(nibabel.Nifti1Image(mask.astype(np.uint8), np.diag([*spacing, 1])), folder / f"{name}.nii.gz")


def scores(scorer, predictions, references, minimum):
    table = references.parent / "scores.csv"
    run = subprocess.run([sys.executable, scorer, predictions, references, "--csv", table, "--min-lesion", str(minimum)],
                         check=True, capture_output=True, text=True)
    rows = {row.pop("case"): {k: None if v == "nan" else float(v) for k, v in row.items()}
            for row in csv.DictReader(table.open())}
    return dict(minimum=minimum, line=run.stdout.splitlines()[-1], cases=rows)


def main():
    random = np.random.default_rng(20261121)
    cases = []
    with tempfile.TemporaryDirectory() as root:
        predictions, references = Path(root, "predictions"), Path(root, "references")
        predictions.mkdir()
        references.mkdir()
        for g, (size, spacing) in enumerate(GRIDS):
            for kind in ("moved", "noisy", "split", "border", "none", "only", "empty", "same", "missing"):
                prediction, reference = pair(random, size, kind)
                name = f"{kind}{g}"
                save(references, name, reference, spacing)
                if prediction is not None:
                    save(predictions, name, prediction, spacing)
                cases.append(dict(name=name, size=size, spacing=spacing, reference=runs(reference),
                                  prediction=None if prediction is None else runs(prediction)))
        result = dict(cases=cases, scores=[scores(sys.argv[1], predictions, references, m) for m in MINIMUM_LESIONS])
    lists = [f'  "cases": [\n    {(chr(44) + chr(10) + "    ").join(json.dumps(c) for c in result["cases"])}\n  ]',
             f'  "scores": [\n    {(chr(44) + chr(10) + "    ").join(json.dumps(s) for s in result["scores"])}\n  ]']
    Path(__file__).with_name("score_reference.json").write_text("{\n" + ",\n".join(lists) + "\n}\n")


if __name__ == "__main__":
    main()
