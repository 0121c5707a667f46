package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.inference.DrawnNetwork;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.inference.TinyPrecision;
import org.lesionlens.model.AddedModel;
import org.lesionlens.model.foreign.Answers;
import org.lesionlens.model.foreign.ForeignFiles;
import org.lesionlens.model.foreign.Question;

/** From another program's model to results of it: {@code models add}, {@code models}, {@code analyze}, {@code models remove}. */
class AddModelTest extends AddingModels {

    @Test
    void aModelIsAddedCheckedListedUsedAndRemoved() throws IOException {
        CommandLineRun added = add(source, "--set", "lesions=tumour");
        assertThat(added.code()).as(added.err()).isEqualTo(ExitCode.DONE);
        assertThat(added.out()).contains("check: passed", "z-score", "tiny-lesions: added to");
        assertThat(added.err()).contains("threshold = 0.5 is taken").doesNotContain("lesions = tumour is taken");
        Path folder = models.resolve("tiny-lesions");
        assertThat(folder.resolve("original/rdf.yaml")).hasSameBinaryContentAs(source.resolve("rdf.yaml"));
        assertThat(folder.resolve(AddedModel.FILE_NAME)).content().contains("check: passed");

        CommandLineRun listed = CommandLineRun.of("models");
        assertThat(listed.out())
                .contains(
                        "tiny-lesions  version 2.1  segmentation  MR, Brain",
                        "licence: MIT; labels: tumour",
                        "check: passed");

        CommandLineRun used =
                CommandLineRun.of("analyze", image(), "--model", "tiny-lesions", "--output", place.resolve("out"));
        assertThat(used.code()).as(used.err()).isEqualTo(ExitCode.DONE);
        assertThat(used.err())
                .contains("licence: MIT; cite: Somebody 2020 10.1000/1")
                .doesNotContain("not checked");
        assertThat(place.resolve("out/rising/analysis.json"))
                .content()
                .contains("\"check\" : \"passed\"", "\"licence\" : \"MIT\"", "Somebody 2020");
        BufferedImage found = ImageIO.read(place.resolve("out/rising/mask.png").toFile());
        BufferedImage expected = ImageIO.read(mask(0).toFile());
        for (int i = 0; i < 256; i++) {
            assertThat(found.getRaster().getSample(i % 16, i / 16, 0))
                    .isEqualTo(expected.getRaster().getSample(i % 16, i / 16, 0));
        }

        assertThat(CommandLineRun.of("models", "remove", "tiny-lesions").code()).isEqualTo(ExitCode.DONE);
        assertThat(folder).doesNotExist();
        assertThat(models).isEmptyDirectory();
    }

    private void describe(String what, String by) throws IOException {
        Path description = source.resolve("rdf.yaml");
        String text = Files.readString(description).replaceAll("(test_in.npy|test_out.npy), sha256: [0-9a-f]+", "$1");
        assertThat(text).contains(what);
        Files.writeString(description, text.replace(what, by));
    }

    @Test
    void whatItsAuthorsMakeZeroOrOneIsZeroOrOneHere() throws IOException {
        float[] answer = ForeignFiles.zScoredAnswer(ForeignFiles.ramp(256));
        for (int i = 0; i < 256; i++) {
            answer[i] = answer[i] > 0.3f ? 1 : 0;
        }
        ForeignFiles.npy(source.resolve("test_out.npy"), new int[] {1, 1, 16, 16}, answer);
        describe("- id: sigmoid", "- id: sigmoid\n  - {id: binarize, kwargs: {threshold: 0.3}}");
        assertThat(add(source).out()).contains("check: passed (test tensors: largest difference 0.0e+00");
    }

    /** Two channels: a ramp and the same 100 higher; the network sees the first one. */
    @Test
    void statisticsOfAllChannelsTogetherAreThoseOfAll() throws IOException {
        float[] both = new float[512];
        for (int i = 0; i < 256; i++) {
            both[i] = i / 10f;
            both[256 + i] = 100 + i / 10f;
        }
        ForeignFiles.network(source.resolve("weights.onnx"), "in.1", "82", 1, "n", "2", "y", "x");
        ForeignFiles.npy(source.resolve("test_in.npy"), new int[] {1, 2, 16, 16}, both);
        ForeignFiles.npy(
                source.resolve("test_out.npy"),
                new int[] {1, 1, 16, 16},
                Arrays.copyOf(ForeignFiles.zScoredAnswer(both), 256));
        describe("[t1]", "[t1, t2]");
        describe("axes: [x, y]", "axes: [channel, x, y]");
        Files.writeString(
                source.resolve("rdf.yaml"),
                Files.readString(source.resolve("rdf.yaml")).replaceAll("(?m)^    sha256: .*$", "    comment: none"));
        CommandLineRun added = add(source);
        assertThat(added.out()).as(added.err()).contains("check: passed");
    }

