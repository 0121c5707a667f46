#!/usr/bin/env python3
"""Runs two builds of LesionLens in turn on test-data and compares all that they write:

    python3 src/test/python/compare_jars.py OLD.jar NEW.jar [--models FOLDER] [--out FOLDER]

Result files, console text and exit codes of RUNS (command line) and of MACROS (example macros and the commands of the
menu, without a screen) must be equal, apart from what RULES names. Prints a line for each file that differs, with the
first place that does. Exit code 0: equal; 1: something differs; 2: a run of OLD did not end as RUNS says, so that the
comparison says nothing. Needs no packages; a jar needs its lib folder beside it. The macros need ij1-patcher, javassist
and Groovy, which are in Maven's repository after a build; without them they are skipped, and the last line says so.

No results are kept in the project, because processors differ in the last digits: both jars run on this machine. To see
that a difference is found: compare a jar with itself and --new-option=--threshold=0.6.
"""
import argparse
import csv
import gzip
import io
import json
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections import defaultdict
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Callable

PROJECT = Path(__file__).resolve().parents[3]
EXAMPLES = PROJECT / "src/test/resources/example"
DATA = "../inputs/test-data"


def without(pattern, by=rb""):
    return lambda data, side: re.sub(pattern, by, data, flags=re.MULTILINE)


# What may differ: name, files, what is done to their bytes before they are compared, reason. In this order.
RULES = (
    ("packed files", "*.gz", lambda data, side: gzip.decompress(data), "the header of gzip may hold a time"),
    ("archives", "*.zip", lambda data, side: entries(data), "the entries of a zip have times"),
    ("JSON", "*.json", lambda data, side: values(data), "a line a value, to name its path"),
    ("journal", "*.jsonl", lambda data, side: journal(data), "cases run at once and end in any order"),
    ("console of a cohort", "console/batch*.stderr", lambda data, side: in_order(data), "as the journal"),
    ("console of macros", "console/macros.std*", lambda data, side: in_order(data), "Batch... may do as the journal"),
    ("small pictures", "*/.thumbnails.tsv", lambda data, side: in_order(data), "as the journal"),
    ("folders", "*", lambda data, side: side.without_folders(data), "each jar has a folder of its own for its results"),
    ("day of a sidecar", "*.json", without(rb"^(created = ).*", rb"\1#"), "date and time"),
    ("start of a case", "*.jsonl", without(rb"^(\S+ started = ).*", rb"\1#"), "date and time"),
    ("steps of a sidecar", "*.json", without(rb"^(seconds\.\w+ = ).*", rb"\1#"), "seconds"),
    ("seconds of a case", "*.jsonl", without(rb"^(\S+ seconds = ).*", rb"\1#"), "seconds"),
    ("version, sidecar", "*.json", without(rb"^(software\.lesionlens = ).*", rb"\1#"), "version of the program"),
    ("version, report", "*/report.html", without(rb"(<dd>LesionLens )[^<]*", rb"\1#"), "version of the program"),
    ("version, console", "console/*", without(rb"^(LesionLens )\d[^ ,\n]*", rb"\1#"), "version of the program"),
    ("day of a report", "*/report.html", without(rb"(Written )[-\d]+ [:\d]+", rb"\1#"), "date and time"),
    ("seconds in a report", "*/report.html", without(rb'data-value="[\d.E-]+">[\d.]+(</td></tr>)', rb"#\1"), "seconds"),
    ("time of a small picture", "*/.thumbnails.tsv", without(rb"^(\S+\t\d+) \d+\t", rb"\1 #\t"), "date of its file"),
    ("time of a case", "console/*", without(rb"\(\d+\.\d s\)", rb"(# s)"), "seconds"),
    ("cohort on its way", "console/*", without(rb"^(\d+) of (?!\1 )\d+ cases, .* left\n"), "a line every 10 s"),
    ("speed of a cohort", "console/*", without(rb", \d+ an hour, .* left$"), "cases an hour"),
    ("beside a jar", "console/check.stdout", without(rb"^(  (?:JARS|ABOVE)/.*) \(not there\)$", rb"\1"), "its folder"),
    ("speed of a device", "console/check.stdout", without(rb"(works: )[\d.]+ ms", rb"\1# ms"), "milliseconds"),
)

