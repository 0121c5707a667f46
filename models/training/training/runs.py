"""The whole of a training: whatever is not done yet, in order."""

from . import export, folds, settle


def train(training):
    """The networks of the folds and the final ones, segmenters before classifiers, which see what those say."""
    folds.segmenters(training)
    if training.plan.classifier:
        folds.classifiers(training)


def settled(training):
    """The figures of each fold, and what all their answers decide."""
    for fold in training.plan.folds:
        folds.segmenter_figures(training, fold)
    return settle.settle(training)


def run_all(training):
    """The written model folders."""
    train(training)
    return export.export(training, settled(training))
