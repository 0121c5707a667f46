package org.lesionlens.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
    /** A line. */
    record Item(String name, double number) {}

    /** A line whose class can say more than its components. */
    public record Question(String name) {
        public boolean isAnswered() {
            return !name.isEmpty();
        }
    }

    @TempDir
    private Path folder;

    private void append(Path file, Item item) throws IOException {
        try (JsonLines<Item> lines = JsonLines.open(file)) {
            lines.append(item);
        }
    }

    @Test
    void aTornLastLineIsPassedOverAndCutOff() throws IOException {
        Path file = folder.resolve("a.jsonl");
        append(file, new Item("a\n\"ü\"", 0.1));
        append(file, new Item("b", 2));
        Files.writeString(file, "{\"name\":\"torn", StandardOpenOption.APPEND);
        assertThat(JsonLines.read(file, Item.class)).containsExactly(new Item("a\n\"ü\"", 0.1), new Item("b", 2));
        append(file, new Item("c", 3));
        assertThat(JsonLines.read(file, Item.class)).extracting(Item::name).containsExactly("a\n\"ü\"", "b", "c");
        assertThat(Files.readAllLines(file)).hasSize(3);
    }

    @Test
    void aLineOfZerosAsAPowerCutLeavesIsPassedOver() throws IOException {
        Path file = Files.write(folder.resolve("a.jsonl"), new byte[100]);
        Files.writeString(file, "\n", StandardOpenOption.APPEND);
        append(file, new Item("a", 1));
        assertThat(JsonLines.read(file, Item.class)).containsExactly(new Item("a", 1));
    }

    @Test
    void whatARecordCanSayBesideItsComponentsIsNotWritten() throws IOException {
        Path file = folder.resolve("a.jsonl");
        try (JsonLines<Question> lines = JsonLines.open(file)) {
            lines.append(new Question("a"));
        }
        assertThat(file).hasContent("{\"name\":\"a\"}");
        assertThat(JsonLines.read(file, Question.class)).containsExactly(new Question("a"));
    }

    @Test
    void noFileHasNoRecords() throws IOException {
        assertThat(JsonLines.read(folder.resolve("none"), Item.class)).isEmpty();
    }
}
