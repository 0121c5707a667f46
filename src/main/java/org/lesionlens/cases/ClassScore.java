package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.UserMessageException;

/** How many cases have the class that a table names; a case without a lesion counts as wrong. */
public final class ClassScore {
    private final Map<String, String> expected;
    private final List<Pair> pairs = new ArrayList<>();

    /** @param predicted the class of the case's largest lesion; empty if none was found */
    public record Pair(String expected, String predicted) {
        boolean right() {
            return expected.equals(predicted);
        }
    }

    private ClassScore(Map<String, String> expected) {
        this.expected = expected;
    }

    public static ClassScore none() {
        return new ClassScore(Map.of());
    }

    public static ClassScore read(Path table) throws IOException {
        Map<String, String> expected = new HashMap<>();
        for (Map<String, String> row : CsvTable.read(table)) {
            expected.put(column(table, row, "case", "id"), column(table, row, "class", "tumour"));
        }
        return new ClassScore(expected);
    }

    private static String column(Path table, Map<String, String> row, String name, String other) {
        String value = row.getOrDefault(name, row.get(other));
        if (value == null) {
            throw new UserMessageException(table + " has the columns " + row.keySet() + " but must have " + name
                    + " (or " + other + "): add it");
        }
        return value;
    }

    /** Counts a case, if the table names it; its lesions.csv lies beside its mask. */
    public Optional<Pair> add(ReferencePair pair) throws IOException {
        String kind = expected.get(pair.name());
        if (kind == null) {
            return Optional.empty();
        }
        Pair counted = new Pair(kind, predicted(pair));
        pairs.add(counted);
        return Optional.of(counted);
    }

    private static String predicted(ReferencePair pair) throws IOException {
        if (pair.prediction().isEmpty()) {
            return "";
        }
        Path lesions = pair.prediction().get().resolveSibling("lesions.csv");
        if (!Files.isRegularFile(lesions)) {
            return "";
        }
        return CsvTable.read(lesions).stream()
                .filter(row -> "1".equals(row.get("label")))
                .map(row -> row.getOrDefault("class", ""))
                .findFirst()
                .orElse("");
    }

    /** Accuracy overall, balanced and by class; nothing if no case was counted. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (pairs.isEmpty()) {
            return lines;
        }
        double sum = 0;
        TreeSet<String> kinds = new TreeSet<>(pairs.stream().map(Pair::expected).toList());
        for (String kind : kinds) {
            List<Pair> ofKind =
                    pairs.stream().filter(pair -> pair.expected().equals(kind)).toList();
            sum += accuracy(ofKind);
            lines.add(String.format(
                    Locale.ROOT, "class %s  cases %d  right %.4f", kind, ofKind.size(), accuracy(ofKind)));
        }
        lines.add(
                0,
                String.format(
                        Locale.ROOT,
                        "classes: cases %d  accuracy %.4f  balanced %.4f",
                        pairs.size(),
                        accuracy(pairs),
                        sum / kinds.size()));
        return lines;
    }

    private static double accuracy(List<Pair> pairs) {
        return pairs.stream().filter(Pair::right).count() / (double) pairs.size();
    }
}
