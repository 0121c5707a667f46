"""The whole of a training: whatever is not done yet, in order."""

from . import export, fit, folds, settle


def run_all(training):
    """Folds of the segmenter, folds of the classifier, what their answers decide, final networks; the written model
    folders.
    """
    for fold in training.plan.folds:
        folds.segmenter_fold(training, fold)
    if training.plan.classifier:
        for fold in training.plan.folds:
            folds.classifier_fold(training, fold)
    settled = settle.settle(training)
    fit.fit(folds.segmentation_task(training, None), training.folder("segmenter", "final"))
    if training.plan.classifier:
        fit.fit(folds.classification_task(training, None), training.folder("classifier", "final"))
    return export.export(training, settled)
