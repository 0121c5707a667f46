package org.lesionlens.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Channel;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Over;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.TestTensors;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.model.Window.Blend;

class BioimageioReaderTest {
    private static final String Z_SCORE = "  - id: zero_mean_unit_variance\n    kwargs: {axes: [x, y]}\n";
    private static final String SIGMOID = "  - id: sigmoid\n";

    @TempDir
    private Path place;

    private Path folder;
    private Path description;

    @BeforeEach
    void writeAModel() throws IOException {
        folder = ForeignFiles.bioimageio(Files.createDirectory(place.resolve("tiny")));
        description = folder.resolve("rdf.yaml");
    }

    private Model described() throws IOException {
        return ForeignFiles.described(folder, Answers.defaults());
    }

    @Test
    void allThatItSaysIsInOurDescription() throws IOException {
        Model model = described();
        assertThat(model.name()).isEqualTo("Tiny Lesions");
        assertThat(model.identity().licence()).contains("MIT");
        assertThat(model.identity().citations()).containsExactly("Somebody 2020 10.1000/1");
        assertThat(model.purpose().modality()).contains("MR");
        assertThat(model.purpose().bodyPart().orElseThrow().value()).isEqualTo("12738006");
        assertThat(model.channels()).containsExactly(new Channel("t1", Optional.of("MR")));
        assertThat(model.preparation())
                .containsExactly(
                        new Preparation.Reorient(Preparation.AS_SHOWN),
                        new Preparation.ZScore(Foreground.ALL, Over.SLICE, 1e-6, true));
        assertThat(model.network().input()).isEqualTo(new TensorSpec("in.1", "bcyx", ElementType.FLOAT32));
        assertThat(model.network().window())
                .isEqualTo(new Window.Whole(
                        Collections.nCopies(2, new Window.Side(16, 8)), new Fill(Fill.Mode.REFLECT, 0)));
        assertThat(model.network().mirrorAxes()).isEmpty();
        assertThat(model.output())
                .contains(new Output(
                        new TensorSpec("82", "bcyx", ElementType.FLOAT32),
                        Activation.SIGMOID,
                        List.of(),
                        Answer.INDEPENDENT,
                        List.of(1),
                        List.of(1.0, 1.0, 1.0)));
        assertThat(model.labels().get(0).name()).isEqualTo("tumour");
        assertThat(model.settings()).contains(new AnalysisSettings(0.5, 0, 0, 0, false));
        assertThat(model.tests().get(0).kind()).isEqualTo(TestTensors.Kind.WHOLE);
        assertThat(model.tests().get(0).tolerance()).isEqualTo(1e-3);
    }

