"""The smallest -Xmx in which cases of five sizes and three formats can be analysed, beside what they are estimated to take.

heap_of_a_case.py CLASSPATH MODELS FOLDER [SIZES] prints a line a case: estimate and smallest heap in MiB, and their ratio.
CLASSPATH holds the program and its tests; FOLDER is for the images and results. What passes within 3 % is found by halving.
"""

import pathlib
import shutil
import subprocess
import sys

import large_image

SIZES = [(192, 192, 40), (256, 256, 300), (512, 512, 60), (1024, 1024, 24), (512, 512, 300)]
FORMATS = [".nii", ".nii.gz", ""]
PRECISION = 0.03
TOO_LONG_S = 900
CLASS = "org.lesionlens.cli.HeapOfACase"


def java(classpath, models, folder, heap, *arguments):
    scratch = folder / "tmp"
    scratch.mkdir(exist_ok=True)
    heap_option = [f"-Xmx{heap}m"] if heap else []
    return ["java", *heap_option, f"-Djava.io.tmpdir={scratch}", f"-Dlesionlens.models={models}", "-cp", classpath, CLASS, *map(str, arguments)]


def passes(command):
    try:
        return subprocess.run(command, capture_output=True, timeout=TOO_LONG_S).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def smallest(classpath, models, folder, image, estimate):
    too_small, enough = 12, estimate * 5 // 4
    while not passes(java(classpath, models, folder, enough, image, folder / "out")):
        too_small, enough = enough, enough * 3 // 2
    while enough - too_small > PRECISION * enough:
        heap = (enough + too_small) // 2
        if passes(java(classpath, models, folder, heap, image, folder / "out")):
            enough = heap
        else:
            too_small = heap
        shutil.rmtree(folder / "out", ignore_errors=True)
    return enough


def main(classpath, models, folder, *chosen):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for size in [SIZES[int(i)] for i in chosen] or SIZES:
        for ending in FORMATS:
            image = folder / f"image{ending}"
            large_image.write(image, size)
            estimate = int(subprocess.check_output(java(classpath, models, folder, None, image)))
            heap = smallest(classpath, models, folder, image, estimate)
            print(*size, ending or "DICOM", f"estimate {estimate} MiB, needs {heap} MiB, {estimate / heap:.2f}", flush=True)
            shutil.rmtree(image) if image.is_dir() else image.unlink()


if __name__ == "__main__":
    main(*sys.argv[1:])
