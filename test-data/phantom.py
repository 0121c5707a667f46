"""A head-like phantom with a lesion whose mask is known in closed form.

Ellipsoids in millimetres, LPS, with the centre of the head at the origin, and thin dark folds of the brain, so that the same
phantom can be sampled on any grid. (Without folds networks that were trained on heads take a smooth brain for a tumour.)

It was shaped so that the shipped networks find its lesion and nothing else: it shows what the program does, not how good it is.
"""
from dataclasses import dataclass, field

import numpy as np

SULCI, SULCUS = 0.7, 0.1  # their brightness, of the brain's, and half their width, in the folds' own measure


@dataclass(frozen=True)
class Ellipsoid:
    centre: tuple
    radii: tuple

    def distance(self, points):
        """Normalised radius: below 1 inside, for points (..., 3) in mm."""
        return np.sqrt((((points - np.array(self.centre)) / np.array(self.radii)) ** 2).sum(-1))

    def contains(self, points):
        return self.distance(points) < 1


@dataclass(frozen=True)
class Phantom:
    lesion: Ellipsoid
    kind: str
    head: tuple = (74.0, 94.0, 88.0)
    enhancement: float = 1.84
    tissue: float = 420.0
    texture: float = 0.06
    waves: np.ndarray = field(default_factory=lambda: wave_vectors(np.random.default_rng(0)))

    def mask(self, points):
        return self.lesion.contains(points)

    def intensity(self, points):
        """Noise-free T1 contrast-enhanced look: bright scalp, dark skull, brain with sulci, ventricles, lesion."""
        radius = Ellipsoid((0, 0, 0), self.head).distance(points)
        folds = np.sin(points @ self.waves.T).sum(-1) / np.sqrt(len(self.waves))
        brain = np.where((np.abs(folds) < SULCUS) & (radius > 0.25), SULCI, 1 + self.texture * folds)
        values = np.select(
            [radius < 0.80, radius < 0.84, radius < 0.90, radius < 1.0], [brain, 0.45, 0.15, 2.2], 0.02)
        for side in (-1, 1):
            values = np.where(Ellipsoid((side * 9, -2, 14), (6, 26, 9)).contains(points), 0.5, values)
        return self.tissue * np.where(self.mask(points), self.enhancement, values)


def wave_vectors(rng, count=12):
    directions = rng.normal(size=(count, 3))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True) * rng.uniform(0.15, 0.6, (count, 1))


def axial_points(z, size, spacing):
    """Points (size, size, 3) in mm of a slice as a radiologist sees it: rows to the back, columns to the left."""
    ramp = (np.arange(size) - (size - 1) / 2) * spacing
    rows, columns = np.meshgrid(ramp, ramp, indexing="ij")
    return np.stack((columns, rows, np.full_like(rows, z)), -1)