    @Test
    void theOlderSpellingSaysTheSame() throws IOException {
        Model newer = described();
        Files.writeString(description, """
                format_version: 0.4.9
                name: Tiny Lesions
                version: 2.1
                license: MIT
                cite:
                - {text: Somebody 2020, doi: 10.1000/1}
                tags: [brain, mri]
                inputs:
                - name: raw
                  axes: bcyx
                  data_type: float32
                  shape: {min: [1, 1, 16, 16], step: [0, 0, 8, 8]}
                  preprocessing:
                  - name: zero_mean_unit_variance
                    kwargs: {mode: per_sample, axes: yx}
                outputs:
                - name: prob
                  axes: bcyx
                  halo: [0, 0, 0, 0]
                  shape: {reference_tensor: raw, scale: [1, 0, 1, 1], offset: [0, 0.5, 0, 0]}
                  postprocessing:
                  - name: sigmoid
                test_inputs: [test_in.npy]
                test_outputs: [test_out.npy]
                weights:
                  onnx: {source: weights.onnx}
                """);
        Model older = described();
        assertThat(older.preparation()).isEqualTo(newer.preparation());
        assertThat(older.network().window()).isEqualTo(newer.network().window());
        assertThat(older.network().input()).isEqualTo(newer.network().input());
        assertThat(older.output()).isEqualTo(newer.output());
        assertThat(older.tests().get(0).tolerance()).isEqualTo(1e-3);
        assertThat(older.purpose()).isEqualTo(newer.purpose());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{id: binarize, kwargs: {threshold: 0.4}}|Binarize[threshold=0.4]",
                "{id: clip, kwargs: {min: -1, max: 2.5}}|Clip[minimum=-1.0, maximum=2.5]",
                "{id: clip, kwargs: {min: 0}}|Clip[minimum=0.0, maximum=Infinity]",
                "{id: scale_linear, kwargs: {gain: 2, offset: -3}}|Linear[gain=2.0, offset=-3.0]",
                "{id: scale_range}|PercentileRange[lower=0.0, upper=100.0, over=VOLUME, epsilon=1.0E-6]",
                "{id: scale_range, kwargs: {axes: [x, y], min_percentile: 1, max_percentile: 99, eps: 0.5}}"
                        + "|PercentileRange[lower=1.0, upper=99.0, over=SLICE, epsilon=0.5]",
                "{id: fixed_zero_mean_unit_variance, kwargs: {mean: 7, std: 2}}|FixedZScore[mean=7.0, standardDeviation=2.000001]",
                "{id: zero_mean_unit_variance}" + "|ZScore[foreground=ALL, over=VOLUME, epsilon=1.0E-6, added=true]",
                "{id: ensure_dtype, kwargs: {dtype: uint8}}|Cast[type=uint8]",
                "{id: clip, kwargs: {min_percentile: 2, max_percentile: 98, axes: [x, y]}}"
                        + "|PercentileClip[lower=2.0, upper=98.0, over=SLICE, between=false]",
                "{id: clip, kwargs: {max_percentile: 98}}"
                        + "|PercentileClip[lower=0.0, upper=98.0, over=VOLUME, between=true]",
            })
    void everyStandardStepIsKnown(String step, String expected) throws IOException {
        ForeignFiles.change(description, Z_SCORE, "  - " + step + "\n");
        assertThat(described().preparation()).last().hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{id: scale_linear, kwargs: {gain: .inf}}|a finite number at /inputs/0/preprocessing/1/kwargs/gain but has",
                "{id: clip, kwargs: {min: 5, max: 1}}|a clip from 5.0 to 1.0",
                "{id: fixed_zero_mean_unit_variance, kwargs: {mean: 1, std: 0}}|(std) that is not above 0",
            })
    void numbersThatNoStepTakesAreRefusedAtTheirPlace(String step, String sentence) throws IOException {
        ForeignFiles.change(description, Z_SCORE, "  - " + step + "\n");
        assertThatThrownBy(this::described)
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(sentence)
                .hasMessageContaining("/inputs/0/preprocessing/1");
    }

    @Test
    void stepsOfSeveralChannelsAreThoseOfEachOrOfAll() throws IOException {
        ForeignFiles.network(folder.resolve("weights.onnx"), "in.1", "82", 1, "n", "2", "y", "x");
        Files.writeString(
                description,
                Files.readString(description)
                        .replaceAll("sha256: .*", "sha256_is: not said}")
                        .replace("not said}\n    opset", "not said\n    opset")
                        .replace("[t1]", "[t1, t2]")
                        .replace(Z_SCORE, """
                                  - {id: fixed_zero_mean_unit_variance, kwargs: {mean: [1, 2], std: [3, 4], axis: channel}}
                                  - {id: zero_mean_unit_variance, kwargs: {axes: [channel, y, x]}}
                                  - {id: scale_range, kwargs: {axes: [y, x]}}
                                """));
        Model model = described();
        assertThat(model.channels()).extracting(Channel::name).containsExactly("t1", "t2");
        assertThat(model.preparation())
                .containsExactly(
                        new Preparation.Reorient(Preparation.AS_SHOWN),
                        new Preparation.ForChannel(0, new Preparation.FixedZScore(1, 3 + 1e-6)),
                        new Preparation.ForChannel(1, new Preparation.FixedZScore(2, 4 + 1e-6)),
                        new Preparation.Joint(new Preparation.ZScore(Foreground.ALL, Over.SLICE, 1e-6, true)),
                        new Preparation.PercentileRange(0, 100, Over.SLICE, 1e-6));
    }

    @Test
    void haloAndFixedSizesMakeTilesWhoseBordersAreThrownAway() throws IOException {
        ForeignFiles.network(folder.resolve("weights.onnx"), "in.1", "82", "1", "1", "16", "16");
        Files.writeString(
                description,
                Files.readString(description)
                        .replaceAll("(source: weights.onnx\n *)sha256: .*", "$1comment: none")
                        .replace("{min: 16, step: 8}", "16")
                        .replace("id: y, size: {tensor_id", "id: y, halo: 4, size: {tensor_id")
                        .replace("id: x, size: {tensor_id", "id: x, halo: 3, size: {tensor_id"));
        assertThat(described().network().window())
                .isEqualTo(new Window.Tiles(
                        List.of(16, 16), 1, new Blend.Halo(List.of(3, 4)), new Fill(Fill.Mode.REFLECT, 0)));
    }

    /** Tiles that the authors do not have would change what the network says near their borders. */
    @Test
    void aVolumeGoesWholeUnlessABorderIsThrownAway() throws IOException {
        ForeignFiles.network(folder.resolve("weights.onnx"), "in.1", "82", 1, "n", "1", "z", "y", "x");
        Files.writeString(
                description,
                Files.readString(description)
                        .replaceAll("(source: weights.onnx\n *)sha256: .*", "$1comment: none")
                        .replace(
                                "- {type: space, id: y, size: {min",
                                "- {type: space, id: z, size: {min: 4, step: 2}}\n  - {type: space, id: y, size: {min")
                        .replace(
                                "- {type: space, id: y, size: {tensor",
                                "- {type: space, id: z, size: {tensor_id: raw, axis_id: z}}\n"
                                        + "  - {type: space, id: y, size: {tensor"));
        assertThat(described().network().window())
                .isEqualTo(new Window.Whole(
                        List.of(new Window.Side(16, 8), new Window.Side(16, 8), new Window.Side(4, 2)),
                        new Fill(Fill.Mode.REFLECT, 0)));
        ForeignFiles.change(description, "id: z, size: {tensor", "id: z, halo: 1, size: {tensor");
        assertThat(((Window.Tiles) described().network().window()).blend()).isEqualTo(new Blend.Halo(List.of(0, 0, 1)));
    }

    @Test
    void whatFollowsTheNetworkIsKept() throws IOException {
        ForeignFiles.change(description, SIGMOID, SIGMOID + "  - {id: binarize, kwargs: {threshold: 0.3}}\n");
        assertThat(described().output().orElseThrow().after()).containsExactly(new Preparation.Binarize(0.3));
    }

    /** The specification adds the cast; without it a bright image would be brighter here than for its authors. */
    @Test
    void numbersAreMadeThoseOfTheTensorsTypeFirst() throws IOException {
        ForeignFiles.change(description, "{type: float32, range: [-.inf, .inf]}", "{type: uint8}");
        assertThat(described().preparation()).element(1).isInstanceOf(Preparation.ZScore.class);
        ForeignFiles.change(description, "  - id: ensure_dtype\n    kwargs: {dtype: float32}\n", "");
        assertThat(described().preparation()).element(1).isEqualTo(new Preparation.Cast(ElementType.UINT8));
    }

    @Test
    void statisticsAfterAnotherStepAreTold() throws IOException {
        ForeignFiles.change(description, Z_SCORE, "  - {id: clip, kwargs: {min: 0, max: 9}}\n" + Z_SCORE);
        assertThat(ForeignModel.understand(folder, Answers.defaults()).lines())
                .anyMatch(line -> line.contains("zero_mean_unit_variance comes after clip"));
        ForeignFiles.change(description, "  - {id: clip, kwargs: {min: 0, max: 9}}\n", "");
        assertThat(ForeignModel.understand(folder, Answers.defaults()).lines())
                .noneMatch(line -> line.contains("comes after"));
    }

    @Test
    void aFixedNormalisationOfTheAnswerIsALine() throws IOException {
        ForeignFiles.change(
                description,
                SIGMOID,
                SIGMOID + "  - {id: fixed_zero_mean_unit_variance, kwargs: {mean: 0.5, std: 0.249999}}\n");
        assertThat(described().output().orElseThrow().after()).containsExactly(new Preparation.Linear(4, -2));
    }

    /** An older description without a mode has fixed numbers, so it must have them. */
    @Test
    void theOlderSpellingIsFixedUnlessItSaysOtherwise() throws IOException {
        Files.writeString(
                description,
                Files.readString(description).replace("0.5.4", "0.4.9").replaceAll("(?s)inputs:.*weights:", """
                                inputs:
                                - name: raw
                                  axes: bcyx
                                  data_type: float32
                                  shape: {min: [1, 1, 16, 16], step: [0, 0, 8, 8]}
                                  preprocessing:
                                  - {name: zero_mean_unit_variance, kwargs: {axes: cyx, mean: 3, std: 1.999999}}
                                outputs:
                                - name: prob
                                  axes: bcyx
                                  data_type: float32
                                  shape: {reference_tensor: raw, scale: [1, 1, 1, 1], offset: [0, 0, 0, 0]}
                                  postprocessing: [{name: sigmoid}]
                                weights:"""));
        Model model = described();
        assertThat(model.preparation()).last().isEqualTo(new Preparation.FixedZScore(3, 2));
        assertThat(model.output().orElseThrow().labels()).hasSize(1);
        ForeignFiles.change(description, ", mean: 3, std: 1.999999", "");
        assertThatThrownBy(this::described).isInstanceOf(UnsuitableModelException.class);
    }

    @Test
    void anAnswerOfWhichNobodySaysTheActivationIsAskedAboutAndCannotBeCompared() throws IOException {
        ForeignFiles.change(description, "  postprocessing:\n" + SIGMOID, "");
        Answers answers = Answers.defaults();
        Model model = ForeignFiles.described(folder, answers);
        assertThat(answers.asked().keySet()).extracting(Question::key).contains("activation");
        assertThat(model.output().orElseThrow().activation()).isEqualTo(Activation.SIGMOID);
        assertThat(model.tests()).isEmpty();
    }

    @Test
    void answersAreTaken() throws IOException {
        Answers answers = new Answers(
                Map.of("threshold", "0.25", "mirror_axes", "x,y", "tile", "24x16", "orientation", "stored"),
                Question::byDefault);
        Model model = ForeignFiles.described(folder, answers);
        assertThat(model.settings()).contains(new AnalysisSettings(0.25, 0, 0, 0, true));
        assertThat(model.network().mirrorAxes()).containsExactlyInAnyOrder('x', 'y');
        assertThat(((Window.Tiles) model.network().window()).sides()).containsExactly(24, 16);
        assertThat(model.preparation()).first().isEqualTo(new Preparation.Reorient("stored"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: sigmoid|id: scale_mean_variance|scale_mean_variance",
                "id: sigmoid|id: zero_mean_unit_variance|statistics of the whole answer",
                "id: sigmoid|{id: clip, kwargs: {max_percentile: 90}}|statistics of the whole answer",
                "id: sigmoid|id: cook|cook",
                "id: zero_mean_unit_variance|id: run_my_script|run_my_script",
                "axes: [x, y]|axes: [x]|no slice and no volume",
                "axes: [x, y]|axes: [x, t]|axis \"t\"",
                "axis_id: y}|axis_id: y, offset: -8}|cut off at its border",
                "tensor_id: raw, axis_id: y|tensor_id: prob, axis_id: y|a reference itself",
                "weights.onnx|weigths.onnx|weigths.onnx",
                "onnx:|torchscript:|no weights in ONNX",
                "type: model|type: dataset|another type than model",
                "0.5.4|0.1.0|format_version",
                "type: space, id: x, size: {tensor|type: time, id: x, size: {tensor|type \"time\"",
                "min: 16|min: 17|17",
                "size: {min: 16, step: 8}|size: 1000000000|rdf.yaml must have a whole number from 1 to 4096 at"
                        + " /inputs/0/axes/2/size but has 1000000000: correct the description",
                "min: 16|min: -5|from 1 to 4096 at /inputs/0/axes/2/size/min but has -5",
                "step: 8|step: 99999999|from 0 to 1024 at /inputs/0/axes/2/size/step but has 99999999",
                "kwargs: {axes: [x, y]}|kwargs: {axes: [x, y], eps: .nan}|a finite number at"
                        + " /inputs/0/preprocessing/1/kwargs/eps but has",
            })
    void whatIsNotDoneHereIsRefusedByName(String what, String by, String named) throws IOException {
        ForeignFiles.change(description, what, by);
        if (named.equals("17")) {
            ForeignFiles.network(folder.resolve("weights.onnx"), "in.1", "82", "1", "1", "16", "16");
            Files.writeString(
                    description, Files.readString(description).replaceAll("(?m)^    sha256: .*$", "    comment: none"));
        }
        assertThatThrownBy(this::described)
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(named.equals("17") ? "does not allow" : named);
    }

    @Test
    void aFileThatIsAnotherThanItsSumSaysIsRefused() throws IOException {
        ForeignFiles.npy(folder.resolve("test_in.npy"), new int[] {1, 1, 16, 16}, new float[256]);
        assertThatThrownBy(this::described).hasMessageContaining("sha256").hasMessageContaining("test_in.npy");
    }
}
