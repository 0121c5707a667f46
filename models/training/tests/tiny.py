"""Plans of networks of a few thousand weights, which train in seconds, for the data sets of phantoms."""

import contextlib
import io
import shutil
from dataclasses import replace

import yaml

from training import dataset, folds, plan, prepare, runs
from training.__main__ import main
from training.classifier import ClassifierForm
from training.detector import DetectorForm
from training.neighbours import Context
from training.plan import Augmentation, DetectionLoss, Grid, Loss, Mode, NetworkPlan, Plan, Schedule
from training.segmenter import SegmenterForm

MODE = Mode("cpu", 1, False, False)
CALM = Augmentation(elastic=0.0)


def _networks(dims, window, steps, form, classes, kind, patch_step):
    schedule = Schedule(steps, 8, 0.006, [[1.0, 1.0]], 0.0)
    segmenter = NetworkPlan(form, MODE, schedule, CALM, Loss(deep=[0.4]))
    if not classes:
        return segmenter, None
    shape = ClassifierForm(dims, 1, classes, [8, 16], [2] * 2 if dims == 2 else [1, 2, 2], kind=kind)
    return segmenter, NetworkPlan(shape, MODE, schedule, CALM, None, list(window), patch_step)


def pictures(steps=60, kind="resnet"):
    """Without millimetres: an image's long side fills the window."""
    form = SegmenterForm(2, 1, 1, [8, 16, 24], [2, 2], [[2, 2]] * 2, nonlocal_level=1)
    grid = Grid(2, None, [64, 64], "floor", "z-score", [-5.0, 10.0])
    networks = _networks(2, [32, 32], steps, form, 2, kind, 1.0)
    return Plan("pictures", grid, ["1", "2"], "", 1, *networks, ["Tiny networks."])


def plain(steps=60):
    """Of pictures, every mechanism left out: a plain U-Net and a ResNet that is not told the size."""
    made = pictures(steps)
    form = replace(made.segmenter.form, gates=False, excitation=False, nonlocal_level=-1)
    segmenter = replace(made.segmenter, form=form, loss=replace(made.segmenter.loss, affinity=0.0))
    form = replace(made.classifier.form, excitation=False, size=False)
    return replace(made, segmenter=segmenter, classifier=replace(made.classifier, form=form))


def slices(steps=60):
    """Slices of 2 mm."""
    form = SegmenterForm(2, 1, 1, [8, 16, 24], [2, 2], [[2, 2]] * 2, nonlocal_level=1)
    grid = Grid(2, [2.0, 2.0], [48, 48], "floor", "z-score", [-5.0, 10.0])
    return Plan(
        "slices", grid, ["1", "2"], "", 1, *_networks(2, [32, 32], steps, form, 0, "resnet", 1.0), ["Tiny networks."]
    )


def volumes(steps=60, kind="resnet"):
    """Of 1 x 1 x 2 mm, with a user's box."""
    form = SegmenterForm(3, 2, 1, [8, 16], [1, 2, 2], [[2, 2, 2]], nonlocal_level=0, global_levels="coarsest")
    grid = Grid(3, [2.0, 1.0, 1.0], [8, 32, 32], "edge", "range", [-1000.0, 400.0])
    networks = _networks(3, [8, 32, 32], steps, form, 2, kind, 1.0)
    return Plan("volumes", grid, ["1", "2"], "box", 1, *networks, ["Tiny networks."])


def unboxed(steps=60):
    """Volumes without a user's box, and no classifier."""
    made = volumes(steps)
    form = replace(made.segmenter.form, channels=1)
    return replace(made, prompt="", segmenter=replace(made.segmenter, form=form), classifier=None)


def discs(steps=60, window=(96, 96), patch=None, view=None):
    """Boxes in pictures without millimetres, seen whole or in tiles, and answered in tiles of another size."""
    form = DetectorForm(2, 1, 2, [8, 16, 24], [2, 2], 1, [1, 1, 1], head=16, dropout=0.0)
    schedule = Schedule(steps, 8, 0.006, [[1.0, 1.0]], 0.0)
    network = NetworkPlan(form, MODE, schedule, CALM, DetectionLoss(), patch, view=view)
    grid = Grid(2, None, list(window), "floor", "z-score", [-5.0, 10.0])
    return Plan("discs", grid, ["1", "2"], "", 1, None, None, ["Tiny networks."], detector=network)


def neighbours():
    """Slices of 2 mm seen with one before and two after, as channels."""
    made = slices()
    form = replace(made.segmenter.form, channels=4, frames=4)
    return replace(made, segmenter=replace(made.segmenter, form=form, context=Context("slice", 1, 2, "mirror")))


def thick(steps=60):
    """Slices of 1 mm seen with two on either side, whose lesions are told apart by the slice alone."""
    shape = dict(frames=5, frame_width=8, temporal_excitation=True)
    form = SegmenterForm(2, 5, 1, [8, 16, 24], [2, 2], [[2, 2]] * 2, nonlocal_level=1, **shape)
    segmenter, classifier = _networks(2, [32, 32], steps, form, 2, "resnet", 1.0)
    grid = Grid(2, [1.0, 1.0], [48, 48], "floor", "z-score", [-5.0, 10.0])
    segmenter = replace(segmenter, context=Context("slice", 2, 2))
    return Plan("thick", grid, ["1", "2"], "", 1, segmenter, classifier, ["Tiny networks."])


def sequences(steps=50):
    """Frames and the one after each, weighed by temporal squeeze and excitation; no millimetres, two channels."""
    shape = dict(frames=2, frame_width=8, temporal_excitation=True)
    form = SegmenterForm(2, 4, 1, [8, 16, 24], [2, 2], [[2, 2]] * 2, nonlocal_level=1, **shape)
    network = NetworkPlan(form, MODE, Schedule(steps, 8, 0.006, [[1.0, 1.0]], 0.0), CALM, Loss(deep=[0.4]))
    network = replace(network, context=Context("time", 0, 1))
    grid = Grid(2, None, [32, 32], "floor", "z-score", [-5.0, 10.0])
    return Plan("sequences", grid, ["1", "2"], "", 1, network, None, ["Tiny networks."])


def command(*arguments):
    """(exit code, what stands on standard error) of `python -m training`."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as errors:
        code = main([str(a) for a in arguments])
    return code, errors.getvalue()


def begun(made, data, out):
    """The Training of a plan in a new folder."""
    out.mkdir()
    plan.write(made, out / "plan.yaml")
    read, made = dataset.read(data), plan.read(out / "plan.yaml")
    return folds.Training(read, made, prepare.prepare(read, made.grid, out / "prepared"), out)


def trained(made, data, out, segmenters=None):
    """The Training, and the folders of models of a plan, as the command makes them.

    `segmenters`: the folder of a training whose segmenters are the same ones, which are taken from there.
    """
    training = begun(made, data, out)
    if segmenters:
        shutil.copytree(segmenters / "runs" / "segmenter", out / "runs" / "segmenter")
    with contextlib.redirect_stdout(io.StringIO()):
        return training, runs.run_all(training)


def segmented(made, data, out):
    """All folds of the segmenter are trained."""
    training = begun(made, data, out)
    with contextlib.redirect_stdout(io.StringIO()):
        folds.segmenters(training)


def settled(training):
    return yaml.safe_load((training.out / "settled.yaml").read_text())
