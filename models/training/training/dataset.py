"""A data set on disk: nnU-Net's raw layout, `cases.csv` and `dataset.yaml` beside it.

imagesTr/CASE_0000.png|nii.gz   one file a channel        labelsTr/CASE.png|nii.gz   0 is background
dataset.json                    channel_names, labels, file_ending, as nnU-Net has them
cases.csv                       case, patient or group, fold (may be empty), class (may be empty), and what else there is
dataset.yaml                    name, modality, image, body_part, pixel_size, labels, classes, networks, tight_axes,
                                licence, citation, hits, context, authors, model_licence, demonstration, groups, limits
boxes.csv                       case, label, x_min, y_min, x_max, y_max in pixels, for a detector; may be missing
"""

import csv
import functools
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from packaging import licenses

ENDINGS = (".png", ".nii.gz")
HITS = ("overlap", "centre")
LICENCE = "a name of spdx.org/licenses, as CC-BY-4.0; without one leave it out"
TEXTS = {  # as bioimage.io takes them, else no other program reads the description of the networks
    "name": (r"(?=.*[A-Za-z0-9])[A-Za-z0-9_+ ()-]{1,64}", "text of letters without accents, digits, spaces and _ + - ( ), at most 64 of them"),
    "model_licence": (r"|[A-Za-z0-9.+-]+", LICENCE),
}
GROUPS = ("group", "patient")  # the column that folds are made by: the first that is there


class DataError(Exception):
    """What is wrong with the data, in a sentence for the user."""


@dataclass(frozen=True)
class Case:
    """One image with its truth; `kind` is its class or an empty string, `fold` an empty string where none is given."""

    name: str
    group: str
    fold: str
    kind: str
    channels: tuple
    label: Path
    extra: dict = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Label:
    """A value of the label images; `lesion` tells whether it is what the segmenter is to find."""

    name: str
    value: int
    lesion: bool
    code: dict
    color: str


@dataclass(frozen=True)
class Description:
    """What dataset.yaml says; `pixel_size` is false where images have no millimetres, `tight_axes` are axes (x, y, z)
    along which the images were cut off at the lesion's ends, `prompt` is "box" where a user's box comes with the
    image, `ratings` are columns of cases.csv with a reader's verdict, which stand beside the classifier's,
    `hits` tells when a box is found: "overlap", or "centre" of lesions a few pixels wide (see precision), `context` is
    what a segmenter of slices sees beside each (see neighbours): a mapping, false for nothing, or None, then the
    planner decides; `authors` and `model_licence` are of the networks, `licence` of the data; `demonstration` is why its
    networks are only to be looked at; `groups` is what the groups of cases.csv are, in the plural; `limits` are sentences
    for the cards."""

    name: str
    modality: str
    image: str
    body_part: dict
    pixel_size: bool
    labels: tuple
    classes: tuple
    prompt: str
    networks: tuple
    tight_axes: tuple
    licence: str
    citation: str
    channels: tuple = ("image",)
    ratings: tuple = ()
    hits: str = "overlap"
    context: dict | bool | None = None
    authors: tuple = ()
    model_licence: str = ""
    demonstration: str = ""
    groups: str = "patients"
    limits: tuple = ()

    @property
    def group(self):
        return self.groups.removesuffix("s")

    @property
    def lesions(self):
        return tuple(label for label in self.labels if label.lesion)

    @property
    def class_names(self):
        return tuple(entry["name"] for entry in self.classes)


@dataclass(frozen=True)
class Dataset:
    folder: Path
    description: Description
    cases: tuple

    @functools.cached_property
    def by_name(self):
        return {case.name: case for case in self.cases}

    @property
    def folds(self):
        return tuple(sorted({case.fold for case in self.cases}))


def read(folder):
    """The data set of a folder, folds given to the cases that have none."""
    folder = Path(folder)
    for name in ("dataset.json", "dataset.yaml", "cases.csv"):
        if not (folder / name).is_file():
            raise DataError(f"{folder} has no {name}. Expected nnU-Net's raw layout with cases.csv and dataset.yaml.")
    raw = json.loads((folder / "dataset.json").read_text())
    ending = raw.get("file_ending", ".nii.gz")
    if ending not in ENDINGS:
        raise DataError(f"dataset.json names file_ending {ending!r}; readable are {' and '.join(ENDINGS)}.")
    description = _description(yaml.safe_load((folder / "dataset.yaml").read_text()), raw)
    if ending == ".png" and description.pixel_size:
        raise DataError("PNG files have no millimetres: dataset.yaml needs pixel_size: false, or take NIfTI with its spacing.")
    with open(folder / "cases.csv", newline="") as f:
        rows = list(csv.DictReader(f))
    group = next((column for column in GROUPS if rows and column in rows[0]), None)
    if group is None or "case" not in rows[0]:
        raise DataError("cases.csv needs a line for each case, with the columns case and patient (or group).")
    alone = [row["case"] for row in rows if not (row[group] or "").strip()]
    if alone:
        raise DataError(f"cases.csv has no {group} for {', '.join(alone[:5])}. Each case needs one, that folds be by patient.")
    unknown = [name for name in description.ratings if name not in rows[0]]
    if unknown:
        raise DataError(f"dataset.yaml names the ratings {', '.join(unknown)}, which are no columns of cases.csv.")
    cases = [_case(folder, row, group, len(description.channels), ending) for row in rows]
    return Dataset(folder, description, tuple(_with_folds(cases)))


