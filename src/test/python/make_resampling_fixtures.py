#!/usr/bin/env python3
"""What scikit-image makes of a small volume at other spacings, for GridFilterTest: `python src/test/python/make_resampling_fixtures.py`.

requirements: numpy==2.4.6 scipy==1.17.1 scikit-image==0.26.0

`separate` is nnU-Net v2's resample_data_or_seg with do_separate_z: each slice by skimage's resize, then across by map_coordinates.
Twice gives the same bytes.
"""
from pathlib import Path

import numpy as np
from scipy.ndimage import map_coordinates
from skimage.transform import resize

TARGET = Path(__file__).parent.parent / "resources/org/lesionlens/inference/resampling"
SHAPE = (9, 13, 10)  # z, y, x


def source():
    """Smooth, with a step, so that splines overshoot; two digits after the point."""
    z, y, x = np.meshgrid(*map(np.arange, SHAPE), indexing="ij")
    wave = np.sin(0.9 * x + 0.3 * z) + np.cos(0.7 * y - 0.2 * x)
    return np.round(100 * (wave + 3 * ((x > 4) & (y > 5) & (z > 2))), 2).astype(np.float32)


def whole(data, shape, order):
    return resize(data.astype(float), shape, order, mode="edge", anti_aliasing=False)


def separate(data, shape, axis, order, order_z):
    data = np.moveaxis(data.astype(float), axis, 0)
    target = [shape[axis], *np.delete(shape, axis)]
    slices = np.stack([resize(one, target[1:], order, mode="edge", anti_aliasing=False) for one in data])
    scale = len(data) / target[0]
    grid = np.mgrid[:target[0], :target[1], :target[2]].astype(float)
    grid[0] = scale * (grid[0] + 0.5) - 0.5
    return np.moveaxis(map_coordinates(slices, grid, order=order_z, mode="nearest"), 0, axis)


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    data = source()
    cases = {
        "source": data,
        "cubic": whole(data, (12, 7, 17), 3),
        "linear": whole(data, (12, 7, 17), 1),
        "nearest": whole(data, (12, 7, 17), 0),
        "cubic-up": whole(data, (20, 29, 23), 3),
        "apart-z-nearest": separate(data, (21, 7, 17), 0, 3, 0),
        "apart-z-linear": separate(data, (5, 16, 8), 0, 3, 1),
        "apart-x-nearest": separate(data, (12, 7, 31), 2, 3, 0),
        "apart-y-nearest": separate(data, (12, 27, 8), 1, 3, 0),
    }
    for name, values in cases.items():
        np.save(TARGET / f"{name}.npy", values.astype(np.float32))


if __name__ == "__main__":
    main()
