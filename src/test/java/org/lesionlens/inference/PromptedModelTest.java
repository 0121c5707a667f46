package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.Focus;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.pipeline.PromptedLesion;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;

/**
 * Networks that the trainer made, held to what the trainer itself says of a phantom whose file has its axes turned and mirrored:
 * see models/tiny/prompted/generate.py.
 */
class PromptedModelTest {
    private static final Path FOLDER = Path.of("models/tiny/prompted");
    /** Of the numbers in the file, and of float sums in another order. */
    private static final float TOLERANCE = 1.5f / 4096;

    private static OnnxModel segmenter;
    private static OnnxModel classifier;
    private static Volume phantom;
    private static JsonNode expected;
    private static List<Box> boxes;

    @BeforeAll
    static void open() throws IOException {
        segmenter = OnnxModel.open(Model.read(FOLDER.resolve("segmenter")), Optional.of(Device.CPU), 1);
        classifier = OnnxModel.open(Model.read(FOLDER.resolve("classifier")), Optional.of(Device.CPU), 1);
        phantom = VolumeFiles.read(FOLDER.resolve("phantom.nii.gz"), Optional.empty())
                .volume();
        expected = new ObjectMapper().readTree(FOLDER.resolve("expected.json").toFile());
        boxes = new ArrayList<>();
        expected.get("boxes").forEach(box -> boxes.add(Box.parse(box.asText())));
    }

    @AfterAll
    static void close() {
        segmenter.close();
        classifier.close();
    }

    private static LesionAnalysis analysed(List<Box> prompts) {
        AnalysisSettings settings = new AnalysisSettings(0.5, 0, 0, 0, false);
        return new LesionPipeline(segmenter, Optional.of(classifier))
                .analyze(Image.of(phantom), Focus.on(prompts), settings, Progress.NONE);
    }

    private static float[] probability(LesionAnalysis analysis) {
        return values(Views.flatIterable(analysis.probability().orElseThrow().voxels()));
    }

    private static float[] values(Iterable<FloatType> voxels) {
        List<Float> values = new ArrayList<>();
        voxels.forEach(voxel -> values.add(voxel.get()));
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    private static int[] values(LabelMap map) {
        List<Integer> values = new ArrayList<>();
        for (UnsignedShortType voxel : Views.flatIterable(map.voxels())) {
            values.add(voxel.get());
        }
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void theLastChannelIsNoneOfTheImages() {
        assertThat(segmenter.description().isPrompted()).isTrue();
        assertThat(segmenter.description().channels()).extracting("name").containsExactly("CT");
        assertThat(classifier.description().channels()).extracting("name").containsExactly("CT");
        assertThat(classifier.description().network().window().dimensions()).isEqualTo(3);
    }

    @Test
    void theTestTensorsAreMet() throws IOException {
        assertThat(TestTensorCheck.largestDifference(segmenter, Progress.NONE)).isLessThan(1e-4);
        assertThat(TestTensorCheck.largestDifference(classifier, Progress.NONE)).isLessThan(1e-4);
    }

    @Test
    void theProbabilityIsTheTrainers() throws IOException {
        Volume trainers = VolumeFiles.read(FOLDER.resolve("expected.nii.gz"), Optional.empty())
                .volume();
        float[] expectedValues = values(Views.flatIterable(trainers.voxels()));
        float[] larger = probability(analysed(boxes.subList(0, 1)));
        float[] other = probability(analysed(boxes.subList(1, 2)));
        for (int i = 0; i < larger.length; i++) {
            larger[i] = Math.max(larger[i], other[i]);
        }
        assertThat(difference(larger, expectedValues)).isLessThan(TOLERANCE);
        assertThat(expectedValues).contains(0f);
    }

    private static double difference(float[] one, float... other) {
        assertThat(one).hasSameSizeAs(other);
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }

    @Test
    void theClassesAreTheTrainers() {
        LesionAnalysis found = analysed(boxes);
        for (int box = 0; box < boxes.size(); box++) {
            PromptedLesion prompt = found.prompts().get(box);
            assertThat(prompt.box()).isEqualTo(boxes.get(box));
            Finding finding = found.findings().get(prompt.lesion().orElseThrow() - 1);
            expected.get("classes")
                    .get(box)
                    .fields()
                    .forEachRemaining(kind -> assertThat(finding.probabilities().get(kind.getKey()))
                            .isEqualTo(kind.getValue().asDouble(), within(1e-3)));
        }
        assertThat(found.lesions()).extracting(Lesion::lesionClass).containsExactly("dim", "bright");
    }

    /** The balls do not touch, so neither takes a voxel of the other, however far the windows overlap. */
    @Test
    void aBoxGivesTheSameLesionAloneAndBesideOthers() {
        LesionAnalysis both = analysed(boxes);
        LesionAnalysis first = analysed(boxes.subList(0, 1));
        LesionAnalysis second = analysed(boxes.subList(1, 2));
        float[] said = probability(first);
        float[] other = probability(second);
        int[] labels = values(first.labels());
        int[] others = values(second.labels());
        for (int i = 0; i < said.length; i++) {
            said[i] = others[i] > 0 ? other[i] : labels[i] > 0 ? said[i] : Math.max(said[i], other[i]);
            labels[i] = others[i] > 0 ? 2 : labels[i];
        }
        assertThat(difference(probability(both), said)).isZero();
        assertThat(values(both.labels())).isEqualTo(labels);
        assertThat(both.lesions().get(0)).isEqualTo(first.lesions().get(0));
        assertThat(both.findings().get(1).probabilities())
                .isEqualTo(second.findings().get(0).probabilities());
    }

    @Test
    void theOrderOfTheBoxesChangesNothingButTheirOwn() {
        LesionAnalysis found = analysed(List.of(boxes.get(1), boxes.get(0)));
        assertThat(values(found.labels())).isEqualTo(values(analysed(boxes).labels()));
        assertThat(found.prompts())
                .extracting(prompt -> prompt.lesion().orElseThrow())
                .containsExactly(2, 1);
    }

    @Test
    void ofEqualBoxesBothHaveTheOneLesion() {
        Box box = boxes.get(0);
        LesionAnalysis twice = analysed(List.of(box, box));
        assertThat(twice.prompts())
                .containsExactly(
                        new PromptedLesion(box, OptionalInt.of(1)), new PromptedLesion(box, OptionalInt.of(1)));
        assertThat(twice.lesions()).isEqualTo(analysed(List.of(box)).lesions());
        assertThat(twice.warnings()).anyMatch(warning -> warning.startsWith("boxes 1 and 2 hold one finding"));
    }

    @Test
    void aModelThatWantsABoxIsNotAskedWithoutOne() {
        LesionSegmenter prompted = new LesionSegmenter(segmenter, 1, false);
        assertThatThrownBy(() -> prompted.segment(Image.of(phantom), Progress.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no box is given");
        assertThatThrownBy(() -> analysed(List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no box is given");
    }

    @Test
    void aBoxBeyondTheImageIsRefused() {
        assertThatThrownBy(() -> analysed(List.of(boxes.get(0).movedBy(100, 0, 0))))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("reaches from");
    }

    @Test
    void aBoxThinnerThanTheVoxelsThatAreSeenIsRefused() {
        Box thin = new Box(2, 10, 10, 3, 11, 11);
        assertThatThrownBy(() -> analysed(List.of(thin)))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("thinner than the voxels");
    }
}
