package org.lesionlens.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.model.UnsuitableModelException;

/** Whatever of a model is named, and however deep it lies: it is understood as its description says, or refused. */
class ModelPlaceTest {
    private static final String NNUNET = "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0}}";
    private static final String PLANS = "{\"configurations\": {}}";

    @TempDir
    private Path place;

    private Path model;
    private List<String> expected;

    @BeforeEach
    void writeAModel() throws IOException {
        model = ForeignFiles.bioimageio(Files.createDirectories(place.resolve("all/a/model")));
        expected = lines(model);
        assertThat(expected.get(0)).endsWith("bioimage.io 0.5.4");
    }

    private static List<String> lines(Path named) throws IOException {
        return ForeignModel.understand(named, Answers.defaults()).lines();
    }

    private static void assertRefused(Path named, String... sentence) {
        assertThatThrownBy(() -> lines(named))
                .isInstanceOf(UnsuitableModelException.class)
                .message()
                .contains(sentence);
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path alone(String name) throws IOException {
        Path network = place.resolve("plain").resolve(name);
        Files.createDirectories(network.getParent());
        return Files.copy(model.resolve("weights.onnx"), network);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RDF.YAML", "my.bioimageio.yaml", "bioimageio.yml", "model.yaml", "unet of 2020.yml"})
    void aDescriptionIsFoundInFoldersInTheFolderWhateverItsName(String name) throws IOException {
        Files.move(model.resolve("rdf.yaml"), model.resolve(name));
        assertThat(lines(place.resolve("all"))).isEqualTo(expected);
        assertThat(lines(model.resolve("weights.onnx"))).isEqualTo(expected);
    }

    @Test
    void whatSystemsLeaveBesideAModelIsNoModel() throws IOException {
        write(place.resolve("all/__MACOSX/a/model/rdf.yaml"), "x");
        write(place.resolve("all/__MACOSX/a/model/._rdf.yaml"), "x");
        write(place.resolve("all/.DS_Store"), "x");
        write(place.resolve("all/.git/plans.json"), "x");
        write(place.resolve("all/README.txt"), "x");
        assertThat(lines(place.resolve("all"))).isEqualTo(expected);
    }

    @Test
    void aNetworkBelowItsDescriptionIsThatDescriptions() throws IOException {
        Path below = Files.createDirectory(model.resolve("weights"));
        Files.move(model.resolve("weights.onnx"), below.resolve("weights.onnx"));
        ForeignFiles.change(model.resolve("rdf.yaml"), "source: weights.onnx", "source: weights/weights.onnx");
        assertThat(lines(below.resolve("weights.onnx")).get(0)).isEqualTo(expected.get(0));
    }

    @Test
    void aNetworkBesideTheDescriptionOfAnotherOneIsRefused() throws IOException {
        Path other = Files.copy(model.resolve("weights.onnx"), model.resolve("other.onnx"));
        assertRefused(other, "other.onnx lies beside rdf.yaml, which is of weights.onnx", "copy the network alone");
    }

    @Test
    void aLinkToAModelIsTheModel() throws IOException {
        assertThat(lines(Files.createSymbolicLink(place.resolve("link"), model)))
                .isEqualTo(expected);
        assertThat(lines(Files.createSymbolicLink(place.resolve("net"), model.resolve("weights.onnx"))))
                .isEqualTo(expected);
    }

    @Test
    void theLeastDeepDescriptionIsThatOfAllFilesBelowIt() throws IOException {
        write(model.resolve("examples/older/rdf.yaml"), "name: older");
        write(model.resolve("plans/plans.json"), PLANS);
        assertThat(lines(place.resolve("all"))).isEqualTo(expected);
    }

    @Test
    void severalModelsAreRefusedByName() throws IOException {
        write(place.resolve("all/b/deep/down/plans.json"), PLANS);
        assertRefused(
                place.resolve("all"),
                "holds 2 models, described by a/model/rdf.yaml and b/deep/down/plans.json",
                "name the folder of one of them");
    }

    @Test
    void severalDescriptionsOfOneFolderAreRefused() throws IOException {
        write(model.resolve("plans.json"), PLANS);
        for (Path named : List.of(model, model.resolve("weights.onnx"))) {
            assertRefused(named, "plans.json and rdf.yaml", "name the one that is meant");
        }
        assertThat(lines(model.resolve("rdf.yaml"))).isEqualTo(expected);
    }

    /** As packages of bioimage.io have them. */
    @Test
    void olderFormsOfADescriptionAreNoOtherModel() throws IOException {
        Path usual = Files.move(model.resolve("rdf.yaml"), model.resolve("bioimageio.yaml"));
        write(model.resolve("v0_4_9.bioimageio.yaml"), "format_version: 0.4.9\nname: older\nweights: {}");
        assertThat(lines(model)).isEqualTo(expected);
        Files.copy(usual, model.resolve("rdf.yaml"));
        ForeignFiles.change(usual, "Tiny Lesions", "Older Lesions");
        assertThat(lines(model)).isEqualTo(expected);
        ForeignFiles.change(usual, "source: weights.onnx", "source: others.onnx");
        assertRefused(model, "bioimageio.yaml and rdf.yaml", "name the one that is meant");
    }

    @Test
    void ofSeveralPlainNetworksTheUserSaysWhichOne() throws IOException {
        Path one = alone("one.onnx");
        alone("two.onnx");
        assertRefused(one.getParent(), "holds 2 networks, one.onnx and two.onnx", "name the one that is meant");
        Answers answers = new Answers(Map.of("network", "two.onnx"), Question::byDefault);
        assertThat(ForeignModel.understand(one.getParent(), answers).lines().get(0))
                .startsWith("two, ");
    }

    @Test
    void aLinkInAModelIsToBeReplacedByItsFile() throws IOException {
        Path weights = model.resolve("weights.onnx");
        Files.createSymbolicLink(weights, Files.move(weights, place.resolve("elsewhere.onnx")));
        assertRefused(model, "which is a link or lies outside the folder: copy the file itself into the folder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dataset.json|dataset.json but not plans.json",
                "plans.json|plans.json but not dataset.json beside it",
                "PLANS.JSON|PLANS.JSON but not under the name plans.json",
                "metadata.json|metadata.json but not in the folder configs",
                "inference.json|inference.json but not configs/metadata.json",
                "configs/metadata.json|configs/metadata.json but not configs/inference.json"
            })
    void halfADescriptionIsNoPlainNetwork(String file, String sentence) throws IOException {
        Path network = alone("lesions.onnx");
        String all =
                NNUNET.replaceFirst("\\{", "{\"configurations\": 1, \"network_data_format\": 2, \"_target_\": 3, ");
        Path half = write(network.resolveSibling(file), all);
        for (Path named : List.of(network.getParent(), network, half)) {
            assertRefused(named, sentence, "copy");
        }
    }

    @Test
    void whatOnlyHasTheNameOfADescriptionHidesNoPlainNetwork() throws IOException {
        Path network = alone("lesions.onnx");
        write(network.resolveSibling("metadata.json"), "{\"author\": \"somebody\"}");
        write(network.resolveSibling("conda.yaml"), "dependencies: [onnx]");
        assertThat(lines(network).get(0)).startsWith("lesions, ").endsWith("plain ONNX");
        assertThat(lines(network.getParent())).isEqualTo(lines(network));
        assertThat(lines(Files.move(network, network.resolveSibling("OTHER.ONNX")))
                        .get(0))
                .startsWith("OTHER, ");
    }
}
