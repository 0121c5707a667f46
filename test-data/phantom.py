"""A head-like phantom with a lesion whose mask is known in closed form.

Everything is an ellipsoid in millimetres, LPS, with the centre of the head at the origin, so that the same phantom can
be sampled on any grid.
"""
from dataclasses import dataclass, field

import numpy as np


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
    head: tuple = (74.0, 94.0, 88.0)
    lesion: Ellipsoid | None = None
    kind: str | None = None
    enhancement: float = 1.9
    tissue: float = 420.0
    texture: float = 0.06
    waves: np.ndarray = field(default_factory=lambda: wave_vectors(np.random.default_rng(0)))

    def mask(self, points):
        if self.lesion is None:
            return np.zeros(points.shape[:-1], bool)
        return self.lesion.contains(points)

    def intensity(self, points):
        """Noise-free T1 contrast-enhanced look: bright scalp, dark skull, brain with folds, ventricles, lesion."""
        radius = Ellipsoid((0, 0, 0), self.head).distance(points)
        folds = np.sin(points @ self.waves.T).sum(-1) / np.sqrt(len(self.waves))
        brain = self.tissue * (1 + self.texture * folds)
        values = np.select(
            [radius < 0.80, radius < 0.84, radius < 0.90, radius < 1.0],
            [brain, 0.45 * self.tissue, 0.15 * self.tissue, 2.2 * self.tissue], 0.02 * self.tissue)
        for side in (-1, 1):
            ventricle = Ellipsoid((side * 9, -2, 14), (6, 26, 9)).contains(points)
            values = np.where(ventricle, 0.5 * self.tissue, values)
        sinus = (np.abs(points[..., 0]) < 3) & (radius > 0.77) & (radius < 0.83) & (points[..., 1] > 0)
        values = np.where(sinus, 2.0 * self.tissue, values)
        return self._with_lesion(values, points, folds)

    def _with_lesion(self, values, points, folds):
        if self.lesion is None:
            return values
        distance = self.lesion.distance(points)
        bright = self.enhancement * self.tissue * (1 + 0.04 * folds)
        values = np.where(distance < 1, bright, values)
        if self.kind == "glioma":
            values = np.where(distance < 0.6, 0.55 * self.tissue, values)
        return values


def wave_vectors(rng, count=12):
    directions = rng.normal(size=(count, 3))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True) * rng.uniform(0.15, 0.6, (count, 1))


def plane_points(plane, offset, size, spacing):
    """Points (size, size, 3) in mm of a slice in display orientation: columns and rows as a radiologist sees them."""
    ramp = (np.arange(size) - (size - 1) / 2) * spacing
    rows, columns = np.meshgrid(ramp, ramp, indexing="ij")
    fixed = np.full_like(rows, offset)
    order = {"axial": (columns, rows, fixed), "coronal": (columns, fixed, -rows), "sagittal": (fixed, columns, -rows)}
    return np.stack(order[plane], -1)
