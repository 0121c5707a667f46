package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.ColourPictures;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.volume.Volume;

/** Without {@code --model} the one that suits the images is taken, in every subcommand. */
class FoundModelsTest {
    private static final Path DATA = Path.of("test-data");

    @TempDir
    private Path folder;

    private Path place;
    private ModelsFrom models;

    @BeforeEach
    void useModelsOfThreeKinds() throws IOException {
        place = Files.createDirectories(folder.resolve("models"));
        copy("brain-t1ce-segmenter", "brain-t1ce-segmenter", UnaryOperator.identity());
        copy("brain-t1ce-classifier", "brain-t1ce-classifier", UnaryOperator.identity());
        copy("brain-t1ce-segmenter", "breast", FoundModelsTest::ofUltrasound);
        copy("brain-t1ce-segmenter", "liver", FoundModelsTest::ofCt);
        models = ModelsFrom.folder(place);
    }

    @AfterEach
    void useTheOldOnes() {
        models.close();
    }

    private void copy(String tiny, String name, UnaryOperator<String> change) throws IOException {
        Path aside = Files.createDirectories(folder.resolve("aside"));
        Files.move(ChangedModel.copy(tiny, aside, change), place.resolve(name));
    }

    private static String ofUltrasound(String text) {
        return text.replace("modality: MR", "modality: US")
                .replace("meaning: Brain", "meaning: Breast")
                .replaceAll(" +spacing_mm: .*\n", "")
                .replaceAll("field_of_view_mm: .*", "long_side: 224");
    }

    private static String ofCt(String text) {
        return text.replace("modality: MR", "modality: CT").replace("meaning: Brain", "meaning: Liver");
    }

