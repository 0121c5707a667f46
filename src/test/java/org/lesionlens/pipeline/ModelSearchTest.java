package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.inference.TwoChannelModel;
import org.lesionlens.model.AddedModel;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.Task;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/** Models as they are shipped: of MR slices of the brain, of ultrasound pictures of the breast, of CT volumes with a box. */
class ModelSearchTest {
    private static final String SEGMENTER = "brain-t1ce-segmenter";
    private static final VolumeGeometry HEAD = VolumeGeometry.axisAligned(new long[] {240, 240, 20}, 1, 1, 5);
    private static final VolumeGeometry SLICE = VolumeGeometry.axisAligned(new long[] {240, 240, 1}, 1, 1, 5);
    private static final VolumeGeometry PROBE = VolumeGeometry.axisAligned(new long[] {500, 400, 1}, 0.08, 0.08, 1);
    private static final VolumeGeometry PICTURE = VolumeGeometry.uncalibrated(500, 400);

    @TempDir
    private Path folder;

    private ModelsFrom models;

    @BeforeEach
    void useAFolderOfThree() throws IOException {
        copy("brain", UnaryOperator.identity());
        copy("breast", ModelSearchTest::ofUltrasound);
        copy("lung", ModelSearchTest::inABox);
        models = ModelsFrom.folder(folder);
    }

    @AfterEach
    void useTheOldOne() {
        models.close();
    }

    private void copy(String name, UnaryOperator<String> change) throws IOException {
        Path aside = Files.createDirectories(folder.resolve("aside"));
        Files.move(ChangedModel.copy(SEGMENTER, aside, change), folder.resolve(name));
    }

    private static String ofUltrasound(String text) {
        return text.replace("modality: MR", "modality: US")
                .replace("image: contrast-enhanced T1", "image: B-mode")
                .replace("meaning: Brain", "meaning: Breast")
                .replaceAll(" +spacing_mm: .*\n", "")
                .replaceAll("field_of_view_mm: .*", "long_side: 224");
    }

    private static String inABox(String text) {
        return text.replace("modality: MR", "modality: CT")
                .replace("meaning: Brain", "meaning: Lung")
                .replace("    labels:", "    prompt: box\n    channels: [{name: CT}, {name: box}]\n    labels:");
    }

    private static SeenImage image(
            VolumeGeometry grid, String modality, String part, boolean colour, boolean negative) {
        return new SeenImage(
                grid,
                List.of(new ImageTraits(Optional.ofNullable(modality), Optional.ofNullable(part), colour, negative)));
    }

    private static SeenImage image(VolumeGeometry grid) {
        return image(grid, null, null, false, false);
    }

    private static String found(SeenImage image) throws IOException {
        return ModelChoices.nameOf(ModelSearch.of(Task.SEGMENTATION).find(model -> Optional.of(image)));
    }

    private static void refused(SeenImage image, String... said) {
        assertThatThrownBy(() -> found(image))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll(said);
    }

    @ParameterizedTest
    @CsvSource({
        "MR, , brain",
        "MR, BRAIN, brain",
        "MR, HEAD, brain",
        "US, , breast",
        "US, BREAST, breast",
        "US, CHEST, breast"
    })
    void anImageThatSaysWhatItIsHasTheModelForIt(String modality, String part, String expected) throws IOException {
        for (VolumeGeometry grid : List.of(SLICE, PICTURE)) {
            assertThat(found(image(grid, modality, part, false, false))).isEqualTo(expected);
        }
    }

    @Test
    void aVolumeIsNoPicture() throws IOException {
        assertThat(found(image(HEAD))).isEqualTo("brain");
    }

    @Test
    void aPictureMuchSmallerThanAHeadIsNone() throws IOException {
        assertThat(found(image(PROBE))).isEqualTo("breast");
    }

    @Test
    void aGreyPictureMayBeBoth() throws IOException {
        refused(
                image(PICTURE),
                "several may suit the image, since the image does not say its modality",
                "brain (contrast-enhanced T1 MR, Brain), breast (B-mode US, Breast)",
                "--model");
        Files.writeString(folder.resolve("default"), "brain");
        assertThat(found(image(PICTURE))).isEqualTo("brain");
        assertThat(warnings("brain", image(PICTURE)))
                .containsOnlyOnce(
                        "no model was named and the image does not say its modality: brain (contrast-enhanced T1 MR,"
                                + " Brain) was taken, but breast (B-mode US, Breast) may suit as well: name the one that is meant.");
    }

