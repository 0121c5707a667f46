package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.NewImage;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.CsvTable;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.SegmentationMetrics;
import org.lesionlens.volume.LabelMap;

/** Macros in ImageJ's own interpreter, without a screen. */
class MacroTest {
    private static final Path DATA = Path.of("test-data").toAbsolutePath();
    private static final Path EXAMPLES = Path.of("src/test/resources/example");

    @TempDir
    private Path temporary;

    @BeforeAll
    static void startImageJ() {
        PluginsFolder.startHeadless();
    }

    @AfterEach
    void closeAll() {
        for (int id = 0; WindowManager.getImageCount() > 0 && id < 100; id++) {
            IJ.getImage().close();
        }
    }

    private static ImagePlus showPhantom() throws IOException {
        ImagePlus image = FijiVolumes.image(
                "phantom",
                VolumeFiles.read(DATA.resolve("phantom_t1ce.nii.gz"), Optional.empty())
                        .volume());
        image.show();
        return image;
    }

    /** As a macro on disk, with spaces and letters beyond ASCII in its folder. */
    private Path folder(String name) throws IOException {
        return Files.createDirectories(
                temporary.resolve("R\u00f6ntgen f\u00e4lle").resolve(name));
    }

    private static String path(Path path) {
        return path.toString().replace('\\', '/');
    }

