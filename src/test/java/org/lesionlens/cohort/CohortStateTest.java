package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseLesion;
import org.lesionlens.cases.CaseRecord;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

class CohortStateTest {
    private static final List<String> WARNINGS = List.of("no place", "gaps");

    @TempDir
    private Path output;

    private final Cohort cohort = new Cohort(
            Path.of("images"),
            Stream.of("a", "b")
                    .map(name -> new Case(name, Path.of(name), new ReadOptions(Optional.empty(), false)))
                    .toList());

    private static List<CaseLesion> lesions() {
        LabelMap labels = LabelMap.allocate(VolumeGeometry.axisAligned(new long[] {9, 9, 3}, 1 / 3.0, 1 / 3.0, 2));
        labels.voxels().forEach(voxel -> voxel.set(2));
        labels.voxels().getAt(0, 0, 0).set(1);
        List<Lesion> found = LesionMeasurements.measure(
                labels, Optional.of(ProbabilityMap.allocate(labels.geometry())), Optional.empty());
        return CaseLesion.of(
                "a",
                found.stream().map(one -> one.withClass("glioma", 0.7)).toList(),
                Map.of(1, Map.of("glioma", 0.7), 2, Map.of("glioma", 0.7)));
    }

    private static Attempt done() {
        return new Attempt("a", Attempt.DONE, "", "", null, "cpu", null, "", "2026-01-01T00:00:00Z", 1, Storing.NONE);
    }

    private Map<String, String> tables(CohortState state) throws IOException {
        CohortTables.write(output, FindingKind.REGIONS, state.outcomes());
        return Map.of(
                "lesions", Files.readString(output.resolve(LesionsCsv.FILE)),
                "cases", Files.readString(output.resolve(RunFiles.CASES)));
    }

    @Test
    void aCaseThatIsDoneNowIsNotReadBackAndIsTheSameAsOneOfAnEarlierRun() throws IOException {
        CohortState now = new CohortState(cohort, output);
        now.add(done(), new CaseRecord(FindingKind.REGIONS, LesionsCsv.TABLE.rows(lesions()), WARNINGS, ""));
        assertThat(output.resolve("a")).doesNotExist();

        Path folder = Files.createDirectory(output.resolve("a"));
        LesionsCsv.TABLE.write(folder.resolve(LesionsCsv.FILE), lesions());
        JsonFiles.write(folder.resolve("analysis.json"), Map.of("input", Map.of("warnings", WARNINGS)));
        CohortState resumed = new CohortState(cohort, output);
        resumed.addOlder(done());

        assertThat(resumed.outcomes()).isEqualTo(now.outcomes());
        assertThat(tables(resumed)).isEqualTo(tables(now));
        assertThat(tables(now).get("lesions")).isEqualTo(Files.readString(folder.resolve(LesionsCsv.FILE)));
        assertThat(tables(now).get("cases").lines().toList().get(1))
                .startsWith("a,,,done,2,0.0540000022,4.242641,glioma,,,,no place; gaps,");
    }

    @Test
    void aCaseThatFailedHasNothing() throws IOException {
        CohortState state = new CohortState(cohort, output);
        state.add(
                new Attempt("a", Attempt.FAILED, "disk_full", "full", null, "cpu", null, "", "", 1, Storing.NONE),
                new CaseRecord(FindingKind.REGIONS, LesionsCsv.TABLE.rows(lesions()), WARNINGS, ""));
        assertThat(tables(state).get("lesions").lines()).hasSize(1);
        assertThat(tables(state).get("cases")).contains("a,,,failed,,,,,,disk_full,full,,\n");
    }
}
