package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicom.SourceImages;

/** What a server says of each object counts, not that it answers. */
class StoreAnswerTest {
    private static final String STORED =
            "{\"00081199\": {\"vr\": \"SQ\", \"Value\": [{\"00081155\": {\"vr\": \"UI\", \"Value\": [\"1.2.826.0.1.99.1\"]}%s}]}}";
    private static final String FAILED =
            "{\"00081198\": {\"vr\": \"SQ\", \"Value\": [{\"00081155\": {\"vr\": \"UI\", \"Value\": [\"1.2.826.0.1.99.1\"]},"
                    + " \"00081197\": {\"vr\": \"US\", \"Value\": [%d]}}]}}";

    @TempDir
    private Path folder;

    @Test
    void anObjectIsStoredIfTheServerSaysSo() throws IOException {
        assertThat(stored(200, STORED.formatted(""))).isEqualTo(new StoreAnswer(true, ""));
        String warning = ", \"00081196\": {\"vr\": \"US\", \"Value\": [45056]}";
        assertThat(stored(202, STORED.formatted(warning)))
                .isEqualTo(new StoreAnswer(true, "stored with a warning of the server (0xB000)"));
        assertThat(stored(409, FAILED.formatted(0x0111))).isEqualTo(new StoreAnswer(true, "")); // it has it already
        assertThat(stored(409, FAILED.formatted(0x0122)).note())
                .isEqualTo("the server refuses it since it does not store objects of this kind (0x0122)");
        assertThat(stored(202, FAILED.formatted(0xa700)).note()).contains("out of resources (0xA700)");
        assertThat(stored(200, FAILED.formatted(0xc000)).stored()).isFalse();
        assertThat(stored(200, "{}"))
                .matches(answer -> !answer.stored() && answer.note().contains("does not say that it has stored it"));
        assertThat(stored(200, STORED.formatted("").replace("99.1", "99.2")).stored())
                .isFalse();
        assertThatThrownBy(() -> stored(200, "<html>")).hasMessageContaining("answers with JSON, but it is none");
        assertThatThrownBy(() -> stored(500, "")).hasMessageContaining("fault of its own (500)");
    }

    private StoreAnswer stored(int status, String answer) throws IOException {
        Path file = SourceImages.oblique(SourceImages.Kind.MR)
                .write(folder.resolve("series"))
                .resolve("IM0.dcm");
        byte[] content = Files.readAllBytes(file);
        try (FakeServer server = new FakeServer(exchange -> {
                    String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
                    boolean whole = sent.contains(new String(content, StandardCharsets.ISO_8859_1));
                    FakeServer.answer(
                            exchange,
                            whole ? status : 400,
                            "application/dicom+json",
                            answer.getBytes(StandardCharsets.UTF_8));
                });
                RemoteInputs inputs = FakeServer.inputs()) {
            return inputs.series(server.word(), Optional.empty()).store(file);
        }
    }
}