    private static List<String> warnings(String name, SeenImage image) throws IOException {
        ChosenModels chosen = ChosenModels.find(Optional.of(name), Optional.of(ChosenModels.NONE));
        assertThat(chosen.warnings(image.geometry(), image.traits()))
                .noneMatch(warning -> warning.contains("may suit as well"));
        return chosen.byImage().warnings(image.geometry(), image.traits());
    }

    @Test
    void theDefaultIsNotTakenForWhatItIsNotMadeFor() throws IOException {
        Files.writeString(folder.resolve("default"), "brain");
        assertThat(found(image(SLICE, "US", null, false, false))).isEqualTo("breast");
        assertThat(warnings("breast", image(SLICE, "US", null, false, false)))
                .noneMatch(warning -> warning.contains("may suit as well"));
        refused(image(SLICE, "US", "THYROID", false, false), "breast (B-mode US, Breast), but the image shows THYROID");
    }

    @Test
    void whereNoneIsMadeForTheImageItIsSaidOfEach() {
        refused(
                image(HEAD, "CT", "CHEST", false, true),
                "none is made for the image",
                "one that wants a box is taken where one is given",
                "brain (contrast-enhanced T1 MR, Brain), but the modality of the image is CT",
                "but it wants a box round the lesion",
                "name it with --model");
        refused(image(HEAD, null, null, false, true), "brain", "negative values, as CT has");
        refused(image(PICTURE, null, null, true, false), "the image is in colour");
        refused(image(HEAD, "MR", "KNEE", false, false), "the image shows KNEE");
    }

    /** A box would not help. */
    @Test
    void theModalityIsSaidBeforeTheBox() {
        SeenImage mammogram = image(HEAD, "MG", null, false, false);
        assertThatThrownBy(() -> found(mammogram))
                .hasMessageContaining("lung (contrast-enhanced T1 CT, Lung), but the modality of the image is MG")
                .hasMessageNotContaining("a box");
    }

    @Test
    void whoIsRefusedHearsOfTheModelThatWantsABox() throws IOException {
        ChosenModels found = ChosenModels.find(Optional.of("brain"), Optional.of(ChosenModels.NONE))
                .byImage();
        assertThatThrownBy(() -> found.requireFit(
                        HEAD, image(HEAD, null, null, false, true).traits()))
                .hasMessageContainingAll("negative values", "With a box round the lesion", "lung (");
        assertThatThrownBy(() -> found.requireFit(
                        HEAD, image(HEAD, "MG", null, false, false).traits()))
                .hasMessageContaining("the modality of the image is MG")
                .hasMessageNotContaining("a box");
    }

    /** Nothing but the order of the places decides. */
    @Test
    void whatMaySuitInALaterPlaceIsSaid(@TempDir Path home) throws IOException {
        String before = System.getProperty("user.home");
        Path later = Files.createDirectories(home.resolve(".lesionlens/models"));
        Files.move(folder.resolve("brain"), later.resolve("brain"));
        System.setProperty("user.home", home.toString());
        try {
            SeenImage grey = image(PICTURE);
            assertThat(found(grey)).isEqualTo("breast");
            ModelSearch search = ModelSearch.of(Task.SEGMENTATION);
            assertThat(search.said(search.find(model -> Optional.of(grey)), model -> Optional.of(grey)))
                    .contains("the only one that may suit in the first place of models that has any (later: brain (");
        } finally {
            System.setProperty("user.home", before);
        }
    }

    @Test
    void anMrImageMayHaveNegativeValues() throws IOException {
        assertThat(found(image(HEAD, "MR", null, false, true))).isEqualTo("brain");
    }

    @Test
    void whereTheUserDrewABoxAModelThatTakesOneIsMeant() throws IOException {
        assertThat(found(image(HEAD, "CT", null, false, true).boxed(true))).isEqualTo("lung");
        refused(
                image(HEAD, "MR", null, false, false).boxed(true),
                "brain (contrast-enhanced T1 MR, Brain), but it finds lesions by itself and takes no box");
    }

    @Test
    void aModelThatNeedsABoxIsNeverTakenNorTheDefault() throws IOException {
        Files.writeString(folder.resolve("default"), "lung");
        refused(image(HEAD, "CT", null, false, true), "it wants a box round the lesion");
    }

