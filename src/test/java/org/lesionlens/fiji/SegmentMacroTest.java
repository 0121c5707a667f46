package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.awt.Color;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.fiji.image.LesionColors;
import org.lesionlens.inference.ModelTrust;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.MeasuredModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.TwoKindsOfPictures;

/** Segmenting in macros. */
class SegmentMacroTest extends MacroFixture {
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

    /** As on the command line: what a picture looks like to the networks goes before the default. */
    @Test
    void aPictureHasTheModelThatHasSeenSuchImages(@TempDir Path models) throws IOException {
        TwoKindsOfPictures.models(models, TwoKindsOfPictures.UNLIKE, TwoKindsOfPictures.LIKE);
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            String picture = "open(\"" + path(DATA.resolve("phantom_slice.png")) + "\");";
            assertThat(log(picture + "run(\"Segment Lesions...\", \"device=cpu classify=false\");"))
                    .contains("no model is named: breast (", "unlike those of brain (")
                    .contains("LesionLens: no model was named: breast (");
        }
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
    void aMacroMayTrustAModel(@TempDir Path models) throws IOException {
        Path model = ChangedModel.copy("brain-t1ce-segmenter", models, text -> text);
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            assertThat(ModelTrust.isGiven(Model.read(model))).isFalse();
            showPhantom();
            IJ.runMacro("run(\"Segment Lesions...\", \"classify=false trust=true\");");
            assertThat(ModelTrust.isGiven(Model.read(model))).isTrue();
        }
    }

    /** What only the network can tell stands in the log. */
    @ParameterizedTest
    @CsvSource({
        "Segment Lesions..., device=cpu classify=false, 0.95, true",
        "Segment Lesions..., device=cpu classify=false, 0.1, false",
        "Explain Prediction..., device=cpu map=gates, 0.95, true",
    })
    void anImageThatLooksOtherwiseToTheNetworkIsWarnedOf(
            String command, String options, double mean, boolean warned, @TempDir Path models) throws IOException {
        MeasuredModel.segmenter(models, "gate2", mean);
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            showPhantom();
            String log = log("run(\"" + command + "\", \"" + options + "\");");
            assertThat(log.contains("LesionLens: the image looks unlike those that the model was trained on"))
                    .as(log)
                    .isEqualTo(warned);
        }
    }

    @Test
    void onlyWhatLiesInsideTheSelectionCounts() throws IOException {
        showPhantom().setRoi(0, 0, 20, 20);
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false\");");
        assertThat(ResultsTable.getResultsTable().size()).isZero();
        assertThat(ResultsTable.getResultsTable().getColumnHeadings()).contains("class", "volume_ml");
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
    void aMessageNamesTheOptionAsTheDialogAndAsTheMacroDoes() throws IOException {
        showPhantom();
        assertThat(log("run(\"Segment Lesions...\", \"minvolume=0,1\");"))
                .contains(
                        "the option minvolume (\"Smallest lesion of a volume (ml)\") is \"0,1\" but must be a number");
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
        ImagePlus palette = new ImagePlus("palette", new ByteProcessor(64, 64));
        palette.getProcessor().setLut(LesionColors.table());
        ImagePlus head = pixels.duplicate();
        head.setProp("LesionLens.modality", "CT");
        ImagePlus tinted = photograph.duplicate();
        tinted.setProp("LesionLens.modality", "MR");
        ImagePlus below = new ImagePlus("below", new FloatProcessor(64, 64));
        below.getStack().addSlice(hounsfield);
        below.setStack(below.getStack());
        return Stream.of(
                Arguments.of(
                        head, "the modality of the image is CT but the model was trained on contrast-enhanced T1 MR"),
                Arguments.of(below, "the image has negative values, as CT has in Hounsfield units"),
                Arguments.of(palette, "the image has a colour table, whose places are taken for intensities"),
                Arguments.of(photograph, "the image is in colour, as photographs are"),
                Arguments.of(tinted, "the image is in colour, of which the model sees only the brightness"),
                Arguments.of(ct, "the image has negative values, as CT has in Hounsfield units"),
                Arguments.of(pixels, "the image has no pixel size"));
    }

    @Test
    void whatIsOpenedAsCtIsKnownToBe() throws IOException {
        Path series = Files.createDirectories(folder("ct"));
        String mr = "\u0008\u0000\u0060\u0000CS\u0002\u0000MR";
        for (File file : DATA.resolve("phantom_dicom").toFile().listFiles()) {
            String bytes = Files.readString(file.toPath(), StandardCharsets.ISO_8859_1);
            Files.writeString(
                    series.resolve(file.getName()),
                    bytes.replace(mr, mr.replace("MR", "CT")),
                    StandardCharsets.ISO_8859_1);
        }
        assertThat(log("run(\"Open Medical Volume...\", \"path=[" + path(series) + "]\");"
                        + "run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=cpu frame=2\");"))
                .contains("Segment Lesions...: the modality of the image is CT but the model was trained on");
    }

    /** As on the command line: the shipped classifier is for brains on MR. */
    @Test
    void lesionsThatNoClassifierIsMadeForHaveNoClass(@TempDir Path models) throws IOException {
        ChangedModel.copy(
                "brain-t1ce-segmenter",
                models,
                text -> text.replace("modality: MR", "modality: CT")
                        .replace("image: contrast-enhanced T1", "image: portal venous phase"));
        ChangedModel.copy("brain-t1ce-classifier", models, text -> text);
        try (ModelsFrom folder = ModelsFrom.folder(models)) {
            showPhantom();
            IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu labels=false\");");
        }
        assertThat(ResultsTable.getResultsTable().size()).isPositive();
        assertThat(ResultsTable.getResultsTable().getStringValue("class", 0)).isEmpty();
    }

    /** Before the run, so a run that fails has said it too: here it does, for want of such a frame. */
    @ParameterizedTest
    @MethodSource("doubtfulImages")
    void whatDoesNotFitTheModelIsLoggedBeforeTheRun(ImagePlus image, String warning) {
        image.show();
        assertThat(log("run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=cpu frame=2\");"))
                .contains("Segment Lesions...: " + warning);
    }

    @Test
    void withoutAModelTheOneThatSuitsTheImageIsTakenAndSaid(@TempDir Path models) throws IOException {
        ChangedModel.copy("brain-t1ce-segmenter", models, text -> text.replace("modality: MR", "modality: CT"));
        Files.move(models.resolve("brain-t1ce-segmenter"), models.resolve("liver"));
        ChangedModel.copy("brain-t1ce-segmenter", models, text -> text);
        try (ModelsFrom folder = ModelsFrom.folder(models)) {
            assertThat(folder).isNotNull();
            String run = "run(\"Segment Lesions...\", \"device=cpu labels=false classify=false\");";
            showPhantom();
            assertThat(log(run)).contains("several may suit the image", "brain-t1ce-segmenter (", "liver (");
            showPhantom().setProp("LesionLens.modality", "MR");
            assertThat(log(run)).contains("no model is named: brain-t1ce-segmenter (", "the only one that suits");
            assertThat(ResultsTable.getResultsTable().size()).isPositive();
            showPhantom().setProp("LesionLens.modality", "US");
            assertThat(log(run)).contains("none is made for the image", "the modality of the image is US");
        }
    }
}
