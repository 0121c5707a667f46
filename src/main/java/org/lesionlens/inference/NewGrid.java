package org.lesionlens.inference;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.volume.AxisTurn;
import org.lesionlens.volume.VolumeGeometry;

/** How the grid that a network sees follows from a step of the preparation, and how its answer comes back. */
final class NewGrid {
    private NewGrid() {}

    /** Turning does not touch the other steps: the last turn holds, and is taken first. */
    static AxisTurn turn(VolumeGeometry geometry, Model model) {
        if (!geometry.calibrated()) {
            return AxisTurn.asStored(geometry); // nobody knows how it lies
        }
        String to = model.preparation().stream()
                .filter(Preparation.Reorient.class::isInstance)
                .map(step -> ((Preparation.Reorient) step).to())
                .reduce(Preparation.AS_STORED, (before, last) -> last);
        return switch (to) {
            case Preparation.AS_STORED -> AxisTurn.asStored(geometry);
            case Preparation.AS_SHOWN -> AxisTurn.asShown(geometry);
            default -> AxisTurn.towards(geometry, to);
        };
    }

    /**
     * Whether what comes before a slice is stored after it: of slices as a radiologist sees them, those to the patient's right,
     * front or feet come before, however they are stored; frames come in the order in which they are stored.
     */
    static boolean isBeforeStoredAfter(Context context, AxisTurn turn, Model model) {
        boolean shown = model.preparation().contains(new Preparation.Reorient(Preparation.AS_SHOWN));
        return context.axis() == Context.Axis.SLICE && shown && turn.isAgainstPatient(2);
    }

    /** Whether a step brings the image onto another grid, which is not only turned. */
    static boolean isMadeBy(Preparation step) {
        return step instanceof Preparation.Resample
                || step instanceof Preparation.Resize
                || step instanceof Preparation.FitLongSide
                || step instanceof Preparation.CropToNonzero;
    }

    /** Voxels along an axis of size voxels, spaced before mm, at a spacing of after mm. */
    static double size(Preparation.Resample step, int size, double before, double after) {
        if (step.centres()) {
            return Math.rint((size - 1) * before / after + 1); // a tie to the even number, as numpy's round
        }
        // as the training of each counts: ours, and nnU-Net's round(old / new * size)
        return step.within() == Interpolation.TRIANGLE
                ? Math.round(size * before / after)
                : Math.rint(before / after * size);
    }

    /** What brings the answer back along an axis. */
    static Interpolation backwards(Interpolation forth, AxisFilter filter) {
        return switch (forth) {
            case NEAREST -> Interpolation.NEAREST;
            case LINEAR, CUBIC -> filter.isIdentity() ? Interpolation.NEAREST : Interpolation.LINEAR;
            case TRIANGLE -> Interpolation.TRIANGLE;
            case AREA -> filter.isIdentity() ? Interpolation.NEAREST : Interpolation.AREA;
        };
    }

    /** The axis across slices that are kept apart, as nnU-Net decides; -1 for none. */
    static int across(double[] now, double[] then, double apartAbove) {
        for (double[] spacing : new double[][] {now, then}) {
            double widest = Arrays.stream(spacing).max().orElseThrow();
            double least = Arrays.stream(spacing).min().orElseThrow();
            if (widest / least > apartAbove) {
                int[] wide = IntStream.range(0, spacing.length)
                        .filter(axis -> spacing[axis] == widest)
                        .toArray();
                return wide.length == 1 ? wide[0] : -1;
            }
        }
        return -1;
    }
}
