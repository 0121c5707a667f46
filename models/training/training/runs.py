"""The whole of a training: whatever is not done yet, in order."""

from . import begun, detected, export, folds, settle


def train(training):
    """The networks of the folds and the final ones, segmenters before classifiers, which see what those say."""
    ways = dict(segmenter=folds.segmenters, classifier=folds.classifiers, detector=detected.detectors)
    begun.require(training.out, training.plan)
    for network in training.plan.networks():
        begun.note_trained(training.out, training.plan, network)
        ways[network](training)


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
