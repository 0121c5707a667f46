package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.dicom.EchoSeries;
import org.lesionlens.io.table.CsvTable;

class VolumeChoiceTest {
    @TempDir
    private Path folder;

    private Path cohort;
    private Path series;
    private Path output;

    @BeforeEach
    void fill() throws IOException {
        cohort = folder.resolve("cohort");
        series = cohort.resolve("echoes");
        output = folder.resolve("out");
        EchoSeries.write(series, "1.2.5", 5);
    }

    private CommandLineRun run(String command, Path input, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(command, input, "--output", output, "--device", "cpu"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"analyze", "explain"})
    void theVolumesAreListedUntilOneIsChosen(String command) {
        CommandLineRun run = run(command, series);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors())
                .contains("holds 2 volumes in one series: [1: " + EchoSeries.FIRST
                        + ", 4 slices from 0.000 to 15.000 mm; " + "2: " + EchoSeries.SECOND + ", 4 slices from")
                .contains("--volume N");
        assertThat(run(command, series, "--volume", "3").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run(command, series, "--volume", "0").errors()).contains("--volume is 0 but must be at least 1");
        assertThat(output.resolve("echoes")).doesNotExist();
    }

    @Test
    void theSidecarSaysWhichVolumeWasReadAndWhatTellsIt() throws IOException {
        CommandLineRun run = run("analyze", series, "--volume", "2");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode input = new ObjectMapper()
                .readTree(output.resolve("echoes/analysis.json").toFile())
                .get("input");
        assertThat(input.get("volume_of_series").get("number").asInt()).isEqualTo(2);
        assertThat(input.get("volume_of_series").get("told_by").get(0).asText()).isEqualTo(EchoSeries.SECOND);
        assertThat(input.get("size").get(2).asInt()).isEqualTo(4);
    }

    @Test
    void eachVolumeIsACaseOfABatch() throws IOException {
        EchoSeries.write(cohort.resolve("several"), "1.2.6", 6);
        EchoSeries.write(cohort.resolve("several"), "1.2.7", 7);
        String[] names = {"echoes_V1", "echoes_V2", "several_S6_V1", "several_S6_V2", "several_S7_V1", "several_S7_V2"};
        CommandLineRun dry = run("batch", cohort, "--dry-run");
        assertThat(dry.out().lines().limit(6).map(line -> line.split(":")[0])).containsExactly(names);
        assertThat(dry.out()).contains("echoes_V1: dicom, 24 x 24 x 4", "6 cases, of which 0 cannot be read");
        CommandLineRun run = run("batch", cohort);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CsvTable.read(output.resolve("cases.csv")))
                .extracting(row -> row.get("case"))
                .containsExactly(names);
        assertThat(run("batch", cohort).err()).contains("6 of 6 cases are done already");
    }

    @Test
    void aTableOfCasesMayNameTheVolume() throws IOException {
        Path table = folder.resolve("cases.csv");
        Files.writeString(table, "case,image,volume\na,cohort/echoes,2\nb,cohort/echoes,\n");
        CommandLineRun run = run("batch", table);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(CsvTable.read(output.resolve("cases.csv")).get(1).get("error"))
                .contains("holds 2 volumes in one series", "a column volume in a table of cases");
        Files.writeString(table, "case,image,volume\na,cohort/echoes,second\n");
        assertThat(run("batch", table).errors()).contains("has the volume \"second\" but must have the number");
    }

    @Test
    void anotherVolumeIsDoneAnewWhereARunGoesOn() throws IOException {
        assertThat(run("batch", cohort, "--volume", "1").code()).isZero();
        assertThat(run("batch", cohort, "--volume", "1").err()).contains("1 of 1 cases are done already");
        CommandLineRun other = run("batch", cohort, "--volume", "2");
        assertThat(other.code()).as(other.err()).isZero();
        assertThat(other.err()).doesNotContain("done already");
        List<String> journal = Files.readAllLines(output.resolve("journal.jsonl"));
        assertThat(journal).hasSize(2);
        assertThat(journal.get(0)).contains("\"volume\":\"1\"");
        assertThat(journal.get(1)).contains("\"volume\":\"2\"");
        assertThat(Files.readString(output.resolve("echoes/analysis.json"))).contains(EchoSeries.SECOND);
    }
}