    @Test
    void ofSeveralForTheSameModalityTheDefaultIsTakenWithAWord() throws IOException {
        copy("prostate", text -> text.replace("meaning: Brain", "meaning: Prostate"));
        refused(image(HEAD, "MR", null, false, false), "several may suit the image: choose one of brain", "prostate");
        assertThat(found(image(HEAD, "MR", "PROSTATE", false, false))).isEqualTo("prostate");
        assertThat(found(image(HEAD, "MR", "BRAIN", false, false))).isEqualTo("brain");
        Files.writeString(folder.resolve("default"), "prostate");
        assertThat(found(image(HEAD, "MR", null, false, false))).isEqualTo("prostate");
        assertThat(warnings("prostate", image(HEAD, "MR", null, false, false)))
                .anyMatch(warning -> warning.contains("brain (contrast-enhanced T1 MR, Brain) may suit as well"));
    }

    @Test
    void aModelThatWasAddedIsNotTaken() throws IOException {
        copy("added", text -> text.replace("modality: MR", "modality: CT"));
        Files.writeString(folder.resolve("added").resolve(AddedModel.FILE_NAME), "kind: plain ONNX\n");
        refused(image(HEAD, "CT", null, false, true), "none is made for the image");
    }

    @Test
    void whoHasNoSegmenterHearsOfTheDetectorThatSuits() throws IOException {
        Path aside = Files.createDirectories(folder.resolve("aside"));
        Files.move(
                ChangedModel.copy("detectors/" + TinyDetectors.COLOUR, aside, UnaryOperator.identity()),
                folder.resolve(TinyDetectors.COLOUR));
        SeenImage one = image(PICTURE, null, null, true, false);
        SeenImage colours =
                new SeenImage(PICTURE, Collections.nCopies(3, one.traits().get(0)));
        refused(
                colours,
                "; boxes round lesions and no outlines are drawn by colour-detector (",
                "), where it is named (in Fiji by Detect Lesions...)");
        assertThatThrownBy(() -> found(one)).hasMessageNotContaining("boxes round lesions");
    }

    /** Ultrasound is often stored in colour, for Doppler or a tint. */
    @Test
    void colourIsNothingAgainstAnImageOfTheModelsModality() throws IOException {
        SeenImage doppler = image(PROBE, "US", "BREAST", true, false);
        assertThat(found(doppler)).isEqualTo("breast");
        assertThat(doubts(doppler, Model.read(folder.resolve("breast"))))
                .contains(
                        "the image is in colour, of which the model sees only the brightness: check that colours, as those"
                                + " of Doppler, do not mislead it.");
        refused(image(PROBE, null, null, true, false), "the image is in colour, as photographs are");
    }

    @Test
    void aDemonstrationIsTakenOnlyWhereItIsNamedAndThenSaysSo() throws IOException {
        copy("larynx", text -> text.replace("modality: MR", "modality: ES\n    demonstration: trained on one patient"));
        SeenImage endoscopy = image(SLICE, "ES", null, false, false);
        refused(endoscopy, "larynx (", "but it is a demonstration, trained on one patient");
        assertThat(ModelSearch.of(Task.SEGMENTATION).models())
                .extracting(ModelChoices::nameOf)
                .contains("brain", "breast", "lung")
                .doesNotContain("larynx");
        Model larynx = Model.read(folder.resolve("larynx"));
        assertThat(doubts(endoscopy, larynx))
                .contains(
                        "the model brain-t1ce-segmenter in the folder larynx is a demonstration, trained on one patient:"
                                + " its result shows how it works, and means nothing.");
        assertThat(ModelChoices.use(larynx)).endsWith("; a demonstration");
    }

    @Test
    void anEarlierPlaceGoesBeforeALaterOneIfOneOfItsModelsSuits(@TempDir Path own) throws IOException {
        ChangedModel.copy(SEGMENTER, own, text -> text.replace("modality: MR", "modality: PT"));
        Path place = Files.createDirectories(own.resolve("lesionlens")).resolve("models");
        assertThat(place).doesNotExist();
        try (ModelsFrom first = ModelsFrom.folder(own)) {
            assertThat(first).isNotNull();
            assertThat(found(image(HEAD, "PT", null, false, false))).isEqualTo(SEGMENTER);
        }
    }

    @Test
    void aModelOfSeveralChannelsIsMeantForAsMany() throws IOException {
        TwoChannelModel.write(folder, "two");
        SeenImage one = image(HEAD, "MR", null, false, false);
        SeenImage both =
                new SeenImage(HEAD, List.of(one.traits().get(0), one.traits().get(0)));
        assertThat(found(one)).isEqualTo("brain");
        assertThat(found(both)).isEqualTo("two");
    }

