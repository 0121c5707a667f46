package org.lesionlens.fiji;

import ij.ImagePlus;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.lesionlens.volume.UserMessageException;

/** The slices of a stack that a user names, from 1: {@code 12-20,33}, or {@code all}. */
final class ChosenSlices {
    static final String ALL = "all";

    private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{0,6})(?:\\s*-\\s*([1-9][0-9]{0,6}))?");

    private ChosenSlices() {}

    /**
     * Reads them.
     *
     * @param text blank for the only one of a picture
     * @return rising, each once
     * @throws UserMessageException if the image has several and none is named, or not the one that is
     */
    static List<Integer> of(ImagePlus image, String text) {
        int count = image.getNSlices();
        if (text == null || text.isBlank()) {
            if (count > 1) {
                throw new UserMessageException("the image \"" + image.getTitle() + "\" has " + count
                        + " slices and the model looks at single ones: choose some, " + example(image));
            }
            return List.of(1);
        }
        if (text.strip().equals(ALL)) {
            return IntStream.rangeClosed(1, count).boxed().toList();
        }
        SortedSet<Integer> slices = new TreeSet<>();
        for (String part : text.strip().split("\\s*,\\s*", -1)) {
            Matcher range = RANGE.matcher(part);
            int first = range.matches() ? Integer.parseInt(range.group(1)) : 0;
            int last = first > 0 && range.group(2) != null ? Integer.parseInt(range.group(2)) : first;
            if (first == 0 || last < first || last > count) {
                throw new UserMessageException("the slices are \"" + text.substring(0, Math.min(100, text.length()))
                        + "\" but the image \"" + image.getTitle() + "\" has 1 to " + count + ": write "
                        + example(image));
            }
            IntStream.rangeClosed(first, last).forEach(slices::add);
        }
        return List.copyOf(slices);
    }

    private static String example(ImagePlus image) {
        int last = image.getNSlices();
        return last == 1
                ? "slices=1"
                : "slices=" + image.getZ() + " for the one that is shown, slices=1-" + last + " or slices=" + ALL
                        + " for all";
    }
}
