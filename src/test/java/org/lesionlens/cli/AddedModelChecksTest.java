package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.inference.TinyPrecision;
import org.lesionlens.model.AddedModel.Check;
import org.lesionlens.model.Model;
import org.lesionlens.model.Precision;
import org.lesionlens.model.foreign.ForeignFiles;
import org.lesionlens.pipeline.ModelStanding;

/** Whether a model that is added gives here what its authors got, and how that is told. */
class AddedModelChecksTest extends AddingModels {
    @Test
    void aModelThatGivesSomethingElseIsNotUsed() throws IOException {
        ForeignFiles.npy(source.resolve("test_out.npy"), new int[] {1, 1, 16, 16}, new float[256]);
        Files.writeString(
                source.resolve("rdf.yaml"),
                Files.readString(source.resolve("rdf.yaml")).replaceAll("(test_out.npy), sha256: [0-9a-f]+", "$1"));
        CommandLineRun added = add(source);
        assertThat(added.code()).as(added.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(added.out()).contains("check: failed (test tensors: largest difference");
        CommandLineRun used =
                CommandLineRun.of("analyze", image(), "--model", "tiny-lesions", "--output", place.resolve("out"));
        assertThat(used.code()).isNotEqualTo(ExitCode.DONE);
        assertThat(used.err()).contains("does not give here what its authors got");
        assertThat(CommandLineRun.of("models").out()).contains("check: FAILED");
    }

    @Test
    void withoutTestTensorsAKnownCaseShowsIt() throws IOException {
        Files.delete(source.resolve("test_in.npy"));
        CommandLineRun right = add(source, "--name", "right", "--test-image", image(), "--test-result", mask(0));
        assertThat(right.out()).as(right.err()).contains("check: passed (known case: Dice 1.0000");
        CommandLineRun wrong = add(source, "--name", "wrong", "--test-image", image(), "--test-result", mask(3));
        assertThat(wrong.out()).as(wrong.err()).contains("check: failed (known case: Dice 0.98");
    }

    @Test
    void thatNothingIsKnownIsToldWithEveryResult() throws IOException {
        Files.delete(source.resolve("test_in.npy"));
        assertThat(add(source).out()).contains("check: not checked");
        CommandLineRun used =
                CommandLineRun.of("analyze", image(), "--model", "tiny-lesions", "--output", place.resolve("out"));
        assertThat(used.code()).as(used.err()).isEqualTo(ExitCode.DONE);
        assertThat(used.err()).contains("is not checked");
        assertThat(place.resolve("out/rising/analysis.json")).content().contains("is not checked", "\"not checked\"");
    }

    @Test
    void aModelThatWasChangedSinceIsNotChecked() throws IOException {
        add(source);
        Path description = models.resolve("tiny-lesions/rdf.yaml");
        Files.writeString(description, Files.readString(description).replace("threshold: 0.5", "threshold: 0.4"));
        assertThat(CommandLineRun.of("models").out()).contains("check: not checked", "changed since it was added");
    }

    /** Whoever reads it has never seen the folder into which a zip was unpacked. */
    @Test
    void testTensorsThatANetworkWithoutAnAnswerWouldPassShowNothing() throws IOException {
        Path description = source.resolve("rdf.yaml");
        String text = Files.readString(description);
        assertThat(text).doesNotContain("config:");
        Files.writeString(
                description, text + "config: {bioimageio: {reproducibility_tolerance: [{absolute_tolerance: 1}]}}\n");
        CommandLineRun added = add(source);
        assertThat(added.out())
                .as(added.err())
                .contains("check: not checked", "a network that says nothing would pass its test tensors too");
        assertThat(CommandLineRun.of("models").out())
                .contains("test tensors: passed", "warning: a network that says nothing would pass");
        assertThat(add(source, "--name", "known", "--test-image", image(), "--test-result", mask(0))
                        .out())
                .contains("check: passed");
    }

    @Test
    void weightsOfEightBitsAreHeldToTheirTestTensorsToo() throws IOException {
        Path ours = ours(TinyModels.SEGMENTER);
        TinyPrecision.add(ours, Files.readAllBytes(ours.resolve(Model.WEIGHTS)), 0.01);
        assertThat(add(ours, "--name", "good").out()).contains("its weights in 8 bits: largest difference");
        Model good = Model.read(models.resolve("good"));
        for (Precision precision : Precision.values()) {
            assertThat(ModelStanding.of(good.in(precision))).as("%s", precision).isEqualTo(Check.PASSED);
        }
        TinyPrecision.add(ours, TinyPrecision.other(), 0.01);
        CommandLineRun bad = add(ours, "--name", "bad");
        assertThat(bad.out() + bad.err()).contains("check: failed", "its weights in 8 bits: largest difference");
    }

    @Test
    void weightsOfEightBitsWithoutTestTensorsAreNotChecked() throws IOException {
        Path ours = ours(TinyModels.SEGMENTER);
        TinyPrecision.add(ours, Files.readAllBytes(ours.resolve(Model.WEIGHTS)), 0.01);
        Path description = ours.resolve("rdf.yaml");
        Files.writeString(description, Files.readString(description).replaceFirst(", tests: \\[[^\n]*\\]}", "}"));
        add(ours, "--name", "mine");
        Model mine = Model.read(models.resolve("mine"));
        assertThat(ModelStanding.of(mine)).isEqualTo(Check.PASSED);
        assertThat(ModelStanding.warnings(mine.in(Precision.INT8)).get(0))
                .contains("is not checked (its weights in 8 bits have no test tensors)");
    }
}
