#!/usr/bin/env python3
"""What scikit-image makes of a small volume at other spacings, and nnU-Net v2 of a network's answers there, for GridFilterTest
and NnunetChainTest: `python src/test/python/make_resampling_fixtures.py`.

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


def apart(now, then):
    """nnU-Net's determine_do_sep_z_and_axis."""
    for spacing in (now, then):
        if max(spacing) / min(spacing) > 3:
            axes = [axis for axis in range(3) if spacing[axis] == max(spacing)]
            return axes[0] if len(axes) == 1 else None
    return None


def resampled(data, shape, now, then, order):
    axis = apart(now, then)
    return whole(data, shape, order) if axis is None else separate(data, shape, axis, order, 0)


def logits(x):
    """Of three classes, as PixelwiseForm says them."""
    return np.stack([(0.5 + 3 * k % 5 / 4) * x - 0.25 - k / 2 - k * k / 512 for k in range(3)])


def nnunet(data, spacing, wanted, transpose, regions):
    """Preprocessing, a network that looks at each voxel by itself, and export, as nnU-Net v2 does them."""
    image = data.transpose(transpose)
    old = [spacing[axis] for axis in transpose]
    nonzero = np.argwhere(image != 0)
    box = tuple(slice(a, b + 1) for a, b in zip(nonzero.min(0), nonzero.max(0)))
    cropped = (np.clip(image[box].astype(np.float64), -150, 420) - 80) / 120
    shape = [int(round(a / b * n)) for a, b, n in zip(old, wanted, cropped.shape)]
    answer = logits(resampled(cropped, shape, old, wanted, 3))
    back = np.stack([resampled(one, cropped.shape, wanted, old, 1) for one in answer])
    if regions:
        labels = np.zeros(cropped.shape, np.uint8)
        for k in range(3):
            labels[1 / (1 + np.exp(-back[k])) > 0.5] = k + 1
    else:
        labels = back.argmax(0).astype(np.uint8)
    full = np.zeros(image.shape, np.uint8)
    full[box] = labels
    return full.transpose(np.argsort(transpose))


def chain():
    """By name: spacing of the image and of the network (z, y, x; of the network as transposed)."""
    data = np.zeros((11, 16, 12), np.float32)
    data[1:10, 2:15, 1:11] = source() + 0.25
    straight = (0, 1, 2)
    return {
        "image": data,
        "isotropic": nnunet(data, (1, 1, 1), (0.7, 0.8, 0.9), straight, False),
        "coarser": nnunet(data, (1, 1, 1), (1.5, 1.4, 1.3), straight, False),
        "anisotropic": nnunet(data, (5, 1, 1), (3.1, 0.8, 0.8), straight, False),
        "network-anisotropic": nnunet(data, (1, 1, 1), (5, 0.8, 0.9), straight, False),
        "transposed": nnunet(data, (1, 1, 5), (4, 0.8, 0.9), (2, 0, 1), False),
        "regions": nnunet(data, (5, 1, 1), (3.1, 0.8, 0.8), straight, True),
    }


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
    for name, values in chain().items():
        np.save(TARGET / f"nnunet-{name}.npy", np.ascontiguousarray(values))


if __name__ == "__main__":
    main()
