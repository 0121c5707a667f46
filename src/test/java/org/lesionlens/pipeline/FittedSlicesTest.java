package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Models of pictures without millimetres: an image's longer side gets as many pixels as the model says, whatever its own are
 * called. The picture is a bright disc on noise, and the tiny networks answer in closed form.
 */
class FittedSlicesTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 200;

    @TempDir
    private Path models;

    private Model segmenter;

    @BeforeEach
    void describe() throws IOException {
        segmenter = fitted(TinyModels.SEGMENTER);
    }

    /** A tiny model whose longer side has 160 pixels, with more lines in its description. */
    private Model fitted(String name, String... more) throws IOException {
        return Model.read(ChangedModel.copy(
                name,
                models,
                text -> text.replaceAll(" +spacing_mm: .*\n", "")
                        .replaceAll("field_of_view_mm: .*", "long_side: 160")
                        .replaceAll("min_area_mm2: .*", "min_area_mm2: 0" + String.join("", more))));
    }

    /** A disc on the dark, 0.9 standard deviations above the mean of what is brighter than the mean: stripes and itself. */
    private static Volume picture(VolumeGeometry grid, double radius) {
        Volume picture = Volume.allocate(grid);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                picture.voxels().getAt(x, y, 0).set(brightness(x, y, radius));
            }
        }
        return picture;
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(models.resolve(name));
    }

    private static float brightness(int x, int y, double radius) {
        float stripes = x / 20 % 4 == 0 ? 260 : 180;
        return isLesion(x, y, radius) ? 232 : y < 100 ? 20 : stripes;
    }

    private static boolean isLesion(int x, int y, double radius) {
        return Math.hypot(x - 90.5, y - 60.5) <= radius;
    }

    private static VolumeGeometry pixels(double width, double height) {
        return VolumeGeometry.axisAligned(new long[] {WIDTH, HEIGHT, 1}, width, height, 1);
    }

    private LesionAnalysis analyze(Volume picture, AnalysisSettings settings) throws IOException {
        try (OnnxModel network = TinyModels.open(segmenter)) {
            return new LesionPipeline(network, Optional.empty()).analyze(Image.of(picture), settings, Progress.NONE);
        }
    }

    private LesionAnalysis analyze(VolumeGeometry grid) throws IOException {
        return analyze(picture(grid, 25), segmenter.settings().orElseThrow());
    }

    private static int[] mask(LesionAnalysis analysis) {
        int[] mask = new int[WIDTH * HEIGHT];
        int i = 0;
        for (UnsignedShortType voxel : Views.flatIterable(analysis.labels().voxels())) {
            mask[i++] = voxel.get();
        }
        return mask;
    }

    private static float[] probability(LesionAnalysis analysis) {
        float[] values = new float[WIDTH * HEIGHT];
        int i = 0;
        for (FloatType voxel :
                Views.flatIterable(analysis.probability().orElseThrow().voxels())) {
            values[i++] = voxel.get();
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"0.05, 0.05", "0.5, 0.5", "3, 3", "0.1, 0.2"})
    void theSamePictureHasTheSameMaskWhateverItsPixelsAreCalled(double width, double height) throws IOException {
        LesionAnalysis bare = analyze(VolumeGeometry.uncalibrated(WIDTH, HEIGHT));
        LesionAnalysis calibrated = analyze(pixels(width, height));
        assertThat(bare.lesions()).hasSize(1);
        assertThat(mask(calibrated)).isEqualTo(mask(bare));
        assertThat(probability(calibrated)).isEqualTo(probability(bare));
    }

    @Test
    void theDiscIsFoundWhereItIs() throws IOException {
        int[] mask = mask(analyze(pixels(0.1, 0.1)));
        long both = 0;
        long sum = 0;
        for (int i = 0; i < mask.length; i++) {
            int truth = isLesion(i % WIDTH, i / WIDTH, 25) ? 1 : 0;
            both += truth * mask[i];
            sum += truth + mask[i];
        }
        assertThat(2.0 * both / sum).isGreaterThan(0.9);
    }

    @Test
    void sizesAreInMmWhereTheImageHasMmAlthoughTheModelHasNone() throws IOException {
        Lesion measured = analyze(pixels(0.1, 0.2)).lesions().get(0);
        Lesion bare =
                analyze(VolumeGeometry.uncalibrated(WIDTH, HEIGHT)).lesions().get(0);
        double area = measured.measurements().areaMm2();
        assertThat(area).isCloseTo(bare.measurements().voxels() * 0.1 * 0.2, within(1e-9));
    }

    /** The network sees every other pixel, so a disc of N pixels has N / 4 of its. */
    @Test
    void theSmallestLesionIsInPixelsOfWhatTheNetworkSees() throws IOException {
        for (VolumeGeometry grid : List.of(pixels(0.1, 0.1), VolumeGeometry.uncalibrated(WIDTH, HEIGHT))) {
            long found = analyze(grid).lesions().get(0).measurements().voxels();
            assertThat(withSmallest(grid, found / 4.0)).isEqualTo(1);
            assertThat(withSmallest(grid, found / 4.0 + 0.3)).isZero();
        }
    }

    private int withSmallest(VolumeGeometry grid, double pixels) throws IOException {
        return analyze(picture(grid, 25), new AnalysisSettings(0.5, 0, 0, pixels, 0, false))
                .lesions()
                .size();
    }

    @Test
    void anAreaThatTheUserNamesTakesThePlaceOfTheModels() throws IOException {
        Model other = Model.read(ChangedModel.copy(
                TinyModels.SEGMENTER,
                folder("other"),
                text -> text.replaceAll("min_area_mm2: .*", "min_area_mm2: 0\n    min_area_pixels: 30")));
        assertThat(AnalysisChoices.NONE.resolvedFor(other).byName()).containsEntry("min_area_pixels", 30.0);
        assertThat(AnalysisChoices.of(null, null, 4.0, null, null)
                        .resolvedFor(other)
                        .byName())
                .containsEntry("min_area_mm2", 4.0)
                .doesNotContainKey("min_area_pixels");
    }

    @Test
    void anAreaInMmOfAPictureWithoutMmIsNotTakenInSilence() throws IOException {
        AnalysisSettings wanted = new AnalysisSettings(0.5, 0, 20, 0, false);
        assertThat(analyze(picture(VolumeGeometry.uncalibrated(WIDTH, HEIGHT), 25), wanted)
                        .warnings())
                .anyMatch(warning -> warning.contains("20.00 mm2 was taken for as many pixels"));
        assertThat(analyze(picture(pixels(0.1, 0.1), 25), wanted).warnings())
                .noneMatch(warning -> warning.contains("mm2"));
    }

    @Test
    void theKindIsToldFromTheSamePatchWhateverThePixelsAreCalled() throws IOException {
        Model classifier = fitted(TinyModels.CLASSIFIER);
        try (OnnxModel network = TinyModels.open(segmenter);
                OnnxModel kinds = TinyModels.open(classifier)) {
            LesionPipeline pipeline = new LesionPipeline(network, Optional.of(kinds));
            List<Map<String, Double>> told =
                    List.of(VolumeGeometry.uncalibrated(WIDTH, HEIGHT), pixels(0.05, 0.05)).stream()
                            .map(grid -> pipeline.analyze(
                                    Image.of(picture(grid, 25)),
                                    segmenter.settings().orElseThrow(),
                                    Progress.NONE))
                            .map(analysis -> analysis.findings().get(0).probabilities())
                            .toList();
            assertThat(told.get(0)).isNotEmpty().isEqualTo(told.get(1));
        }
    }

    /** As Python's {@code max(1, round(length * pixels / longer))}. */
    @ParameterizedTest
    @CsvSource({"224, 500, 500, 224", "224, 333, 500, 149", "225, 100, 200, 112", "227, 100, 200, 114", "8, 1, 900, 1"})
    void aSideIsRoundedAsInTheTraining(int pixels, long size, long longer, int expected) {
        assertThat(new Preparation.FitLongSide(pixels).side(size, longer)).isEqualTo(expected);
    }

    @Test
    void bothASpacingAndALongSideAreRefused() throws IOException {
        Path both = ChangedModel.copy(
                TinyModels.SEGMENTER,
                folder("both"),
                text -> text.replaceAll("field_of_view_mm: ", "long_side: 160\n      field_of_view_mm: "));
        assertThatThrownBy(() -> Model.read(both))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("long_side");
    }

    /** From -1000 to 400 of the image's own units to -1 to 1. */
    @Test
    void aRangeIsBroughtToMinusOneToOne() throws IOException {
        Model read = Model.read(ChangedModel.copy(
                TinyModels.SEGMENTER,
                folder("range"),
                text -> text.replaceAll(
                        "(?s)normalization:.*?clip:\\s*(\\[.*?\\]|- -5.0\\s*- 10.0)",
                        "normalization:\n      range: [-1000, 400]")));
        assertThat(read.preparation())
                .contains(new Preparation.Clip(-1000, 400), new Preparation.Linear(2.0 / 1400, -1 + 2000.0 / 1400));
    }
}
