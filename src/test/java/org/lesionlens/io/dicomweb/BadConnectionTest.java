package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
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
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicom.SourceImages;
import org.lesionlens.volume.UsageException;

/** Servers that are not there, silent, slow, elsewhere, or not to be trusted: one sentence, and nothing half is left. */
class BadConnectionTest extends BadServerFixture {
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
    void nobodyThereIsSaid() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(said("http://127.0.0.1:" + port)).contains("refuses the connection");
        assertThat(said("https://no-such-host.invalid")).contains("the host no-such-host.invalid is not known here");
        try (FakeServer server = new FakeServer(exchange -> FakeServer.json(exchange, "[]"))) {
            // Some versions of Java's server break off what is no HTTP, others wait for more.
            assertThat(said(server.address().replace("http:", "https:"), FakeServer.hastyInputs()))
                    .containsAnyOf("cannot be talked to over https", "does not take the connection in time")
                    .contains("check address", "whether the server speaks https");
        }
    }

    private static String said(String server) throws IOException {
        return said(server, FakeServer.inputs());
    }

    private static String said(String server, RemoteInputs patience) throws IOException {
        try (RemoteInputs inputs = patience) {
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
