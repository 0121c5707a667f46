"""What a training was begun with (OUT/begun.yaml): its command, and the digits of its plans, so that it does not go on with
other ones without a word.
"""

import yaml

from . import journal
from .dataset import DataError

FILE = "begun.yaml"


def _read(out):
    path = out / FILE
    return yaml.safe_load(path.read_text()) if path.exists() else {}


def _write(out, text):
    (out / FILE).write_text(yaml.safe_dump(text, sort_keys=False, width=120))


def _digits(made):
    return {network: journal.plan_id(made, network) for network in made.networks()}


def note(out, command, made):
    """Of a plan that was just made or taken."""
    _write(out, dict(command=command, planned=_digits(made)))


def command(out, made, otherwise):
    """The first command of a folder, which says so where its plan was edited; `otherwise` where it was not noted."""
    known = _read(out)
    if "command" not in known:
        return otherwise
    return known["command"] if known["planned"] == _digits(made) else f"{known['command']}  # then plan.yaml was edited"


def require_same_plan(training, network):
    """Before the first network of a kind is trained, and before others are.

    :raises DataError: where some were trained with another plan
    """
    known, now = _read(training.out), journal.plan_id(training.plan, network)
    before = known.setdefault("trained", {}).get(network)
    has_begun = (training.out / "runs" / network).exists()
    if has_begun and before is not None and before != now:
        raise DataError(
            f"The {network}'s plan was edited after its training had begun: some networks would be of one plan, some of the "
            f"other. Put {training.out / 'plan.yaml'} back, or take another folder: --out FOLDER --plan "
            f"{training.out / 'plan.yaml'}."
        )
    if not has_begun or before is None:
        known["trained"][network] = now
        _write(training.out, known)
