package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.ModelAddition;
import org.lesionlens.inference.DrawnNetwork;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.foreign.Answers;
import org.lesionlens.model.foreign.Question;
import org.lesionlens.volume.Progress;

/**
 * What is taken of networks that come alone, where nobody says anything: of values that rise by one from 0 to 255, the network
 * finds those of 128 and more.
 */
class AddPlainModelTest {
    private static final int FLOAT = 1;
    private static final int INT16 = 5;
    private static final int SIDE = 16;

    @TempDir
    private Path place;

    private Path models;
    private ModelsFrom there;

    @BeforeEach
    void makeAPlace() throws IOException {
        models = Files.createDirectory(place.resolve("models"));
        there = ModelsFrom.folder(models);
    }

    @AfterEach
    void forget() {
        there.close();
    }

    private static DrawnNetwork network(int type, int channels) {
        return new DrawnNetwork()
                .input("x", type, "n", "1", "h", "w")
                .output("y", FLOAT, "n", String.valueOf(channels), "h", "w")
                .floats("eight", new long[0], 8)
                .floats("four", new long[0], 4)
                .floats("one", new long[0], 1);
    }

    /** 8 x - 4, for x from 0 to 1, as logit. */
    private static DrawnNetwork logits(int channels, String output) {
        return network(FLOAT, channels).operator("Mul", "x eight", "scaled").operator("Sub", "scaled four", output);
    }

    /** 1 / (1 + exp(4 - 8 x)) out of single operators, as p. */
    private static DrawnNetwork handMade(int channels, String output) {
        return logits(channels, "logit")
                .operator("Neg", "logit", "negative")
                .operator("Exp", "negative", "power")
                .operator("Add", "power one", "sum")
                .operator("Reciprocal", "sum", output);
    }

    private CommandLineRun add(DrawnNetwork network, String... settings) throws IOException {
        Path file = Files.write(place.resolve("rising.onnx"), network.file());
        CommandLineRun run = CommandLineRun.of(Stream.concat(
                        Stream.of("models", "add", file),
                        Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)))
                .toArray());
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        return run;
    }

    private String description() throws IOException {
        return Files.readString(models.resolve("rising/rdf.yaml"));
    }

    private void assertFindsTheBrighterHalf() throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, i);
        }
        File file = place.resolve("image.png").toFile();
        ImageIO.write(image, "png", file);
        CommandLineRun used = CommandLineRun.of("analyze", file, "--model", "rising", "--output", place.resolve("out"));
        assertThat(used.code()).as(used.err()).isEqualTo(ExitCode.DONE);
        Raster mask = ImageIO.read(place.resolve("out/image/mask.png").toFile()).getRaster();
        for (int i = 0; i < SIDE * SIDE; i++) {
            assertThat(mask.getSample(i % SIDE, i / SIDE, 0)).as("value %d", i).isEqualTo(i < 128 ? 0 : 255);
        }
    }

    @Test
    void logitsGetASigmoid() throws IOException {
        assertThat(add(logits(1, "y")).err()).contains("activation = sigmoid is taken");
        assertFindsTheBrighterHalf();
    }

    @Test
    void probabilitiesOfAnyMakeGetNoneOnTop() throws IOException {
        assertThat(add(handMade(1, "y")).err()).contains("activation = none is taken: ");
        assertFindsTheBrighterHalf();
    }

    @Test
    void sharesOfAnyMakeExcludeEachOther() throws IOException {
        DrawnNetwork shares =
                handMade(2, "p").operator("Sub", "one p", "rest").operator("Concat", "rest p", "y", "axis", 1);
        assertThat(add(shares).err())
                .contains("activation = none is taken: ", "answer = exclusive is taken", "labels = background,lesion");
        assertFindsTheBrighterHalf();
    }

    @Test
    void probabilitiesOfSeveralLabelsNeedNotExcludeEachOther() throws IOException {
        assertThat(add(handMade(2, "p").operator("Concat", "p p", "y", "axis", 1))
                        .err())
                .contains("activation = none is taken: ", "answer = independent is taken");
        assertFindsTheBrighterHalf();
    }

    @Test
    void aChannelOfASoftmaxIsAProbability() throws IOException {
        DrawnNetwork one = logits(1, "logit")
                .operator("Sub", "logit logit", "nothing")
                .operator("Concat", "nothing logit", "both", "axis", 1)
                .operator("Softmax", "both", "shares", "axis", 1)
                .longs("from", 1)
                .longs("to", 2)
                .operator("Slice", "shares from to from", "y");
        assertThat(add(one).err())
                .contains("activation = none is taken: ", "ends in Slice of what a sigmoid or softmax gives");
        assertFindsTheBrighterHalf();
    }

    @Test
    void whatAUserSaysOfTheActivationIsTakenAgainstTheNetworksOwnAnswers() throws IOException {
        assertThat(add(handMade(1, "y"), "activation=sigmoid").out())
                .contains("The network's answers lie between 0 and 1 before that sigmoid");
        assertThat(description()).contains("activation: sigmoid");
        assertThat(CommandLineRun.of("models", "remove", "rising").code()).isEqualTo(ExitCode.DONE);
        assertThat(add(logits(1, "y"), "activation=sigmoid").out()).doesNotContain("before that sigmoid");
    }

    @Test
    void aDialogProposesTheSame() throws IOException {
        Path file = Files.write(place.resolve("rising.onnx"), handMade(1, "y").file());
        Map<String, String> questions =
                ModelAddition.questions(file, Map.of("modality", "MR"), model -> {}).entrySet().stream()
                        .collect(Collectors.toMap(asked -> asked.getKey().key(), Map.Entry::getValue));
        assertThat(questions).containsEntry(Question.ACTIVATION, Question.NONE).containsEntry("modality", "MR");
    }

    @Test
    void wholeNumbersGoInAsTheyAreStored() throws IOException {
        add(network(INT16, 1)
                .floats("half", new long[0], 127.5f)
                .operator("Cast", "x", "float", "to", FLOAT)
                .operator("Sub", "float half", "logit")
                .operator("Sigmoid", "logit", "y"));
        assertThat(description()).contains("type: int16").doesNotContain("percentile-range");
        assertFindsTheBrighterHalf();
    }

    @Test
    void aNetworkThatCannotRunIsRefusedOnce() throws IOException {
        Path file = Files.write(place.resolve("broken.onnx"), logits(1, "other").file());
        CommandLineRun run = CommandLineRun.of("models", "add", file);
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.err()).contains("broken").doesNotContain("tried before");
        assertThat(models).isEmptyDirectory();
    }

    /** Of three channels only the user knows: with one, as it would be, the network cannot run. */
    @Test
    void whatCannotRunAsItWouldBeTakenRunsAsTheUserSays() throws IOException {
        DrawnNetwork three = new DrawnNetwork()
                .input("x", FLOAT, "n", "c", "h", "w")
                .output("y", FLOAT, "n", "1", "h", "w")
                .floats("weights", new long[] {1, 3, 1, 1}, 8, 8, 8)
                .floats("twelve", new long[0], 12)
                .operator("Conv", "x weights", "sum")
                .operator("Sub", "sum twelve", "y");
        Path file = Files.write(place.resolve("rising.onnx"), three.file());
        Answers answers =
                new Answers(Map.of(), question -> question.key().equals("channel_count") ? "3" : question.byDefault());
        ModelAddition.add(
                file, new ModelAddition.Wish(Optional.empty(), answers, Optional.empty(), model -> {}), Progress.NONE);
        assertThat(description()).contains("activation: sigmoid", "name: channel 3");
    }
}