    @ParameterizedTest
    @ValueSource(strings = {TinyModels.SEGMENTER, TinyModels.CLASSIFIER})
    void oursIsTakenAsItIsDescribed(String model) throws IOException {
        Path ours = ours(model);
        CommandLineRun added = add(ours.resolve("weights.onnx"), "--name", "mine");
        assertThat(added.code()).as(added.err()).isEqualTo(ExitCode.DONE);
        assertThat(added.out()).contains("LesionLens; taken as it is described", "check: passed (test tensors");
        assertThat(models.resolve("mine/rdf.yaml")).hasSameBinaryContentAs(ours.resolve("rdf.yaml"));
        assertThat(models.resolve("mine/README.md")).exists();
        assertThat(CommandLineRun.of("models").out())
                .contains("mine  version", "test tensors: passed", "check: passed");
        assertThat(add(ours, "--name", "again", "--set", "threshold=0.5").err())
                .contains("nothing is asked about threshold: this model is described whole");
        assertThat(CommandLineRun.of("models", "remove", "mine").code()).isEqualTo(ExitCode.DONE);
        assertThat(models).isEmptyDirectory();
    }

    @Test
    void oursComesWithItsWeightsOfEightBits() throws IOException {
        Path ours = TinyPrecision.segmenter(Files.createDirectory(place.resolve("made")), "two");
        CommandLineRun added = add(ours, "--name", "mine");
        assertThat(added.code()).as(added.err()).isEqualTo(ExitCode.DONE);
        assertThat(models.resolve("mine/weights-int8.onnx")).hasBinaryContent(TinyPrecision.other());
    }

    @Test
    void aModelThatWasAddedMayBeAddedElsewhere() throws IOException {
        add(source, "--name", "one");
        CommandLineRun again = add(models.resolve("one"), "--name", "two");
        assertThat(again.out()).as(again.err()).contains("check: passed (test tensors");
        assertThat(models.resolve("two/rdf.yaml")).hasSameBinaryContentAs(models.resolve("one/rdf.yaml"));
    }

    @Test
    void oursIsRefusedIfItIsBrokenOrNotCalledSo() throws IOException {
        Path description = ours(TinyModels.SEGMENTER).resolve("rdf.yaml");
        String text = Files.readString(description);
        Files.writeString(description, text.replaceFirst("threshold: [0-9.]+", "threshold: 7"));
        assertThat(add(description).err())
                .contains(description + " must have a number from 0 to 1 at /config/lesionlens");
        Files.delete(description);
        Path other = Files.writeString(description.resolveSibling("bioimageio.yaml"), text);
        assertThat(add(other).err()).contains("has config.lesionlens but is not called rdf.yaml");
        assertThat(models).isEmptyDirectory();
    }

