"""Writes nnU-Net's raw layout with cases.csv and dataset.yaml, for the adapters beside it."""

import csv
import json
from pathlib import Path

import nibabel
import numpy as np
import yaml
from PIL import Image


class RawFolder:
    """A data set being written: `add` each case, then `close` with what dataset.yaml is to say; `channels` are their
    names, where an image has several.
    """

    def __init__(self, folder, ending, channels=()):
        self.folder, self.ending, self.rows, self.channels = Path(folder), ending, [], channels
        for name in ("imagesTr", "labelsTr"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def add(self, row, image, label, affine=None):
        """`row` has at least case, group, fold and class; NIfTI arrays are in the order of the file (x, y, z). Several
        channels lead.
        """
        for number, channel in enumerate(image if self.channels else [image]):
            self._write(self.folder / "imagesTr" / f"{row['case']}_{number:04d}{self.ending}", channel, affine)
        self._write(self.folder / "labelsTr" / f"{row['case']}{self.ending}", label.astype(np.uint8), affine)
        self.rows.append(row)

    def _write(self, path, array, affine):
        if self.ending == ".png":
            Image.fromarray(array).save(path)
        else:
            nibabel.save(nibabel.Nifti1Image(array, affine), path)

    def close(self, description, channel="image"):
        columns = list(dict.fromkeys(key for row in self.rows for key in row))
        with open(self.folder / "cases.csv", "w", newline="") as f:
            writer = csv.DictWriter(f, columns, restval="")
            writer.writeheader()
            writer.writerows(self.rows)
        labels = {"background": 0, **{label["name"]: label["value"] for label in description["labels"]}}
        (self.folder / "dataset.json").write_text(
            json.dumps(
                dict(
                    channel_names=dict(enumerate(self.channels or [channel])),
                    labels=labels,
                    numTraining=len(self.rows),
                    file_ending=self.ending,
                ),
                indent=2,
            )
        )
        (self.folder / "dataset.yaml").write_text(yaml.safe_dump(description, sort_keys=False, allow_unicode=True))


def read_cases(folder):
    with open(Path(folder) / "cases.csv", newline="") as f:
        return list(csv.DictReader(f))