# Name, exit code, arguments. In the folder of the jar's results; later runs may read what earlier ones wrote.
RUNS = (
    ("version", 0, "--version"),
    ("help", 0, "--help"),
    *((f"help-{name}", 0, f"{name} --help") for name in ("analyze", "explain", "batch", "evaluate", "models", "check")),
    ("models", 0, "models"),
    ("check", 0, "check"),
    ("analyze", 0, f"analyze {DATA}/phantom_t1ce.nii.gz {DATA}/phantom_dicom {DATA}/phantom_dicom_implicit"
                   f" {DATA}/phantom_slice.png ../inputs/zipped.zip --output analyze"),
    ("analyze-options", 0, f"analyze {DATA}/phantom_dicom_implicit {DATA}/phantom_slice.png --output options --mirror"
                           " --threshold 0.3 --min-volume 0 --min-area 0 --max-flatness 0 --threads 1"),
    ("analyze-small", 0, f"analyze {DATA}/phantom_dicom_implicit {DATA}/phantom_slice.png --output small --no-mirror"
                         " --min-volume 20 --min-area 1000 --classifier none"),
    ("analyze-there", 2, f"analyze {DATA}/phantom_slice.png --output analyze"),
    ("analyze-over", 0, f"analyze {DATA}/phantom_slice.png --output analyze --overwrite --classifier none"),
    ("analyze-broken", 1, "analyze ../inputs/cohort/broken.nii.gz ../inputs/cohort/phantom_slice.png --output broken"),
    ("analyze-nothing", 3, "analyze ../inputs/cohort/junk.png --output nothing"),
    ("analyze-model", 2, f"analyze {DATA}/phantom_slice.png --output model --model none-such"),
    ("analyze-number", 2, f"analyze {DATA}/phantom_slice.png --output number --threshold 1.5"),
    ("analyze-option", 2, f"analyze {DATA}/phantom_slice.png --output option --treshold 0.5"),
    ("explain", 0, f"explain {DATA}/phantom_t1ce.nii.gz --output explain"),
    ("explain-image", 0, f"explain {DATA}/phantom_slice.png --output explain --classifier none"),
    ("explain-options", 0, f"explain {DATA}/phantom_dicom_implicit --output explain --query 38,26,4 --query 10,20,4"
                           " --features encoder2_excitation --features decoder0_excitation:0,3 --occlusion"
                           " --faithfulness"),
    ("explain-outside", 2, f"explain {DATA}/phantom_slice.png --output outside --query 9999,0,0"),
    ("batch-dry", 0, "batch ../inputs/cohort --output dry --dry-run"),
    ("batch", 1, "batch ../inputs/cohort --output batch"),
    ("batch-resumed", 1, "batch ../inputs/cohort --output batch --resume"),
    ("batch-table", 1, "batch ../inputs/cohort.csv --output table"),
    ("batch-changed", 1, "batch ../inputs/cohort.csv --output table --threshold 0.3 --classifier none --overwrite"),
    ("evaluate", 1, "evaluate batch ../inputs/references --output evaluate.csv --classes ../inputs/classes.csv"),
    ("evaluate-least", 1, "evaluate analyze ../inputs/references --output evaluate-least.csv --min-lesion 20000"),
)

# Macros or scripts with their argument, one after the other in one ImageJ. {run}: folder of the jar's results.
MACROS = (
    (EXAMPLES / "segment.ijm", "{run}/../inputs/test-data/phantom_t1ce.nii.gz;{run}/macros"),
    (EXAMPLES / "segment.groovy", "{run}/../inputs/test-data/phantom_dicom_implicit"),
    (Path(__file__).with_name("compare_jars.ijm"), "{run}/../inputs;{run}/macros"),
)

# Patches ImageJ before any of its classes loads, as Fiji does where there is no screen.
PLAYER = """\
net.imagej.patcher.LegacyInjector.preinit()
for (int i = 0; i < args.length; i += 2) {
    def result = args[i].endsWith('.groovy')
            ? new GroovyShell(new Binding(input: args[i + 1])).evaluate(new File(args[i]))
            : this.class.classLoader.loadClass('ij.IJ').runMacroFile(args[i], args[i + 1])
    println "result: $result"
    if (result == '[aborted]') System.exit(1)
}
System.exit(0)
"""


