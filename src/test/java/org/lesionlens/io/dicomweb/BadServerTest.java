package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.dicom.SourceImages;
import org.lesionlens.io.file.SeveralVolumesException;

/** Servers that fail, or answer otherwise than DICOMweb says: one sentence, and nothing half is left. */
class BadServerTest extends BadServerFixture {
    @Test
    void aSeriesIsFetchedOnceAndTakenAway() throws IOException {
        byte[] body = images();
        try (FakeServer server = new FakeServer(images(exchange -> FakeServer.images(exchange, body)));
                RemoteInputs inputs = FakeServer.inputs()) {
            RemoteSeries series = inputs.series(server.word(), Optional.empty());
            assertThat(inputs.series(server.word(), Optional.empty())).isSameAs(series);
            assertThat(inputs.among(List.of(series.folder()))).containsExactly(series);
            // printf 1.2.826.0.1.77/1.2.826.0.1.78 | sha256sum
            assertThat(series.name()).isEqualTo("dicomweb-" + "d8d2780d047a");
            series.fetch();
            series.fetch();
            assertThat(server.requests)
                    .filteredOn(request -> request.endsWith(FakeServer.SERIES))
                    .hasSize(1);
            try (Stream<Path> files = Files.list(series.folder())) {
                assertThat(files).hasSize(SourceImages.SLICES);
            }
            series.release();
            assertThat(series.folder()).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|wants to know who asks (401): set LESIONLENS_DICOMWEB_USER",
                "403|does not allow this (403)",
                "404|has nothing there (404): check that the study or series is on it, and check the address",
                "501|does not offer this service of DICOMweb (501)",
                "413|does not take anything so large",
                "418|refuses the request (418)",
                "500|has a fault of its own (500)"
            })
    void aStatusThatIsNoSuccessIsSaid(int status, String said) throws IOException {
        HttpHandler handler =
                exchange -> FakeServer.answer(exchange, status, "text/html", "<html>".getBytes(StandardCharsets.UTF_8));
        assertThat(refusal(handler)).contains(said);
        assertThat(refusal(images(handler))).contains(said);
    }

    @Test
    void aWebPageIsNoAnswer() throws IOException {
        byte[] page = "<!DOCTYPE html><html>Log in</html>".getBytes(StandardCharsets.UTF_8);
        HttpHandler handler = exchange -> FakeServer.answer(exchange, 200, "text/html; charset=utf-8", page);
        assertThat(refusal(handler)).contains("answers with text/html where DICOM JSON is expected: check the address");
        assertThat(refusal(images(handler)))
                .contains("answers with text/html where multipart/related with DICOM is expected");
        assertThat(refusal(exchange -> FakeServer.json(exchange, "{\"error\": \"Miller\"}")))
                .contains("without UIDs")
                .doesNotContain("Miller");
    }

