"""The outputs of a network as bioimage.io describes them (description 0.5), all of them: other programs refuse a
network with more outputs than its description has, or give one the name of another."""

import keyword

import yaml


class Names(list):
    """Written in one line, as there may be hundreds."""


yaml.SafeDumper.add_representer(
    Names, lambda dumper, names: dumper.represent_sequence("tag:yaml.org,2002:seq", names, flow_style=True)
)


def identifiers(names):
    """Channel names as bioimage.io takes them: without spaces or signs, none twice. What is shown to users stands in
    config.lesionlens.
    """
    found = []
    for name in names:
        made = "".join(sign if f"_{sign}".isidentifier() else "_" for sign in str(name))
        made = made if made.isidentifier() and not keyword.iskeyword(made) else f"_{made}"
        while made in found:
            made += "_"
        found.append(made)
    return found


def described(known, answers, entered, folder):
    """Entries in the order of the network.

    known: those that are described already; answers: {name: array} that the network made of an image; entered: the
    shape of that image, N, channel, (z,) y, x; folder: where each lies as NAME.npy
    """
    there = {entry["id"]: entry for entry in known}
    return [
        _closed(there[name]) if name in there else _explaining(name, value.shape, entered, folder)
        for name, value in answers.items()
    ]


def _closed(entry):
    """Nothing is left to do to it."""
    return {**entry, "postprocessing": [dict(id="ensure_dtype", kwargs=dict(dtype="float32"))]}


def _explaining(name, shape, entered, folder):
    letters = "zyx"[-(len(entered) - 2) :]
    axes = [dict(type="batch"), dict(type="channel", channel_names=Names(f"c{k}" for k in range(shape[1])))]
    axes += [_space(axis, *sizes) for axis, *sizes in zip(letters, shape[2:], entered[2:])]
    return dict(
        id=name,
        description="explains the answer: see config.lesionlens",
        axes=axes,
        data=dict(type="float32"),
        postprocessing=[dict(id="ensure_dtype", kwargs=dict(dtype="float32"))],
        test_tensor=dict(source=f"{folder}/{name}.npy"),
    )


def _space(axis, size, entered):
    """As large as a whole part of the image, or one number for all of it."""
    if size == 1 < entered:
        return dict(type="space", id=axis, size=1)
    if entered % size:
        raise ValueError(f"axis {axis} has {size} places for {entered} of the image; expected a whole part of it")
    scale = {} if size == entered else dict(scale=float(entered // size))
    return dict(type="space", id=axis, size=dict(tensor_id="input", axis_id=axis), **scale)


def entering(low, high):
    """The part of the preparation that bioimage.io has a name for; it changes nothing in an image prepared as the card
    says.
    """
    return [
        dict(id="ensure_dtype", kwargs=dict(dtype="float32")),
        dict(id="clip", kwargs=dict(min=float(low), max=float(high))),
        dict(id="ensure_dtype", kwargs=dict(dtype="float32")),
    ]
