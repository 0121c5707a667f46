package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.model.Model;

/** Labels of a network that answers background, an organ and two tumours, of which one holds at each voxel. */
class AnswersTest {
    private static final int FLOAT = 1;
    private static final int ORGAN = 1;
    private static final int FIRST = 2;

    @TempDir
    private Path models;

    private Model model;

    @BeforeEach
    void describe() throws IOException {
        byte[] onnx = new TinyNetwork()
                .input("input", FLOAT, "n", "4", "y", "x")
                .output("probability", FLOAT, "n", "4", "y", "x")
                .operator("Softmax", "input", "probability", Attribute.number("axis", 1))
                .file();
        model = new DescribedModel(models, "exclusive")
                .weights(onnx)
                .own("labels: [{name: organ, lesion: false}, {name: first}, {name: second}]")
                .own("preparation: [{step: linear, gain: 1}]")
                .network("input: {name: input}")
                .network("window: {kind: whole, sides: [{least: 1, step: 1}, {least: 1, step: 1}]}")
                .own("output: {name: probability, answer: exclusive, labels: [0, 1, 2, 3]}")
                .write();
    }

    private int label(double threshold, float... probabilities) {
        Answers answers = new Answers(model, threshold);
        int[] label = new int[1];
        answers.labels(probabilities, answers.probability(probabilities), label);
        return label[0];
    }

    @Test
    void whatIsNotLesionEnoughIsNotGivenToAnOrgan() {
        float[] tumour = {0.1f, 0.2f, 0.5f, 0.2f};
        assertThat(label(0, tumour)).isEqualTo(FIRST);
        assertThat(label(0.6, tumour)).isEqualTo(FIRST);
        assertThat(label(0.9, tumour)).isZero();
    }

    @Test
    void anOrganThatIsMostProbableStays() {
        float[] organ = {0.1f, 0.4f, 0.3f, 0.2f};
        assertThat(label(0, organ)).isEqualTo(ORGAN);
        assertThat(label(0.4, organ)).isEqualTo(FIRST);
        assertThat(label(0.9, organ)).isEqualTo(ORGAN);
    }
}
