package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How the volumes of a file follow each other in time.
 *
 * @param frames along the fourth dimension
 * @param stepSeconds from each to the next; 0 if the header does not say it
 */
record NiftiTime(long frames, double stepSeconds) {
    private static final int TIME = 4;
    private static final int UNIT = 0x38;
    private static final int SECONDS = 8;
    private static final int MILLISECONDS = 16;
    private static final int MICROSECONDS = 24;

    static NiftiTime of(ByteBuffer header) {
        double frames = NiftiField.DIM.number(header, 0) < TIME ? 1 : NiftiField.DIM.number(header, TIME);
        double step = NiftiField.PIXDIM.number(header, TIME) * seconds(header);
        return new NiftiTime(Math.max(1, (long) frames), step > 0 && Double.isFinite(step) ? step : 0);
    }

    private static double seconds(ByteBuffer header) {
        return switch ((int) NiftiField.XYZT_UNITS.number(header) & UNIT) {
            case SECONDS -> 1;
            case MILLISECONDS -> 1e-3;
            case MICROSECONDS -> 1e-6;
            default -> 0;
        };
    }

    /** When each was taken, from the first on; empty if nobody knows. */
    List<Double> seconds() {
        return stepSeconds == 0
                ? List.of()
                : LongStream.range(0, frames)
                        .mapToObj(frame -> frame * stepSeconds)
                        .toList();
    }
}
