"""Parts of a card, from the figures of figures.json: lines of Markdown."""

import csv
import statistics

from . import figures

FROM_EXPERTS = (
    " Trained on experts' masks alone, made imperfect, and judged with masks of the segmenter with all, seed 1, of this fold "
    "and share of the schedule."
)
BOXES = dict(ap50="AP50", ap75="AP75", ap="AP", ar="AR", ap_centre="AP by middles")  # heads of a detector's figures
HOURS = "network hours, of folds that may have run side by side"
DIFFERENCE = "difference to with all, on average (below 0: worse without)"


def table(head, rows):
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return [*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows), ""]


def _span(found, key):
    return figures.with_interval(found[key], found.get(f"{key}_from"), found.get(f"{key}_to"), ".3f")


def _share(found, key):
    """In percent."""
    low, high = found.get(f"{key}_from"), found.get(f"{key}_to")
    if low is None or low != low:
        return f"{100 * found[key]:.1f} %"
    return f"{100 * found[key]:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _signed(found, key):
    return figures.with_interval(found[key], found.get(f"{key}_from"), found.get(f"{key}_to"), "+.3f")


def _pairs(values):
    return ", ".join(f"{key}: {value:.3f}" for key, value in values.items())


def outlines(found):
    """Of a segmenter: Dice, what was settled, controls, calibration, attention."""
    rows = [_overlap(name, one) for name, one in found["figures"].items()]
    dumb = [(name, _span(one, "dice"), _span(one, "median")) for name, one in found["controls"].items()]
    return [
        *table(("images", "number", "mean Dice (95 %)", "median", "below 0.1", "error of the size, median"), rows),
        f"Threshold {found['threshold']:g} (Dice by threshold: {_pairs(found['dice_by_threshold'])}), smallest lesion "
        f"{found['smallest_voxels']:.3g} voxels of the network's grid (Dice by smallest: "
        f"{_pairs(found['dice_by_smallest'])}).",
        "",
        *_of_volumes(found["volumes"]),
        "Beside it:",
        "",
        *table(("dumb answer", "mean Dice (95 %)", "median"), dumb),
        *_voxels(found["voxels"]),
        *_attention(found["attention"]),
    ]


def _of_volumes(found):
    """Of volumes put together from slices."""
    if not found:
        return []
    flat = f"lesions flatter than {found['flattest']:g}" if found["flattest"] else "no flat ones"
    said = [f"mean Dice {_span(found, 'dice')}"]
    if found["lesions"]:
        share = _share(found, "found_share")
        said.append(f"{found['found']} of {found['lesions']} lesions of at least 0.1 ml found, {share}")
    said.append(f"{_span(found, 'invented_a_volume')} invented a volume")
    if found["free_slices"]:
        share = _share(found, "free_slices_touched")
        said.append(f"something found in {share} of {found['free_slices']} slices without a lesion")
    return [
        f"{found['cases']} volumes, slice by slice, lesions below {found['smallest_ml']:g} ml and {flat} left out, "
        f"chosen by the same answers: {'; '.join(said)}.",
        "",
    ]


def _overlap(name, one):
    if "dice" not in one:
        return name, one["cases"], f"touched: {_share(one, 'touched')}", "", "", ""
    spans = _span(one, "dice"), _span(one, "median"), _share(one, "below_0_1"), _share(one, "volume_error")
    return name, one["cases"], *spans


def _voxels(found):
    if not found:
        return []
    head = f"Of voxels that have a probability of at least 0.01; expected calibration error {found['ece']:.3f}."
    return ["### Calibration", head, "", *_reliability(found["reliability"])]


def _reliability(rows):
    found = [
        (f"{row['from']:.1f} to {row['to']:.1f}", row["number"], f"{row['said']:.3f}", f"{row['right']:.3f}")
        for row in rows
    ]
    return table(("said", "number", "mean said", "right"), found)


def _attention(found):
    if not found:
        return []
    lines = [
        "### Attention",
        f"A point in a lesion gives the lesion {found['lesion']:.1f} times the attention that its area is worth (aim: "
        f"at least 4), and a point outside gives what is outside {found['rest']:.2f} times: medians of "
        f"{found['images']} images, out of fold.",
        "",
    ]
    return lines + (_curves(found) if "curves" in found else [])


