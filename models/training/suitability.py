"""What the slices look like that the segmenter was trained on, so that the program can say that an image is unlike them:

    python suitability.py --data DIR

From the features of the third encoder level (the mean of each channel over the cells of the slice): mean, directions of largest
variance and the variance of all others (probabilistic principal components, Tipping and Bishop 1999) give a Mahalanobis distance,
the root of its mean over channels: about 1 for a training slice. The limit is the distance that SHARE of the slices of brain-t1ce
have at most where the statistics are taken without their fold. Written into suitability.yaml of the model's folder, with its sha256 in
rdf.yaml; figures go into suitability.json, and a table into the card. An image's distance is the median over its more varied half.
"""
import argparse
import hashlib
import re
import tempfile
from pathlib import Path

import nibabel
import numpy as np
import onnx.utils
import onnxruntime
import yaml
from PIL import Image

import cards
import data
import phantom

FOLDER = Path(__file__).parents[1] / "brain-t1ce-segmenter"
TEST_DATA = Path(__file__).parents[2] / "test-data"
LEVEL = "nonlocal_input"
COMPONENTS = 32
SHARE = 0.99
STRIDE = 16
FOLDS = ("1", "2", "3", "4")
COMMAND = "python models/training/suitability.py --data DIR"


class Encoder:
    """The part of the network that the features need."""

    def __init__(self):
        with tempfile.TemporaryDirectory() as folder:
            part = str(Path(folder) / "encoder.onnx")
            onnx.utils.extract_model(str(FOLDER / "weights.onnx"), part, ["input"], [LEVEL])
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            self.session = onnxruntime.InferenceSession(part, options, providers=["CPUExecutionProvider"])

    def features(self, scored, spacing):
        """Of a z-scored slice (rows, columns) and its spacing (x, y) in mm: features, and how much the slice varies."""
        content = data.resize(scored, *spacing, data.SEGMENTER_SIDE)
        sides = [max(data.SEGMENTER_SIDE, -(-n // STRIDE) * STRIDE) for n in content.shape]
        window = np.full(sides, content.min(), np.float32)
        first = [(side - n) // 2 for side, n in zip(sides, content.shape, strict=True)]
        window[first[0]:first[0] + content.shape[0], first[1]:first[1] + content.shape[1]] = content
        level = self.session.run([LEVEL], {"input": window[None, None]})[0][0]
        rows, columns = (cells(level.shape[axis + 1], sides[axis], first[axis], content.shape[axis]) for axis in (0, 1))
        return level[:, rows, columns].mean((1, 2), dtype=np.float64), content.std(dtype=np.float64)

    def picture(self, path):
        image = np.asarray(Image.open(path).convert("L"), np.float32)
        pixel = data.FIELD_OF_VIEW_MM / max(image.shape)
        return self.features(data.z_score(image, *data.statistics(image)), (pixel, pixel))

    def volume(self, path, planes=("axial",), step=1):
        image = nibabel.load(path)
        voxels = np.asarray(image.dataobj, np.float32).squeeze()
        scored = data.z_score(voxels, *data.statistics(voxels))
        found = []
        for plane in planes:
            slices, spacing = data.display_slices(scored, image.affine, plane)
            found += [self.features(one, spacing) for one in slices[::step]]
        return tuple(map(np.array, zip(*found, strict=True)))


def cells(count, side, first, length):
    """Those whose middle lies in the slice; the one that its middle lies in where there is none."""
    cell = side / count
    start, end = (int(np.ceil(edge / cell - 0.5)) for edge in (first, first + length))
    return slice(start, end) if end > start else slice(int((first + length / 2) / cell), int((first + length / 2) / cell) + 1)


class Statistics:
    def __init__(self, features):
        self.mean = features.mean(0)
        _, scales, directions = np.linalg.svd(features - self.mean, full_matrices=False)
        variances = scales ** 2 / (len(features) - 1)
        self.directions, self.variances = directions[:COMPONENTS], variances[:COMPONENTS]
        self.rest = variances[COMPONENTS:].sum() / (features.shape[1] - COMPONENTS)

    def distances(self, features):
        apart = features - self.mean
        along = apart @ self.directions.T
        rest = np.maximum(0, (apart ** 2).sum(1) - (along ** 2).sum(1))
        return np.sqrt(((along ** 2 / self.variances).sum(1) + rest / self.rest) / features.shape[1])

    def distance(self, volume):
        """Of a volume: the median over the half of its slices that vary most."""
        features, deviations = volume
        return float(np.median(self.distances(features[deviations >= np.median(deviations)])))

    def write(self, limit, path):
        node = dict(output=LEVEL, share=SHARE, limit=limit, rest=float(digits([self.rest])), mean=digits(self.mean),
                    components=[dict(variance=float(digits([variance])), direction=digits(direction))
                                for variance, direction in zip(self.variances, self.directions, strict=True)])
        path.write_text("# written by models/training/suitability.py\n"
                        + yaml.safe_dump(node, sort_keys=False, default_flow_style=None, width=120))


def digits(values):
    """Apart by blanks, which are read in a tenth of the time of a list."""
    return " ".join(f"{value:.5g}" for value in values)


def other_training(encoder, root):
    """Features of what the segmenter was trained on besides brain-t1ce (see data.training_slices), by source."""
    found = {path.name[:7]: encoder.volume(path)[0] for path in sorted((root / "brain-progression").glob("*_t1ce.nii.gz"))}
    for name in data.TUMOUR_FREE_TRAIN:
        found[name] = encoder.volume(root / "brain-tumour-free" / f"{name}.nii.gz", ("axial", "coronal", "sagittal"), 5)[0]
    rng, spacing = np.random.default_rng(1), data.pixel_spacing(data.SEGMENTER_SIDE)
    slices = []
    for number in range(160):
        kind = data.CLASSES[number // 2 % 3] if number % 2 else None
        image = phantom.random_slice(rng, kind, data.SEGMENTER_SIDE, spacing)[0].astype(np.float32)
        scored = data.z_score(image, *data.statistics(image))
        slices.append(encoder.features(scored, (spacing, spacing))[0])
    return found | {"phantoms": np.array(slices)}


def training(encoder, root):
    """Features of the slices of brain-t1ce, their folds, and the features of all other sources."""
    rows = data.t1ce_rows(root)
    features = np.array([encoder.picture(root / "brain-t1ce" / "images" / f"{row['id']}.jpg")[0] for row in rows])
    return features, np.array([row["fold"] for row in rows]), other_training(encoder, root)


def fit(features, folds, others):
    others = np.concatenate(list(others.values()))
    left_out = np.zeros(len(features))
    for fold in FOLDS:
        inside = folds == fold
        left_out[inside] = Statistics(np.concatenate((features[~inside], others))).distances(features[inside])
    limit = round(float(np.quantile(left_out, SHARE)), 4)
    return Statistics(np.concatenate((features, others))), limit, left_out


def sources_left_out(encoder, root, features, others, limit):
    """What each source of volumes would be told if the statistics had not seen it: what to expect of other scanners."""
    figures = {"largest distance that is not warned of": f"{limit:.2f}"}
    for name in ("head_t1", "ms_07_t1post", "ms_19_t1post"):
        volume = encoder.volume(root / "brain-tumour-free" / f"{name}.nii.gz")
        kept = [found for source, found in others.items() if source != name]
        figures[name] = f"{Statistics(np.concatenate((features, *kept))).distance(volume):.2f}"
    for patient in data.PROGRESSION_PATIENTS:
        kept = [found for source, found in others.items() if source[:2] != patient]
        statistics = Statistics(np.concatenate((features, *kept)))
        distances = [statistics.distance(encoder.volume(path))
                     for path in sorted((root / "brain-progression").glob(f"{patient}*_t1ce.nii.gz"))]
        figures[f"brain-progression, patient {patient}, largest"] = f"{max(distances):.2f}"
    return figures


def write(statistics, limit):
    statistics.write(limit, FOLDER / "suitability.yaml")
    sha256 = hashlib.sha256((FOLDER / "suitability.yaml").read_bytes()).hexdigest()
    description = FOLDER / "rdf.yaml"
    description.write_text(re.sub(r"(source: suitability\.yaml\n +sha256: )\w+", rf"\g<1>{sha256}", description.read_text()))


def sets(encoder, root):
    """Features and variation of the slices of each image, by the name of its set."""
    brains = sorted((root / "brain-tumour-free").glob("*.nii.gz"))
    return {
        "images of breast-ultrasound": map(encoder.picture, sorted((root / "breast-ultrasound/images").glob("*.png"))),
        "images of retina-lesions": map(encoder.picture, sorted((root / "retina-lesions/images").glob("*.jpg"))),
        "volumes of lung-nodule-ct": map(encoder.volume, sorted((root / "lung-nodule-ct/images").glob("*.nii.gz"))),
        "chest-ct-whole": map(encoder.volume, sorted((root / "chest-ct-whole").glob("*_ct.nii.gz"))),
        "FLAIR volumes of ms-three-visits": map(encoder.volume, sorted((root / "ms-three-visits").glob("*_flair.nii.gz"))),
        "volumes of brain-progression (trained on)": map(
            encoder.volume, sorted((root / "brain-progression").glob("*_t1ce.nii.gz"))),
        "head_t1, ms_07_t1post (trained on)": map(encoder.volume, [p for p in brains if "ms_19" not in p.name]),
        "ms_19_t1post (never seen)": map(encoder.volume, [p for p in brains if "ms_19" in p.name]),
        "phantom of test-data, volume": map(encoder.volume, [TEST_DATA / "phantom_t1ce.nii.gz"]),
        "phantom of test-data, slice": map(encoder.picture, [TEST_DATA / "phantom_slice.png"]),
    }


def told(distances, limit):
    distances = np.sort(distances)
    return (f"{100 * (distances > limit).mean():.1f} % of {len(distances)}; {np.median(distances):.2f} "
            f"({distances[0]:.2f} to {distances[-1]:.2f})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    root, encoder = parser.parse_args().data, Encoder()
    features, folds, others = training(encoder, root)
    statistics, limit, left_out = fit(features, folds, others)
    write(statistics, limit)
    cards.write_figures(FOLDER, "suitability-left-out.json", "suitability left out", COMMAND,
                        sources_left_out(encoder, root, features, others, limit))
    figures = {"largest distance that is not warned of": f"{limit:.2f}",
               "slices of brain-t1ce, their fold left out": told(left_out, limit)}
    for name, images in sets(encoder, root).items():
        distances = [statistics.distance((np.atleast_2d(f), np.atleast_1d(d))) for f, d in images]
        figures[name] = told(distances, limit)
    cards.write_figures(FOLDER, "suitability.json", "suitability", COMMAND, figures)


if __name__ == "__main__":
    main()