def entries(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(f"\n{name}\n".encode() + archive.read(name) for name in archive.namelist())


def values(data):
    return leaves(json.loads(data, parse_float=Digits))


class Digits(str):
    """A number as it is spelt."""


def in_order(data):
    return b"".join(sorted(data.splitlines(keepends=True)))


def leaves(value, path="", prefix=""):
    """A line for each value, in the order of the file: input.size[0] = 160."""
    if isinstance(value, dict) and value:
        return b"".join(leaves(v, f"{path}.{k}" if path else k, prefix) for k, v in value.items())
    if isinstance(value, list) and value:
        return b"".join(leaves(v, f"{path}[{i}]", prefix) for i, v in enumerate(value))
    spelt = value if isinstance(value, Digits) else json.dumps(value, ensure_ascii=False)
    return f"{prefix}{path} = {spelt}\n".encode()


def journal(data):
    """The entries by case, those of a case in their order."""
    cases = defaultdict(list)
    for line in data.splitlines():
        entry = json.loads(line, parse_float=Digits)
        cases[entry.get("name", "")].append(entry)
    return b"".join(leaves(e, prefix=f"{name}[{i}] ") for name, all in sorted(cases.items()) for i, e in enumerate(all))


@dataclass(frozen=True)
class Side:
    """A jar with the folder that its runs write to."""

    name: str
    jar: Path
    run: Path
    models: Path
    options: tuple
    macro_jars: tuple

    def home(self):
        return self.run.parent / f"home-{self.name}"

    def without_folders(self, data):
        names = {self.run: b"RESULTS", self.home(): b"HOME", self.models: b"MODELS", self.run.parent: b"OUT"}
        names |= {self.jar.parent: b"JARS", self.jar.parent.parent: b"ABOVE"}
        for folder in sorted(names, key=lambda folder: -len(str(folder))):
            data = data.replace(os.fsencode(folder), names[folder])
        return data

    def java(self):
        return ["java", "-Xmx2g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true",
            f"-Duser.home={self.home()}", f"-Dlesionlens.models={self.models}"]

    def command(self, arguments):
        words = shlex.split(arguments)
        if words[0] in ("analyze", "explain", "batch") and "--help" not in words:
            words += ["--device", "cpu"]
        words += self.options if words[0] in ("analyze", "batch") else ()
        return self.java() + ["-jar", str(self.jar)] + words

    def macros(self):
        plugins = self.home() / "imagej/plugins"
        plugins.mkdir(parents=True)
        with zipfile.ZipFile(self.jar) as jar, zipfile.ZipFile(plugins / "LesionLens_.jar", "w") as menu:
            menu.writestr("plugins.config", jar.read("plugins.config"))
        player = self.home() / "player.groovy"
        player.write_text(PLAYER)
        (self.run / "macros").mkdir(parents=True)
        path = [str(self.jar), *map(str, self.macro_jars), str(self.jar.parent / "lib/*")]
        arguments = [text for file, given in MACROS for text in (str(file), given.format(run=self.run))]
        return self.java() + [f"-Dplugins.dir={plugins.parent}", "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-cp", os.pathsep.join(path), "groovy.ui.GroovyMain", str(player)] + arguments

    def execute(self, name, expected, command):
        """Runs it, keeps what it says; False if its exit code is another one."""
        console = self.run / "console"
        console.mkdir(parents=True, exist_ok=True)
        ended = subprocess.run(command, cwd=self.run, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
        (console / f"{name}.stdout").write_bytes(ended.stdout)
        (console / f"{name}.stderr").write_bytes(ended.stderr)
        (console / f"{name}.exit").write_text(f"{ended.returncode}\n")
        return ended.returncode == expected

    def view(self, file):
        """A file as it is compared."""
        data = (self.run / file).read_bytes()
        for _, files, change, _ in RULES:
            if fnmatch(file, files):
                data = change(data, self)
        return data

    def files(self):
        return {path.relative_to(self.run).as_posix() for path in self.run.rglob("*") if path.is_file()}


def make_inputs(folder):
    """test-data; the same, and a few of it, with two files that cannot be read; tables, references and an archive."""
    data = folder / "test-data"
    shutil.copytree(PROJECT / "test-data", data)
    shutil.copytree(data, folder / "cohort")
    shutil.copytree(data / "phantom_dicom_implicit", folder / "few/phantom_dicom_implicit")
    for name in ("cohort", "few"):
        shutil.copy(data / "phantom_slice.png", folder / name)
        (folder / name / "broken.nii.gz").write_bytes((data / "phantom_t1ce.nii.gz").read_bytes()[:5000])
        (folder / name / "junk.png").write_text("not an image\n")
    write_table(folder / "cohort.csv", (
        ("case", "image", "reference", "group", "date"),
        ("anna", "cohort/phantom_t1ce.nii.gz", "cohort/phantom_mask.nii.gz", "north", "2024-05-01"),
        ("bert", "cohort/phantom_dicom_implicit", "", "south", "2024-05-02"),
        ("carl", "cohort/phantom_slice.png", "cohort/phantom_slice_mask.png", "south", "2023-11-30"),
        ("dora", "cohort/broken.nii.gz", "", "north", ""),
        ("emil", "cohort/missing.nii.gz", "", "", "")))
    (folder / "references").mkdir()
    shutil.copy(data / "phantom_mask.nii.gz", folder / "references/phantom_t1ce_mask.nii.gz")
    shutil.copy(data / "phantom_mask.nii.gz", folder / "references/phantom_dicom_mask.nii.gz")
    shutil.copy(data / "phantom_slice_mask.png", folder / "references/phantom_slice.png")
    classes = (("case", "class"), ("phantom_t1ce", "meningioma"), ("phantom_slice", "glioma"))
    write_table(folder / "classes.csv", classes)
    with zipfile.ZipFile(folder / "zipped.zip", "w") as archive:
        for file in sorted((data / "phantom_dicom_implicit").iterdir()):
            archive.write(file, file.name)


def write_table(file, rows):
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


def difference(old, new):
    """The first place where two views differ, or None."""
    if old == new:
        return None
    least = min(len(old), len(new))
    at = next((i for i in range(least) if old[i] != new[i]), least)
    if b"\0" in old + new:
        return f"byte {at} of {len(old)} and {len(new)}: {old[at:at + 8].hex(' ')} | {new[at:at + 8].hex(' ')}"
    start = old.rfind(b"\n", 0, at) + 1
    column = at - start
    near = slice(max(0, column - 60), column + 60)
    lines = (data[start:].split(b"\n", 1)[0][near].decode(errors="replace") for data in (old, new))
    return f"line {old[:at].count(10) + 1}, column {column + 1}: " + " | ".join(lines)


def compare(old, new):
    """A line for each file that differs, and how many files there are."""
    files = sorted(old.files() | new.files())
    lines = []
    for file in files:
        there = [side for side in (old, new) if (side.run / file).is_file()]
        try:
            found = f"only of {there[0].name}" if len(there) == 1 else difference(old.view(file), new.view(file))
        except (ValueError, OSError, EOFError, zlib.error, zipfile.BadZipFile) as broken:
            found = f"cannot be read: {broken}"
        if found:
            lines.append(f"{file}: {found}")
    return lines, len(files)


def macro_jars(repository):
    """What macros need besides the program; empty if a part is not there."""
    def version(jar):
        return [int(n) for n in re.findall(r"\d+", jar.parent.name)]

    names = ("net/imagej/ij1-patcher", "org/javassist/javassist", "org/apache/groovy/groovy")
    newest = [max(repository.glob(f"{name}/*/*.jar"), key=version, default=None) for name in names]
    return tuple(newest) if all(newest) else ()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--models", type=Path, default=PROJECT / "models", help="models of both (those of the project)")
    parser.add_argument("--out", type=Path, default=PROJECT / "target/compare-jars", help="folder, emptied first")
    parser.add_argument("--imagej", type=Path, help="ij.jar of both (the one in lib beside each jar)")
    parser.add_argument("--repository", type=Path, default=Path.home() / ".m2/repository", help="Maven's repository")
    parser.add_argument("--new-option", action="append", default=[], help="for analyze and batch of NEW alone")
    parser.add_argument("--only", default="*", help="runs with such names (some need what others wrote)")
    given = parser.parse_args()
    out = given.out.resolve()
    if out.exists() and not (out / "inputs").is_dir() and any(out.iterdir()):
        parser.error(f"{out} holds files of others: name a new folder")
    shutil.rmtree(out, ignore_errors=True)
    make_inputs(out / "inputs")
    jars = macro_jars(given.repository)
    jars = jars + (given.imagej.resolve(),) if jars and given.imagej else jars
    models = out / "models"  # of its own: models beside one of the jars would be listed once there and twice here
    shutil.copytree(given.models, models, ignore=shutil.ignore_patterns("training"))
    old, new = (Side(name, jar.resolve(strict=True), out / name, models, tuple(options), jars)
        for name, jar, options in (("old", given.old, ()), ("new", given.new, given.new_option)))
    wrong = []
    runs = [run for run in RUNS + ((("macros", 0, None),) if jars else ()) if fnmatch(run[0], given.only)]
    if not runs:
        parser.error(f"no run is called {given.only}: it is one of {', '.join(run[0] for run in RUNS)}, macros")
    for name, expected, arguments in runs:
        for side in (old, new):
            command = side.command(arguments) if arguments else side.macros()
            if not side.execute(name, expected, command) and side is old:
                wrong.append(name)
    lines, count = compare(old, new)
    print(*lines, sep="\n", end="\n" if lines else "")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime
    print(f"{count} files compared, {len(lines)} differ; {seconds:.0f} s of CPU time; all in {out}")
    if wrong:
        print(f"NOTHING PROVED: of OLD these did not end with the exit code that RUNS names: {', '.join(wrong)}")
    if not jars:
        print(f"SKIPPED: the macros: ij1-patcher, javassist or groovy is not in {given.repository}")
    sys.exit(2 if wrong else 1 if lines else 0)


if __name__ == "__main__":
    main()
