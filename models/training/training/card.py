"""README.md of a model: what it was trained on, how good it is out of fold, what stands beside it, where it fails."""

import json

from . import curve, describe, sections

FAILING = 0.3  # mean Dice of a kind of images below which the limits name it


def card(training, found, kind):
    """`found` are the figures of figures.json."""
    segments = kind == "segmenter"
    lines = _head(training, kind)
    lines += sections.outlines(found) if segments else sections.classes(found)
    lines += sections.mechanisms(found.get("mechanisms"))
    lines += curve.section(training, kind)
    lines += sections.tried(training.out / "experiments.csv", kind)
    lines += sections.reduced(found["int8"], kind)
    about, boxed = training.dataset.description, training.plan.prompt == "box"
    lines += sections.phantoms_outlined(found, boxed, about) if segments else sections.phantoms_told(found)
    return "\n".join(lines + _limits(training, found, segments)) + "\n"


def insert(path, title, lines):
    """Writes a section, `lines` with its heading, into a card that was written before: in place of the one with this
    title, else before what was tried.
    """
    parts = ("\n" + path.read_text()).split("\n## ")
    parts = [part for part in parts if not part.startswith(title)]
    place = next(k for k, part in enumerate(parts) if part.startswith("What was tried"))
    parts.insert(place, "\n".join(lines).removeprefix("## "))
    path.write_text("\n## ".join(parts).removeprefix("\n"))


def add(model, title, lines, found):
    """Of a model that was exported before: `found` into its figures, and the section into its card."""
    path = model / "figures.json"
    text = json.loads(path.read_text())
    text["figures"] |= found
    path.write_text(json.dumps(text, indent=2))
    insert(model / "README.md", title, lines)


def _head(training, kind):
    about, chosen = training.dataset.description, getattr(training.plan, kind)
    groups = {case.group for case in training.dataset.cases}
    return [
        f"# {about.name}-{kind}",
        "",
        "**For research. Not a medical device; not for diagnosis or treatment.**",
        "",
        _purpose(training, chosen, kind == "segmenter"),
        *sections.demonstration(about),
        "",
        "## Data",
        f"{about.citation}. Licence: {about.licence}. {_cases(training)} of {len(groups)} {about.groups} "
        f"in {len(training.plan.folds)} folds by {about.group}.",
        "",
        "## Training",
        *[f"- {line}" for line in training.plan.says],
        f"- Learning rate {chosen.schedule.learning_rate}, batch {chosen.schedule.batch}, averages of weights; "
        f"seed {training.plan.seed}.",
        f"- Command: `{training.command}`{sections.before(training.plan)}",
        "",
        "## Validation: figures out of fold",
        f"Each image is answered by the network that has not seen its {about.group}. The shipped network was trained "
        f"on all folds with the same plan. Intervals: 95 %, {about.groups} drawn with replacement. No choice was made on a "
        "single fold, but threshold, smallest lesion and temperature were chosen by these same answers.",
        "",
    ]


def _cases(training):
    """How many images there are, and of how many slices or frames where these are seen one by one."""
    cases, items = len(training.dataset.cases), len(training.prepared.items)
    context = training.plan.segmenter.context
    parts = "frames" if context and context.axis == "time" else "slices"
    return f"{cases} images" if cases == items else f"{cases} images, {items} {parts} in all,"


def _purpose(training, chosen, segments):
    about = training.dataset.description
    where = f"{about.image or about.modality} images"
    if about.body_part.get("meaning"):
        where += f" ({about.body_part['meaning'].lower()})"
    name = f"{describe.network_name(chosen.form, segments)} in {chosen.form.dims} dimensions that"
    if not segments:
        names = ", ".join(about.class_names)
        return f"{name} tells {names} apart on {where}, from a patch round a lesion and the lesion's mask."
    prompt = " inside a box that the user draws round it" if training.plan.prompt == "box" else ""
    seen = f" It sees {chosen.context.words}." if chosen.context else ""
    return f"{name} outlines {' and '.join(label.name for label in about.lesions)}{prompt} on {where}.{seen}"


def _limits(training, found, segments):
    about = training.dataset.description
    lines = [
        "## Limits",
        f"- Trained on {about.image or about.modality} images of the data named above alone; other machines, hospitals "
        "and settings were not measured.",
        "- It answers on any image, also where there is nothing that it knows.",
    ]
    if not about.pixel_size:
        lines.append(
            "- Its images have no millimetres: an image's long side fills the window, so the same lesion looks smaller "
            "in a deeper image."
        )
    if about.tight_axes:
        axes = ", ".join(about.tight_axes)
        lines.append(f"- Its images end where the lesion ends along {axes}: nothing is known of what lies beyond.")
    context = training.plan.segmenter.context if segments else None
    if context:
        kind = "slices" if context.axis == "slice" else "frames"
        lines.append(
            f"- Neighbouring {kind} are taken as they lie, however far apart; beyond the first and the last "
            + ("that one is repeated." if context.at_ends == "repeat" else "they are mirrored.")
        )
    return lines + (_blind(training, found) if segments else []) + [f"- {sentence}" for sentence in about.limits]


def _blind(training, found):
    lines = []
    if training.plan.prompt == "box":
        lines.append("- It outlines what lies in the box, and cannot say that there is nothing in it.")
    weak = [name for name, one in found["figures"].items() if one.get("dice", 1.0) < FAILING]
    lines += [f"- Mean Dice below {FAILING}: {', '.join(weak)}."] if weak else []
    if "without lesion" not in found["figures"]:
        lines.append(
            "- Every image of the training has a lesion: how often it finds one in an image without any is known only "
            "of parts of the same images and of phantoms."
        )
    return lines
