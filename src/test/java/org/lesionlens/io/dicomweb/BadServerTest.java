package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.dicom.SourceImages;
import org.lesionlens.io.file.SeveralVolumesException;
import org.lesionlens.volume.UsageException;

/** Servers that fail, or answer otherwise than DICOMweb says: one sentence, and nothing half is left. */
class BadServerTest {
    @TempDir
    private Path folder;

    private byte[] images() throws IOException {
        Path series = folder.resolve("series");
        if (!Files.exists(series)) {
            SourceImages.oblique(SourceImages.Kind.MR).write(series);
        }
        return FakeServer.multipart(series);
    }

    /** What is said when the series is fetched; nothing of it is there then, and no identifier is said. */
    private static String refusal(HttpHandler handler) throws IOException {
        try (RemoteInputs inputs = FakeServer.inputs()) {
            return refusal(handler, inputs);
        }
    }

    private static String refusal(HttpHandler handler, RemoteInputs inputs) throws IOException {
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

    private static HttpHandler images(HttpHandler handler) {
        return FakeServer.withSeries(SourceImages.SLICES, handler);
    }

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

    @Test
    void aCertificateThatHasExpiredIsSaidAndNotTrustedByItself(@TempDir Path keys)
            throws IOException, InterruptedException {
        IOException expired = new SSLHandshakeException("no");
        expired.initCause(new CertificateException("PKIX", new CertificateExpiredException("in 2021")));
        assertThat(Failures.of(URI.create("https://pacs.example.org/x"), expired))
                .hasMessageContaining("not valid today");
        Path store = keys.resolve("keys.p12");
        Path file = keys.resolve("old.pem");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> both = List.of("-keystore", store.toString(), "-storepass", "changeit", "-alias", "old");
        List<String> make = List.of(
                "-genkeypair", "-keyalg", "RSA", "-dname", "CN=localhost", "-startdate", "-20d", "-validity", "9");
        for (List<String> words : List.of(make, List.of("-exportcert", "-rfc", "-file", file.toString()))) {
            List<String> command = new ArrayList<>(List.of(tool));
            command.addAll(words);
            command.addAll(both);
            assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        }
        Access access = new Access(Optional.of(file), false, Credentials.NONE, Access.Patience.usual());
        assertThatThrownBy(access::tls)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("holds no certificate that is valid today");
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
    void aServerThatFallsSilentIsGivenUp() throws IOException {
        byte[] body = images();
        AtomicBoolean ended = new AtomicBoolean();
        HttpHandler silent = exchange -> {
            while (!ended.get()) {
                sleep(50);
            }
        };
        HttpHandler slow = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "multipart/related; boundary=" + FakeServer.BOUNDARY);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
            silent.handle(exchange);
        };
        try (RemoteInputs inputs = FakeServer.hastyInputs()) {
            assertThat(refusal(images(slow), inputs)).contains("is silent for too long");
            assertThat(refusal(images(silent), inputs)).contains("is silent for too long");
        }
        ended.set(true);
    }

    /** One that only takes its time, piece by piece, is not. */
    @Test
    void aServerThatIsSlowIsWaitedFor() throws IOException {
        byte[] body = images();
        try (FakeServer server = new FakeServer(images(exchange -> {
                    exchange.getResponseHeaders()
                            .set("Content-Type", "multipart/related; boundary=" + FakeServer.BOUNDARY);
                    exchange.sendResponseHeaders(200, 0);
                    for (int from = 0; from < body.length; from += 1000) {
                        exchange.getResponseBody().write(body, from, Math.min(1000, body.length - from));
                        exchange.getResponseBody().flush();
                        sleep(150);
                    }
                }));
                RemoteInputs inputs = FakeServer.hastyInputs()) {
            RemoteSeries series = inputs.series(server.word(), Optional.empty());
            series.fetch();
            assertThat(series.folder()).exists();
        }
    }

