package org.lesionlens.fiji.result;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The open images of a case: the one that was analysed, and what was made from it, as labels and probability. */
final class CaseImages {
    private static final Pattern MADE = Pattern.compile("(?:Labels|Probability|Context) of (.*)", Pattern.DOTALL);

    private CaseImages() {}

    /** In the order in which they were opened, the analysed one first. */
    static List<ImagePlus> of(ImagePlus image) {
        int[] ids = Objects.requireNonNullElse(WindowManager.getIDList(), new int[0]);
        List<ImagePlus> others = Arrays.stream(ids)
                .mapToObj(WindowManager::getImage)
                .filter(other -> other != null && other != image && other.getWindow() != null)
                .filter(other -> isMadeOf(image, other.getTitle()) && isOfOneSize(image, other))
                .toList();
        return Stream.concat(Stream.of(image), others.stream()).toList();
    }

    /** By its title; one with a number behind it may be that of another image, which is called so. */
    private static boolean isMadeOf(ImagePlus image, String title) {
        Matcher made = MADE.matcher(title);
        if (!made.matches()) {
            return false;
        }
        String of = made.group(1);
        String number =
                of.startsWith(image.getTitle()) ? of.substring(image.getTitle().length()) : "none";
        return number.isEmpty() || number.matches(" \\([0-9]+\\)") && WindowManager.getImage(of) == null;
    }

    private static boolean isOfOneSize(ImagePlus image, ImagePlus other) {
        return image.getWidth() == other.getWidth()
                && image.getHeight() == other.getHeight()
                && image.getNSlices() == other.getNSlices();
    }

    /** Shows a slice and a frame (from 1) in all of them. */
    static void show(ImagePlus image, int slice, int frame) {
        for (ImagePlus each : of(image)) {
            int shown = each.getNFrames() == image.getNFrames() ? frame : each.getT();
            if (each.getZ() != slice || each.getT() != shown) {
                each.setPosition(each.getC(), slice, shown);
            }
        }
    }
}
