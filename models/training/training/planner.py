"""From a fingerprint to a plan: spacing, window, levels, width, augmentation, and as many steps as the budget buys."""

from dataclasses import replace

from . import neighbours, timing
from .classifier import ClassifierForm
from .dataset import DataError
from .plan import Augmentation, Grid, Loss, NetworkPlan, Plan, Schedule
from .segmenter import SegmenterForm

EPOCHS = 120  # the widest network that gets as many is taken
MOST_EPOCHS = {"segmenter": 250, "classifier": 60}  # more only learns by heart, whatever the budget
SEGMENTER_WIDTHS = {
    2: ([64, 128, 256, 384], [48, 96, 192, 256], [32, 64, 128, 256], [24, 48, 96, 192], [16, 32, 64, 128]),
    3: ([48, 96, 192], [32, 64, 128], [24, 48, 96], [16, 32, 64]),
}
CLASSIFIER_WIDTHS = {2: ([32, 64, 128, 192], [24, 48, 96, 160], [16, 32, 64, 128]), 3: ([24, 48, 96], [16, 32, 64])}
BATCH = {"segmenter": {2: 8, 3: 4}, "classifier": {2: 16, 3: 16}}
FRAME_WIDTH = 16  # features of a frame before it meets its neighbours
BESIDE = 2  # slices that one sees on either side, where nothing else is said
FARTHEST = 8.0  # distance of slices over that of pixels, beyond which each is seen alone
ON_GPU = dict(batch=2, rate=1.5)  # times as much as on a processor: a step costs hardly more there
FEW = 0.05  # of the pictures or slices, that are without a lesion: then parts without one are cut from the others
PARTS = 0.15  # of the windows, that are such parts
OVERHEAD = 0.92  # share of the budget that steps get; the rest is for looks, normalisation and answers

ULTRASOUND = Augmentation(
    rotation=8.0,
    crop=0.25,
    without_lesion=0.15,
    gamma=0.4,
    gain=0.4,
    bias=0.2,
    noise=0.3,
    blur=0.2,
    coarse=0.2,
    speckle=0.4,
    depth_gain=0.3,
    shadow=0.2,
    marks=0.4,
    erase=0.25,
    fan=0.15,
)
MAGNETIC = Augmentation(
    rotation=15.0,
    zoom=(0.75, 1.3),
    upside_down=0.25,
    gamma=0.4,
    gain=0.4,
    bias=0.3,
    noise=0.3,
    blur=0.2,
    coarse=0.15,
    fade=0.35,
)
COMPUTED = Augmentation(
    any_turn=True, mirror=("x", "y", "z"), cut_slices=0.5, gain=0.3, noise=0.3, blur=0.2, coarse=0.2
)
PICTURE = Augmentation(gamma=0.4, gain=0.4, bias=0.2, noise=0.3, blur=0.2, coarse=0.2)
BY_MODALITY = {"US": ULTRASOUND, "MR": MAGNETIC, "CT": COMPUTED}


def grid(description, found, stride):
    """Pictures without millimetres at their long side, at most 224; slices at a field that holds all; volumes by
    lesions.
    """
    clip, normalization = [-5.0, 10.0], "z-score"
    if description.modality == "CT":
        clip, normalization = found.values or [-1000.0, 400.0], "range"
    if not description.pixel_size:
        side = min(224, max(found.shape[2][-2:]))
        side = max(stride[-1], round(side / stride[-1]) * stride[-1])
        return Grid(2, None, [side, side], "floor", normalization, clip)
    if _dims(description, found) == 2:
        field = max(a * b for a, b in zip(found.shape[2][-2:], found.spacing[1][-2:]))
        side = max(stride[-1], min(192, round(max(found.shape[2][-2:]) / stride[-1]) * stride[-1]))
        return Grid(2, [round(field / side, 5)] * 2, [side, side], "floor", normalization, clip)
    spacing = [round(value, 3) for value in found.spacing[1]]
    window = [
        max(4 * s, round(1.3 * extent / step / s) * s)
        for extent, step, s in zip(found.lesion_extent[2], spacing, stride)
    ]
    return Grid(3, spacing, window, "edge" if description.tight_axes else "floor", normalization, clip)


