package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.model.AddedModel;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

class ChosenModelsTest {
    private static final String SEGMENTER = "brain-t1ce-segmenter";
    private static final String CLASSIFIER = "brain-t1ce-classifier";
    private static final ImageTraits MR = new ImageTraits(Optional.of("MR"), false, false);
    private static final VolumeGeometry HEAD =
            VolumeGeometry.unplaced(new long[] {256, 256, 1}, new double[] {1, 1, 1});

    @TempDir
    Path folder;

    private ModelsFrom models;

    @BeforeEach
    void useAFolderWithTheShippedOnes() throws IOException {
        ChangedModel.copy(SEGMENTER, folder, UnaryOperator.identity());
        ChangedModel.copy(CLASSIFIER, folder, UnaryOperator.identity());
        models = ModelsFrom.folder(folder);
    }

    @AfterEach
    void useTheOldOne() {
        models.close();
    }

    /** A copy of a shipped model under another name, described differently. */
    private void copy(String shipped, String name, String right, String other) throws IOException {
        Path made = ChangedModel.copy(shipped, Files.createDirectories(folder.resolve("aside")), text -> {
            assertThat(text).contains(right);
            return text.replace(right, other);
        });
        Files.move(made, folder.resolve(name));
    }

    private static Optional<String> classifierOf(String segmenter) throws IOException {
        return ChosenModels.find(Optional.of(segmenter), Optional.empty())
                .classifier()
                .map(Model::name);
    }

    @Test
    void theClassifierForTheSameImagesIsMeantWhereNobodyNamesOne() throws IOException {
        assertThat(classifierOf(SEGMENTER)).contains(CLASSIFIER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "modality: MR|modality: CT",
                "image: contrast-enhanced T1|image: portal venous phase",
                "'12738006'|'10200004'"
            })
    void aSegmenterOfOtherImagesHasNone(String right, String other) throws IOException {
        copy(SEGMENTER, "other", right, other);
        assertThat(classifierOf("other")).isEmpty();
    }

    @Test
    void twoThatTellTheSameClassesApartAreOneChoice() throws IOException {
        copy(CLASSIFIER, "again", "name: brain-t1ce-classifier", "name: again");
        assertThat(classifierOf(SEGMENTER)).contains("again");
    }

    @Test
    void twoThatTellOtherClassesApartAreRefusedUntilOneIsNamed() throws IOException {
        copy(CLASSIFIER, "kinds", "name: glioma", "name: glioblastoma");
        assertThatThrownBy(() -> classifierOf(SEGMENTER))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("[brain-t1ce-classifier, kinds]")
                .hasMessageContaining("--classifier");
        assertThat(ChosenModels.find(Optional.of(SEGMENTER), Optional.of("kinds"))
                        .classifier())
                .isPresent();
        assertThat(ChosenModels.find(Optional.of(SEGMENTER), Optional.of("none"))
                        .classifier())
                .isEmpty();
    }

    @Test
    void aClassifierForOtherImagesThatIsNamedIsUsedWithAWarning() throws IOException {
        copy(CLASSIFIER, "other", "modality: MR", "modality: CT");
        ChosenModels chosen = ChosenModels.find(Optional.of(SEGMENTER), Optional.of("other"));
        assertThat(chosen.warnings(HEAD, List.of(MR)))
                .containsExactly(
                        "the classifier brain-t1ce-classifier was made for contrast-enhanced T1 CT images (Brain)"
                                + " but the segmenter brain-t1ce-segmenter for contrast-enhanced T1 MR images (Brain): the classes of"
                                + " the lesions may mean nothing.");
        assertThat(ChosenModels.find(Optional.of(SEGMENTER), Optional.of(CLASSIFIER))
                        .warnings(HEAD, List.of(MR)))
                .isEmpty();
    }

    @Test
    void theDefaultIsWhatTheFileSays() throws IOException {
        copy(SEGMENTER, "other", "modality: MR", "modality: CT");
        Files.writeString(folder.resolve("default"), "other\n");
        assertThat(DefaultModel.segmenter()).isEqualTo("other");
        Files.writeString(folder.resolve("default"), "lost\n");
        assertThatThrownBy(DefaultModel::segmenter)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("the default model is \"lost\"")
                .hasMessageContaining("[brain-t1ce-classifier, brain-t1ce-segmenter, other");
    }

    /** Adding a model changes no result of a run that names none. */
    @Test
    void aModelThatWasAddedIsMeantOnlyWhereItIsNamed() throws IOException {
        copy(SEGMENTER, "added", "modality: MR", "modality: CT");
        Files.writeString(folder.resolve("added").resolve(AddedModel.FILE_NAME), "kind: plain ONNX\n");
        assertThat(DefaultModel.segmenter()).isEqualTo(SEGMENTER);
        Files.writeString(folder.resolve("default"), "added\n");
        assertThat(DefaultModel.segmenter()).isEqualTo("added");
    }

    @Test
    void aDemonstrationIsMeantOnlyWhereItIsNamed(@TempDir Path own) throws IOException {
        copy(SEGMENTER, "shown", "modality: MR", "modality: ES\n    demonstration: trained on one patient");
        assertThat(DefaultModel.segmenter()).isEqualTo(SEGMENTER);
        Files.move(folder.resolve("shown"), own.resolve("shown"));
        try (ModelsFrom place = ModelsFrom.folder(own)) {
            assertThat(DefaultModel.segmenter()).as("of a later place").isEqualTo(SEGMENTER);
        }
    }

    /** The program's own folder of models, which is searched last, has a default. */
    @Test
    void theDefaultOfALaterPlaceDoesNotCountWhereAnEarlierOneHasSegmenters(@TempDir Path own) throws IOException {
        try (ModelsFrom place = ModelsFrom.folder(own)) {
            assertThat(place).isNotNull();
            assertThat(DefaultModel.segmenter()).isEqualTo(SEGMENTER);
            TinyModel.good(own, "liver");
            assertThat(DefaultModel.segmenter()).isEqualTo("liver");
            TinyModel.good(own, "lung");
            assertThatThrownBy(DefaultModel::segmenter)
                    .hasMessageContaining("choose one of [liver, lung] with --model");
        }
    }

    @Test
    void withoutADefaultTheOnlyOneIsMeantAndOfSeveralNone() {
        assertThat(DefaultModel.only(Set.of("liver"))).isEqualTo("liver");
        assertThatThrownBy(() -> DefaultModel.only(new TreeSet<>(Set.of("brain", "liver"))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("choose one of [brain, liver] with --model");
        assertThatThrownBy(() -> DefaultModel.only(Set.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no model for segmentation was found in");
    }
}
