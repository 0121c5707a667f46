"""What place and size alone tell about a tumour's kind: a yardstick for the classifier.

Multinomial logistic regression on the expert's mask in fold 4 after fitting on folds 1 to 3; no intensities. The network has to
find the lesion first, this one is given it.
"""
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

import data


def features(mask):
    """Square root of the area, centre and extent of a mask, as shares of the image's side."""
    rows, columns = np.nonzero(mask)
    side = mask.shape[0]
    return [np.sqrt(len(rows)) / side, rows.mean() / side, columns.mean() / side, np.ptp(rows) / side, np.ptp(columns) / side]


def table(root, folds):
    slices = list(data.t1ce(root, folds))
    return np.array([features(s.mask) for s in slices]), np.array([s.kind for s in slices])


def figures(root):
    model = make_pipeline(StandardScaler(), PolynomialFeatures(2), LogisticRegression(max_iter=5000))
    model.fit(*table(root, data.TRAIN_FOLDS))
    given, truth = table(root, (data.VALIDATION_FOLD,))
    right = model.predict(given) == truth
    balanced = np.mean([right[truth == kind].mean() for kind in data.CLASSES])
    return {"yardstick: accuracy from area and place of the expert's mask alone (balanced)":
            f"{right.mean():.3f} ({balanced:.3f})"}
