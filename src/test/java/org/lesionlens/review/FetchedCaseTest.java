package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.dicom.SourceImages;
import org.lesionlens.io.dicomweb.FakeServer;
import org.lesionlens.io.dicomweb.RemoteInputs;
import org.lesionlens.io.dicomweb.RemoteSeries;
import org.lesionlens.io.file.ReadOptions;

/** An export does not take the images away from who has the case open. */
class FetchedCaseTest {
    private static Case item(RemoteSeries series) {
        return new Case(
                "a",
                List.of(ChannelInput.whole(series.folder(), new ReadOptions(Optional.empty(), false))),
                List.of(),
                Case.About.NOTHING,
                List.of(series));
    }

    @Test
    void theImagesStayUntilTheLastOneHasDone(@TempDir Path files) throws IOException {
        SourceImages.oblique(SourceImages.Kind.MR).write(files);
        byte[] body = FakeServer.multipart(files);
        HttpHandler images = exchange -> FakeServer.images(exchange, body);
        try (FakeServer server = new FakeServer(FakeServer.withSeries(SourceImages.SLICES, images));
                RemoteInputs inputs = FakeServer.inputs()) {
            RemoteSeries series = inputs.series(server.word(), Optional.empty());
            FetchedCase open = FetchedCase.of(item(series));
            FetchedCase export = FetchedCase.of(item(series));
            export.close();
            assertThat(series.folder()).isNotEmptyDirectory();
            open.close();
            assertThat(series.folder()).doesNotExist();
        }
    }

    @Test
    void whatCannotBeFetchedIsHeldByNobody() throws IOException {
        try (FakeServer server =
                        new FakeServer(exchange -> FakeServer.answer(exchange, 404, "text/plain", new byte[0]));
                RemoteInputs inputs = FakeServer.inputs()) {
            Case item = item(inputs.series(server.word(), Optional.empty()));
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> FetchedCase.of(item)).hasMessageContaining("has nothing there (404)");
            }
        }
    }
}
