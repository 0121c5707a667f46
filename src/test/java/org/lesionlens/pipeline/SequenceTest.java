package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A square of 4 x 4 that goes right by 2 pixels a frame, and in the last two of four frames one of 3 x 3 where it was in the first:
 * one body in space and time, two lesions. The network ({@code models/tiny/neighbours}) gives half a probability to what is white in its second channel.
 */
class SequenceTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {32, 20, 4}, 0.5, 0.5, 2.5);
    private static final AnalysisSettings SETTINGS = new AnalysisSettings(0.45, 0, 0, 0, false);
    private static Image sequence;
    private static LesionAnalysis found;

    @BeforeAll
    static void analyse() throws IOException {
        Volume spot = dark();
        IntStream.range(0, 4)
                .forEach(frame -> spot.voxels().getAt(30, 18, frame).set(100));
        Volume squares = dark();
        for (int frame = 0; frame < 4; frame++) {
            fill(squares, 4 + 2 * frame, frame, 4);
        }
        fill(squares, 3, 2, 3);
        fill(squares, 3, 3, 3);
        sequence = new Image(List.of(new Image.Channel("first", spot), new Image.Channel("second", squares)));
        found = analysis(pipeline -> pipeline.analyze(sequence, SETTINGS, Progress.NONE));
    }

    private static LesionAnalysis analysis(Function<LesionPipeline, LesionAnalysis> run) throws IOException {
        try (OnnxModel network = OnnxModel.open(model(), Optional.of(Device.CPU), 1)) {
            return run.apply(new LesionPipeline(network, Optional.empty()));
        }
    }

    private static Model model() throws IOException {
        return Model.read(TinyModels.FOLDER.resolve("neighbours").resolve("weighted-frames"));
    }

    private static Volume seen() throws IOException {
        return NeighboursFit.seen(sequence, model()).first();
    }

    private static Volume dark() {
        return new Volume(ArrayImgs.floats(GRID.size()), GRID);
    }

    private static void fill(Volume volume, int x, int frame, int side) {
        Views.interval(volume.voxels(), Intervals.createMinSize(x, 6, frame, side, side, 1))
                .forEach(voxel -> voxel.set(255));
    }

    private static List<Long> pixels(LesionAnalysis analysis) {
        return analysis.lesions().stream()
                .map(lesion -> lesion.measurements().voxels())
                .toList();
    }

    @Test
    void lesionsAreFoundFrameByFrameAndFollowed() {
        assertThat(found.lesions()).extracting(Lesion::label).containsExactly(1, 2);
        assertThat(pixels(found)).containsExactly(4 * 16L, 2 * 9L);
    }

    @Test
    void aLesionOfASequenceHasTheAreaOfItsLargestFrameAndNoVolumeAndNoPlace() {
        LesionMeasurements square = found.lesions().get(0).measurements();
        assertThat(square.areaMm2()).isCloseTo(16 * 0.25, within(1e-9));
        assertThat(square.volumeMl()).isNaN();
        assertThat(square.centroid().x()).isNaN();
        assertThat(square.boundingBox().zMax()).isEqualTo(4);
    }

    @Test
    void apartTheyAreMeasuredInEachFrame() throws IOException {
        List<LesionAnalysis> frames = Sequence.apart(found, Sequence.frames(seen()));
        assertThat(frames)
                .extracting(SequenceTest::pixels)
                .containsExactly(List.of(16L), List.of(16L), List.of(16L, 9L), List.of(16L, 9L));
        LesionMeasurements last = frames.get(3).lesions().get(1).measurements();
        assertThat(last.areaMm2()).isCloseTo(9 * 0.25, within(1e-9));
        assertThat(last.boundingBox().xMin()).isEqualTo(3);
        assertThat(last.meanProbability()).isCloseTo(0.5, within(1e-4));
    }

    @Test
    void framesThatAreJoinedAreTheSequence() throws IOException {
        List<List<Volume>> channels = sequence.channels().stream()
                .map(channel -> Sequence.frames(channel.volume()))
                .toList();
        List<Image> frames = IntStream.range(0, 4)
                .mapToObj(frame -> new Image(List.of(
                        new Image.Channel("first", channels.get(0).get(frame)),
                        new Image.Channel("second", channels.get(1).get(frame)))))
                .toList();
        LesionAnalysis again = analysis(pipeline -> pipeline.analyze(Sequence.joined(frames), SETTINGS, Progress.NONE));
        assertThat(again.lesions()).isEqualTo(found.lesions());
    }

    @Test
    void theSmallestLesionIsAnAreaOfAFrame() throws IOException {
        AnalysisSettings larger = new AnalysisSettings(0.45, 0, 10 * 0.25, 0, false);
        assertThat(pixels(analysis(pipeline -> pipeline.analyze(sequence, larger, Progress.NONE))))
                .containsExactly(4 * 16L);
    }

    @Test
    void anotherThresholdFindsFrameByFrameToo() throws IOException {
        OtherThreshold other = OtherThreshold.of(found, model(), seen()).orElseThrow();
        assertThat(other.with(SETTINGS).lesions()).isEqualTo(found.lesions());
        assertThat(other.with(new AnalysisSettings(0.6, 0, 0, 0, false)).lesions())
                .isEmpty();
        assertThat(ThresholdStability.dice(found, model())).hasValue(0);
    }

    @Test
    void aModelOfSlicesSeesNoSequence() throws IOException {
        assertThat(Sequence.isSeenBy(model(), GRID)).isTrue();
        assertThat(Sequence.isSeenBy(model(), GRID.slice(0))).isFalse();
        assertThat(Sequence.isSeenBy(TinyModels.segmenter())).isFalse();
        assertThat(found.findings()).extracting(Finding::probabilities).containsOnly(Map.of());
    }
}
