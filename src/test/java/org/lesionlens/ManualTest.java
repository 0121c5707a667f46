package org.lesionlens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The front page, the manual in docs and the cards of the models hang together. */
class ManualTest {
    private static final Path FRONT_PAGE = Path.of("README.md");
    private static final Pattern CLASS = Pattern.compile("org\\.lesionlens\\.[a-z.]*[A-Z]\\w+");

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"));
                Stream<Path> models = Files.walk(Path.of("models"), 2)) {
            return Stream.of(Stream.of(FRONT_PAGE), docs, models)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFileAndAHeading(Path page) throws IOException {
        for (String link : ManualPage.of(page).links()) {
            if (!link.startsWith("https://")) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
                assertThat(target).as(link).exists();
                if (parts.length == 2) {
                    assertThat(ManualPage.of(target).anchors()).as(link).contains(parts[1]);
                }
            }
        }
    }

    /** As the main class in the line for Spark, and the benchmarks. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyClassThatIsNamedIsThere(Path page) throws IOException {
        Matcher named = CLASS.matcher(Files.readString(page));
        while (named.find()) {
            String file = named.group().replace('.', '/') + ".java";
            assertThat(Stream.of("src/main/java", "src/test/java").map(Path::of))
                    .as(named.group())
                    .anyMatch(sources -> Files.exists(sources.resolve(file)));
        }
    }

    @Test
    void theFrontPageIsShortAndLeadsToEveryPage() throws IOException {
        assertThat(Files.size(FRONT_PAGE)).isLessThanOrEqualTo(4096);
        assertThat(pages()).hasSizeGreaterThan(10);
        assertThat(ManualPage.of(FRONT_PAGE).links())
                .containsAll(pages().stream()
                        .map(page -> page.toString().replace('\\', '/'))
                        .filter(page -> page.startsWith("docs/"))
                        .toList());
    }
}
