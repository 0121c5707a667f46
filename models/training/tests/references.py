"""`python models/training/tests/references.py`: what the Java tests compare the preparation of images with.

Written are a raw slice and a mask; the slice as prepare.py prepares it where images have mm, and the classifier's patch
round the mask; and both of them where images have no mm.
"""

import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

from training import images, predict, prepare  # noqa: E402
from training.plan import Grid  # noqa: E402

FOLDER = Path(__file__).parents[3] / "src/test/resources/org/lesionlens/inference"
PIXEL = 2.3, 1.9  # rows, columns; mm
OUTSIDE = "floor", "z-score", [-5.0, 10.0]
IN_MM = Grid(2, [1.5, 1.5], [160, 160], *OUTSIDE)
WITHOUT_MM = Grid(2, None, [96, 96], *OUTSIDE)


def raw():
    """A slice of waves and noise, and an ellipse near its border."""
    rng = np.random.default_rng(3)
    rows, columns = np.meshgrid(np.arange(61), np.arange(74), indexing="ij")
    image = 100 + 60 * np.sin(rows / 7) * np.cos(columns / 5) + rng.normal(0, 8, rows.shape)
    return image.astype(np.float32), (((rows - 12) / 6) ** 2 + ((columns - 60) / 9) ** 2 < 1).astype(np.float32)


def prepared(grid, pixel, side, step):
    image, mask = raw()
    shape = prepare.grid_shape(image.shape, pixel, grid)
    slices = images.resample(prepare.normalized(image[None], grid), shape)
    covered = torch.from_numpy(images.resample(mask, shape) >= 0.5)
    return slices[0], predict.patch_round(torch.from_numpy(slices), covered, [side, side], step).numpy()


def main():
    found = dict(zip(("raw", "mask"), raw()))
    found |= zip(("prepared", "patch"), prepared(IN_MM, PIXEL, 64, 1.0))
    found |= zip(("fitted", "fitted_patch"), prepared(WITHOUT_MM, (1.0, 1.0), 32, 1.25))
    for name, array in found.items():
        np.save(FOLDER / f"{name}.npy", array.astype(np.float32))


if __name__ == "__main__":
    main()