    @Test
    void theLineAfterTheCommandSeesTheLabelImageAndTheTable() throws IOException {
        ImagePlus phantom = showPhantom();
        String result = IJ.runMacro("""
                run("Segment Lesions...", "model=brain-t1ce-segmenter device=cpu probability=true classify");
                getVoxelSize(w, h, d, unit);
                return getTitle() + "|" + nResults + "|" + unit + "|" + d + "|" + bitDepth() + "|" + nImages;
                """);
        assertThat(result).isEqualTo("Labels of phantom|1|mm|6.5|16|3");
        assertThat(phantom.getOverlay().size()).isGreaterThan(2);
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.getValue("volume_ml", 0)).isBetween(12.0, 18.0);
        assertThat(table.getStringValue("class", 0)).isNotBlank();
    }

    @Test
    void aCommaLocaleChangesNothing() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            showPhantom();
            IJ.runMacro("run(\"Segment Lesions...\", \"threshold=0.5 minvolume=0.25 classify=false outlines=false\");");
            assertThat(ResultsTable.getResultsTable().getValue("volume_ml", 0)).isBetween(12.0, 18.0);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void onlyWhatLiesInsideTheSelectionCounts() throws IOException {
        showPhantom().setRoi(0, 0, 20, 20);
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false\");");
        assertThat(ResultsTable.getResultsTable().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "treshold=0.5",
                "threshold=high",
                "threshold=1.5",
                "threshold=0",
                "model=brain",
                "Model=brain-t1ce-segmenter",
                "device=gpu",
                "labels=maybe",
                "frame=2",
                "channel=-1",
                "model",
            })
    void aWrongOptionEndsTheMacroAndIsLogged(String options) throws IOException {
        showPhantom();
        String result = IJ.runMacro("run(\"Segment Lesions...\", \"" + options + "\"); return \"survived\";");
        assertThat(result).isNotEqualTo("survived");
        assertThat(WindowManager.getImageCount()).isLessThanOrEqualTo(1);
    }

    @Test
    void withoutAnImageTheMacroEnds() {
        assertThat(IJ.runMacro("run(\"Segment Lesions...\"); return \"survived\";"))
                .isNotEqualTo("survived");
    }

    @Test
    void aPixelIsRefusedAndNothingIsLeftBehind() {
        NewImage.createByteImage("pixel", 1, 1, 1, NewImage.FILL_BLACK).show();
        assertThat(IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu\"); return \"survived\";"))
                .isNotEqualTo("survived");
        assertThat(WindowManager.getImageCount()).isLessThanOrEqualTo(1);
    }

    @Test
    void everyFrameIsAnalysed() throws IOException {
        ImagePlus once = showPhantom();
        ImagePlus twice = once.duplicate();
        for (int slice = 1; slice <= once.getStackSize(); slice++) {
            twice.getStack().addSlice(once.getStack().getProcessor(slice).duplicate());
        }
        twice.setStack(twice.getStack());
        twice.setDimensions(1, once.getStackSize(), 2);
        twice.setTitle("twice");
        twice.show();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false\");");
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.getStringValue("case", 1)).isEqualTo("twice frame 2");
        assertThat(table.getValue("volume_ml", 1)).isEqualTo(table.getValue("volume_ml", 0));
        assertThat(IJ.getImage().getNFrames()).isEqualTo(2);
    }

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
        assertThat(SegmentationMetrics.compare(labels, truth, 0).dice()).isGreaterThan(0.85);
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

    /** What radiologists do most: correct by hand, measure again. */
    @Test
    void correctedLabelsAreMeasuredAndNumberedAnew() throws IOException {
        showPhantom();
        IJ.runMacro("""
                run("Segment Lesions...", "device=cpu classify=false");
                setSlice(1);
                setColor(7);
                fillRect(2, 2, 60, 60);
                run("Measure Lesions...", "outlines=phantom");
                """);
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.getValue("label", 0)).isEqualTo(1);
        assertThat(table.getValue("voxels", 0)).isGreaterThanOrEqualTo(table.getValue("voxels", 1));
        assertThat(IJ.getImage().getTitle()).isEqualTo("Labels of phantom (2)");
    }

    @Test
    void aSelectionAndALabelImageAreClassified() throws IOException {
        ImagePlus phantom = showPhantom();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false\");");
        ImagePlus labels = IJ.getImage();
        int slice = (int) ResultsTable.getResultsTable().getValue("stack_slice", 0);
        IJ.runMacro("selectImage(\"phantom\"); run(\"Classify Lesions...\", \"lesions=[Labels of phantom]\");");
        assertThat(ResultsTable.getResultsTable().getStringValue("class", 0)).isNotBlank();
        phantom.setSlice(slice);
        labels.setSlice(slice);
        phantom.setRoi(phantom.getWidth() / 3, phantom.getHeight() / 3, 20, 20);
        IJ.runMacro("selectImage(\"phantom\"); run(\"Classify Lesions...\", \"lesions=selection\");");
        assertThat(ResultsTable.getResultsTable().getValue("voxels", 0)).isEqualTo(400);
        assertThat(ResultsTable.getResultsTable().getStringValue("class", 0)).isNotBlank();
    }

    @Test
    void aSegmentationIsComparedWithItsReference() {
        IJ.runMacro("run(\"Open Medical Volume...\", \"path=[" + path(DATA.resolve("phantom_mask.nii.gz")) + "]\");"
                + "rename(\"reference\"); run(\"Duplicate...\", \"title=found duplicate\");"
                + "run(\"Compare With Reference...\", \"prediction=found reference=reference\");");
        assertThat(ResultsTable.getResultsTable().getValue("dice", 0)).isEqualTo(1);
        assertThat(ResultsTable.getResultsTable().getValue("hd95_mm", 0)).isZero();
        assertThat(IJ.getImage().getTitle()).isEqualTo("Agreement of found and reference");
    }

    @Test
    void oneBadCaseDoesNotStopABatch() throws IOException {
        Path in = folder("in");
        Path out = folder("results");
        Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), in.resolve("good.nii.gz"));
        Files.writeString(in.resolve("bad.nii"), "no image");
        Files.writeString(in.resolve("notes.txt"), "no image either");
        IJ.runMacro("run(\"Batch...\", \"input=[" + path(in) + "] output=[" + path(out) + "] device=cpu\");");
        assertThat(CsvTable.read(out.resolve(BatchCommand.STATUS)))
                .extracting(row -> row.get("case") + ": " + row.get("status").split(":")[0])
                .containsExactly("bad: failed", "good: done");
        assertThat(out.resolve("good").resolve("analysis.json")).exists();
        assertThat(ResultsTable.getResultsTable().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Check Setup", "Help", "Cite"})
    void whatIsToBeReadIsLogged(String command) {
        assertThat(IJ.runMacro("run(\"" + command + "\"); return \"survived\";"))
                .isEqualTo("survived");
    }

    @Test
    void aFileThatIsMissingEndsTheMacro() {
        assertThat(IJ.runMacro("run(\"Open Medical Volume...\", \"path=/nowhere/a.nii\"); return \"survived\";"))
                .isNotEqualTo("survived");
    }
}