def _curves(found):
    rows = [
        (
            kind,
            f"{found[kind]['attention']:.3f}",
            f"{found[kind]['random']:.3f}",
            _signed(found[kind], "difference"),
            way,
        )
        for kind, way in (("deletion", "smaller"), ("insertion", "larger"))
    ]
    return [
        "Parts of the image blanked or shown in the order of the lesion's attention and at random; area under the "
        f"probability of the lesion, {found['curves']} images, out of fold:",
        "",
        *table(("order", "by attention", "at random", "difference (95 %)", "better is"), rows),
    ]


def classes(found):
    """Of a classifier: separation, controls beside it, strata, calibration."""
    key = "auc" if "auc" in found["predicted"] else "accuracy"
    name = {"auc": "AUC (95 %)", "accuracy": "accuracy (95 %)"}[key]
    also = ("accuracy",) if key == "auc" else ()
    rows = [
        (which, one["cases"], _span(one, key), *_spans(one, also), one["not_found"], f"{one['ece']:.3f}")
        for which, one in ((which, found[which]) for which in ("predicted", "experts"))
    ]
    dumb = [(title, one["cases"], _span(one, key), *_spans(one, also)) for title, one in found["controls"].items()]
    gain = found["gain"]
    return [
        *table(("masks", "lesions", name, *also, "not found", "calibration error"), rows),
        "From predicted masks is what counts: a lesion that was not found is wrong. Figures from experts' masks "
        f"flatter, since an outline already tells much. Temperature {found['temperature']:g}, fitted to these same "
        "answers, so that calibration errors are slightly favourable.",
        "",
        "Beside it:",
        "",
        *table(("dumb answer", "lesions", name, *also), dumb),
        f"Against the size of the predicted mask alone, paired on the same lesions, those not found wrong of both: {gain['of']} "
        f"{gain['classifier']:.3f} and {gain['size']:.3f}, difference {_signed(gain, 'difference')}.",
        "",
        *_strata(found, key, name),
        "### Calibration",
        "Surest class, predicted masks, lesions that were found, after the temperature:",
        "",
        *_reliability(found["predicted"]["reliability"]),
    ]


def _spans(one, keys):
    return [_span(one, key) for key in keys]


def _strata(found, key, name):
    experts = found["experts"]["figures"]
    rows = [
        (title, one["cases"], _span(one, key), *_beside_size(one["gain"]), _span(experts[title], key))
        for title, one in found["predicted"]["figures"].items()
    ]
    head = "lesions", "number", f"{name}, predicted masks", "their size alone", "difference, paired (95 %)", "experts' masks"
    return table(head, rows)


def _beside_size(gain):
    return f"{gain['size']:.3f}", _signed(gain, "difference")


def before(plan):
    """Behind the command of a training that goes on from another."""
    return f", after the training of {plan.start} with `--train-only`" if plan.start else ""


def demonstration(about):
    """What stands on top of the card of one."""
    if not about.demonstration:
        return []
    return [
        "",
        f"**A demonstration, {about.demonstration}.** It is taken only where it is named. What this card calls a lesion is what it "
        "outlines.",
    ]


def mechanisms(worth):
    """What each is worth; nothing where that was not tried."""
    if not worth:
        return []
    one = worth["seeds"] == 1
    seeds = "1 seed" if one else f"{worth['seeds']} seeds"
    doubt = (
        "Another seed would give other numbers; how far apart seeds lie was not measured."
        if one
        else "A difference that is not larger than that of the seeds says nothing."
    )
    rows = [(row["network"], *_seeds(row, "values"), _lost(row) if "difference" in row else "") for row in worth["rows"]]
    masks = FROM_EXPERTS if worth.get("masks") == "experts" else ""
    of = f" of {worth['of']}" if "of" in worth else ""
    return [
        f"## Each mechanism's worth: one fold, {seeds}, {worth['share']:g} of the schedule{of}",
        f"Fold {worth['fold']}, {worth['steps']} steps each.{masks} {doubt}",
        "",
        *table(("network", f"{worth['figure']}, a seed each", DIFFERENCE), rows),
        *_beside(worth["rows"]),
    ]


