package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.NewImage;
import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.CsvTable;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.lesion.Lesion;
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
                        .volume(),
                Optional.empty());
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
                "roizip=outlines.txt",
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
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.getStringValue("class", 0)).isNotBlank();
        double[] classes = Stream.of("meningioma", "glioma", "pituitary")
                .mapToDouble(name -> table.getValue("probability_" + name, 0))
                .toArray();
        assertThat(DoubleStream.of(classes).sum()).isCloseTo(1, within(1e-6));
        assertThat(DoubleStream.of(classes).max()).hasValue(table.getValue("class_probability", 0));
        assertThat(IJ.runMacro("return \"\" + getResult(\"probability_glioma\", 0);"))
                .startsWith(Double.toString(classes[1]).substring(0, 3));
        assertThat(LesionClasses.classified(
                        labels, 1, LabelImage.measure(LabelImage.of(labels, 1).labels())))
                .extracting(Lesion::lesionClass)
                .containsExactly(table.getStringValue("class", 0));
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

    @Test
    void outlinesAreWrittenWithoutARoiManager() throws IOException {
        showPhantom();
        Path zip = folder("rois").resolve("f\u00e4lle 7.zip");
        assertThat(IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false labels=false table=false"
                        + " outlines=false roizip=[" + path(zip) + "]\"); return \"done\";"))
                .isEqualTo("done");
        List<Roi> rois = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                rois.add(RoiDecoder.openFromByteArray(in.readAllBytes()));
                assertThat(entry.getName()).isEqualTo(rois.get(rois.size() - 1).getName() + ".roi");
            }
        }
        assertThat(rois).hasSizeGreaterThan(2).allMatch(roi -> roi.isArea() && roi.getPosition() > 0);
    }

    private static ImagePlus showLabels() {
        ShortProcessor pixels = new ShortProcessor(8, 2);
        int[] values = {1, 1, 1, 2, 2, 0, 1, 0};
        for (int x = 0; x < values.length; x++) {
            pixels.set(x, 0, values[x]);
        }
        ImagePlus image = new ImagePlus("Labels of case 7", pixels);
        List<Lesion> lesions = LabelImage.measure(LabelImage.of(image, 1).labels());
        LesionClasses.attach(
                image,
                1,
                List.of(lesions.get(0).withClass("glioma", 0.75), lesions.get(1).withClass("meningioma", 0.5)));
        image.show();
        return image;
    }

    @Test
    void labelsThatTouchAreMeasuredApartAndPartsOfALabelToo() {
        showLabels();
        IJ.runMacro("run(\"Measure Lesions...\");");
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(IntStream.range(0, table.size())
                        .mapToObj(row -> (int) table.getValue("label", row) + " " + table.getStringValue("class", row)
                                + " " + (int) table.getValue("voxels", row)))
                .containsExactly("1 glioma 3", "2 meningioma 2", "3 glioma 1");
    }

    @Test
    void exportedTablesKeepTheClassesAndTheMaskIsZeroAndOne() throws IOException {
        showLabels();
        Path out = folder("export");
        IJ.runMacro("run(\"Export Segmentation...\", \"folder=[" + path(out) + "] mask=true roizip=false\");");
        assertThat(CsvTable.read(out.resolve("case 7_lesions.csv")))
                .extracting(row -> row.get("label") + " " + row.get("class") + " " + row.get("class_probability"))
                .containsExactly("1 glioma 0.75", "2 meningioma 0.5");
        List<Float> mask = new ArrayList<>();
        Views.flatIterable(VolumeFiles.read(out.resolve("case 7_mask.nii.gz"), Optional.empty())
                        .volume()
                        .voxels())
                .forEach(voxel -> mask.add(voxel.get()));
        assertThat(mask.subList(0, 8)).containsExactly(1f, 1f, 1f, 1f, 1f, 0f, 1f, 0f);
        assertThat(mask.subList(8, 16)).containsOnly(0f);
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
        assertThat(CsvTable.read(out.resolve(BatchCommand.STATUS)).get(0).get("status"))
                .contains("holds no series 9.9");
        IJ.runMacro(batch + uid + "\");");
        assertThat(CsvTable.read(out.resolve(BatchCommand.STATUS)))
                .extracting(row -> row.get("case") + ": " + row.get("status").split(":")[0])
                .containsExactly("day 1_t1ce: done");
    }

    static Stream<Arguments> doubtfulImages() {
        ImagePlus photograph = new ImagePlus("photograph", new ColorProcessor(64, 64));
        photograph.getProcessor().setColor(new Color(200, 60, 20));
        photograph.getProcessor().fillOval(10, 10, 40, 30);
        photograph.getCalibration().setUnit("mm");
        photograph.getCalibration().pixelWidth = 4;
        photograph.getCalibration().pixelHeight = 4;
        FloatProcessor hounsfield = new FloatProcessor(64, 64);
        hounsfield.add(-1000);
        hounsfield.setf(3, 3, 60);
        ImagePlus ct = new ImagePlus("ct", hounsfield);
        ct.setCalibration(photograph.getCalibration());
        ImagePlus pixels = new ImagePlus("pixels", new ByteProcessor(64, 64));
        pixels.getProcessor().fillOval(10, 10, 40, 30);
        return Stream.of(
                Arguments.of(photograph, "the image is in colour, as photographs are"),
                Arguments.of(ct, "the image has negative values, as CT has in Hounsfield units"),
                Arguments.of(pixels, "the image has no pixel size"));
    }

    /** Before the run, so a run that fails has said it too: here it does, for want of such a frame. */
    @ParameterizedTest
    @MethodSource("doubtfulImages")
    void whatDoesNotFitTheModelIsLoggedBeforeTheRun(ImagePlus image, String warning) {
        image.show();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream errors = System.err;
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        try {
            IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu frame=2\");");
        } finally {
            System.setOut(before);
            System.setErr(errors);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("Segment Lesions...: " + warning);
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
