package org.lesionlens.io.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.MalformedFileException;

class CsvTableTest {
    @TempDir
    private Path folder;

    private String written(String text) throws IOException {
        Path file = folder.resolve("table.csv");
        CsvTable.write(file, List.of("case", "number"), List.of(List.of(text, "-1.5")));
        assertThat(CsvTable.read(file))
                .as("reads what was written")
                .containsExactly(Map.of("case", text, "number", "-1.5"));
        return Files.readString(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+2",
                "=HYPERLINK(\"http://a\")",
                "+cmd|' /C calc'!A0",
                "-2+3",
                "@SUM(A1)",
                "\tx",
                "\rx",
                "'=1+2",
                "''-x",
                "-",
                "=",
                "-1-2",
                "+1e5x"
            })
    void aTextThatIsAFormulaGetsAnApostrophe(String text) throws IOException {
        assertThat(written(text)).contains("'" + text.replace("\"", "\"\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a=b", "sub-01", "'quoted'", "'", "1-2", "Müller", ""})
    void otherTextsStay(String text) throws IOException {
        assertThat(written(text)).isEqualTo("case,number\n" + (text.isEmpty() ? "\"\"" : text) + ",-1.5\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-12.5", "+3", "-0", "1E-7", "-1.5e+30", "0.25"})
    void numbersStayNumbers(String number) throws IOException {
        assertThat(written(number)).isEqualTo("case,number\n" + number + ",-1.5\n");
    }

    @Test
    void aTableOfOthersIsReadAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("cohort.csv"), "case;image\n-a;=b\n'c;'d'\n");
        assertThat(CsvTable.read(file))
                .containsExactly(Map.of("case", "-a", "image", "=b"), Map.of("case", "'c", "image", "'d'"));
    }

    @Test
    void aRowWithMoreFieldsThanColumnsIsRefusedAndEmptyOnesAreNot() throws IOException {
        Path file = folder.resolve("boxes.csv");
        Files.writeString(file, "case;image;box\na;a.nii;0,0,0,5,5,5;6,6,6,9,9,9\n");
        assertThatThrownBy(() -> CsvTable.read(file))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("4 fields in its row 1 but 3 columns")
                .hasMessageContaining("into quotes");
        Files.writeString(file, "case;image;box\na;a.nii;0,0,0,5,5,5;;\n");
        assertThat(CsvTable.read(file)).hasSize(1);
    }
}
