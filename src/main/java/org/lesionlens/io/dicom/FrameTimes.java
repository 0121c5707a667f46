package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.io.file.MalformedFileException;

/**
 * When the frames of a sequence were taken (PS3.3 C.7.6.5): FrameTimeVector, ms from each frame to the one before it, else FrameTime,
 * the same ms for all, else CineRate, frames a second.
 */
final class FrameTimes {
    /** Times that differ by less than this part are equal: players round them. */
    private static final double EQUAL = 0.1;

    private static final double MS = 1000;

    private FrameTimes() {}

    /** Of each frame, from the first on, in s; empty if the file does not say, or says it of another number of frames. */
    static List<Double> seconds(DicomFile file, int frames) throws MalformedFileException {
        if (frames < 2 || file.numberOr(DicomAttribute.NUMBER_OF_FRAMES, 1) != frames) {
            return List.of();
        }
        double[] steps = numbers(file, DicomAttribute.FRAME_TIME_VECTOR);
        if (steps.length != frames) {
            steps = new double[frames];
            Arrays.fill(steps, step(file));
        }
        List<Double> seconds = new ArrayList<>(List.of(0.0));
        for (int frame = 1; frame < frames && steps[frame] > 0 && Double.isFinite(steps[frame]); frame++) {
            seconds.add(seconds.get(frame - 1) + steps[frame] / MS);
        }
        return seconds.size() == frames ? seconds : List.of();
    }

    /** In ms; 0 if nobody knows. */
    private static double step(DicomFile file) {
        double time = number(file, DicomAttribute.FRAME_TIME);
        double rate = number(file, DicomAttribute.CINE_RATE);
        return time > 0 || rate <= 0 ? time : MS / rate;
    }

    private static double number(DicomFile file, DicomAttribute attribute) {
        double[] numbers = numbers(file, attribute);
        return numbers.length == 1 && Double.isFinite(numbers[0]) ? numbers[0] : 0;
    }

    /** None of an attribute that is malformed: no voxel depends on it, so it does not make the file unreadable. */
    private static double[] numbers(DicomFile file, DicomAttribute attribute) {
        try {
            return file.numbers(attribute);
        } catch (MalformedFileException e) {
            return new double[0];
        }
    }

    /** A sentence where frames do not follow each other in equal times; empty if they do or the file does not say. */
    static Optional<String> unequal(DicomFile file, int frames) {
        double[] times = numbers(file, DicomAttribute.FRAME_TIME_VECTOR);
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