def _description(text, raw):
    missing = [key for key in ("name", "modality", "labels") if key not in text]
    if missing:
        raise DataError(f"dataset.yaml does not say {', '.join(missing)}.")
    for key, (pattern, expected) in TEXTS.items():
        if key in text and not (isinstance(text[key], str) and re.fullmatch(pattern, text[key])):
            raise DataError(f"dataset.yaml says {key} {str(text[key])[:100]!r}; expected {expected}.")
    if not _is_licence(text.get("model_licence") or "MIT"):
        raise DataError(f"dataset.yaml says model_licence {text['model_licence'][:100]!r}; expected {LICENCE}.")
    labels = tuple(
        Label(
            entry["name"],
            int(entry["value"]),
            bool(entry.get("lesion", True)),
            entry.get("code", {}),
            entry.get("color", "#E69F00"),
        )
        for entry in text["labels"]
    )
    if text.get("hits", "overlap") not in HITS:
        raise DataError(f"dataset.yaml says hits {str(text['hits'])[:100]!r}; expected {' or '.join(HITS)}.")
    classes = tuple(text.get("classes", ()))
    networks = tuple(text.get("networks", ("segmenter", "classifier") if classes else ("segmenter",)))
    channels = tuple(value for _, value in sorted(raw.get("channel_names", {"0": "image"}).items()))
    return Description(
        text["name"],
        text["modality"],
        text.get("image", ""),
        text.get("body_part", {}),
        bool(text.get("pixel_size", True)),
        labels,
        classes,
        text.get("prompt", ""),
        networks,
        tuple(text.get("tight_axes", ())),
        text.get("licence", ""),
        text.get("citation", ""),
        channels,
        tuple(text.get("ratings", ())),
        text.get("hits", "overlap"),
        text.get("context"),
        tuple(text.get("authors", ())),
        text.get("model_licence", ""),
        text.get("demonstration", ""),
        text.get("groups", "patients"),
        tuple(text.get("limits", ())),
    )


def _is_licence(name):
    """Whether the list of SPDX has it, so written."""
    try:
        return licenses.canonicalize_license_expression(name) == name and not name.startswith("LicenseRef-")
    except licenses.InvalidLicenseExpression:
        return False


def _case(folder, row, group, channels, ending):
    name = row["case"]
    files = tuple(folder / "imagesTr" / f"{name}_{channel:04d}{ending}" for channel in range(channels))
    extra = {key: value for key, value in row.items() if key not in ("case", group, "fold", "class")}
    return Case(
        name,
        row[group].strip(),
        (row.get("fold") or "").strip(),
        (row.get("class") or "").strip(),
        files,
        folder / "labelsTr" / f"{name}{ending}",
        extra,
    )


def _with_folds(cases, count=4):
    """Groups without a fold go, the largest first, to the fold that has the fewest cases of their classes, of such to the one
    with the fewest in all."""
    fixed = {case.fold for case in cases if case.fold}
    folds = sorted(fixed) or [str(number) for number in range(1, count + 1)]
    sizes = {fold: sum(case.fold == fold for case in cases) for fold in folds}
    kinds = {fold: Counter(case.kind for case in cases if case.fold == fold) for fold in folds}
    given, open_groups = {}, {}
    for case in cases:
        if not case.fold:
            open_groups.setdefault(case.group, []).append(case)
    for group, members in sorted(open_groups.items(), key=lambda entry: (-len(entry[1]), entry[0])):
        own = Counter(case.kind for case in members if case.kind)
        fold = min(folds, key=lambda fold: (sum(kinds[fold][kind] for kind in own), sizes[fold], fold))
        given[group] = fold
        sizes[fold] += len(members)
        kinds[fold] += own
    for case in cases:
        yield (
            case
            if case.fold
            else Case(case.name, case.group, given[case.group], case.kind, case.channels, case.label, case.extra)
        )
