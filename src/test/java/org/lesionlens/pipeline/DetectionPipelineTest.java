package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.lesionlens.inference.TinyDetectors.box;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Rectangles on black, of 128 pixels along the longer side where the detector sees 64. */
class DetectionPipelineTest {
    private static final DetectionSettings ALL = new DetectionSettings(List.of(), Optional.empty());
    private static final RealBox SURE = box(20, 30, 44, 50, 0);
    private static final RealBox GREY = box(70, 10, 90, 40, 0);

    private static DetectionSettings slices(long... slices) {
        return new DetectionSettings(LongStream.of(slices).boxed().toList(), Optional.empty());
    }

    private static DetectionAnalysis analyze(String name, Image image, DetectionSettings settings) throws IOException {
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(name))) {
            return new DetectionPipeline(network).analyze(image, settings, Progress.NONE);
        }
    }

    private static Volume picture(VolumeGeometry geometry) {
        Volume picture = Volume.allocate(geometry);
        TinyDetectors.draw(picture, SURE, 255);
        TinyDetectors.draw(picture, GREY, 180);
        return picture;
    }

    @Test
    void rectanglesAreFoundWhereTheyLieWithTheirKindAndScore() throws IOException {
        Volume picture = picture(VolumeGeometry.uncalibrated(128, 96));
        DetectionAnalysis found = analyze(TinyDetectors.BRIGHT, Image.of(picture), ALL);
        assertThat(found.boxes()).hasSize(2);
        FoundBox sure = found.boxes().get(0);
        FoundBox grey = found.boxes().get(1);
        assertThat(sure.box()).isEqualTo(SURE);
        assertThat(sure.kind().name()).isEqualTo("bright");
        assertThat(sure.score()).isEqualTo(1);
        assertThat(grey.number()).isEqualTo(2);
        assertThat(grey.box()).isEqualTo(GREY);
        assertThat(grey.kind().name()).isEqualTo("grey");
        assertThat(grey.score()).isCloseTo(TinyDetectors.score(180), within(1e-6));
        assertThat(found.geometry()).isEqualTo(picture.geometry());
    }

    @Test
    void aThresholdOfTheUserHoldsForAllKindsAndThatOfTheModelForEach() throws IOException {
        Image picture = Image.of(picture(VolumeGeometry.uncalibrated(128, 96)));
        DetectionSettings half = new DetectionSettings(List.of(), Optional.of(0.5));
        assertThat(analyze(TinyDetectors.BRIGHT, picture, half).boxes())
                .extracting(found -> found.kind().name())
                .containsExactly("bright");
    }

    /** Networks say floats: 0.7 as a float is less than 0.7, and tables write it as 0.7. */
    @Test
    void theScoreThatATableNamesKeepsItsBox() throws IOException {
        Image picture = Image.of(picture(VolumeGeometry.uncalibrated(128, 96)));
        for (FoundBox box : analyze(TinyDetectors.BRIGHT, picture, ALL).boxes()) {
            double written = Double.parseDouble(Float.toString((float) box.score()));
            DetectionSettings same = new DetectionSettings(List.of(), Optional.of(written));
            assertThat(analyze(TinyDetectors.BRIGHT, picture, same).boxes())
                    .as("from %s on", written)
                    .contains(box);
        }
    }

    @Test
    void aThresholdBelowWhichTheModelHasNoBoxesIsRefused() {
        Image picture = Image.of(picture(VolumeGeometry.uncalibrated(128, 96)));
        DetectionSettings low = new DetectionSettings(List.of(), Optional.of(0.04));
        assertThatThrownBy(() -> analyze(TinyDetectors.BRIGHT, picture, low))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no boxes below the score 0.05: give that, or a higher one");
    }

    @Test
    void boxesOfAllSlicesAreNumberedTogetherByScore() throws IOException {
        Volume stack = Volume.allocate(VolumeGeometry.axisAligned(new long[] {128, 96, 4}, 0.5, 0.5, 3));
        TinyDetectors.draw(stack, box(20, 30, 44, 50, 1), 200);
        TinyDetectors.draw(stack, box(60, 30, 84, 60, 3), 250);
        TinyDetectors.draw(stack, box(60, 30, 84, 60, 2), 250);
        assertThat(analyze(TinyDetectors.BRIGHT, Image.of(stack), slices(1, 3)).boxes())
                .extracting(FoundBox::number, FoundBox::box)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, box(60, 30, 84, 60, 3)),
                        org.assertj.core.groups.Tuple.tuple(2, box(20, 30, 44, 50, 1)));
    }

    @Test
    void aDetectorOfSlicesWantsSlicesOfAVolumeThatAreThere() {
        Image stack = Image.of(picture(VolumeGeometry.axisAligned(new long[] {128, 96, 4}, 0.5, 0.5, 3)));
        assertThatThrownBy(() -> analyze(TinyDetectors.BRIGHT, stack, ALL))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("single slices and the image has 4")
                .hasMessageContaining("--slices 0-3");
        assertThatThrownBy(() -> analyze(TinyDetectors.BRIGHT, stack, slices(2, 4)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("slice 4 is chosen but the image has 4, 0 to 3 (in Fiji 1 to 4)");
        assertThatThrownBy(() -> slices(2, 2))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("rise");
    }

    @Test
    void aDetectorOfVolumesTakesNoSlices() {
        Image stack = Image.of(picture(VolumeGeometry.axisAligned(new long[] {128, 96, 4}, 0.5, 0.5, 3)));
        assertThatThrownBy(() -> analyze(TinyDetectors.VOLUME, stack, slices(2)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("looks at the whole volume");
    }

    @Test
    void aThresholdIsAScore() {
        assertThatThrownBy(() -> new DetectionSettings(List.of(), Optional.of(1.5)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("the threshold is 1.5 but must be from 0 to 1");
    }

    @Test
    void aSegmenterIsNoDetector() throws IOException {
        try (OnnxModel network = TinyModels.open(TinyModels.segmenter())) {
            assertThatThrownBy(() -> new DetectionPipeline(network))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("draws no boxes");
        }
        assertThatThrownBy(() -> ChosenDetector.find(
                        TinyModels.FOLDER.resolve(TinyModels.SEGMENTER).toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is for segmentation but one for detection is needed");
    }
}
