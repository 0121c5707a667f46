"""The plan of a training: everything that was decided, as a YAML file that can be read, edited and kept."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path

import yaml

from .classifier import ClassifierForm
from .detector import DetectorForm
from .neighbours import Context
from .segmenter import SegmenterForm


@dataclass(frozen=True)
class Grid:
    """How images reach the network. Sizes and spacing are (z,)y,x.

    `spacing` in mm; null where images have no millimetres: then the long side of an image gets `window[-1]` voxels.
    `outside` is
    "floor" (the image's minimum lies round it) or "edge" (its border is drawn out; nothing is learnt there). `clip`
    are the lowest
    and highest values: of "z-score" in standard deviations, of "range" in the image's own units, which become -1 to 1.
    """

    dims: int
    spacing: list | None
    window: list
    outside: str
    normalization: str
    clip: list


@dataclass(frozen=True)
class Mode:
    device: str
    threads: int
    bfloat16: bool
    channels_last: bool


@dataclass(frozen=True)
class Schedule:
    """`stages` are pairs of a share of the steps and a scale of the window (coarse to fine over one field of view).

    An epoch shows images without a lesion `empty_times` as often as the others. No steps: the network that a training
    starts from stays as it is. `memory_gib`: of a GPU, that a network in training is expected to take; 0 where it is not known.
    """

    steps: int
    batch: int
    learning_rate: float
    stages: list
    seconds_a_step: float
    weight_decay: float = 0.01
    empty_times: int = 1
    memory_gib: float = 0.0


@dataclass(frozen=True)
class Loss:
    """Weights of the terms beside cross-entropy and Dice (see losses)."""

    inside: float = 0.1
    quiet: float = 0.5
    affinity: float = 0.1
    deep: tuple = (0.4, 0.2)


@dataclass(frozen=True)
class DetectionLoss:
    """Weight of the boxes' overlap beside the scores (see centres)."""

    sides: float = 5.0


@dataclass(frozen=True)
class Augmentation:
    """Geometry: degrees (standard deviation), factors, shares of the half window; then shares of the images that get
    each change. `on_a_box`: share of a detector's tiles that are laid round a box of a kind, each kind as often.
    """

    rotation: float = 10.0
    any_turn: bool = False
    zoom: tuple = (0.8, 1.25)
    shear: float = 0.08
    shift: float = 0.08
    elastic: float = 0.2
    mirror: tuple = ("x",)
    upside_down: float = 0.0
    crop: float = 0.0
    without_lesion: float = 0.0
    cut_slices: float = 0.0
    gamma: float = 0.0
    gain: float = 0.0
    bias: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    coarse: float = 0.0
    speckle: float = 0.0
    depth_gain: float = 0.0
    shadow: float = 0.0
    marks: float = 0.0
    erase: float = 0.0
    fan: float = 0.0
    fade: float = 0.0
    on_a_box: float = 0.7


@dataclass(frozen=True)
class NetworkPlan:
    """`patch`: of a classifier, or the tile that a detector of large pictures learns from; `view`: the tile that it
    answers in, null where that is the same; `patch_step`: distance of a
    classifier's patch's samples, in voxels of the grid; `context`: of a segmenter of slices that sees their neighbours.
    """

    form: SegmenterForm | ClassifierForm | DetectorForm
    mode: Mode
    schedule: Schedule
    augmentation: Augmentation
    loss: Loss | DetectionLoss | None = None
    patch: list | None = None
    patch_step: float = 1.0
    context: Context | None = None
    view: list | None = None


@dataclass(frozen=True)
class Plan:
    """`start`: the name of the training whose networks this one goes on from; they lie in OUT/start."""

    dataset: str
    grid: Grid
    folds: list
    prompt: str
    seed: int
    segmenter: NetworkPlan | None
    classifier: NetworkPlan | None
    says: list
    start: str = ""
    detector: NetworkPlan | None = None

    def networks(self):
        return [name for name in ("segmenter", "classifier", "detector") if getattr(self, name) is not None]


def write(plan, path):
    Path(path).write_text(yaml.safe_dump(as_mapping(plan), sort_keys=False, width=120))


def read(path):
    return from_mapping(yaml.safe_load(Path(path).read_text()))


def as_mapping(plan):
    return _plain(asdict(plan))


def from_mapping(text):
    return Plan(
        **{
            **text,
            "grid": _made(Grid, text["grid"]),
            "segmenter": _network(text["segmenter"], SegmenterForm),
            "classifier": _network(text["classifier"], ClassifierForm),
            "detector": _network(text.get("detector"), DetectorForm),
        }
    )


def _network(text, form):
    if text is None:
        return None
    return NetworkPlan(
        **{
            **text,
            "form": _made(form, text["form"]),
            "mode": _made(Mode, text["mode"]),
            "schedule": _made(Schedule, text["schedule"]),
            "augmentation": _made(Augmentation, text["augmentation"]),
            "loss": _made(DetectionLoss if form is DetectorForm else Loss, text["loss"]),
            "context": _made(Context, text.get("context")),
        }
    )


def _made(kind, text):
    if text is None:
        return None
    known = {entry.name for entry in fields(kind)}
    strange = set(text) - known
    if strange:
        raise ValueError(
            f"The plan has {', '.join(sorted(strange))}, which {kind.__name__} does not know; "
            f"it knows {', '.join(sorted(known))}."
        )
    return kind(**text)


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value