    @Test
    void aNameThatIsThereIsRefused() throws IOException {
        assertThat(add(source, "--name", "one").code()).isEqualTo(ExitCode.DONE);
        CommandLineRun again = add(source, "--name", "one");
        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err()).contains("there is a model one already");
        assertThat(add(source, "--name", "../two").code()).isEqualTo(ExitCode.USAGE);
        try (Stream<Path> entries = Files.list(models)) {
            assertThat(entries).containsExactly(models.resolve("one"));
        }
    }

    @Test
    void aModelIsNotCalledAsTheFileThatNamesTheUsualOne() throws IOException {
        CommandLineRun added = add(source, "--name", "Default");
        assertThat(added.code()).isEqualTo(ExitCode.USAGE);
        assertThat(added.err()).contains("a model cannot be called Default", "choose another name (--name)");
        assertThat(models).isEmptyDirectory();
    }

    @Test
    void anEmptyAnswerIsNone() throws IOException {
        for (String key : List.of("lesions", "mirror_axes")) {
            CommandLineRun added = add(source, "--set", key + "=");
            assertThat(added.code()).as(added.out()).isEqualTo(ExitCode.USAGE);
            assertThat(added.err()).contains("is \"\" but must be none, or some of");
        }
        assertThat(models).isEmptyDirectory();
    }

    /** Nobody says which images it is for. */
    @Test
    void aPictureInColourIsWarnedOfInWords() throws IOException {
        add(source, "--set", "modality=none");
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, i % 3 == 0 ? 0xff0000 : 0x00ff00 + i);
        }
        Path file = place.resolve("coloured.png");
        ImageIO.write(image, "png", file.toFile());
        CommandLineRun used =
                CommandLineRun.of("analyze", file, "--model", "tiny-lesions", "--output", place.resolve("out"));
        assertThat(used.err())
                .contains("is in colour, as photographs are, and the model does not say that it was trained on such:")
                .doesNotContain("trained on  images");
    }

    @Test
    void whatIsWrongInAZipIsToldOfTheZip() throws IOException {
        Files.writeString(source.resolve("weights.onnx"), "no network");
        Path zip = place.resolve("my model.zip");
        try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(zip))) {
            entries.putNextEntry(new ZipEntry("net/weights.onnx"));
            Files.copy(source.resolve("weights.onnx"), entries);
        }
        CommandLineRun run = add(zip);
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.err())
                .contains(zip + ": net")
                .contains("is no ONNX network")
                .doesNotContain("lesionlens-model-");
    }

    /** A window of 27 million voxels. */
    @Test
    void boundsThatOnlyWeHaveAreToldOfTheUsersOwnFile() throws IOException {
        Path network = Files.write(
                place.resolve("large.onnx"),
                new DrawnNetwork()
                        .input("x", 1, "1", "1", "300", "300", "300")
                        .output("y", 1, "1", "1", "300", "300", "300")
                        .operator("Sigmoid", "x", "y")
                        .file());
        CommandLineRun run = add(network);
        assertThat(run.err())
                .contains("our description of " + network + " must have at most 16777216 voxels in a window")
                .contains("\"least\":300", "change what its own files say of that, or answer otherwise")
                .doesNotContain("install the model again");
    }

    @Test
    void onlyWhatWasAddedIsRemoved() throws IOException {
        Path own = Files.createDirectory(models.resolve("own"));
        Files.writeString(own.resolve("rdf.yaml"), "name: own\n");
        CommandLineRun run = CommandLineRun.of("models", "remove", "own");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("was not added");
        assertThat(own.resolve("rdf.yaml")).exists();
        assertThat(CommandLineRun.of("models", "remove", "nobody").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatIsRefusedLeavesNothingBehind() throws IOException {
        Files.writeString(source.resolve("weights.onnx"), "no network");
        assertThat(add(source).code()).isNotEqualTo(ExitCode.DONE);
        assertThat(add(place.resolve("nowhere")).code()).isEqualTo(ExitCode.USAGE);
        assertThat(add(source, "--set", "nonsense=1").code()).isNotEqualTo(ExitCode.DONE);
        assertThat(add(source, "--test-image", image()).code()).isEqualTo(ExitCode.USAGE);
        assertThat(add(source, "--set", "threshold").err()).contains("\"threshold\" must be key=value");
        assertThat(add(source, "--set", "threshold=0.3", "--set", "threshold=0.4")
                        .err())
                .contains("threshold is answered twice");
        assertThat(add(source, "--st", "x").err()).contains("(see lesionlens models add --help)");
        for (String name : List.of("con", "NUL", "aux.model", "dot.", "default")) {
            assertThat(add(source, "--name", name).code()).as(name).isEqualTo(ExitCode.USAGE);
        }
        assertThat(models).isEmptyDirectory();
    }

    /** Answers that are not allowed are asked for again; an empty line takes the default. */
    @Test
    void aTerminalIsAsked() {
        StringWriter shown = new StringWriter();
        TerminalAnswers terminal = new TerminalAnswers(
                new PrintWriter(shown, true), Optional.of(new BufferedReader(new StringReader("fish\nCT\n\n"))));
        Question modality =
                new Question("modality", "what it is", "MR", new Question.Allowed.OneOf(List.of("MR", "CT")));
        assertThat(terminal.answer(modality)).isEqualTo("CT");
        assertThat(shown.toString()).contains("what it is; one of MR, CT [MR]: ", "\"fish\" but must be one of MR, CT");
        assertThat(terminal.answer(modality)).isEqualTo("MR");
        assertThat(Answers.defaults().asked()).isEmpty();
    }
}