    @Test
    void aCaseThatIsSomethingElseIsRefusedUnlessTheModelWasNamed() throws IOException {
        ChosenModels named = ChosenModels.find(Optional.of("brain"), Optional.of(ChosenModels.NONE));
        SeenImage ct = image(HEAD, "CT", null, false, true);
        named.requireFit(ct.geometry(), ct.traits());
        ChosenModels found = named.byImage();
        found.requireFit(HEAD, image(HEAD, "MR", null, false, false).traits());
        assertThatThrownBy(() -> found.requireFit(ct.geometry(), ct.traits()))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContainingAll("no model was named", "the modality of the image is CT", "--model");
    }

    @Test
    void aListSaysOfWhichSizeAModelIs() throws IOException {
        Model brain = Model.read(folder.resolve("brain"));
        assertThat(ModelFit.of(image(PROBE, "MR", null, false, false), brain).grade())
                .isEqualTo(ModelFit.Grade.MADE_FOR);
        assertThat(ModelFit.ofSize(image(PROBE, "MR", null, false, false), brain))
                .isEqualTo(ModelFit.Grade.OTHER);
    }

    @Test
    void aNamedModelIsDoubtedForTheSame() throws IOException {
        Model brain = Model.read(folder.resolve("brain"));
        Model breast = Model.read(folder.resolve("breast"));
        assertThat(doubts(image(HEAD, "MR", "KNEE", false, false), brain))
                .contains("the image shows KNEE but the model was trained on Brain: its result will mean little.");
        assertThat(doubts(image(HEAD, "MR", "HEAD", false, false), brain)).isEmpty();
        assertThat(doubts(image(PICTURE, null, null, false, true), breast))
                .anyMatch(doubt -> doubt.startsWith("the image has negative values, as CT has"));
        VolumeGeometry oblong = VolumeGeometry.axisAligned(new long[] {500, 400, 1}, 0.1, 0.2, 1);
        assertThat(doubts(image(oblong, "US", null, false, false), breast))
                .containsExactly(
                        "the pixels are 0.100 x 0.200 mm large but the model brain-t1ce-segmenter in the folder breast"
                                + " takes them for squares, so it sees the image distorted: resample it to square pixels.");
        assertThat(doubts(image(PROBE, "US", null, false, false), breast)).isEmpty();
    }

    /** As CT that is stored with 1024 more. */
    @Test
    void ctWithoutNegativeValuesIsDoubted() throws IOException {
        Model lung = Model.read(folder.resolve("lung"));
        for (String modality : Arrays.asList("CT", null)) {
            assertThat(doubts(image(HEAD, modality, null, false, false), lung))
                    .anyMatch(doubt -> doubt.startsWith("the image has no negative values, as air and fat have"));
            assertThat(doubts(image(HEAD, modality, null, false, true), lung))
                    .noneMatch(doubt -> doubt.contains("values"));
        }
        assertThat(doubts(image(HEAD, "MR", null, false, false), lung)).noneMatch(doubt -> doubt.contains("values"));
    }

    private static List<String> doubts(SeenImage image, Model model) {
        return ImageSuitability.warnings(image.geometry(), image.traits(), model);
    }

    @Test
    void whatAModelIsForIsSaidInAList() throws IOException {
        assertThat(ModelChoices.use(Model.read(folder.resolve("breast"))))
                .isEqualTo("single pictures, whatever their pixel size, of B-mode US, Breast; outlines");
        assertThat(ModelChoices.use(Model.read(folder.resolve("lung"))))
                .startsWith("slices of contrast-enhanced T1 CT, Lung")
                .endsWith("outlines; it wants a box round the lesion");
    }

    /** As PS3.16, Annex L, spells them. */
    @ParameterizedTest
    @CsvSource({
        "BRAIN, Brain, false",
        "HEAD, Brain structure, false",
        "HEADNECK, Brain, false",
        "PITUITARY, Brain, false",
        "WHOLEBODY, Brain, false",
        "HEART, Breast, true",
        "THYROID, Breast, true",
        "AXILLA, Breast, false",
        "CHESTABDPELVIS, Lung, false",
        "ABDOMEN, Lung, true",
        "ABDOMENPELVIS, Prostate, false",
        "KNEE, Brain, true",
        "BREAST, Lung, true",
        "CSPINE, Spine, false",
        "EAR, Heart, true",
        "FOREARM, Ear, true"
    })
    void partsOfTheBodyDifferIfNeitherLiesInTheOther(String word, String meaning, boolean differ) {
        assertThat(BodyRegion.differ(word, meaning)).isEqualTo(differ);
        assertThat(BodyRegion.differ(meaning, word)).isEqualTo(differ);
    }
}
