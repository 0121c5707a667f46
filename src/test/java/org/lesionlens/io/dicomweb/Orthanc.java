package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.lesionlens.io.file.Removal;

/** Debian's Orthanc with its plugin for DICOMweb, on a free port of this machine, with a folder of its own; wants a password. */
public final class Orthanc implements AutoCloseable {
    /** Whom it lets in. */
    public static final String USER = "reader";

    public static final String PASSWORD = "pass word:äß";

    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/sbin/Orthanc"), Path.of("/usr/bin/Orthanc"), Path.of("/usr/local/sbin/Orthanc"));
    private static final List<Path> PLUGINS = List.of(
            Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so"),
            Path.of("/usr/local/share/orthanc/plugins/libOrthancDicomWeb.so"));
    private static final int LONGEST_START_SECONDS = 60;
    private static final int MOST_PORTS = 3;

    private final Path folder;
    private int port;
    private final boolean locked;
    private Process process;

    private Orthanc(Path folder, boolean locked) throws IOException {
        this.folder = folder;
        this.locked = locked;
        Files.createDirectories(folder);
        takePort();
    }

    /** Starts one; where Orthanc is not installed the test is skipped. */
    public static Orthanc start(Path folder) throws IOException, InterruptedException {
        return start(folder, true);
    }

    /** Starts one that lets everybody in. */
    public static Orthanc startUnlocked(Path folder) throws IOException, InterruptedException {
        return start(folder, false);
    }

    private static Orthanc start(Path folder, boolean locked) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                find(PROGRAMS).isPresent() && find(PLUGINS).isPresent(),
                "Orthanc with DICOMweb is not installed (apt-get install orthanc orthanc-dicomweb)");
        Orthanc orthanc = new Orthanc(folder, locked);
        for (int tries = 1; tries < MOST_PORTS; tries++) {
            try {
                orthanc.start();
                return orthanc;
            } catch (IOException e) { // somebody else may have taken the port before it did
                orthanc.kill();
                orthanc.takePort();
            }
        }
        orthanc.start();
        return orthanc;
    }

    private static Optional<Path> find(List<Path> places) {
        return places.stream().filter(Files::exists).findFirst();
    }

    private void takePort() throws IOException {
        port = freePort();
        Files.writeString(folder.resolve("orthanc.json"), configuration());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("127.0.0.1", 0));
            return socket.getLocalPort();
        }
    }

    private String configuration() {
        return """
                {"Name": "test", "StorageDirectory": "%s/db", "IndexDirectory": "%s/db",
                 "Plugins": ["%s"], "HttpServerEnabled": true, "HttpPort": %d, "RemoteAccessAllowed": false,
                 "DicomServerEnabled": false, "AuthenticationEnabled": %b, "RegisteredUsers": {"%s": "%s"},
                 "OverwriteInstances": false,
                 "DicomWeb": {"Enable": true, "Root": "/dicom-web/"}}
                """.formatted(folder, folder, find(PLUGINS).orElseThrow(), port, locked, USER, PASSWORD);
    }

    /** Starts it, or starts it again. */
    public void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        find(PROGRAMS).orElseThrow().toString(),
                        folder.resolve("orthanc.json").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // of tests that are ended
        for (int i = 0; i < 10 * LONGEST_START_SECONDS; i++) {
            if (!process.isAlive()) {
                throw new IOException("Orthanc has ended: " + Files.readString(folder.resolve("log")));
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IOException("Orthanc does not start: " + Files.readString(folder.resolve("log")));
    }

    /** Ends it at once. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The address below which DICOMweb lies. */
    public URI address() {
        return URI.create("http://localhost:" + port + "/dicom-web");
    }

    /** The environment of a program that is let in. */
    public static Map<String, String> environment() {
        return Map.of(Credentials.USER, USER, Credentials.PASSWORD, PASSWORD);
    }

    /** Puts files into it, by its own interface. */
    public void put(Collection<Path> files) throws IOException, InterruptedException {
        for (Path file : files) {
            HttpRequest request = own("/instances")
                    .POST(HttpRequest.BodyPublishers.ofFile(file))
                    .build();
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .statusCode();
            if (status != 200) {
                throw new IOException("Orthanc answers " + status + " to " + file);
            }
        }
    }

    /** Puts the files of a folder into it. */
    public void put(Path series) throws IOException, InterruptedException {
        try (Stream<Path> files = Files.list(series)) {
            put(files.filter(Files::isRegularFile).sorted().toList());
        }
    }

    private HttpRequest.Builder own(String path) {
        String both = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Basic " + both);
    }

    /** The instances that it holds, each as a file. */
    public List<byte[]> instances() throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        String list = client.send(own("/instances").build(), HttpResponse.BodyHandlers.ofString())
                .body();
        List<byte[]> files = new ArrayList<>();
        for (String id : list.replaceAll("[\\[\\]\"\\s]", "").split(",")) {
            if (!id.isEmpty()) {
                files.add(
                        client.send(own("/instances/" + id + "/file").build(), HttpResponse.BodyHandlers.ofByteArray())
                                .body());
            }
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Removal.of(folder);
    }
}
