"""README.md of a model: what it was trained on, how good it is out of fold, what stands beside it."""


def card(training, settled, kind):
    about, plan = training.dataset.description, training.plan
    chosen = getattr(plan, kind)
    lines = [
        f"# {about.name}-{kind}",
        "",
        "**For research. Not a medical device; not for diagnosis or treatment.**",
        "",
        "## Data",
        f"{about.citation}. Licence: {about.licence}. {len(training.dataset.cases)} images of "
        f"{len({case.group for case in training.dataset.cases})} patients or groups "
        f"in {len(plan.folds)} folds by patient.",
        "",
        "## Training",
        *[f"- {line}" for line in plan.says],
        f"- Learning rate {chosen.schedule.learning_rate}, batch {chosen.schedule.batch}, averages of weights; "
        f"seed {plan.seed}.",
        f"- Command: `{training.command}`",
        "",
        "## Figures, out of fold",
        "Each image is answered by the network that has not seen its patient. The shipped network was trained "
        "on all folds with the same plan. Intervals: 95 %, patients drawn with replacement.",
        "",
    ]
    return "\n".join(lines + (_segmenter if kind == "segmenter" else _classifier)(settled[kind])) + "\n"


def _segmenter(found):
    rows = ["| images | number | mean Dice (95 %) | median | below 0.1 |", "|---|---|---|---|---|"]
    for name, one in found["figures"].items():
        if "dice" in one:
            rows.append(
                f"| {name} | {one['cases']} | {one['dice']:.3f} ({one['dice_from']:.3f} to {one['dice_to']:.3f}) | "
                f"{one['median']:.3f} | {100 * one['below_0_1']:.1f} % |"
            )
        else:
            rows.append(f"| {name} | {one['cases']} | touched: {100 * one['touched']:.1f} % | | |")
    if found.get("attention"):
        rows += [
            "",
            "A point in a lesion gives the lesion {lesion:.1f} times the attention that its area is worth, and a point "
            "outside gives what is outside {rest:.2f} times (medians of {images} images, out of fold).".format(
                **found["attention"]
            ),
        ]
    return rows + [
        "",
        f"Threshold {found['threshold']} and the smallest lesion were chosen by the same answers "
        f"(Dice by threshold: {found['dice_by_threshold']}).",
    ]


def _classifier(found):
    rows = [
        "| masks | lesions | AUC or accuracy (95 %) | accuracy | not found (count as wrong) | calibration error |",
        "|---|---|---|---|---|---|",
    ]
    for which in ("predicted", "experts"):
        one = found[which]
        key = "auc" if "auc" in one else "accuracy"
        rows.append(
            f"| {which} | {one['cases']} | {one[key]:.3f} ({one[f'{key}_from']:.3f} to {one[f'{key}_to']:.3f}) | "
            f"{one['accuracy']:.3f} | {one['not_found']} | {one['ece']:.3f} |"
        )
    rows += ["", f"Temperature {found['temperature']}, fitted out of fold. Beside it:"]
    return rows + [f"- {name}: {value:.3f}" for name, value in found.get("controls", {}).items()]
