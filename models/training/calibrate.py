"""Fits the classifier's temperature: `python calibrate.py --data DIR [--seed 1]`.

One network is trained for each of the training folds without it (`train.py classifier --without-fold F`, done here where
its run is missing) and asked about that fold, with masks made as imperfect as predicted ones. The temperature that
minimises the cross-entropy of these out-of-fold answers (Guo et al. 2017, arXiv 1706.04599) goes into
settings/temperature.json, by which export.py divides the logits. Fold 4 takes no part.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from torch.nn import functional as F

import data
import evaluate
import export
import lesions
import train
from network import SEResNet


def out_of_fold(arguments, fold):
    """Logits (N, classes) and classes (N) of the slices of a fold, from the network that has not seen it."""
    part = argparse.Namespace(**{**vars(arguments), "network": "classifier", "without_fold": fold})
    torch.manual_seed(arguments.seed)
    run = train.run_folder(part, train.classifier_part(fold))
    network = SEResNet(len(data.CLASSES))
    network.load_state_dict(torch.load(train.fit(lambda: train.classification(part), run, arguments.seed)))
    slices = list(data.t1ce(arguments.data, (fold,)))
    generator = torch.Generator().manual_seed(int(fold))
    pairs = [(s.image, lesions.imperfect(torch.from_numpy(s.mask).float(), generator).numpy()) for s in slices]
    return evaluate.class_logits(network.eval(), pairs), torch.tensor([data.CLASSES.index(s.kind) for s in slices])


def expected_calibration_error(confidence, right, bins=15):
    """Mean distance of confidence and accuracy over bins of equal width, weighted by their counts (Guo et al. 2017)."""
    which = np.minimum((np.asarray(confidence) * bins).astype(int), bins - 1)
    return sum(abs(np.sum(confidence[which == b]) - np.sum(right[which == b])) for b in range(bins)) / len(right)


def summary(logits, targets, temperature):
    probability = torch.softmax(logits / temperature, 1)
    confidence, predicted = probability.max(1)
    right = (predicted == targets).numpy().astype(float)
    return dict(cross_entropy=round(F.cross_entropy(logits / temperature, targets).item(), 4),
                expected_calibration_error=round(expected_calibration_error(confidence.numpy(), right), 4),
                accuracy=round(right.mean(), 4))


def main():
    train.keep_memory()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs")
    arguments = parser.parse_args()
    logits, targets = map(torch.cat, zip(*(out_of_fold(arguments, f) for f in data.TRAIN_FOLDS), strict=True))
    best = minimize_scalar(lambda log: F.cross_entropy(logits / np.exp(log), targets).item(), bounds=(-2, 2), method="bounded")
    temperature = float(np.exp(best.x))
    result = dict(temperature=round(temperature, 4), slices=len(targets), before=summary(logits, targets, 1.0),
                  after=summary(logits, targets, temperature))
    export.TEMPERATURE.write_text(json.dumps(result, indent=2) + "\n")
    print(result)


if __name__ == "__main__":
    main()
