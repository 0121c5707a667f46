"""Pictures of the model cards; nothing of a patient is in them."""
import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402


def reliability(path, confidence, right, confidence_name, right_name, title, bins=15):
    """Accuracy over confidence in bins of equal width, the counts below; a calibrated model lies on the diagonal."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    counts = np.bincount(which, minlength=bins)
    there = counts > 0
    mean_confidence, mean_right = (np.bincount(which, values, bins)[there] / counts[there] for values in (confidence, right))
    figure, (above, below) = pyplot.subplots(2, 1, figsize=(4.5, 5), sharex=True, height_ratios=(3, 1))
    above.plot((0, 1), (0, 1), color="0.6", linestyle="--", label="calibrated")
    above.plot(mean_confidence, mean_right, color="black", marker="o", label="model")
    above.set(ylabel=right_name, title=title, xlim=(0, 1), ylim=(0, 1))
    above.legend(frameon=False)
    below.bar((np.arange(bins) + 0.5) / bins, counts, 0.9 / bins, color="0.5")
    below.set(xlabel=confidence_name, ylabel="count", yscale="log")
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    pyplot.close(figure)
