"""Out-of-fold rows told apart: by class, by thirds of the lesions' size, and by what else cases.csv says of a case."""

import numpy as np

MOST = 8  # different values of a column that are told apart


def strata(training, rows):
    """{name: rows} of rows with a lesion; `all` first."""
    found = {"all": rows}
    for column, values in _columns(training, rows).items():
        different = sorted(set(values) - {""})
        if 1 < len(different) <= MOST:
            for value in different:
                found[f"{column} {value}"] = [row for row, seen in zip(rows, values) if seen == value]
    return found | _thirds(training, rows)


def _columns(training, rows):
    """Values of each row, by column."""
    cases = {item.name: item.case for item in training.prepared.items}
    extra = [training.dataset.by_name[cases[row["case"]]].extra for row in rows]
    columns = {"class": [row["kind"] for row in rows]}
    return columns | {name: [found[name] or "" for found in extra] for name in training.dataset.cases[0].extra}


def _thirds(training, rows):
    """By the expert's size."""
    sizes = np.array([row["experts_size"] for row in rows])
    if len(set(sizes)) < 3:
        return {}
    low, high = np.quantile(sizes, (1 / 3, 2 / 3))
    places = (
        (f"size up to {size_words(training, low)}", sizes <= low),
        (f"size {size_words(training, low, high)}", (sizes > low) & (sizes <= high)),
        (f"size above {size_words(training, high)}", sizes > high),
    )
    return {name: [row for row, inside in zip(rows, chosen) if inside] for name, chosen in places if chosen.any()}


def size_words(training, *voxels):
    """Of so many voxels of the prepared grid, or from so many to so many."""
    grid = training.plan.grid
    if grid.spacing is None:
        sizes, digits, unit = [100 * number / np.prod(grid.window) for number in voxels], 2, "% of the window"
    else:
        flat = grid.dims == 2
        sizes = [number * np.prod(grid.spacing) / (1 if flat else 1000) for number in voxels]
        digits, unit = (3, "mm2") if flat else (2, "ml")
    return f"{' to '.join(_rounded(size, digits) for size in sizes)} {unit}"


def _rounded(size, digits):
    """Never in powers of ten."""
    return np.format_float_positional(float(f"{size:.{digits}g}"), trim="-")
