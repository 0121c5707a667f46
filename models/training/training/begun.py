"""What a training was begun with (OUT/begun.yaml): its command, and the digits of its plans, so that it does not go on with
other ones without a word.
"""

from dataclasses import replace

import yaml

from . import journal
from .dataset import DataError
from .plan import Mode

FILE = "begun.yaml"
ANY = Mode("", 0, False, False)


def _read(out):
    path = out / FILE
    return yaml.safe_load(path.read_text()) if path.exists() else {}


def _write(out, text):
    partial = out / "begun.tmp"
    partial.write_text(yaml.safe_dump(text, sort_keys=False, width=120))
    partial.rename(out / FILE)


def _digits(made):
    """By network, whatever device and threads it is trained with: those may change on the way."""
    networks = {network: replace(getattr(made, network), mode=ANY) for network in made.networks()}
    return {network: journal.plan_id(replace(made, **networks), network) for network in networks}


def note(out, command, made):
    """Of a plan that was just made or taken."""
    _write(out, dict(command=command, planned=_digits(made)))


def command(out, made, otherwise):
    """The first command of a folder, which says so where its plan was edited; `otherwise` where it was not noted."""
    known = _read(out)
    if "command" not in known:
        return otherwise
    return known["command"] if known["planned"] == _digits(made) else f"{known['command']}  # then plan.yaml was edited"


def require(out, made):
    """That the networks that are there were trained with this plan.

    :raises DataError: where some were trained with another one
    """
    trained = _read(out).get("trained", {})
    for network, now in _digits(made).items():
        if not (out / "runs" / network).exists():
            continue
        if network not in trained:
            print(f"Remark: {out / FILE} does not say with which plan the {network}'s networks were trained. It is not compared.")
        elif trained[network] != now:
            raise DataError(
                f"The {network}'s plan was edited after its training had begun: some networks would be of one plan, some of "
                f"the other. Put {out / 'plan.yaml'} back, or train anew with it: python -m training DATASET --out FOLDER "
                f"--plan {out / 'plan.yaml'}."
            )


def note_trained(out, made, network):
    """Before the first network of a kind is trained."""
    known = _read(out)
    known.setdefault("trained", {})[network] = _digits(made)[network]
    _write(out, known)


def require_fit(made, data, path):
    """That the plan in a file is one for these data.

    :raises DataError: if it has other folds, labels, classes or channels
    """
    about, unlike = data.description, []
    for network in made.networks():
        form = getattr(made, network).form
        if network != "classifier" and form.labels != len(about.lesions):
            unlike.append(f"the {network} {form.labels} lesion labels, the data {len(about.lesions)}")
        if network == "classifier" and form.classes != len(about.classes):
            unlike.append(f"the classifier {form.classes} classes, the data {len(about.classes)}")
        frames = getattr(form, "frames", 1)
        channels = len(about.channels) * frames + (network == "segmenter" and about.prompt == "box")
        if form.channels != channels:
            unlike.append(f"the {network} {form.channels} channels, with these data {channels}")
    if list(made.folds) != list(data.folds):
        unlike.append(f"the folds {', '.join(made.folds)}, the data {', '.join(data.folds)}")
    if unlike:
        raise DataError(f"In {path} {'; '.join(unlike)}. Correct the data, or plan anew in another folder.")
