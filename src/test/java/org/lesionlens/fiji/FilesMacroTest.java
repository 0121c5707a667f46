package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.io.dicom.EchoSeries;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.volume.LabelMap;

/** From files to files in macros. */
class FilesMacroTest extends MacroFixture {
    private static final Path EXAMPLES = Path.of("src/test/resources/example");

    /** Open, segment, export: what lies in the file lies where the source lay, as the command line writes it. */
    @Test
    void theExampleMacroWritesTheSegmentationInTheGeometryOfTheSource() throws IOException {
        Path out = folder("out");
        IJ.runMacro(
                Files.readString(EXAMPLES.resolve("segment.ijm")),
                path(DATA.resolve("phantom_t1ce.nii.gz")) + ";" + path(out));
        LabelMap labels = VolumeFiles.readLabels(out.resolve("phantom_t1ce_labels.nii.gz"));
        LabelMap truth = VolumeFiles.readLabels(DATA.resolve("phantom_mask.nii.gz"));
        assertThat(labels.geometry().sameGrid(truth.geometry(), 1e-4)).isTrue();
        assertThat(ComparedMasks.of(labels, truth)
                        .compare("", "", Comparison.USUAL)
                        .dice())
                .isGreaterThan(0.85);
        List<Map<String, String>> rows = CsvTable.read(out.resolve("phantom_t1ce_lesions.csv"));
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get("case")).isEqualTo("phantom_t1ce");
        assertThat(out.resolve("phantom_t1ce_rois.zip")).isNotEmptyFile();
    }

    @Test
    void theExampleInGroovyFindsTheLesion() throws Exception {
        ScriptEngine groovy = new ScriptEngineManager().getEngineByName("groovy");
        groovy.put("input", path(DATA.resolve("phantom_t1ce.nii.gz")));
        assertThat(groovy.eval(Files.readString(EXAMPLES.resolve("segment.groovy"))))
                .isEqualTo(1);
    }

    @Test
    void unevenSlicesOpenWhereTheyMayBeInterpolated() throws IOException {
        Path series = folder("uneven");
        try (Stream<Path> slices = Files.list(DATA.resolve("phantom_dicom_implicit"))) {
            for (Path slice : slices.toList()) {
                String bytes = Files.readString(slice, StandardCharsets.ISO_8859_1);
                String nearer = "-120.41311\\-117.91604\\-13.398529"; // a fifth of the way to the next
                Files.writeString(
                        series.resolve(slice.getFileName()),
                        bytes.replace("-120.90059\\-118.74149\\-9.5151024", nearer),
                        StandardCharsets.ISO_8859_1);
            }
        }
        String open = "run(\"Open Medical Volume...\", \"path=[" + path(series) + "]";
        assertThat(IJ.runMacro(open + "\"); return \"survived\";")).isNotEqualTo("survived");
        IJ.runMacro(open + " resample\");");
        assertThat(IJ.getImage().getTitle()).isEqualTo("uneven");
        assertThat(IJ.getImage().getNSlices()).isEqualTo(6);
    }

    @Test
    void oneOfSeveralVolumesOfASeriesIsOpenedByItsNumber() throws IOException {
        Path series = folder("echoes");
        EchoSeries.write(series, "1.2.5", 5);
        String open = "run(\"Open Medical Volume...\", \"path=[" + path(series) + "]";
        assertThat(log(open + "\");"))
                .contains("holds 2 volumes in one series", EchoSeries.FIRST, "2: " + EchoSeries.SECOND);
        assertThat(IJ.runMacro(open + "\"); return \"survived\";")).isNotEqualTo("survived");
        assertThat(IJ.runMacro(open + " volume=3\"); return \"survived\";")).isNotEqualTo("survived");
        assertThat(IJ.runMacro(open + " volume=-1\"); return \"survived\";")).isNotEqualTo("survived");
        IJ.runMacro(open + " volume=2\");");
        assertThat(IJ.getImage().getNSlices()).isEqualTo(4);
        assertThat(IJ.getImage().getStack().getProcessor(1).getf(0, 0)).isEqualTo(1000);
    }

    @Test
    void oneBadCaseDoesNotStopABatch() throws IOException {
        Path in = folder("in");
        Path out = folder("results");
        Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), in.resolve("good.nii.gz"));
        Files.writeString(in.resolve("bad.nii"), "no image");
        Files.writeString(in.resolve("notes.txt"), "no image either");
        assertThat(log("run(\"Batch...\", \"input=[" + path(in) + "] output=[" + path(out) + "] device=cpu\");"))
                .contains("Batch...: 1 done, 1 failed");
        assertThat(CsvTable.read(out.resolve(RunFiles.STATUS)))
                .extracting(row -> row.get("case") + ": " + row.get("status").split(":")[0])
                .containsExactly("bad: failed", "good: done");
        assertThat(out.resolve("good").resolve("analysis.json")).exists();
        assertThat(ResultsTable.getResultsTable().size()).isEqualTo(1);
    }

    @Test
    void aBatchTakesTheSeriesOfTheFoldersInsideItsFolder() throws IOException {
        Path in = folder("cohort");
        Path series = Files.createDirectories(in.resolve("day 1").resolve("t1ce"));
        try (Stream<Path> files = Files.list(DATA.resolve("phantom_dicom_implicit"))) {
            for (Path file : files.toList()) {
                Files.copy(file, series.resolve(file.getFileName().toString()));
            }
        }
        String uid = DicomSeriesReader.list(series).get(0).uid();
        Path out = folder("cohort results");
        String batch = "run(\"Batch...\", \"input=[" + path(in) + "] output=[" + path(out)
                + "] device=cpu classify=false subfolders=true series=";
        assertThat(IJ.runMacro(batch + "9.9\"); return \"survived\";")).isNotEqualTo("survived");
        assertThat(CsvTable.read(out.resolve(RunFiles.STATUS)).get(0).get("status"))
                .contains("holds no series 9.9");
        IJ.runMacro(batch + uid + "\");");
        assertThat(CsvTable.read(out.resolve(RunFiles.STATUS)))
                .extracting(row -> row.get("case") + ": " + row.get("status").split(":")[0])
                .containsExactly("day 1_t1ce: done");
    }

    @Test
    void aBatchThatRunsAgainShowsTheLesionsOfTheCasesThatAreDone() throws IOException {
        Path in = folder("again");
        Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), in.resolve("one.nii.gz"));
        String batch =
                "run(\"Batch...\", \"input=[" + path(in) + "] output=[" + path(folder("done")) + "] device=cpu\");";
        IJ.runMacro(batch);
        ResultsTable first = ResultsTable.getResultsTable();
        IJ.runMacro(batch);
        ResultsTable second = ResultsTable.getResultsTable();
        assertThat(second).isNotSameAs(first);
        assertThat(second.size()).isEqualTo(1);
        assertThat(second.getColumnHeadings()).isEqualTo(first.getColumnHeadings());
        assertThat(second.getValue("volume_ml", 0)).isCloseTo(first.getValue("volume_ml", 0), within(1e-4));
        assertThat(CsvTable.read(folder("done").resolve(RunFiles.STATUS)).get(0).get("status"))
                .isEqualTo("skipped: has results");
    }

    @Test
    void aBatchWithMirroredSlicesSaysHowUnsureTheyMakeIt() throws IOException {
        Path in = folder("mirrored");
        Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), in.resolve("one.nii.gz"));
        for (boolean mirror : List.of(false, true)) {
            Path out = folder("mirror " + mirror);
            IJ.runMacro("run(\"Batch...\", \"input=[" + path(in) + "] output=[" + path(out) + "] device=cpu mirror="
                    + mirror + "\");");
            assertThat(Files.readString(out.resolve("one/analysis.json")).contains("mirror_entropy"))
                    .isEqualTo(mirror);
        }
    }

    @Test
    void olderResultsThatWereMadeWithOtherSettingsAreRefusedOrReplaced() throws IOException {
        Path in = folder("settings");
        Path out = folder("made");
        Files.copy(DATA.resolve("phantom_slice.png"), in.resolve("one.png"));
        String batch = "run(\"Batch...\", \"input=[" + path(in) + "] output=[" + path(out) + "] device=cpu threshold=";
        assertThat(IJ.runMacro(batch + "0.5\"); return \"survived\";")).isEqualTo("survived");
        assertThat(IJ.runMacro(batch + "0.4\"); return \"survived\";")).isNotEqualTo("survived");
        assertThat(log(batch + "0.4\");")).contains("threshold 0.5 there, 0.4 now");
        assertThat(out.resolve("one/analysis.json")).content().contains("\"threshold\" : 0.5");
        IJ.runMacro(batch + "0.4 overwrite=true\");");
        assertThat(out.resolve("one/analysis.json")).content().contains("\"threshold\" : 0.4");
        assertThat(CsvTable.read(out.resolve(RunFiles.STATUS)).get(0).get("status"))
                .startsWith("done: ");
    }

    @Test
    void aBatchKeepsTheJournalTheTablesAndTheReportOfARun() throws IOException {
        Path in = folder("one");
        Path out = folder("with journal");
        Files.copy(DATA.resolve("phantom_slice.png"), in.resolve("one.png"));
        IJ.runMacro("run(\"Batch...\", \"input=[" + path(in) + "] output=[" + path(out) + "] device=cpu\");");
        assertThat(out.resolve(RunFiles.JOURNAL)).content().contains("\"name\":\"one\"", "\"state\":\"done\"");
        assertThat(CsvTable.read(out.resolve(RunFiles.CASES)).get(0)).containsEntry("state", "done");
        assertThat(out.resolve(LesionsCsv.FILE)).exists();
        assertThat(out.resolve(RunFiles.REPORT)).exists();
        CommandLineRun resumed = CommandLineRun.of("batch", in, "--output", out, "--device", "cpu", "--resume");
        assertThat(resumed.err()).contains("1 of 1 cases are done already");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatCannotBeMadeIsNamed() {
        String export = "run(\"Export Segmentation...\", \"folder=/proc/foo\");";
        assertThat(log(open("phantom_mask.nii.gz") + export))
                .contains("/proc/foo cannot be read or written (it is not there and cannot be made)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Check Setup", "Help", "Cite"})
    void whatIsToBeReadIsLogged(String command) {
        assertThat(IJ.runMacro("run(\"" + command + "\"); return \"survived\";"))
                .isEqualTo("survived");
    }

    @Test
    void theCitationIsThereForPeopleAndForBibtex() {
        assertThat(log("run(\"Cite\");"))
                .contains("LesionLens developers: LesionLens, version ", "@software{lesionlens,");
    }

    @Test
    void aFileThatIsMissingEndsTheMacro() {
        assertThat(IJ.runMacro("run(\"Open Medical Volume...\", \"path=/nowhere/a.nii\"); return \"survived\";"))
                .isNotEqualTo("survived");
    }

    private String exportFlipped(int times) throws IOException {
        String flip = "run(\"Flip Horizontally\", \"stack\");";
        return IJ.runMacro(
                "run(\"Open Medical Volume...\", \"path=[" + path(DATA.resolve("phantom_mask.nii.gz")) + "]\");"
                        + flip.repeat(times) + "run(\"Export Segmentation...\", \"folder=[" + path(folder("flipped"))
                        + "] csv=false roizip=false\"); return \"survived\";");
    }

    @Test
    void aStackThatWasFlippedEndsTheMacro() throws IOException {
        assertThat(exportFlipped(1)).isNotEqualTo("survived");
        assertThat(folder("flipped")).isEmptyDirectory();
    }

    @Test
    void aStackThatWasFlippedBackIsExported() throws IOException {
        assertThat(exportFlipped(2)).isEqualTo("survived");
        assertThat(folder("flipped").resolve("phantom_mask_labels.nii.gz")).isNotEmptyFile();
    }
}
