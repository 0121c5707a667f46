package org.lesionlens.io.dicom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.io.file.MalformedFileException;

/** When the frames of a sequence were taken: FrameTimeVector (PS3.3 C.7.6.5), ms from each frame to the one before it. */
final class FrameTimes {
    /** Times that differ by less than this part are equal: players round them. */
    private static final double EQUAL = 0.1;

    private FrameTimes() {}

    /** A sentence where frames do not follow each other in equal times; empty if they do or the file does not say. */
    static Optional<String> unequal(DicomFile file, int frames) throws MalformedFileException {
        double[] times = file.numbers(DicomAttribute.FRAME_TIME_VECTOR);
        if (frames < 3 || times.length != frames) {
            return Optional.empty();
        }
        double least = Arrays.stream(times, 1, frames).min().orElseThrow();
        double most = Arrays.stream(times, 1, frames).max().orElseThrow();
        return most - least <= EQUAL * Math.abs(most)
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the frames follow each other in unequal times, %.4g to %.4g ms (%s): a model that sees neighbouring"
                                + " frames takes them as they come",
                        least,
                        most,
                        DicomAttribute.FRAME_TIME_VECTOR));
    }
}
