"""Where the segmenter fails, on phantoms: `python gallery.py --jar target/LesionLens_-0.1.0.jar --work EMPTY_FOLDER`.

Writes models/brain-t1ce-segmenter/failures.png. No patient image may be shown, so each phantom exaggerates one difficulty that
patients have; the network has seen phantoms (of other parameters), so what it masters here is no evidence of accuracy.
"""
import argparse
from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image
from scipy import ndimage

import export
import measure
import phantom
from evaluate import dice

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

SIZE, SPACING = 256, 0.98
LESION = phantom.Ellipsoid((26, 18, 10), (17, 14, 15))
BASE = phantom.Phantom(lesion=LESION, kind="meningioma", waves=phantom.wave_vectors(np.random.default_rng(9)))


def with_lesion(centre, *radii, **changes):
    return replace(BASE, lesion=phantom.Ellipsoid(centre, radii), **changes)


def image(subject, noise=0.03, offset=10.0):
    points = phantom.plane_points("axial", offset, SIZE, SPACING)
    rng, sigma = np.random.default_rng(3), noise * subject.tissue
    clean = subject.intensity(points)
    return np.hypot(clean + rng.normal(0, sigma, clean.shape), rng.normal(0, sigma, clean.shape)), subject.mask(points)


def cases():
    """Title, image, mask."""
    plain, mask = image(BASE)
    yield "plain", plain, mask
    yield "faint: 20 % brighter than brain", *image(replace(BASE, enhancement=1.2))
    yield "hardly enhancing: 8 %", *image(replace(BASE, enhancement=1.08))
    yield "ring, dark core", *image(replace(BASE, kind="glioma"))
    yield "6 mm across", *image(with_lesion((26, 18, 10), 3, 3, 3))
    yield "large, at the skull", *image(with_lesion((48, 30, 10), 14, 30, 20))
    yield "strong noise", *image(BASE, noise=0.25)
    yield "smeared (10 mm)", ndimage.gaussian_filter(plain, 10 / SPACING / 2.355), mask
    yield "on its side", np.rot90(plain), np.rot90(mask)
    yield "inverted contrast (not T1)", plain.max() - plain, mask
    yield "half of the head cut off", np.where(np.arange(SIZE) < SIZE // 2, plain.min(), plain), mask
    yield "no lesion", *image(replace(BASE, lesion=None, kind=None))


def eight_bit(values):
    return Image.fromarray(np.clip(255 * values / np.percentile(values, 99.8), 0, 255).astype(np.uint8))


def predictions(jar, work):
    """Title, image, expected mask and found mask of each case, through the Java program."""
    drawn = list(cases())
    paths = [work / f"case{number}.png" for number in range(len(drawn))]
    for path, (_, values, _) in zip(paths, drawn, strict=True):
        eight_bit(values).save(path)
    measure.java(jar, "analyze", *paths, "--output", work / "results")
    for path, (title, _, mask) in zip(paths, drawn, strict=True):
        yield title, np.asarray(Image.open(path)), mask, np.asarray(Image.open(work / "results" / path.stem / "mask.png")) > 0


def draw(results, path):
    figure, axes = pyplot.subplots(3, 4, figsize=(10, 8.2))
    for axis, (title, values, expected, found) in zip(axes.flat, results, strict=True):
        axis.imshow(values, cmap="gray")
        for mask, colour, style in ((expected, "white", "dashed"), (found, "#E69F00", "solid")):
            if mask.any():
                axis.contour(mask, (0.5,), colors=colour, linestyles=style, linewidths=1.2)
        score = f"Dice {dice(found, expected):.2f}" if expected.any() else ("something invented" if found.any() else "nothing found")
        axis.set_title(f"{title}\n{score}", fontsize=9)
        axis.axis("off")
    figure.suptitle("Phantoms; dashed white: truth, orange: found", fontsize=10)
    figure.tight_layout()
    figure.savefig(path, dpi=70)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jar", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    draw(predictions(arguments.jar, arguments.work), measure.MODELS / export.FOLDERS["segmenter"] / "failures.png")


if __name__ == "__main__":
    main()
