package org.lesionlens.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.model.ExcitationMeans.Channels;

class ExcitationMeansTest {
    private static final String NAME = "brain-t1ce-segmenter";
    private static final String FILE = "excitation-means.yaml";

    @TempDir
    private Path models;

    @Test
    void meansAndDeviationsAreThoseOfTheFile() throws Exception {
        assertThat(ExcitationMeans.of(described("block: {glioma: {mean: [0.5, 1], deviation: [0.1, 0]}}"))
                        .orElseThrow()
                        .of("block", "glioma"))
                .contains(new Channels(List.of(0.5f, 1f), List.of(0.1f, 0f)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "block: {glioma: {mean: [0.5, 1]}}",
                "block: {glioma: {mean: [0.5, null], deviation: [0.1, 0.1]}}",
                "block: {glioma: [0.5, 1]}"
            })
    void aFileThatIsBrokenIsRefusedWhenItIsRead(String text) throws Exception {
        Model model = described(text);
        assertThatExceptionOfType(UnsuitableModelException.class)
                .isThrownBy(() -> ExcitationMeans.of(model))
                .withMessageContaining(FILE)
                .withMessageContaining("install the model again");
    }

    private Model described(String means) throws IOException, NoSuchAlgorithmException {
        byte[] bytes = means.getBytes(StandardCharsets.UTF_8);
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        Path folder = ChangedModel.copy(
                NAME, models, text -> text.replaceFirst("(" + FILE + "\n +sha256: )[0-9a-f]+", "$1" + sum));
        Files.write(folder.resolve(FILE), bytes);
        return Model.read(folder);
    }
}
