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
        List<Long> each = slices.stream().distinct().toList();
        if (each.isEmpty()) {
            return "choose another " + where + " (no slice has one)";
        }
        if (each.size() == 1) {
            return "choose slice " + each.get(0) + ", which alone has boxes";
        }
        String surest = each.stream().limit(MOST).sorted().map(String::valueOf).collect(Collectors.joining(", "));
        return "choose slice " + each.get(0) + ", which has the surest box, or another of the " + each.size()
                + " that have some (" + surest + (each.size() > MOST ? " and others)" : ")");
    }
}
