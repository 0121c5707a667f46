"""What the cards say of measured figures: written by the scripts that measure, never by hand."""
import datetime
import hashlib
import json


def write_figures(folder, file, mark, command, figures):
    """The figures into FOLDER/FILE, beside the sha256 of the weights that they belong to, and into the card."""
    (folder / file).write_text(json.dumps(dict(
        weights_sha256=hashlib.sha256((folder / "weights.onnx").read_bytes()).hexdigest(), command=command,
        date=datetime.date.today().isoformat(), figures=figures), indent=2) + "\n")
    write_section(folder, mark, table(["figure", "value"], figures.items()))


def table(header, rows):
    """In Markdown."""
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (header, ["---"] * len(header), *rows))


def write_section(folder, mark, text):
    """Replaces what stands between `<!-- MARK -->` and `<!-- end of MARK -->` of the card, and prints it."""
    card = folder / "README.md"
    before, rest = card.read_text().split(f"<!-- {mark} -->", 1)
    after = rest.split(f"<!-- end of {mark} -->", 1)[1]
    card.write_text(f"{before}<!-- {mark} -->\n{text}\n<!-- end of {mark} -->{after}")
    print(text)
