package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Progress;

class OnnxModelTest {
    static OnnxModel open(String name) throws IOException {
        return OnnxModel.open(Model.read(Path.of("models", name)), Optional.of(Device.CPU), 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "brain-t1ce-segmenter",
                "brain-t1ce-classifier",
                "breast-ultrasound-detector",
                "retina-lesion-detector",
                "laryngoscopy-segmenter"
            })
    void shippedModelsGiveHereWhatPyTorchGave(String name) throws IOException {
        try (OnnxModel model = open(name)) {
            assertThat(TestTensorCheck.largestDifference(model, Progress.NONE)).isLessThan(TestTensorCheck.TOLERANCE);
        }
    }

    @Test
    void everyExplanationThatIsNamedIsAnOutput() throws IOException {
        try (OnnxModel segmenter = open("brain-t1ce-segmenter");
                OnnxModel classifier = open("brain-t1ce-classifier")) {
            var explains = segmenter.description().explanations();
            assertThat(segmenter.outputNames())
                    .containsAll(explains.gates())
                    .containsAll(explains.excitations())
                    .containsAll(explains.features().values())
                    .contains(
                            explains.query().orElseThrow(),
                            explains.key().orElseThrow(),
                            explains.attended().orElseThrow());
            assertThat(classifier.outputNames())
                    .containsAll(classifier.description().explanations().excitations())
                    .contains(classifier
                            .description()
                            .explanations()
                            .classActivation()
                            .orElseThrow());
        }
    }

    @Test
    void attentionIsRatherFineThatAPointCanBeFollowed() throws IOException {
        try (OnnxModel model = open("brain-t1ce-segmenter")) {
            Tensor slice = new Tensor(new float[256 * 256], new long[] {1, 1, 256, 256});
            Map<String, Tensor> outputs = model.run(slice, Set.of("query", "gate0"));
            assertThat(outputs.get("query").shape()).endsWith(32, 32);
            assertThat(outputs.get("gate0").shape()).containsExactly(1, 1, 128, 128);
        }
    }

    @Test
    void theMeanOfAClassActivationMapPlusItsBiasIsTheLogit() throws IOException {
        try (OnnxModel model = open("brain-t1ce-classifier")) {
            double[] first = biases(model, 0);
            double[] second = biases(model, 1);
            assertThat(first).containsExactly(second, org.assertj.core.data.Offset.offset(1e-4));
        }
    }

    /** Logit minus mean of the map, which must not depend on the image: the first half; the mask is a square. */
    private static double[] biases(OnnxModel model, float value) {
        int pixelsIn = 128 * 128;
        float[] patch = new float[2 * pixelsIn];
        for (int i = 0; i < pixelsIn; i++) {
            patch[i] = value * (float) Math.sin(i);
            patch[pixelsIn + i] = Math.abs(i % 128 - 64) < 9 && Math.abs(i / 128 - 64) < 9 ? 1 : 0;
        }
        Map<String, Tensor> outputs =
                model.run(new Tensor(patch, new long[] {1, 2, 128, 128}), Set.of("logits", "class_activation"));
        float[] maps = outputs.get("class_activation").values();
        int pixels = maps.length / 3;
        double[] biases = new double[3];
        for (int k = 0; k < 3; k++) {
            double sum = 0;
            for (int i = 0; i < pixels; i++) {
                sum += maps[k * pixels + i];
            }
            biases[k] = outputs.get("logits").values()[k] - sum / pixels;
        }
        return biases;
    }

    @Test
    void automaticDeviceFallsBackToTheCpu() throws IOException {
        Model description = Model.read(Path.of("models", "brain-t1ce-classifier"));
        try (OnnxModel model = OnnxModel.open(description, Optional.empty(), 0)) {
            assertThat(model.device()).isIn(Device.CPU, Device.CUDA);
        }
    }

    @Test
    void aDeviceThatIsNamedOutrightAndDoesNotWorkIsAnError() throws IOException {
        Model description = Model.read(Path.of("models", "brain-t1ce-classifier"));
        assertThatThrownBy(() -> OnnxModel.open(description, Optional.of(Device.COREML), 0))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("coreml");
    }

    @Test
    void anInputOfAWrongShapeIsExplained() throws IOException {
        try (OnnxModel model = open("brain-t1ce-segmenter")) {
            assertThatThrownBy(() -> model.run(
                            new Tensor(new float[3 * 50 * 50], new long[] {1, 3, 50, 50}), Set.of("probability")))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("[1, 3, 50, 50]")
                    .hasMessageContaining("multiples of 16");
        }
    }
}
