"""The plan of a detector: whole pictures or tiles, the level that answers, width, and steps, by the boxes' sizes."""

from dataclasses import replace

import numpy as np

from . import planner, timing, truths
from .dataset import DataError
from .detector import DetectorForm
from .plan import DetectionLoss, NetworkPlan, Plan, Schedule

WIDTHS = {"whole": ([24, 48, 96, 128, 160], [16, 32, 64, 96, 128]), "tiles": ([32, 48, 64, 96], [16, 32, 48, 64])}
HEAD = {"whole": 64, "tiles": 32}
BLOCKS = {"whole": [1, 1, 2, 2, 2], "tiles": [1, 2, 2, 2]}
TINY = 12.0  # pixels of a whole picture's window, that a quarter of the boxes are smaller than: then tiles
LARGEST_SIDE, TILE = 1024, 256
CELLS = 1.5  # of the smaller boxes' sides, at least
EPOCHS, MOST_EPOCHS, TILES = 20, 60, 24  # enough, the most, and the tiles that an image counts for
STEM = [2, 2]


def grid(description, found, small):
    """(the grid, the tile or None); `small` is the lower quartile of the boxes' sides as a share of an image's."""
    if found.dimensions != 2:
        raise DataError(
            "A detector is trained on pictures and slices, not on volumes. Leave `detector` out of networks."
        )
    where = planner.grid(description, found, [32, 32])
    if small * where.window[-1] >= TINY:
        return where, None
    if where.spacing is None:
        side = min(LARGEST_SIDE, int(max(found.shape[2])))
        return replace(where, window=[side, side]), [TILE, TILE]
    return replace(where, spacing=list(found.spacing[1][-2:])), [TILE, TILE]


def level_of(small_pixels, levels):
    """The coarsest, of 8 pixels a cell at most, whose cells are not too large for the smaller boxes."""
    fitting = [level for level in range(min(3, levels)) if STEM[0] * 2**level * CELLS <= small_pixels]
    return max(fitting, default=0)


def augmentation(description, tiled):
    made = planner.BY_MODALITY.get(description.modality, planner.PICTURE)
    made = replace(made, elastic=0.0, any_turn=False, rotation=min(made.rotation, 10.0))
    if tiled:
        fine = dict(noise=min(made.noise, 0.2), blur=0.1 if made.blur else 0.0, coarse=0.0, erase=0.0)
        return replace(made, crop=0.0, without_lesion=0.0, upside_down=0.5, **fine)  # lesions of a few pixels stay
    return replace(made, crop=made.crop if not description.pixel_size else 0.0)


def require(made):
    """That a plan's tiles and views are such that a detector can see: squares, which its levels halve."""
    for kind in made.networks():
        network = getattr(made, kind)
        if network.view and (kind != "detector" or not network.patch):
            raise DataError(f"The plan's {kind} has a view; expected of a detector with a patch alone. Leave it out.")
    network = made.detector
    step = max(network.form.stride) if network else 1
    for name, sides in (("patch", network.patch), ("view", network.view)) if network else ():
        if sides and (len(set(sides)) > 1 or sides[0] % step):
            raise DataError(
                f"The detector's {name} in the plan is {' x '.join(map(str, sides))}; expected a square of a multiple of {step} "
                "pixels."
            )


def plan(dataset, found, made, budget_hours, device="auto", threads=0, seed=1):
    """A plan with a detector; `made` is the plan of the other networks, or None."""
    boxes, device = truths.read(dataset), timing.device_found(device)
    sides = truths.sides(dataset, boxes)
    if not len(sides):
        raise DataError("There is no box to learn from: no lesion in any label image and none in boxes.csv.")
    small = float(np.quantile(sides, 0.25))
    where, tile = grid(dataset.description, found, small)
    if made and made.grid != where:
        raise DataError(
            f"The detector sees images in windows of {where.window}, the other networks in {made.grid.window}. Train it by "
            "itself: a copy of the data set whose dataset.yaml says networks: [detector]."
        )
    network = _widest(dataset, found, where, tile, small, budget_hours, device, threads)
    result = made or Plan(dataset.description.name, where, list(dataset.folds), "", seed, None, None, [])
    return replace(result, detector=network, says=[*result.says, *_says(dataset, network, where, budget_hours, made)])


def _widest(dataset, found, where, tile, small, budget_hours, device, threads):
    """The widest that gets EPOCHS epochs in its share of the budget, or the narrowest."""
    kind, best, mode = "tiles" if tile else "whole", None, None
    epoch = found.cases * (len(dataset.folds) - 1) / len(dataset.folds) * (TILES if tile else 1)
    seconds = budget_hours * 3600 * planner.OVERHEAD / (len(dataset.folds) + 1)
    more = planner.ON_GPU if device == "cuda" else dict(batch=1, rate=1)
    schedule = Schedule(1, 8 * more["batch"], 1e-3 * more["rate"], [[1.0, 1.0]], 0.0)
    for widths in reversed(WIDTHS[kind]):
        level = level_of(small * where.window[-1], len(widths))
        about = dataset.description
        form = DetectorForm(2, len(about.channels), len(about.lesions), widths, STEM, level, BLOCKS[kind], HEAD[kind])
        candidate = NetworkPlan(form, None, schedule, augmentation(about, tile), DetectionLoss(), tile)
        mode, step, memory = timing.fastest(candidate, where, [mode] if mode else timing.modes(device, threads))
        if best is None:
            timing.require_room(step, candidate, where)
        steps = int(seconds / step)
        if best and steps * schedule.batch < EPOCHS * epoch:
            break
        steps = max(20, min(steps, round(MOST_EPOCHS * epoch / schedule.batch)))
        measured = dict(seconds_a_step=round(step, 4), memory_gib=round(memory, 2))
        best = replace(candidate, mode=mode, schedule=replace(schedule, steps=steps, **measured))
    return best


def _says(dataset, network, where, budget_hours, made):
    if not made:
        yield (
            f"{len(dataset.cases)} cases in {len(dataset.folds)} folds; pictures with a long side of {where.window[-1]} "
            f"pixels, {'in tiles of ' + ' x '.join(map(str, network.patch)) if network.patch else 'each seen whole'}."
        )
    chosen = network.schedule
    yield (
        f"detector: {budget_hours:g} h buy {chosen.steps} steps of {chosen.batch} for each of {len(dataset.folds)} folds "
        f"and the final network, widths {network.form.widths}, cells of {network.form.cell[0]} pixels, "
        f"{chosen.seconds_a_step} s a step on {timing.words(network)} with {network.mode.threads} threads, "
        f"{'bfloat16' if network.mode.bfloat16 else 'float32'}{', channels last' if network.mode.channels_last else ''}."
    )
