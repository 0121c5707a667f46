#!/usr/bin/env python3
"""Asks elastix for the rigid motions of pairs of images: `reference_motions.py PAIRS.csv > REFERENCES.csv`.

A line of PAIRS.csv is a name, the path of the fixed and of the moving image; the result has the motion from the fixed to
the moving image behind these, as three rows of four numbers (LPS, mm), as the Java main KnownMotions reads it. Needs numpy,
and elastix on the path: Mattes' mutual information by a stochastic gradient, so neither its measure nor its search is ours.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

PARAMETERS = """
(FixedImageDimension 3)
(MovingImageDimension 3)
(FixedInternalImagePixelType "float")
(MovingInternalImagePixelType "float")
(UseDirectionCosines "true")
(Registration "MultiResolutionRegistration")
(FixedImagePyramid "FixedSmoothingImagePyramid")
(MovingImagePyramid "MovingSmoothingImagePyramid")
(ImagePyramidSchedule 8 8 1 4 4 1 2 2 1)
(NumberOfResolutions 3)
(Interpolator "LinearInterpolator")
(ResampleInterpolator "FinalBSplineInterpolator")
(Resampler "DefaultResampler")
(Optimizer "AdaptiveStochasticGradientDescent")
(AutomaticScalesEstimation "true")
(AutomaticTransformInitialization "false")
(MaximumNumberOfIterations 1000)
(Transform "EulerTransform")
(Metric "AdvancedMattesMutualInformation")
(NumberOfHistogramBins 32)
(ImageSampler "RandomCoordinate")
(NumberOfSpatialSamples 8000)
(NewSamplesEveryIteration "true")
(WriteResultImage "false")
"""


def motion(fixed, moving):
    with tempfile.TemporaryDirectory() as folder:
        parameters = Path(folder, "parameters.txt")
        parameters.write_text(PARAMETERS)
        subprocess.run(["elastix", "-f", fixed, "-m", moving, "-p", parameters, "-out", folder],
                       check=True, stdout=subprocess.DEVNULL)
        found = Path(folder, "TransformParameters.0.txt").read_text()
    numbers = {key: np.array(re.search(rf"\({key} ([^)]*)\)", found)[1].split(), float)
               for key in ("TransformParameters", "CenterOfRotationPoint")}
    angles, shift = np.split(numbers["TransformParameters"], 2)
    centre = numbers["CenterOfRotationPoint"]
    x, y, z = (turn(axis, angle) for axis, angle in enumerate(angles))
    rotation = z @ y @ x if 'ComputeZYX "true"' in found else z @ x @ y
    return np.column_stack([rotation, centre + shift - rotation @ centre])


def turn(axis, angle):
    one, other = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(3)
    matrix[one, one] = matrix[other, other] = np.cos(angle)
    matrix[other, one] = np.sin(angle)
    matrix[one, other] = -np.sin(angle)
    return matrix


if __name__ == "__main__":
    for line in Path(sys.argv[1]).read_text().splitlines():
        name, fixed, moving = line.split(",")[:3]
        print(",".join([name, fixed, moving, *(f"{v:.8f}" for v in motion(fixed, moving).ravel())]), flush=True)
