"""Writes what the Java tests compare with: `python reference.py`: a raw slice, the slice as data.prepare prepares it for the
segmenter, and the classifier's patch round its lesion, into src/test/resources/org/lesionlens/inference."""
from pathlib import Path

import numpy as np
import torch

import data
import lesions

FOLDER = Path(__file__).parents[2] / "src/test/resources/org/lesionlens/inference"
SPACING = (1.9, 2.3)  # columns, rows; mm


def main():
    rng = np.random.default_rng(3)
    rows, columns = np.meshgrid(np.arange(61), np.arange(74), indexing="ij")
    image = (100 + 60 * np.sin(rows / 7) * np.cos(columns / 5) + rng.normal(0, 8, rows.shape)).astype(np.float32)
    mask = ((rows - 12) / 6) ** 2 + ((columns - 60) / 9) ** 2 < 1
    stats = data.statistics(image)
    prepared = data.resize(data.z_score(image, *stats), *SPACING, data.SEGMENTER_SIDE)
    scored = data.resize(data.z_score(image, *stats), *SPACING)
    covered = data.resize(mask.astype(np.float32), *SPACING) >= 0.5
    patch = lesions.patch(torch.from_numpy(scored), torch.from_numpy(covered.astype(np.float32))).numpy()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, array in dict(raw=image, mask=mask, prepared=prepared, patch=patch).items():
        np.save(FOLDER / f"{name}.npy", array.astype(np.float32))


if __name__ == "__main__":
    main()
