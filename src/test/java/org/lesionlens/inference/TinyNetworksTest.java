package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.model.ExcitationMeans;
import org.lesionlens.model.Explanations;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** The networks of models/tiny: two are described; the others are refused under a false description rather than run wrongly. */
class TinyNetworksTest {
    private static final Path FOREIGN = TinyModels.FOLDER.resolve("foreign");

    /** What is found in each that is not what was expected. */
    private static final Map<String, String> REFUSALS = Map.ofEntries(
            Map.entry("2d-1to1-logits", "Unknown output name probability, expected one of [logits]"),
            Map.entry("2d-1to1-sigmoid-fp16", "takes \"input\" of float16 [-1, 1, -1, -1] but"),
            Map.entry(
                    "2d-1to2-softmax",
                    "has the shape [1, 2, 64, 64] but must have [1, 1, 64, 64] for an input of [1, 1, 64, 64]"),
            Map.entry("2d-2to1-sigmoid", "takes \"input\" of float32 [-1, 2, -1, -1] but its description says"),
            Map.entry("2d-3to3-logits", "takes \"input\" of float32 [-1, 3, -1, -1] but its description says"),
            Map.entry("2d-4to3-argmax", "takes \"input\" of float32 [-1, 4, -1, -1] but its description says"),
            Map.entry("2d-4to4-softmax", "takes \"input\" of float32 [-1, 4, -1, -1] but its description says"),
            Map.entry("3d-1to1-sigmoid", "takes \"input\" of float32 [-1, 1, -1, -1, -1] but its description says"),
            Map.entry("3d-1to2-logits-fp16", "takes \"input\" of float16 [-1, 1, -1, -1, -1] but its description says"),
            Map.entry("3d-2to2-softmax", "takes \"input\" of float32 [-1, 2, -1, -1, -1] but its description says"),
            Map.entry("3d-3to4-logits", "takes \"input\" of float32 [-1, 3, -1, -1, -1] but its description says"),
            Map.entry("3d-4to3-sigmoid", "takes \"input\" of float32 [-1, 4, -1, -1, -1] but its description says"),
            Map.entry("3d-4to4-argmax", "takes \"input\" of float32 [-1, 4, -1, -1, -1] but its description says"));

    static Stream<Path> foreign() throws IOException {
        try (Stream<Path> folders = Files.list(FOREIGN)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TinyModels.SEGMENTER, TinyModels.CLASSIFIER})
    void theFormThatIsRunAnswersAsItsFormulaSays(String name) throws IOException {
        Model description = Model.read(TinyModels.FOLDER.resolve(name));
        try (OnnxModel model = TinyModels.open(description)) {
            assertThat(description.tests().get(0).outputs().keySet()).isEqualTo(model.outputNames());
            assertThat(TestTensorCheck.largestDifference(model, Progress.NONE)).isLessThan(1e-5);
            assertThat(ExcitationMeans.of(description).orElseThrow().blocks().keySet())
                    .containsExactlyElementsOf(description.explanations().excitations());
        }
    }

    @Test
    void theyOfferAllThatTheShippedNetworksExplain() throws IOException {
        Path shipped = Path.of("models");
        for (Model tiny : List.of(TinyModels.segmenter(), TinyModels.classifier())) {
            Explanations expected = Model.read(shipped.resolve(tiny.name())).explanations();
            assertThat(tiny.explanations())
                    .usingRecursiveComparison()
                    .ignoringFields("excitationMeans", "features")
                    .isEqualTo(expected);
            assertThat(tiny.explanations().features()).containsAllEntriesOf(expected.features());
        }
    }

    /** Who installs LesionLens sees the shipped models only. */
    @Test
    void theyStandInNoListOfModelsAndAreNotShipped() throws IOException {
        try (ModelsFrom shipped = ModelsFrom.shipped()) {
            assertThat(shipped).isNotNull();
            assertThat(ModelFolders.all())
                    .containsOnlyKeys(
                            "brain-t1ce-segmenter",
                            "brain-t1ce-classifier",
                            "breast-ultrasound-segmenter",
                            "breast-ultrasound-classifier",
                            "breast-ultrasound-detector",
                            "retina-lesion-detector",
                            "laryngoscopy-segmenter",
                            "lung-nodule-segmenter",
                            "lung-nodule-classifier")
                    .allSatisfy((name, folder) -> assertThat(folder).isEqualTo(Path.of("models", name)));
        }
        for (String assembly : List.of("pom.xml", "src/assembly/fiji.xml", "src/assembly/imagej.xml")) {
            assertThat(Files.readString(Path.of(assembly))).contains("<exclude>tiny/**</exclude>");
        }
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void foreignNetworksAreRefusedForWantOfADescription(Path folder) {
        assertThatThrownBy(() -> Model.read(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("must have a mapping at /config/lesionlens but has nothing there");
    }

    /** As somebody might describe them who takes them for a segmenter of the form that is run. */
    @ParameterizedTest
    @MethodSource("foreign")
    void foreignNetworksUnderAFalseDescriptionAreRefusedBecauseOfTheirTensors(Path foreign, @TempDir Path models)
            throws IOException {
        String name = foreign.getFileName().toString();
        Path folder = describedAsSegmenter(foreign, models);
        assertThatThrownBy(() -> {
                    try (OnnxModel model = TinyModels.open(Model.read(folder))) {
                        new LesionSegmenter(model, 1, false)
                                .segment(Image.of(ramp()), Progress.NONE)
                                .lesion();
                    }
                })
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(REFUSALS.get(name));
    }

    private static Path describedAsSegmenter(Path foreign, Path models) throws IOException {
        Path folder = Files.createDirectory(models.resolve(foreign.getFileName()));
        Files.copy(foreign.resolve("weights.onnx"), folder.resolve("weights.onnx"));
        Files.writeString(folder.resolve(Model.FILE_NAME), Files.readString(foreign.resolve(Model.FILE_NAME)) + """
                        config:
                          lesionlens:
                            task: segmentation
                            modality: MR
                            image: contrast-enhanced T1
                            window: {kind: whole-slice, spacing_mm: 1, field_of_view_mm: 64, stride: 16}
                            normalization: {statistics: volume, foreground: above-mean, clip: [-5.0, 10.0]}
                            threshold: 0.5
                            min_volume_ml: 0
                            min_area_mm2: 0
                            labels: [{name: lesion, code: {scheme: SCT, value: '1', meaning: lesion}, color: '#E69F00'}]
                        """);
        return folder;
    }

    private static Volume ramp() {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 64, 1}, 1, 1, 5));
        int i = 0;
        for (FloatType voxel : volume.voxels()) {
            voxel.set(i++);
        }
        return volume;
    }
}