def plan(dataset, found, budget_hours, device="auto", threads=0, seed=1):
    """Times a few steps of each width in each mode, from the widest on."""
    description, dims, device = dataset.description, _dims(dataset.description, found), timing.device_found(device)
    beside = context(description, found)
    form = _segmenter_form(description, found, dims, beside, SEGMENTER_WIDTHS[dims][-1])
    where = grid(description, found, form.stride)
    augmentation = BY_MODALITY.get(description.modality, PICTURE)
    if description.pixel_size:
        augmentation = replace(augmentation, crop=0.0)
    quiet = dims == 2 and description.prompt != "box" and found.without_lesion < FEW
    augmentation = replace(augmentation, without_lesion=PARTS if quiet else 0.0)
    cut = augmentation.cut_slices if description.tight_axes and dims == 3 else 0.0
    augmentation = replace(augmentation, crop=0.0 if dims == 3 else augmentation.crop, cut_slices=cut)
    loss = Loss(deep=[0.4, 0.2][: len(form.widths) - 2])
    made = _widest(
        lambda widths: NetworkPlan(
            replace(form, widths=widths),
            None,
            _schedule("segmenter", dims, device),
            augmentation,
            loss,
            context=beside,
        ),
        SEGMENTER_WIDTHS[dims],
        where,
        dataset,
        found,
        budget_hours,
        device,
        threads,
        MOST_EPOCHS["segmenter"],
    )
    classifier = None
    if "classifier" in description.networks:
        calm = replace(augmentation, without_lesion=0.0, crop=augmentation.crop / 2, fan=augmentation.fan / 2, fade=0.0)
        patch, step = _patch(where, found)
        shape = ClassifierForm(dims, len(description.channels), len(description.classes), [], list(form.stem))
        classifier = _widest(
            lambda widths: NetworkPlan(
                replace(shape, widths=widths), None, _schedule("classifier", dims, device), calm, None, patch, step
            ),
            CLASSIFIER_WIDTHS[dims],
            where,
            dataset,
            found,
            budget_hours,
            device,
            threads,
            MOST_EPOCHS["classifier"],
        )
    result = Plan(description.name, where, list(dataset.folds), description.prompt, seed, made, classifier, [])
    return replace(result, says=_says(result, dataset, found, budget_hours))


def context(description, found):
    """What a slice is seen with: what dataset.yaml says; else, where slices lie 3 to 8 times as far apart as pixels,
    nineteen cases in twenty have five or more of them, and no box of a user's comes along, two on either side.
    """
    if description.context is not None or description.prompt or not description.pixel_size:
        return neighbours.of(description.context)
    if found.dimensions != 2 or len(found.shape[1]) != 3 or found.shape[0][0] < 2 * BESIDE + 1:
        return None
    distance, pixel = found.spacing[1][:2]
    return neighbours.Context("slice", BESIDE, BESIDE) if 3 < distance / pixel <= FARTHEST else None


def _dims(description, found):
    return 2 if not description.pixel_size or description.context else found.dimensions


def _segmenter_form(description, found, dims, context, widths):
    """Voxels enter in twos along the axes that are finer than three quarters of the coarsest."""
    spacing = found.spacing[1][-dims:] if description.pixel_size else [1.0] * dims
    stem = [2, 2] if dims == 2 else [2 if step < 0.75 * max(spacing) else 1 for step in spacing]
    channels, frames = len(description.channels), {}
    if context:
        if description.prompt:
            raise DataError("dataset.yaml has a context and a prompt; a segmenter of slices has no prompt. Leave one out.")
        frames = dict(frames=context.frames, frame_width=FRAME_WIDTH, temporal_excitation=True)
        channels *= context.frames
    return SegmenterForm(
        dims,
        channels + (description.prompt == "box"),
        len(description.lesions),
        widths,
        stem,
        [[2] * dims] * (len(widths) - 1),
        global_levels="all" if dims == 2 else "coarsest",
        **frames,
    )


def _schedule(kind, dims, device):
    """Without its steps. A segmenter of slices begins with coarse windows."""
    stages = [[0.5, 0.75], [0.5, 1.0]] if (kind, dims) == ("segmenter", 2) else [[1.0, 1.0]]
    more = ON_GPU if device == "cuda" else dict(batch=1, rate=1)
    return Schedule(1, more["batch"] * BATCH[kind][dims], more["rate"] * 1e-3, stages, 0.0)


