package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicom.SourceImages;

/** Servers of a series that fail in a way that a test decides. */
abstract class BadServerFixture {
    @TempDir
    Path folder;

    byte[] images() throws IOException {
        Path series = folder.resolve("series");
        if (!Files.exists(series)) {
            SourceImages.oblique(SourceImages.Kind.MR).write(series);
        }
        return FakeServer.multipart(series);
    }

    /** What is said when the series is fetched; nothing of it is there then, and no identifier is said. */
    static String refusal(HttpHandler handler) throws IOException {
        try (RemoteInputs inputs = FakeServer.inputs()) {
            return refusal(handler, inputs);
        }
    }

    static String refusal(HttpHandler handler, RemoteInputs inputs) throws IOException {
        try (FakeServer server = new FakeServer(handler)) {
            RemoteSeries series = inputs.series(server.word(), Optional.empty());
            String[] said = new String[1];
            assertThatExceptionOfType(DicomWebException.class)
                    .isThrownBy(series::fetch)
                    .satisfies(e -> said[0] = e.getMessage());
            assertThat(series.folder()).doesNotExist();
            assertThat(said[0])
                    .doesNotContain(FakeServer.STUDY, FakeServer.SERIES)
                    .contains("127.0.0.1:");
            return said[0];
        }
    }

    static HttpHandler images(HttpHandler handler) {
        return FakeServer.withSeries(SourceImages.SLICES, handler);
    }
}
