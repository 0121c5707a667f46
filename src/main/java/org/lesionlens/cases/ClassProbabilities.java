package org.lesionlens.cases;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lesionlens.io.table.CsvTable;

/** The probability of each class as a text in one column, as {@code glioma=0.75;meningioma=0.25}. */
public final class ClassProbabilities {
    private static final Pattern ONE = Pattern.compile("(?<name>.+?)=(?<number>[0-9.]+(E-?[0-9]+)?)(;|$)");

    private ClassProbabilities() {}

    /**
     * Writes them in their order.
     *
     * @param classes 0 to 1, by name; at most 7 significant digits are kept
     */
    public static String text(Map<String, Double> classes) {
        return classes.entrySet().stream()
                .map(each -> each.getKey() + "=" + CsvTable.number(each.getValue()))
                .collect(Collectors.joining(";"));
    }

    /** Reads them again, in their order; empty of an empty text and of one that says something else. */
    public static Map<String, Double> parse(String text) {
        Map<String, Double> classes = new LinkedHashMap<>();
        Matcher each = ONE.matcher(text);
        int end = 0;
        while (end < text.length() && each.find(end) && each.start() == end) {
            classes.put(each.group("name"), Double.valueOf(each.group("number")));
            end = each.end();
        }
        return end == text.length() ? classes : Map.of();
    }
}
