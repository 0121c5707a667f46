"""`python models/tiny/prompted/generate.py` (a minute on one core; needs models/training/requirements.txt): a tiny segmenter that
is prompted by a box and a tiny classifier of volumes, trained by the trainer itself on phantoms, and what they say of one more phantom.

`expected.json` has the boxes, in voxels of `phantom.nii.gz`, and the probability of each class of what is found in them;
`expected.nii.gz` the probability of lesion at every voxel, both as the trainer's `predict` and `classification` say it.
"""

import contextlib
import io
import json
import shutil
import sys
import tempfile
from pathlib import Path

import nibabel
import numpy as np
import torch
import yaml

HERE = Path(__file__).parent
TRAINING = HERE.parents[1] / "training"
sys.path[:0] = [str(TRAINING), str(TRAINING / "tests")]

import phantoms  # noqa: E402
from training import __main__ as command  # noqa: E402
from training import classification, dataset, export, figures, fit, folds, images, plan, predict, prepare, suitability  # noqa: E402

STEPS = {"segmenter": 300, "classifier": 200}
WIDTHS = {"segmenter": [4, 8], "classifier": [4, 8]}
SIZE = (26, 40, 44)  # x, y, z: thick slices along x, and finer ones than the networks see along z
SPACING = (2.0, 0.9, 0.8)
BALLS = (((12, 12, 12), 6.0, 500), ((13, 27, 30), 5.0, 900))  # middle in voxels, radius in mm, how much brighter


def main():
    export.test_inputs = small(export.test_inputs)
    with tempfile.TemporaryDirectory() as holder:
        data, out = Path(holder) / "volumes", Path(holder) / "prompted"
        phantoms.volumes(data, count=24, size=(32, 32, 12))
        run(data, "--out", out, "--budget", "20s", "--threads", "1", "--device", "cpu", "--plan-only")
        narrow(out / "plan.yaml")
        run(data, "--out", out, "--threads", "1", "--device", "cpu", "--resume")
        for name in ("segmenter", "classifier"):
            shutil.rmtree(HERE / name, ignore_errors=True)
            shutil.copytree(out.parent / f"{out.name}-{name}", HERE / name)
        read, made = dataset.read(data), plan.read(out / "plan.yaml")
        expect(folds.Training(read, made, prepare.Prepared(out / "prepared"), out))


def run(*arguments):
    with contextlib.redirect_stdout(io.StringIO()):
        if command.main([str(argument) for argument in arguments]):
            raise SystemExit("the trainer failed")


def small(inputs):
    """Test tensors of a few kB."""

    def made(training, form, kind):
        found = inputs(training, form, kind)
        found["noise"] = np.ascontiguousarray(found["noise"][:, :, :4, :8, :12])
        found["noise"][:, -1] = suitability.middle(found["noise"].shape[2:])
        return found

    return made


def narrow(path):
    text = yaml.safe_load(path.read_text())
    for name in ("segmenter", "classifier"):
        text[name]["schedule"].update(steps=STEPS[name], learning_rate=0.004)
        text[name]["form"].update(widths=WIDTHS[name])
        text[name]["mode"].update(bfloat16=False)  # as the program computes
    text["segmenter"]["form"].update(pools=[[2, 2, 2]], nonlocal_level=-1)
    text["classifier"]["form"].update(size=False)
    text["segmenter"]["loss"].update(deep=[])
    path.write_text(yaml.safe_dump(text))


def network(training, kind):
    return fit.load(getattr(training.plan, kind), training.folder(kind, "final")).cpu().float().eval()


@torch.no_grad()
def expect(training):
    segmenter = network(training, "segmenter")
    classifier = network(training, "classifier")
    heat = yaml.safe_load((training.out / "settled.yaml").read_text())["classifier"]["temperature"]
    names = list(training.dataset.description.class_names)
    voxels, boxes = phantom()
    shape = prepare.grid_shape(voxels.shape, SPACING[::-1], training.plan.grid)
    image = torch.from_numpy(images.resample(prepare.normalized(voxels[None], training.plan.grid), shape))
    said, classes = [], []
    for low, high in boxes:
        factors = [n / m for n, m in zip(shape, voxels.shape)]
        box = tuple([face * factor for face, factor in zip(faces, factors)] for faces in (low, high))
        said.append(predict.probability(segmenter, training.plan, image, voxels.shape, box)[0])
        mask = classification.on_grid(classification.largest(said[-1] >= 0.5), shape)
        logits = classification.answer(classifier, training.plan, image, mask) / heat
        classes.append({name: round(float(p), 6) for name, p in zip(names, figures.softmax(logits))})
    save("phantom.nii.gz", voxels.astype(np.int16))
    save("expected.nii.gz", np.round(np.max(said, 0) * 4096).astype(np.int16), 1 / 4096)
    text = dict(boxes=[",".join(map(str, stored(*box))) for box in boxes], classes=classes)
    (HERE / "expected.json").write_text(json.dumps(text, indent=2) + "\n")
    print(text, [int((p >= 0.5).sum()) for p in said])


def phantom():
    """Voxels z, y, x towards the head, the back and the left, and two boxes (low, high) that are no tight ones."""
    place = np.stack(np.meshgrid(*(np.arange(n) for n in SIZE[::-1]), indexing="ij"), -1) * SPACING[::-1]
    voxels, boxes = np.random.default_rng(4).normal(-800, 40, SIZE[::-1]), []
    for middle, radius, brighter in BALLS:
        centre = np.multiply(middle, SPACING)[::-1]
        voxels += (((place - centre) ** 2).sum(-1) <= radius**2) * brighter
        reach = np.ceil(radius / np.array(SPACING[::-1])).astype(int)
        boxes.append((np.subtract(middle[::-1], reach), np.add(middle[::-1], reach + 1)))
    return voxels.astype(np.int16).astype(np.float32), boxes


def stored(low, high):
    """A box of z, y, x as the file counts: z first, then x the other way round, then y."""
    (z, y, x), (z1, y1, x1) = low, high
    return [int(v) for v in (z, SIZE[0] - x1, y, z1, SIZE[0] - x, y1)]


def save(name, array, slope=1):
    """Axes z, -x, y of LPS, which an affine in RAS tells: a reader that goes by the array alone is wrong."""
    affine = np.zeros((4, 4))
    affine[2, 0], affine[0, 1], affine[1, 2], affine[3, 3] = SPACING[2], SPACING[0], -SPACING[1], 1
    affine[:3, 3] = (-30, 20, -10)
    image = nibabel.Nifti1Image(array[:, :, ::-1].transpose(0, 2, 1), affine)
    image.header.set_slope_inter(slope, 0)
    nibabel.save(image, HERE / name)


if __name__ == "__main__":
    main()
