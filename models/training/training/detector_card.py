"""README.md of a detector: what it was trained on, what it finds out of fold and at what price, what stands beside it."""

from . import curve, detector_export, finding, precision, sections

HEADS = sections.BOXES | {"found": "share that it hits"}
HEADS |= {"at_0.5": "found at 0.5 false an image", "at_1": "found at 1 false an image"}


def card(training, found):
    """`found` are the figures of figures.json."""
    lines = _head(training) + _figures(training, found) + _labels(found) + _control(found)
    lines += sections.mechanisms(found.get("mechanisms"))
    lines += curve.section(training, "detector")
    lines += sections.tried(training.out / "experiments.csv", "detector")
    return "\n".join(lines + _limits(training)) + "\n"


def _head(training):
    about, chosen = training.dataset.description, training.plan.detector
    groups = {case.group for case in training.dataset.cases}
    where = f"{about.image or about.modality} images"
    if about.body_part.get("meaning"):
        where += f" ({about.body_part['meaning'].lower()})"
    side, grid = (chosen.view or chosen.patch or [0])[-1], training.plan.grid
    whole = not chosen.patch or grid.spacing is None and side >= grid.window[-1]
    seen = "each seen whole" if whole else f"in tiles of {side} pixels"
    return [
        f"# {about.name}-detector",
        "",
        "**For research. Not a medical device; not for diagnosis or treatment.**",
        "",
        f"{detector_export.network_name(chosen.form)} that draws boxes round {detector_export.kinds(about)} on {where}, "
        f"{seen}.",
        *sections.demonstration(about),
        "",
        "## Data",
        f"{about.citation}. Licence: {about.licence}. {len(training.dataset.cases)} images of {len(groups)} {about.groups} "
        f"in {len(training.plan.folds)} folds by {about.group}.",
        "",
        "## Training",
        *[f"- {line}" for line in training.plan.says],
        f"- Learning rate {chosen.schedule.learning_rate}, batch {chosen.schedule.batch}, averages of weights; "
        f"seed {training.plan.seed}.",
        f"- Command: `{training.command}`{sections.before(training.plan)}",
        "",
        "## Validation: figures out of fold",
        f"Each image is answered by the network that has not seen its {about.group}; the shipped network was trained on all "
        f"folds with the same plan. Intervals: 95 %, {about.groups} drawn with replacement. The thresholds were chosen by these "
        "same answers.",
        "",
    ]


def _rule(rule):
    same = f"Boxes of a kind that overlap by more than {finding.SAME[rule]:g} are one."
    if rule == "centre":
        return (
            f"A box is a hit where its middle lies in a true box grown by {precision.GROWN:g} pixels of the image on each "
            "side, one to one: these lesions are a few pixels wide, and overlap would be luck. "
            + same
        )
    return (
        "AP is COCO's average precision over the overlaps 0.5 to 0.95, AP50 and AP75 at one overlap, AR the mean share of "
        f"true boxes found at any score. {same}"
    )


def _figures(training, found):
    keys = [key for key in HEADS if key in found["figures"]["all"]]
    rows = [(name, *(_number(one, key) for key in keys)) for name, one in found["figures"].items()]
    head = HEADS["ap_centre" if found["hits"] == "centre" else "ap50"]
    return [
        _rule(found["hits"]),
        "",
        *sections.table(("images", *(HEADS[key] for key in keys)), rows),
        f"{head} of all: 95 % {found['from']:.3f} to {found['to']:.3f}.",
        "",
    ]


def _number(one, key):
    return f"{one[key]:.3f}" if one.get(key, float("nan")) == one.get(key) else ""


def _labels(found):
    """Free response: what is found at so many false boxes of that kind an image."""
    steps = list(next(iter(found["labels"].values()))["sensitivity"])
    rows = [
        (
            name,
            one["truths"],
            f"{one['an_image']:g}",
            f"{one['precision']:.3f}",
            *(f"{one['sensitivity'][step]:.3f}" for step in steps),
            f"{one['most_from']:.3f} to {one['most_to']:.3f}",
            f"{one['threshold']:.3f}",
            f"{one['f1']:.3f}",
        )
        for name, one in found["labels"].items()
    ]
    most = f"{steps[-1]:g}"
    heads = ("lesions", "number", "an image", "average precision", *(f"found at {step:g}" for step in steps))
    return [
        "Found at so many false boxes of that kind an image, and the threshold with the largest F1:",
        "",
        *sections.table((*heads, f"at {most}, 95 %", "threshold", "F1"), rows),
    ]


def _control(found):
    keys = [key for key in HEADS if key in found["control"]]
    row = ("the median box always", *(_number(found["control"], key) for key in keys))
    return ["Beside it:", "", *sections.table(("dumb answer", *(HEADS[key] for key in keys)), [row])]


def _limits(training):
    about = training.dataset.description
    lines = [
        "## Limits",
        f"- Trained on {about.image or about.modality} images of the data named above alone; other machines, hospitals "
        "and settings were not measured.",
        "- It answers on any image, also where there is nothing that it knows.",
    ]
    if not about.pixel_size:
        lines.append(
            f"- Its images have no millimetres: an image's long side becomes {training.plan.grid.window[-1]} pixels, so the "
            "same lesion looks smaller in an image that shows more."
        )
    if all(item.lesion for item in training.prepared.items):
        lines.append(
            "- Every image of the training has a lesion: how often it draws a box where there is none is not known."
        )
    return lines + [f"- {sentence}" for sentence in about.limits]
