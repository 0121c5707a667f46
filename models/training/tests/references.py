"""`python models/training/tests/references.py`: what the Java tests compare the preparation of images without mm with.

The slice and mask are raw.npy and mask.npy of models/training/reference.py; written beside them are the slice as
prepare.py prepares it, and the classifier's patch round its lesion.
"""

import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

from training import images, predict, prepare  # noqa: E402
from training.plan import Grid  # noqa: E402

FOLDER = Path(__file__).parents[3] / "src/test/resources/org/lesionlens/inference"
GRID = Grid(2, None, [96, 96], "floor", "z-score", [-5.0, 10.0])
SIDE, STEP = 32, 1.25


def main():
    raw, mask = np.load(FOLDER / "raw.npy"), np.load(FOLDER / "mask.npy")
    shape = prepare.grid_shape(raw.shape, (1.0, 1.0), GRID)
    fitted = images.resample(prepare.normalized(raw[None], GRID), shape)
    covered = torch.from_numpy(images.resample(mask, shape) >= 0.5)
    patch = predict.patch_round(torch.from_numpy(fitted), covered, [SIDE, SIDE], STEP).numpy()
    for name, array in dict(fitted=fitted[0], fitted_patch=patch).items():
        np.save(FOLDER / f"{name}.npy", array.astype(np.float32))


if __name__ == "__main__":
    main()