    @Test
    void whatIsNotWhatItSaysIsNotAskedForAgain() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpHandler noJson = exchange -> {
            asked.incrementAndGet();
            FakeServer.json(exchange, "[{\"0020000E\"");
        };
        assertThat(refusal(noJson)).contains("says that it answers with JSON, but it is none");
        HttpHandler large = exchange -> {
            asked.incrementAndGet();
            FakeServer.json(exchange, "[" + " ".repeat(1 << 26) + "]");
        };
        assertThat(refusal(large)).contains("answers a query with more than 67108864 bytes");
        HttpHandler otherBoundary = exchange -> {
            asked.incrementAndGet();
            byte[] body = ("--" + FakeServer.BOUNDARY + "more\r\n\r\n").getBytes(StandardCharsets.UTF_8);
            FakeServer.images(exchange, body);
        };
        assertThat(refusal(images(otherBoundary))).contains("not multipart as it says");
        HttpHandler brotli = exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Content-Encoding", "br");
            FakeServer.images(exchange, images());
        };
        assertThat(refusal(images(brotli))).contains("compresses its answers otherwise than by gzip");
        assertThat(asked).hasValue(4);
    }

    @Test
    void answersThatAreCompressedUnaskedAreRead() throws IOException {
        byte[] body = images();
        HttpHandler compressing = exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            FakeServer.images(exchange, gzip(body));
        };
        try (FakeServer server = new FakeServer(FakeServer.withSeries(SourceImages.SLICES, compressing));
                RemoteInputs inputs = FakeServer.inputs()) {
            RemoteSeries series = inputs.series(server.word(), Optional.empty());
            series.fetch();
            try (Stream<Path> files = Files.list(series.folder())) {
                assertThat(files).hasSize(SourceImages.SLICES);
            }
        }
        byte[] half = Arrays.copyOf(gzip(body), gzip(body).length / 2);
        assertThat(refusal(images(exchange -> {
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    FakeServer.images(exchange, half);
                })))
                .contains("broke the connection off in the middle");
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body);
        }
        return bytes.toByteArray();
    }

    /** Cut off in the middle of an image, and after a whole one: with the length that was announced, and with a right one. */
    @Test
    void halfABodyIsRefusedWhereverItEnds() throws IOException {
        byte[] body = images();
        int afterFirst = body.length / SourceImages.SLICES;
        for (int length : new int[] {body.length - 1, body.length - 20, body.length / 2, afterFirst, 10}) {
            byte[] half = Arrays.copyOf(body, length);
            assertThat(refusal(images(exchange -> FakeServer.images(exchange, half))))
                    .contains("sends half an answer, which ends within or after instance");
            assertThat(refusal(images(exchange -> {
                        exchange.getResponseHeaders()
                                .set("Content-Type", "multipart/related; boundary=" + FakeServer.BOUNDARY);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(half);
                    })))
                    .contains("broke the connection off in the middle");
        }
    }

    @Test
    void imagesOfAnotherSeriesOrFewerThanToldOrTwiceAreRefused() throws IOException {
        byte[] body = images();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        byte[] others = text.replace("1.2.826.0.1.78", "1.2.826.0.1.76").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(refusal(images(exchange -> FakeServer.images(exchange, others))))
                .contains("sends images of another study or series than it was asked for");
        byte[] twice = text.replace("1.2.826.0.1.99.2", "1.2.826.0.1.99.1").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(refusal(images(exchange -> FakeServer.images(exchange, twice))))
                .contains("sends an instance of the series twice");
        assertThat(refusal(FakeServer.withSeries(7, exchange -> FakeServer.images(exchange, body))))
                .contains("sends 6 of the 7 instances that it says the series has");
        assertThat(refusal(images(exchange ->
                        FakeServer.images(exchange, "--Some_Boundary.1--".getBytes(StandardCharsets.UTF_8)))))
                .contains("sends 0 of the 6 instances");
        assertThat(refusal(images(exchange ->
                        FakeServer.answer(exchange, 206, "multipart/related; boundary=" + FakeServer.BOUNDARY, body))))
                .contains("sends only a part of the series (206)");
        byte[] noDicom =
                "--Some_Boundary.1\r\n\r\nno DICOM at all\r\n--Some_Boundary.1--".getBytes(StandardCharsets.UTF_8);
        assertThat(refusal(FakeServer.withSeries(1, exchange -> FakeServer.images(exchange, noDicom))))
                .contains("sends an instance that is no DICOM file")
                .doesNotContain(System.getProperty("java.io.tmpdir"));
    }

    /** Asked for as it is stored, else where that is not read here, or the server does not want to, in the plain encoding. */
    @Test
    void anEncodingThatIsNotReadIsAskedForAsExplicitLittleEndian() throws IOException {
        byte[] body = images();
        byte[] unknown = new String(body, StandardCharsets.ISO_8859_1)
                .replace("1.2.840.10008.1.2.1\0", "1.2.840.10008.1.2.9\0")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (boolean refuses : new boolean[] {false, true}) {
            try (FakeServer server = new FakeServer(images(exchange -> {
                        String accept = exchange.getRequestHeaders().getFirst("Accept");
                        if (accept.endsWith("transfer-syntax=1.2.840.10008.1.2.1")) {
                            FakeServer.images(exchange, body);
                        } else if (refuses) {
                            FakeServer.answer(exchange, 406, "text/plain", new byte[0]);
                        } else {
                            assertThat(accept).endsWith("transfer-syntax=*");
                            FakeServer.images(exchange, unknown);
                        }
                    }));
                    RemoteInputs inputs = FakeServer.inputs()) {
                RemoteSeries series = inputs.series(server.word(), Optional.empty());
                series.fetch();
                try (Stream<Path> files = Files.list(series.folder())) {
                    assertThat(files).hasSize(SourceImages.SLICES);
                }
            }
        }
    }

    @Test
    void aStudyOfSeveralSeriesWantsAChoiceAndOneWithoutImagesIsSaid() throws IOException {
        byte[] body = images();
        String other = FakeServer.series("1.2.9", "CT", 3);
        String report = FakeServer.series("1.2.8", "SR", 1);
        String own = FakeServer.series(FakeServer.SERIES, "MR", SourceImages.SLICES);
        AtomicInteger kinds = new AtomicInteger();
        try (FakeServer server = new FakeServer(exchange -> {
                    if (exchange.getRequestURI().getPath().endsWith("/series")) {
                        boolean first = exchange.getRequestURI().getQuery().contains("offset=0");
                        String all = kinds.get() == 0 ? own + "," + other + "," + report : report;
                        FakeServer.json(exchange, first ? "[" + all + "]" : "[]");
                    } else {
                        FakeServer.images(exchange, body);
                    }
                });
                RemoteInputs inputs = FakeServer.inputs()) {
            String study = "dicomweb:" + server.address() + "/studies/" + FakeServer.STUDY;
            assertThatExceptionOfType(SeveralVolumesException.class)
                    .isThrownBy(() -> inputs.series(study, Optional.empty()).fetch())
                    .withMessageContaining(
                            "the study holds 2 series of images (d8d2780d047a: series 4, MR, 6 instances; ")
                    .withMessageContaining("choose one with --series")
                    .satisfies(e ->
                            assertThat(e.getMessage()).doesNotContain(FakeServer.STUDY, FakeServer.SERIES, "1.2.9"));
            for (String choice : List.of("d8d2780d047a", "dicomweb-d8d2780d047a", FakeServer.SERIES)) {
                RemoteSeries chosen = inputs.series(study, Optional.of(choice));
                chosen.fetch();
                assertThat(chosen.folder()).exists();
            }
            kinds.set(1);
            assertThatExceptionOfType(DicomWebException.class)
                    .isThrownBy(() -> inputs.series(study, Optional.of("1.2.8")).fetch())
                    .withMessageContaining("holds no images (series 4, SR, 1 instances)");
            assertThatExceptionOfType(DicomWebException.class)
                    .isThrownBy(() -> inputs.series(study, Optional.of("1.2.7")).fetch())
                    .withMessageContaining("has no such series");
        }
    }

    @Test
    void noMoreIsTakenThanTheBounds() throws IOException {
        byte[] body = images();
        Path target = Files.createDirectory(folder.resolve("target"));
        MultipartStream parts = new MultipartStream(new ByteArrayInputStream(body), FakeServer.BOUNDARY);
        ReceivedFiles bounded = new ReceivedFiles(target, "pacs", 2, 1 << 20);
        parts.next();
        bounded.add(parts);
        parts.next();
        bounded.add(parts);
        parts.next();
        assertThatThrownBy(() -> bounded.add(parts)).hasMessageContaining("sends more than 2 instances");
        ReceivedFiles small = new ReceivedFiles(target, "pacs", 9, 100);
        assertThatThrownBy(() -> small.add(parts)).hasMessageContaining("sends more than 100 bytes");
    }
}
