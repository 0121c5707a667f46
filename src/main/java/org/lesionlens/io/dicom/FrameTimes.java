package org.lesionlens.io.dicom;

import java.util.Arrays;
import org.lesionlens.io.file.FrameSteps;
import org.lesionlens.io.file.MalformedFileException;

/**
 * When the frames of a sequence were taken (PS3.3 C.7.6.5): FrameTimeVector, ms from each frame to the one before it, else FrameTime,
 * the same ms for all, else CineRate, frames a second.
 */
final class FrameTimes {
    private static final double MS = 1000;

    private FrameTimes() {}

    /** Unknown if the file does not say, or says it of another number of frames. */
    static FrameSteps of(DicomFile file, int frames) throws MalformedFileException {
        if (frames < 2 || file.numberOr(DicomAttribute.NUMBER_OF_FRAMES, 1) != frames) {
            return FrameSteps.UNKNOWN;
        }
        double[] steps = numbers(file, DicomAttribute.FRAME_TIME_VECTOR);
        return steps.length == frames
                ? new FrameSteps(
                        Arrays.stream(steps, 1, frames)
                                .map(step -> step / MS)
                                .boxed()
                                .toList(),
                        DicomAttribute.FRAME_TIME_VECTOR.toString())
                : FrameSteps.equal(frames, step(file) / MS);
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
}
