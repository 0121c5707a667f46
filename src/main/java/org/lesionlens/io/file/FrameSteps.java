package org.lesionlens.io.file;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the frames of a sequence follow each other in time.
 *
 * @param steps from each frame to the next in s, one fewer than there are frames, as the file says them; empty if it does not say
 * @param source what says steps that may differ, for messages
 */
public record FrameSteps(List<Double> steps, String source) {
    /** Of a file that does not say. */
    public static final FrameSteps UNKNOWN = new FrameSteps(List.of(), "");

    /** Times that differ by less than this part are equal: players round them. */
    private static final double EQUAL = 0.1;

    private static final double MS = 1000;

    /** Takes a copy. */
    public FrameSteps {
        steps = List.copyOf(steps);
    }

    /** One step between all frames; unknown if it is not above 0, or there is one frame. */
    public static FrameSteps equal(int frames, double step) {
        return frames > 1 && isTime(step) ? new FrameSteps(Collections.nCopies(frames - 1, step), "") : UNKNOWN;
    }

    private static boolean isTime(double step) {
        return step > 0 && Double.isFinite(step);
    }

    /** When each frame was taken, in s from the first on; empty if nobody knows, or one does not come after the one before it. */
    public List<Double> seconds() {
        if (steps.isEmpty() || !rise()) {
            return List.of();
        }
        List<Double> seconds = new ArrayList<>(List.of(0.0));
        for (double step : steps) {
            seconds.add(seconds.get(seconds.size() - 1) + step);
        }
        return seconds;
    }

    private boolean rise() {
        return steps.stream().allMatch(FrameSteps::isTime);
    }

    /** A sentence where frames do not follow each other in equal times, or in none; empty if they do or nobody knows. */
    public Optional<String> unequal() {
        if (!rise()) {
            return Optional.of("the times of the frames do not rise from each to the next (" + source
                    + "): they are left out; look whether the frames are in order");
        }
        double least = steps.stream().mapToDouble(step -> step).min().orElse(0);
        double most = steps.stream().mapToDouble(step -> step).max().orElse(0);
        return most - least <= EQUAL * most
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the frames follow each other in unequal times, %.4g to %.4g ms (%s): a model that sees neighbouring"
                                + " frames takes them as they come",
                        least * MS,
                        most * MS,
                        source));
    }
}
