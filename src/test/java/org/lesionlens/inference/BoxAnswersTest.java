package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Detectors that answer the same whatever the image, some of which is no answer; two labels. */
class BoxAnswersTest {
    private static final int FLOAT = 1;
    private static final float[] BOX = {10, 12, 30, 40};
    private static final float[] SURE = {0.9f, 0};

    @TempDir
    private Path models;

    /** Rows of four numbers and rows of scores, of which there may be another number. */
    private Path answering(float[] boxes, float[] scores, int labels) throws IOException {
        TinyNetwork network = new TinyNetwork()
                .input("input", FLOAT, "n", "1", "y", "x")
                .output("boxes", FLOAT, "n", "rows", "four")
                .output("scores", FLOAT, "n", "others", "labels")
                .longs("shape", new long[] {3}, -1, 1, 1)
                .floats("zero", new long[0], 0)
                .floats("the_boxes", new long[] {1, boxes.length / 4, 4}, boxes)
                .floats("the_scores", new long[] {1, scores.length / labels, labels}, scores)
                .operator("ReduceMean", "input", "mean", Attribute.numbers("axes", 1, 2, 3))
                .operator("Mul", "mean zero", "zeros")
                .operator("Reshape", "zeros shape", "nothing")
                .operator("Add", "nothing the_boxes", "boxes")
                .operator("Add", "nothing the_scores", "scores");
        return folder(network.file());
    }

    private Path folder(byte[] network) throws IOException {
        Path place = Files.createTempDirectory(models, "place");
        Files.createDirectories(place.resolve(TinyDetectors.FOLDER.getFileName()));
        Path folder = ChangedModel.copy(
                "detectors/" + TinyDetectors.BRIGHT,
                place,
                text -> text.replaceAll("(source: weights.onnx\n(?: +opset.*\n)? +sha256: ).*", "$1" + sha256(network))
                        .replaceAll("(?s)    explanations:.*?    detection:", "    detection:"));
        Files.write(folder.resolve(Model.WEIGHTS), network);
        return folder;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<DetectedBox> detect(Path folder) throws IOException {
        Volume picture = Volume.allocate(VolumeGeometry.uncalibrated(64, 64));
        picture.voxels().getAt(3, 3, 0).set(200);
        try (OnnxModel network = OnnxModel.open(Model.read(folder), Optional.of(Device.CPU), 1)) {
            return new BoxDetector(network)
                    .detect(Image.of(picture), List.of(0L), Progress.NONE)
                    .boxes();
        }
    }

    private static void assertRefused(Path folder, String... words) {
        assertThatThrownBy(() -> detect(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void aGoodAnswerIsABox() throws IOException {
        assertThat(detect(answering(BOX, SURE, 2)))
                .containsExactly(new DetectedBox(TinyDetectors.box(10, 12, 30, 40, 0), 0, 0.9f));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1.01f, -0.01f})
    void aScoreIsAProbability(float score) throws IOException {
        assertRefused(answering(BOX, new float[] {0.5f, score}, 2), "the output \"scores\"", "is " + score, "0 to 1");
    }

    @Test
    void aScoreThatIsAHairAboveOneIsOne() throws IOException {
        assertThat(detect(answering(BOX, new float[] {1.0001f, 0}, 2)))
                .extracting(DetectedBox::score)
                .containsExactly(1.0);
    }

    @Test
    void aBoxHasFiniteSidesEvenIfNobodyIsSureOfIt() throws IOException {
        assertRefused(
                answering(new float[] {1, 2, Float.NaN, 3}, new float[] {0, 0}, 2), "the output \"boxes\"", "is NaN");
    }

    @Test
    void aBoxDoesNotEndBeforeItBegins() throws IOException {
        assertRefused(
                answering(new float[] {30, 40, 20, 10}, SURE, 2),
                "a box of the model bright-detector is from 30.0 to 20.0 along x",
                "its coordinates are others than its description says");
    }

    @Test
    void rowsThatHoldNothingAreNoBoxes() throws IOException {
        assertThat(detect(answering(new float[] {0, 0, 0, 0, 5, 5, 5, 9}, new float[] {1, 0, 0, 1}, 2)))
                .isEmpty();
        assertThat(detect(answering(new float[] {9, 9, 3, 3}, new float[] {0.01f, 0.04f}, 2)))
                .isEmpty();
    }

    @Test
    void aNetworkMayFindNothingAtAll() throws IOException {
        assertThat(detect(answering(new float[0], new float[0], 2))).isEmpty();
    }

    @Test
    void aBoxBesideTheImageIsNone() throws IOException {
        assertThat(detect(answering(new float[] {70, 10, 80, 20, 60, 10, 80, 20}, new float[] {1, 0, 0, 1}, 2)))
                .containsExactly(new DetectedBox(TinyDetectors.box(60, 10, 64, 20, 0), 1, 1, new Corner(70, 15, 0.5)));
    }

    @Test
    void answersHaveTheShapeThatTheDescriptionSays() throws IOException {
        assertRefused(
                answering(BOX, new float[] {0.9f, 0, 0}, 3),
                "the output \"scores\"",
                "has the shape [1, 1, 3] but must have [1, rows, 2]");
        assertRefused(
                answering(new float[8], SURE, 2),
                "boxes of the shape [1, 2, 4] and scores of the shape [1, 1, 2]",
                "as many of both");
    }

    @Test
    void anOutputThatIsNotThereIsNamed() throws IOException {
        Path folder = answering(BOX, SURE, 2);
        Path description = folder.resolve(Model.FILE_NAME);
        Files.writeString(description, Files.readString(description).replace("boxes: boxes", "boxes: regions"));
        assertRefused(folder, "regions");
    }
}
