package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual's tables of metrics are those of the program; {@code -Dlesionlens.write-docs=true} writes them. */
class MetricsTableTest {
    private static final Path PAGE = Path.of("docs", "evaluation.md");

    @Test
    void theManualListsTheMetricsOfSegmentations() throws IOException {
        List<String> rows = Stream.concat(Metrics.COUNTS.stream(), Metrics.ALL.stream())
                .map(metric -> row(
                        metric.name(),
                        metric.label(),
                        metric.unit().symbol(),
                        metric.ofCase().isEmpty()
                                ? "all cases"
                                : metric.pooled().isEmpty() ? "case" : "case, and lesions of all cases",
                        word(metric.basis()),
                        word(metric.better()),
                        metric.meaning(),
                        metric.source()))
                .toList();
        requireTable("metrics", "| column | name | unit | of | from | better | what it is | source |", rows);
    }

    @Test
    void theManualListsTheMetricsOfClasses() throws IOException {
        List<String> rows = ClassMetrics.ALL.stream()
                .map(metric ->
                        row(metric.name(), metric.label(), word(metric.better()), metric.meaning(), metric.source()))
                .toList();
        requireTable("class metrics", "| name | for people | better | what it is | source |", rows);
    }

    @Test
    void namesAreWordsOnce() {
        List<String> names = Stream.concat(Metrics.COUNTS.stream(), Metrics.ALL.stream())
                .map(Metric::name)
                .toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9_.]+"));
        assertThat(Metrics.ALL)
                .allMatch(metric -> !metric.meaning().isEmpty()
                        && !metric.source().isEmpty()
                        && (metric.ofCase().isPresent() || metric.pooled().isPresent()));
    }

    private static String row(String... cells) {
        return Stream.of(cells).map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void requireTable(String marker, String head, List<String> rows) throws IOException {
        String table = head + "\n" + head.replaceAll("[^|]+", "---") + "\n" + String.join("\n", rows) + "\n";
        String start = "<!-- " + marker + " -->\n";
        String end = "<!-- end of " + marker + " -->";
        String page = Files.readString(PAGE);
        if (Boolean.getBoolean("lesionlens.write-docs")) {
            String before = page.substring(0, page.indexOf(start) + start.length());
            Files.writeString(PAGE, before + "\n" + table + "\n" + page.substring(page.indexOf(end)));
        } else {
            assertThat(page).contains(start + "\n" + table + "\n" + end);
        }
    }
}