def _seeds(row, key):
    return [", ".join(f"{value:.4f}" for value in row[key])] if key in row else []


def _beside(rows):
    """The networks' weights, and of slices the Dice of the volumes that they make."""
    if "weights" not in rows[0]:
        return []
    head, whole = ["network", "weights"], "values_volumes" in rows[0]
    looked = any(value is not None for row in rows for value in row.get("attention", ()))
    head += ["a lesion's attention to itself over its share of the area, a seed each"] if looked else []
    head += ["mean Dice of the volumes, a seed each", DIFFERENCE] if whole else []
    lines = [
        (row["network"], row["weights"], *_looks(row, looked), *_seeds(row, "values_volumes"), *_of_whole(row, whole))
        for row in rows
    ]
    return table(head, lines)


def _looks(row, looked):
    values = [value for value in row.get("attention", ()) if value is not None]
    return [", ".join(f"{value:.1f}" for value in values)] if looked else []


def _of_whole(row, whole):
    part = {key.removeprefix("volumes_"): value for key, value in row.items() if key.startswith("volumes_")}
    return ([_lost(part)] if part else [""]) if whole else []


def _lost(row):
    return figures.with_interval(row["difference"], row.get("difference_from"), row.get("difference_to"))


def tried(path, kind):
    """From the log of the runs, one line a plan."""
    if not path.is_file():
        return []
    plans = {}
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            if row["network"] == kind:
                plans.setdefault((row["plan"], row["steps"], row["widths"], row.get("name") or ""), []).append(row)
    head = ("plan", "steps", "widths", "what was changed", "folds", HOURS, "mean over the folds")
    return ["## What was tried", "", *table(head, [_run(*plan, runs) for plan, runs in plans.items()])] if plans else []


def _run(plan, steps, widths, name, runs):
    folds, hours = dict.fromkeys(run["fold"] for run in runs), sum(float(run["seconds"]) for run in runs) / 3600
    known = [dict(part.split("=") for part in run["figures"].split()) for run in runs]
    key = next(
        (key for key in ("dice", "auc", "accuracy", "ap50", "ap_centre") if all(key in one for one in known)), None
    )
    mean = f"{key} {statistics.mean(float(one[key]) for one in known):.4f}" if key else ""
    return plan, steps, widths, name, ", ".join(folds), f"{hours:.1f}", mean


def reduced(found, kind):
    """Of 8 bits, with what sets these figures apart from the others."""
    also = ", and where nothing is found the expert's" if kind == "classifier" else ""
    rows = [(name, ", ".join(map(str, value)) if isinstance(value, list) else value) for name, value in found.items()]
    note = (
        "Of some of the images, and not to be held against the figures above: masks are those at a threshold of "
        f"0.5{also}."
    )
    return ["## In 8 bits (`--precision int8`)", note, "", *table(("figure", "value"), rows)]


def phantoms_outlined(found, boxed, about):
    """What a segmenter says of images that it is not made for."""
    rows = [
        (
            name,
            one["images"],
            one["touched"],
            f"{100 * one['share']:.1f} %",
            one["unlike"],
            f"{one['dice']:.3f}" if "dice" in one else "",
        )
        for name, one in found["phantoms"].items()
    ]
    own = found["suitability"]
    part = f"of the {'box' if boxed else 'area'} called lesion"
    return [
        "## Images that it is not made for",
        f"An image is said to be unlike the training beyond a distance of {own['limit']:.2f}, which 1 % of "
        f"{own['images']} images of {own['patients']} {about.groups} have that neither network nor statistics had seen, each "
        f"{about.group} counting once (median {own['median']:.2f}).",
        "",
        *table(("image", "number", "with something found", part, "said to be unlike", "Dice"), rows),
    ]


def phantoms_told(found):
    """What a classifier says of patches that it is not made for."""
    rows = [
        (name, one["images"], ", ".join(f"{key} {value:.3f}" for key, value in one.items() if key != "images"))
        for name, one in found["phantoms"].items()
    ]
    return ["## Images that it is not made for", "", *table(("image", "number", "what it says"), rows)]
