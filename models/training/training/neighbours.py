"""Neighbours that a network sees beside a slice or frame: those before and after it, in their order, as channels."""

from dataclasses import dataclass

from .dataset import DataError

AXES = ("slice", "time")
AT_ENDS = ("repeat", "mirror")


@dataclass(frozen=True)
class Context:
    """`before` and `after` count slices of a volume or frames of a sequence. Beyond the first and the last lies that one
    again ("repeat"), or what lies as far on the other side of it ("mirror": 2 1 0 1 2).
    """

    axis: str
    before: int
    after: int
    at_ends: str = "repeat"

    def __post_init__(self):
        if self.axis not in AXES or self.at_ends not in AT_ENDS:
            raise DataError(
                f"The context has axis {str(self.axis)[:40]!r} and at_ends {str(self.at_ends)[:40]!r}; expected "
                f"{' or '.join(AXES)}, and {' or '.join(AT_ENDS)}."
            )
        if min(self.before, self.after) < 0 or not 0 < self.before + self.after <= 31:
            raise DataError(f"The context has {self.before} before and {self.after} after; expected 1 to 31 in all.")

    @property
    def frames(self):
        """That the network sees at once."""
        return self.before + 1 + self.after

    def numbers(self, number, count, backwards=False):
        """Of the frames seen with frame `number` of `count`, in their order; or as if they lay the other way round, that
        frame keeping its place.
        """
        step = -1 if backwards else 1
        return [self._inside(number + step * k, count) for k in range(-self.before, self.after + 1)]

    def _inside(self, number, count):
        if self.at_ends == "repeat" or count == 1:
            return min(max(number, 0), count - 1)
        number = abs(number) % (2 * (count - 1))
        return min(number, 2 * (count - 1) - number)

    def names(self, channels):
        """Of what enters: a frame's channels together, frame after frame."""
        places = [*(f"before{k}" for k in range(self.before, 0, -1)), "", *(f"after{k + 1}" for k in range(self.after))]
        return ["_".join(filter(None, (channel, place))) for place in places for channel in channels]

    @property
    def words(self):
        kind = "slice" if self.axis == "slice" else "frame"
        return f"{self.frames} neighbouring {kind}s, {self.before} before and {self.after} after the one that it outlines"


def places(items, context, backwards=False):
    """For each item the numbers, in the list, of what is seen with it; see Context.numbers."""
    members = {}
    for place, item in enumerate(items):
        members.setdefault(item.case, {})[item.number] = place
    return [
        [members[item.case][number] for number in context.numbers(item.number, len(members[item.case]), backwards)]
        for item in items
    ]


def of(text):
    """What dataset.yaml says under `context`; None where it says nothing, or false."""
    if not text:
        return None
    if not isinstance(text, dict) or set(text) - {"axis", "before", "after", "at_ends"} or "axis" not in text:
        raise DataError(
            "dataset.yaml has a context that is none; expected {axis: slice, before: 2, after: 2, at_ends: repeat}, or "
            "false for slices that are seen alone."
        )
    return Context(**{"before": 0, "after": 0, **text})
