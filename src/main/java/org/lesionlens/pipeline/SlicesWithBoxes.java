package org.lesionlens.pipeline;

import java.util.List;
import java.util.stream.Collectors;

/** The slices in which a detector found boxes, for people who named one without. */
public final class SlicesWithBoxes {
    private static final int MOST = 10;

    private SlicesWithBoxes() {}

    /**
     * What to do, the end of a sentence.
     *
     * @param slices of all boxes, as people count them, that of the surest box first
     * @param where there may be boxes if no slice has one, as {@code image}
     */
    public static String advice(List<Long> slices, String where) {
        return slices.isEmpty()
                ? "choose another " + where + " (no slice has one)"
                : advice(slices, "which alone has boxes", "box");
    }

    /**
     * The same of boxes that were listed before, which need not be all.
     *
     * @param slices of at least one box
     */
    public static String adviceOfListed(List<Long> slices) {
        return advice(slices, "where the listed boxes are", "of the listed boxes");
    }

    private static String advice(List<Long> slices, String alone, String surestOf) {
        List<Long> each = slices.stream().distinct().toList();
        if (each.size() == 1) {
            return "choose slice " + each.get(0) + ", " + alone;
        }
        String surest = each.stream().limit(MOST).sorted().map(String::valueOf).collect(Collectors.joining(", "));
        return "choose slice " + each.get(0) + ", which has the surest " + surestOf + ", or another of the "
                + each.size() + " that have some (" + surest + (each.size() > MOST ? " and others)" : ")");
    }
}
