"""The whole of a training: whatever is not done yet, in order."""

from . import detected, export, folds, settle


def train(training):
    """The networks of the folds and the final ones, segmenters before classifiers, which see what those say."""
    if training.plan.segmenter:
        folds.segmenters(training)
    if training.plan.classifier:
        folds.classifiers(training)
    if training.plan.detector:
        detected.detectors(training)


def settled(training):
    """The figures of each fold, and what all their answers decide."""
    found = {}
    if training.plan.segmenter:
        for fold in training.plan.folds:
            folds.segmenter_figures(training, fold)
        found = settle.settle(training)
    return found | detected.settle(training) if training.plan.detector else found


def run_all(training):
    """The written model folders."""
    train(training)
    return export.export(training, settled(training))