    private static void sleep(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void whatIsOverInAMomentIsTriedAgain() throws IOException {
        byte[] body = images();
        AtomicInteger tries = new AtomicInteger();
        HttpHandler handler = images(exchange -> {
            switch (tries.incrementAndGet()) {
                case 1 -> FakeServer.answer(exchange, 503, "text/plain", new byte[0]);
                case 2 -> FakeServer.images(exchange, Arrays.copyOf(body, body.length / 2));
                default -> FakeServer.images(exchange, body);
            }
        });
        try (FakeServer server = new FakeServer(handler);
                RemoteInputs inputs = FakeServer.inputs()) {
            RemoteSeries series = inputs.series(server.word(), Optional.empty());
            series.fetch();
            try (Stream<Path> files = Files.list(series.folder())) {
                assertThat(files).hasSize(SourceImages.SLICES);
            }
        }
        assertThat(tries).hasValue(3);
        tries.set(0);
        refusal(images(exchange -> {
            tries.incrementAndGet();
            FakeServer.answer(exchange, 404, "text/plain", new byte[0]);
        }));
        assertThat(tries).hasValue(1);
    }

    @Test
    void onlyThePathOfTheSameServerIsRedirectedTo() throws IOException {
        byte[] body = images();
        try (FakeServer other = new FakeServer(images(exchange -> FakeServer.images(exchange, body)))) {
            assertThat(refusal(exchange -> {
                        exchange.getResponseHeaders()
                                .set(
                                        "Location",
                                        other.address()
                                                + exchange.getRequestURI().getPath());
                        FakeServer.answer(exchange, 302, "text/plain", new byte[0]);
                    }))
                    .contains("sends to another server (http://127.0.0.1:", "which is not followed");
            assertThat(other.requests).isEmpty();
        }
        assertThat(refusal(exchange -> {
                    exchange.getResponseHeaders()
                            .set("Location", exchange.getRequestURI().toString());
                    FakeServer.answer(exchange, 301, "text/plain", new byte[0]);
                }))
                .contains("without end");
        HttpHandler images = images(exchange -> FakeServer.images(exchange, body));
        try (FakeServer server = new FakeServer(exchange -> {
                    if (exchange.getRequestURI().getPath().startsWith("/moved")) {
                        images.handle(exchange);
                    } else {
                        exchange.getResponseHeaders().set("Location", "/moved" + exchange.getRequestURI());
                        FakeServer.answer(exchange, 307, "text/plain", new byte[0]);
                    }
                });
                RemoteInputs inputs = FakeServer.inputs()) {
            RemoteSeries series = inputs.series(server.word(), Optional.empty());
            series.fetch();
            assertThat(series.folder()).exists();
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
    void nobodyThereIsSaid() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(said("http://127.0.0.1:" + port)).contains("refuses the connection");
        assertThat(said("https://no-such-host.invalid")).contains("the host no-such-host.invalid is not known here");
        try (FakeServer server = new FakeServer(exchange -> FakeServer.json(exchange, "[]"))) {
            assertThat(said(server.address().replace("http:", "https:"))).contains("cannot be talked to over https");
        }
    }

    private static String said(String server) throws IOException {
        try (RemoteInputs inputs = FakeServer.inputs()) {
            RemoteSeries series = inputs.series("dicomweb:" + server + "/studies/1.2", Optional.empty());
            String[] said = new String[1];
            assertThatExceptionOfType(DicomWebException.class)
                    .isThrownBy(series::fetch)
                    .satisfies(e -> said[0] = e.getMessage());
            return said[0];
        }
    }

    @Test
    void httpToOtherMachinesWantsAWord() throws IOException {
        String word = "dicomweb:http://pacs.example/dw/studies/1.2";
        try (RemoteInputs inputs = FakeServer.inputs()) {
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> inputs.series(word, Optional.empty()))
                    .withMessageContaining("would send images and password unencrypted")
                    .withMessageContaining("--insecure");
            for (String near : List.of("localhost", "127.0.0.1", "127.9.9.9", "[::1]")) {
                inputs.series("dicomweb:http://" + near + "/dw/studies/1.2", Optional.empty());
            }
            for (String far : List.of("localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1")) {
                assertThatThrownBy(() -> inputs.series("dicomweb:http://" + far + "/studies/1.2", Optional.empty()))
                        .isInstanceOf(UsageException.class);
            }
        }
        Access open = new Access(Optional.empty(), true, Credentials.NONE, Access.Patience.usual());
        try (RemoteInputs inputs = new RemoteInputs(open, () -> false)) {
            assertThat(inputs.series(word, Optional.empty()).host()).isEqualTo("pacs.example");
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

    @Test
    void whatIsNotWantedAnyMoreEndsAtOnce() throws IOException {
        AtomicBoolean stop = new AtomicBoolean();
        try (FakeServer server = new FakeServer(images(exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "multipart/related; boundary=b");
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write("--b\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    stop.set(true);
                    while (true) {
                        exchange.getResponseBody().write(new byte[1000]);
                        exchange.getResponseBody().flush();
                        sleep(10);
                    }
                }));
                RemoteInputs inputs = new RemoteInputs(
                        new Access(Optional.empty(), false, Credentials.NONE, Access.Patience.usual()), stop::get)) {
            RemoteSeries series = inputs.series(server.word(), Optional.empty());
            assertThatThrownBy(series::fetch).isInstanceOf(CancellationException.class);
            assertThat(series.folder()).doesNotExist();
        }
    }
}
