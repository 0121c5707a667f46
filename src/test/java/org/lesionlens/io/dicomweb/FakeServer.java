package org.lesionlens.io.dicomweb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A server on this machine that answers as a test wants, right or wrong. */
public final class FakeServer implements AutoCloseable {
    /** UIDs of the series that it tells of. */
    public static final String STUDY = "1.2.826.0.1.77";

    public static final String SERIES = "1.2.826.0.1.78";
    private static final Duration PAUSE = Duration.ofMillis(20);
    static final String BOUNDARY = "Some_Boundary.1";

    /** What it was asked: method, path and query. */
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else each answer takes 40 ms
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public FakeServer(HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            try {
                handler.handle(exchange);
            } finally {
                exchange.close();
            }
        });
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/dicom-web";
    }

    public String word() {
        return "dicomweb:" + address() + "/studies/" + STUDY + "/series/" + SERIES;
    }

    public static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    public static void json(HttpExchange exchange, String text) throws IOException {
        answer(exchange, 200, "application/dicom+json", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A query for the series is told of it; all else is handled otherwise. */
    public static HttpHandler withSeries(int instances, HttpHandler images) {
        return exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/series")) {
                boolean first = exchange.getRequestURI().getQuery().contains("offset=0");
                json(exchange, first ? "[" + series(SERIES, "MR", instances) + "]" : "[]");
            } else {
                images.handle(exchange);
            }
        };
    }

    public static String series(String uid, String modality, int instances) {
        return """
                {"0020000E": {"vr": "UI", "Value": ["%s"]}, "00080060": {"vr": "CS", "Value": ["%s"]},
                 "00200011": {"vr": "IS", "Value": [4]}, "00201209": {"vr": "IS", "Value": [%d]}}
                """.formatted(uid, modality, instances);
    }

    public static void images(HttpExchange exchange, byte[] body) throws IOException {
        answer(exchange, 200, "Multipart/Related; Type=\"application/dicom\"; BOUNDARY=" + BOUNDARY, body);
    }

    /** The files of a folder as the parts of a body. */
    public static byte[] multipart(Path folder) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                body.writeBytes(("\r\n--" + BOUNDARY + "\r\ncontent-TYPE: application/dicom\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                body.writeBytes(Files.readAllBytes(file));
            }
        }
        body.writeBytes(("\r\n--" + BOUNDARY + "--").getBytes(StandardCharsets.ISO_8859_1));
        return body.toByteArray();
    }

    /** What reaches it soon or not at all. */
    public static RemoteInputs inputs() {
        return new RemoteInputs(
                access(new Access.Patience(Duration.ofSeconds(5), Duration.ofSeconds(5), 3, PAUSE)), () -> false);
    }

    /** Without any patience. */
    static RemoteInputs hastyInputs() {
        Duration soon = Duration.ofMillis(300);
        return new RemoteInputs(access(new Access.Patience(soon, soon, 1, PAUSE)), () -> false);
    }

    private static Access access(Access.Patience patience) {
        return new Access(Optional.empty(), false, Credentials.NONE, patience);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
