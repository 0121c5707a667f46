package org.lesionlens.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.volume.ForeignText;

/** Texts mean what the core schema of YAML 1.2 says (section 10.3.2), and none of them takes much. */
@Timeout(60)
class YamlTreeTest {
    private static JsonNode read(String text) throws YamlTree.BadYamlException {
        return YamlTree.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "yes, STRING, yes",
        "no, STRING, no",
        "on, STRING, on",
        "true, BOOLEAN, true",
        "TRUE, BOOLEAN, true",
        "012, NUMBER, 12",
        "0o14, NUMBER, 12",
        "0x1F, NUMBER, 31",
        "-7, NUMBER, -7",
        "1_000, STRING, 1_000",
        "12:30:45, STRING, 12:30:45",
        "2026-01-01, STRING, 2026-01-01",
        "1e3, NUMBER, 1000.0",
        ".5, NUMBER, 0.5",
        ".inf, NUMBER, Infinity",
        "-.inf, NUMBER, -Infinity",
        ".INF, NUMBER, Infinity",
        ".nan, NUMBER, NaN",
        "9223372036854775808, NUMBER, 9223372036854775808",
        "null, NULL, null",
        "~, NULL, null",
        "'', NULL, null",
        "'\"012\"', STRING, 012",
        "0.5.4, STRING, 0.5.4",
    })
    void aScalarIsWhatTheCoreSchemaSays(String scalar, String type, String value) throws Exception {
        JsonNode node = read("a: " + scalar).path("a");
        assertThat(node.getNodeType()).hasToString(type);
        assertThat(node.asText()).isEqualTo(value);
    }

    @Test
    void anchorsStandForWhatTheyName() throws Exception {
        JsonNode tree = read("one: &x {a: [1, 2]}\ntwo: *x\n");
        assertThat(tree.path("two")).isEqualTo(tree.path("one"));
        assertThat(tree.at("/two/a/1").asInt()).isEqualTo(2);
    }

    @Test
    void whatIsNoYamlIsSaidInOneShortLine() {
        for (String text : new String[] {
            "a: [1", "a: 1\na: 2", "a: *nowhere", "\ta: 1", "a: !!java/object 1", "--- 1\n--- 2", "? [a]\n: b", "a: \u0007"
        }) {
            assertThatThrownBy(() -> read(text))
                    .as(text)
                    .isInstanceOf(YamlTree.BadYamlException.class)
                    .message()
                    .isNotBlank()
                    .hasSizeLessThanOrEqualTo(ForeignText.MOST)
                    .doesNotContain("\n");
        }
        assertThatThrownBy(() -> YamlTree.read(new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe}))
                .isInstanceOf(YamlTree.BadYamlException.class);
    }

    @Test
    void nothingIsThereWhereNothingStands() throws Exception {
        assertThat(read("").isMissingNode()).isTrue();
        assertThat(read("# nothing\n").isMissingNode()).isTrue();
    }

    @Test
    void deepWideAndEndlessTextsAreRefused() {
        assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("levels");
        assertThatThrownBy(() -> read("a: &a [*a]")).hasMessageContaining("levels");
        assertThatThrownBy(() -> read("- ".repeat(100_000) + "1")).hasMessageContaining("levels");
        assertThatThrownBy(() -> read("a: " + "x".repeat(YamlTree.LARGEST))).isInstanceOf(
                YamlTree.BadYamlException.class);
        StringBuilder laughs = new StringBuilder("a0: &a0 [1, 1]\n");
        for (int i = 1; i < 40; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> read(laughs.toString())).hasMessageContaining("entries");
    }
}
