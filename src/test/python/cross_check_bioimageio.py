"""Holds the shipped model folders to the format's own validator, and their networks to their test tensors by its runner.

    pip install bioimageio.core onnxruntime
    python3 src/test/python/cross_check_bioimageio.py [FOLDER...]
"""

import sys
from pathlib import Path

try:
    from bioimageio.core import test_model
except ImportError as missing:
    print(f"SKIPPED: the validator of bioimage.io: {missing}")
    sys.exit(0)

MODELS = Path(__file__).resolve().parents[3] / "models"
ADVICE = "sample_tensor"  # an example image, which nobody's data may be


def check(folder):
    """Prints what the validator finds; whether the folder is valid and its network answers as it should."""
    found = test_model(folder / "rdf.yaml", weight_format="onnx", stop_early=False)
    print(f"{folder.name}: {found.status}")
    for detail in found.details:
        for fault in detail.errors:
            print(f"  {detail.name}: {fault.loc}: {fault.msg}")
        for warning in detail.warnings:
            if ADVICE not in warning.loc:
                print(f"  warning: {warning.loc}: {warning.msg}")
    return found.status == "passed"


def main():
    folders = [Path(name) for name in sys.argv[1:]] or sorted(path.parent for path in MODELS.glob("*/rdf.yaml"))
    wrong = [folder.name for folder in folders if not check(folder)]
    print(f"{len(folders)} folders, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