def _patch(where, found):
    """A volume's window as it is; in 2D 128 samples over one and a half times the largest lesions' extent."""
    if where.dims == 3:
        return list(where.window), 1.0
    field = max(found.shape[2][-2:]) / where.window[-1] if where.spacing is None else where.spacing[-1]
    extent = 1.5 * max(found.lesion_extent[2][-2:]) / field
    return [128, 128], round(min(where.window[-1], max(128.0, extent)) / 128, 3)


def _widest(network_plan, widths, where, dataset, found, budget_hours, device, threads, most):
    """The widest that gets EPOCHS epochs and has room on a GPU, or the narrowest; every fold and the final network share the
    budget.

    The mode is chosen with the narrowest, so that little of a short budget goes into timing.
    """
    epoch = _epoch(dataset, found)
    seconds = budget_hours * 3600 * OVERHEAD / (len(dataset.folds) + 1)
    best, mode = None, None
    for choice in reversed(widths):
        candidate = network_plan(choice)
        mode, step, memory = timing.fastest(candidate, where, [mode] if mode else timing.modes(device, threads))
        if best is None:
            timing.require_room(step, candidate, where)
        steps = int(seconds / (step * _mean_cost(candidate.schedule.stages, where.dims)))
        if best and steps * candidate.schedule.batch < EPOCHS * epoch:
            break
        steps = max(20, min(steps, round(most * epoch / candidate.schedule.batch)))
        schedule = replace(
            candidate.schedule, steps=steps, seconds_a_step=round(step, 4), memory_gib=round(memory, 2)
        )
        best = replace(candidate, mode=mode, schedule=schedule)
    return best


def _epoch(dataset, found):
    """Images, or slices where these are seen one by one, of all folds but one."""
    slices = found.shape[1][0] if _dims(dataset.description, found) == 2 and len(found.shape[1]) == 3 else 1
    return found.cases * max(1, int(slices)) * (len(dataset.folds) - 1) / len(dataset.folds)


def _mean_cost(stages, dims):
    return sum(share * scale**dims for share, scale in stages)


def _why(context, description, found):
    """How far slices lie apart; nothing of frames, nor without millimetres."""
    if context.axis != "slice" or not description.pixel_size or len(found.shape[1]) != 3:
        return ""
    distance, pixel = found.spacing[1][:2]
    return f": slices lie {distance / pixel:.1f} times as far apart as pixels"


def _by(found):
    return ", between which 98 % of those round the lesions lie" if found.values else ""


def _says(plan, dataset, found, budget_hours):
    context = plan.segmenter.context
    dims = "2.5" if context and context.axis == "slice" else plan.grid.dims
    lines = [
        f"{found.cases} cases in {len(plan.folds)} folds; networks in {dims}D on windows of "
        f"{' x '.join(map(str, plan.grid.window))} at {plan.grid.spacing or 'no'} mm."
    ]
    if context:
        lines.append(f"The segmenter sees {context.words}{_why(context, dataset.description, found)}.")
        lines += ["The classifier sees that one alone."] if plan.classifier else []
    if plan.segmenter.augmentation.without_lesion:
        lines.append(f"Hardly any image is without a lesion: {PARTS:.0%} of the segmenter's windows are parts that show none.")
    if plan.grid.normalization == "range":
        lines.append("Values from {:g} to {:g} are told apart{}.".format(*plan.grid.clip, _by(found)))
    for name in plan.networks():
        chosen = getattr(plan, name)
        seen = chosen.schedule.steps * chosen.schedule.batch / _epoch(dataset, found)
        lines.append(
            f"{name}: {budget_hours:g} h buy {chosen.schedule.steps} steps of {chosen.schedule.batch} for each of "
            f"{len(plan.folds)} folds and the final network, {seen:.0f} epochs, widths {chosen.form.widths}, "
            f"{chosen.schedule.seconds_a_step} s a step on {timing.words(chosen)} with {chosen.mode.threads} threads, "
            f"{'bfloat16' if chosen.mode.bfloat16 else 'float32'}"
            f"{', channels last' if chosen.mode.channels_last else ''}."
        )
    return lines