    private CommandLineRun run(Object... arguments) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of(arguments),
                        Stream.of("--output", folder.resolve("out"), "--device", "cpu", "--classifier", "none"))
                .toArray());
    }

    /** DICOM says what it is, a PNG does not. */
    @Test
    void ultrasoundInColourIsTakenAsBrightnessWhereTheFileSaysWhatItIs() throws IOException {
        BufferedImage doppler = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = doppler.createGraphics();
        g.setColor(Color.RED);
        g.fillRect(20, 20, 100, 80);
        g.dispose();
        Path dicom = Files.write(
                folder.resolve("doppler.dcm"),
                ColourPictures.of(ColourPictures.Kind.YBR_FULL, List.of(doppler))
                        .text(0x00080060, "CS", "US")
                        .array());
        Path png = folder.resolve("picture.png");
        ImageIO.write(doppler, "png", png.toFile());
        CommandLineRun taken = run("analyze", dicom);
        assertThat(taken.code()).as(taken.err()).isZero();
        assertThat(taken.err())
                .contains("breast (", "the image is in colour, of which the model sees only the brightness");
        CommandLineRun refused = run("analyze", png);
        assertThat(refused.code()).isNotZero();
        assertThat(refused.errors()).contains("the image is in colour, as photographs are");
    }

    /** The phantom's series, which says that it is something else. */
    private Path dicom(String modality, Path target) throws IOException {
        Files.createDirectories(target);
        String mr = "\u0008\u0000\u0060\u0000CS\u0002\u0000MR";
        for (File file : DATA.resolve("phantom_dicom").toFile().listFiles()) {
            String bytes = Files.readString(file.toPath(), StandardCharsets.ISO_8859_1);
            Files.writeString(
                    target.resolve(file.getName()),
                    bytes.replace(mr, mr.replace("MR", modality)),
                    StandardCharsets.ISO_8859_1);
        }
        return target;
    }

    /** The phantom's series, which says what part of the body it shows. */
    private Path ofPart(String part, Path target) throws IOException {
        Files.createDirectories(target);
        String thickness = "\u0018\u0000\u0050\u0000DS";
        for (File file : DATA.resolve("phantom_dicom").toFile().listFiles()) {
            String bytes = Files.readString(file.toPath(), StandardCharsets.ISO_8859_1);
            assertThat(bytes).contains(thickness);
            Files.writeString(
                    target.resolve(file.getName()),
                    bytes.replace(
                            thickness,
                            "\u0018\u0000\u0015\u0000CS" + (char) part.length() + "\u0000" + part + thickness),
                    StandardCharsets.ISO_8859_1);
        }
        return target;
    }

    @Test
    void aSeriesOfAnotherPartOfTheBodyIsRefusedUnlessTheModelIsNamed() throws IOException {
        CommandLineRun head = run("analyze", ofPart("HEAD", folder.resolve("head")));
        assertThat(head.code()).as(head.err()).isZero();
        Path knee = ofPart("KNEE", folder.resolve("knee"));
        CommandLineRun refused = run("analyze", knee);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("brain-t1ce-segmenter (", "but the image shows KNEE");
        CommandLineRun named = run("analyze", knee, "--model", "brain-t1ce-segmenter");
        assertThat(named.code()).as(named.err()).isZero();
        assertThat(named.err()).contains("the image shows KNEE but the model was trained on Brain");
    }

    private Path hounsfield() throws IOException {
        Volume phantom = VolumeFiles.read(DATA.resolve("phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        Views.iterable(phantom.voxels()).forEach(voxel -> voxel.sub(new FloatType(1000)));
        return VolumeFiles.writeMap(folder, "hounsfield", phantom, VolumeFormat.NIFTI);
    }

    @ParameterizedTest
    @CsvSource({
        "analyze, MR, brain-t1ce-segmenter",
        "analyze, CT, liver",
        "explain, CT, liver",
        "batch, MR, brain-t1ce-segmenter"
    })
    void aSeriesHasTheModelOfItsModality(String door, String modality, String expected) throws IOException {
        Path series = dicom(modality, folder.resolve("in").resolve("case"));
        CommandLineRun run = run(door, door.equals("batch") ? series.getParent() : series);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("no model is named: " + expected + " (", "it is made for images like this one");
    }

    /** A volume in NIfTI does not say its modality, but its voxels tell CT. */
    @Test
    void voxelsAreLookedAtWhereHeadersDoNotTell() throws IOException {
        CommandLineRun run = run("analyze", hounsfield());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("no model is named: liver (", "the only one that may suit");
    }

    /** That a model may suit is not said of an image whose voxels are then against it. */
    @ParameterizedTest
    @ValueSource(strings = {"analyze", "explain"})
    void aModelThatVoxelsAreAgainstIsNotSaidToSuit(String door) throws IOException {
        Files.move(place.resolve("liver"), folder.resolve("liver"));
        CommandLineRun run = run(door, hounsfield());
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.err())
                .contains("is not made for the image: the image has negative values")
                .doesNotContain("no model is named");
    }

    @Test
    void aPictureThatMayBeAnythingIsRefusedOrTakenForTheDefaultWithAWarning() throws IOException {
        Path picture = DATA.resolve("phantom_slice.png");
        CommandLineRun refused = run("analyze", picture);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("several may suit the image", "brain-t1ce-segmenter (", "breast (");
        Files.writeString(place.resolve("default"), "brain-t1ce-segmenter");
        CommandLineRun run = run("analyze", picture);
        assertThat(run.code()).as(run.err()).isZero();
        String sidecar = Files.readString(folder.resolve("out/phantom_slice/analysis.json"));
        assertThat(sidecar).contains("breast (", "may suit as well: name the one that is meant");
        assertThat(run.err()).contains("is taken, the default", "may suit as well: name the one that is meant");
    }

    /** Without a default, which would be tried. */
    @Test
    void ofAFileThatCannotBeReadThatIsSaid() throws IOException {
        CommandLineRun run = run("analyze", folder.resolve("nosuch.nii.gz"));
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("nosuch.nii.gz: does not exist").doesNotContain("model", "failed");
        Path odd = Files.writeString(folder.resolve("odd.nii.gz"), "hello");
        assertThat(run("analyze", odd).errors())
                .contains("odd.nii.gz: is of no known format")
                .doesNotContain("model");
    }

    @Test
    void aDefaultThatCannotBeReadIsRefused() throws IOException {
        Files.writeString(place.resolve("default"), "breast");
        Files.delete(place.resolve("breast/weights.onnx"));
        CommandLineRun run = run("analyze", DATA.resolve("phantom_slice.png"));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("the default model is \"breast\"", "cannot be read", "--model");
    }

    @Test
    void aModelThatCannotBeReadIsSaid() throws IOException {
        Files.delete(place.resolve("breast/weights.onnx"));
        CommandLineRun run = run("analyze", hounsfield());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("liver (", "what cannot be read does not count: breast (");
        run = run("analyze", dicom("PT", folder.resolve("in")));
        assertThat(run.err()).contains("none is made for the image", "what cannot be read does not count: breast (");
    }

    /** As of any other model. */
    @Test
    void theSetupIsCheckedWhereNoModelIsTheDefault() {
        CommandLineRun run = CommandLineRun.of("check");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("cpu works: ");
    }

    @Test
    void aNamedModelIsNotDoubted() throws IOException {
        CommandLineRun run = run("analyze", DATA.resolve("phantom_slice.png"), "--model", "brain-t1ce-segmenter");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).doesNotContain("no model", "may suit");
    }

    /** Of a mixed folder the model is that of the first case that one suits; what is something else fails and says why. */
    @Test
    void aCaseOfAnotherKindFailsInABatch() throws IOException {
        Path cohort = folder.resolve("cohort");
        dicom("PT", cohort.resolve("0"));
        dicom("MR", cohort.resolve("a"));
        dicom("CT", cohort.resolve("b"));
        CommandLineRun run = run("batch", cohort);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no model is named: brain-t1ce-segmenter");
        List<Map<String, String>> cases = CsvTable.read(folder.resolve("out/cases.csv"));
        assertThat(cases).extracting(row -> row.get("state")).containsExactly("failed", "done", "failed");
        assertThat(cases.get(2).get("error"))
                .contains("no model was named", "the modality of the image is CT", "--model");
    }

    @Test
    void whereNoneSuitsEachIsSaid() throws IOException {
        CommandLineRun run = run("analyze", dicom("PT", folder.resolve("pet")));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "none is made for the image",
                        "brain-t1ce-segmenter (",
                        "liver (",
                        "modality of the image is PT");
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
