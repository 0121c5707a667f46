package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.cli.TinyImages;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.io.table.CsvTable;

class CaseNameTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a", "sub-01_T1w", "Müller (2)", "a.b", "a:b", "report", "con1", "été_S5_V2"})
    void ordinaryNamesStay(String name) {
        assertThat(CaseName.of(name, Path.of("x"))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lesions.csv",
                "Cases.CSV",
                "report.html",
                "journal.jsonl",
                "batch_status.csv",
                "CON",
                "nul.a",
                ".hidden",
                ".lesionlens.lock",
                "a\nb",
                "ends in a dot."
            })
    void namesThatFoldersCannotHaveAreChangedAndStayDifferent(String name) {
        String changed = CaseName.of(name, Path.of("x"));
        assertThat(changed).matches("[^.\\n].*_[0-9a-f]{8}");
        assertThat(CaseName.of(name, Path.of("y"))).as("the same at every run").isEqualTo(changed);
        assertThat(CaseName.of(name + "2.csv.", Path.of("x"))).isNotEqualTo(changed);
        assertThat(CaseName.of(changed, Path.of("x"))).as("a name of a folder").isEqualTo(changed);
    }

    @Test
    void longNamesAreCutBetweenLettersAndStayDifferent() {
        String base = "é".repeat(126); // 252 bytes
        String changed = CaseName.of(base + "a", Path.of("x"));
        assertThat(changed.getBytes(StandardCharsets.UTF_8).length).isBetween(220, 229);
        assertThat(changed).startsWith("é".repeat(100)).isNotEqualTo(CaseName.of(base + "b", Path.of("x")));
    }

    @Test
    void namesThatSomeSystemsTakeForOneAreOne() {
        assertThat(CaseName.key("Case")).isEqualTo(CaseName.key("case"));
        assertThat(CaseName.key("e\u0301t")).isEqualTo(CaseName.key("\u00c9T"));
    }

    private CommandLineRun run(String command, Path input) throws IOException {
        Path model = TinyModel.good(folder.resolve("models"), "good");
        return CommandLineRun.of(
                command, input, "--output", folder.resolve("out"), "--model", model, "--classifier", "none");
    }

    @Test
    void casesOfSuchNamesAreDoneAndFoundAgain() throws IOException {
        Path cohort = folder.resolve("in");
        List<String> names = List.of("cases.csv", "lesions.csv", "report.html", "journal.jsonl", "n".repeat(246));
        for (String name : names) {
            TinyImages.ramp(cohort.resolve(name + ".png"));
        }
        CommandLineRun run = run("batch", cohort);
        assertThat(run.code()).as(run.err()).isZero();
        List<Map<String, String>> cases = CsvTable.read(folder.resolve("out").resolve(RunFiles.CASES));
        assertThat(cases).hasSize(5).allMatch(row -> row.get("state").equals("done"));
        for (Map<String, String> row : cases) {
            assertThat(folder.resolve("out").resolve(row.get("case")).resolve("overview.png"))
                    .exists();
        }
        assertThat(run("batch", cohort).err()).contains("5 of 5 cases are done already");
        Files.delete(folder.resolve("out").resolve(cases.get(2).get("case")).resolve("overview.png"));
        CommandLineRun replaced = run("batch", cohort);
        assertThat(replaced.code()).as(replaced.err()).isZero();
    }

    @Test
    void analyzeNamesItsFoldersInTheSameWay() throws IOException {
        Path image = TinyImages.ramp(folder.resolve("in/cases.csv.png"));
        assertThat(run("analyze", image).code()).isZero();
        assertThat(folder.resolve("out")
                        .resolve(CaseName.of("cases.csv", image))
                        .resolve("mask.png"))
                .exists();
    }
}
