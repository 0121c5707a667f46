package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.io.dicomweb.FakeServer;
import org.lesionlens.io.table.CsvTable;

/** Servers that fail, and words that ask for what cannot be, from the command line: one sentence, an exit code, nothing half done. */
class DicomWebFaultsTest {
    private static final Path SERIES = Path.of("test-data", "phantom_dicom");
    private static final String STUDY = "1.2.826.0.1.3680043.8.498.20261121.1";
    private static final String UID = STUDY + ".13";

    @TempDir
    private Path folder;

    private Path output() {
        return folder.resolve("out");
    }

    /** Tells of one study with one series, gives its images, and hands on what is stored. */
    private static HttpHandler archive(HttpHandler storing) throws IOException {
        byte[] images = FakeServer.multipart(SERIES);
        return exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("POST")) {
                storing.handle(exchange);
            } else if (path.endsWith(UID)) {
                FakeServer.images(exchange, images);
            } else if (!exchange.getRequestURI().getQuery().contains("offset=0")) {
                FakeServer.json(exchange, "[]");
            } else if (path.endsWith("/series")) {
                FakeServer.json(exchange, "[" + FakeServer.series(UID, "MR", 20) + "]");
            } else {
                FakeServer.json(exchange, "[{\"0020000D\": {\"vr\": \"UI\", \"Value\": [\"" + STUDY + "\"]}}]");
            }
        };
    }

    private static void stored(HttpExchange exchange) throws IOException {
        FakeServer.json(exchange, "{\"00081199\": {\"vr\": \"SQ\", \"Value\": [{}]}}");
    }

    private static void refused(HttpExchange exchange) throws IOException {
        byte[] answer =
                "{\"00081198\": {\"vr\": \"SQ\", \"Value\": [{\"00081197\": {\"vr\": \"US\", \"Value\": [290]}}]}}"
                        .getBytes(StandardCharsets.UTF_8);
        FakeServer.answer(exchange, 409, "application/dicom+json", answer);
    }

    @Test
    void whatAServerDoesNotTakeIsSaidAndSentByTheNextRun() throws IOException {
        AtomicBoolean takes = new AtomicBoolean();
        List<byte[]> sent = new ArrayList<>();
        try (FakeServer server = new FakeServer(archive(exchange -> {
            if (takes.get()) {
                sent.add(exchange.getRequestBody().readAllBytes());
                stored(exchange);
            } else {
                refused(exchange);
            }
        }))) {
            Object[] command = {
                "batch",
                "dicomweb:" + server.address() + "?PatientID=*",
                "--output",
                output(),
                "--format",
                "dicom-seg",
                "--store"
            };
            CommandLineRun first = CommandLineRun.of(command);
            assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.SOME_FAILED);
            assertThat(first.out())
                    .contains(
                            "1 of 1 cases done, DICOM objects stored: 0, 1 cases with objects that were not (--resume");
            String said = "not stored on 127.0.0.1:"
                    + server.address().replaceAll("\\D+127.0.0.1:(\\d+).*", "$1")
                    + ": segmentation.dcm; the server refuses it since it does not store objects of this kind (0x0122)";
            assertThat(first.err()).contains(said);
            Map<String, String> row =
                    CsvTable.read(output().resolve(RunFiles.CASES)).get(0);
            assertThat(row).containsEntry("state", "done").containsEntry("note", said);
            byte[] result = Files.readAllBytes(output().resolve(row.get("case")).resolve("segmentation.dcm"));
            takes.set(true);
            CommandLineRun second = CommandLineRun.of(command);
            assertThat(second.code()).as(second.err()).isEqualTo(ExitCode.DONE);
            assertThat(second.err()).contains("1 of 1 cases are done already", "its results are stored now");
            assertThat(CsvTable.read(output().resolve(RunFiles.CASES)).get(0)).containsEntry("note", "");
            assertThat(sent).hasSize(1);
            assertThat(new String(sent.get(0), StandardCharsets.ISO_8859_1))
                    .contains(new String(result, StandardCharsets.ISO_8859_1));
            assertThat(CommandLineRun.of(command).code()).isEqualTo(ExitCode.DONE);
            assertThat(sent).hasSize(1);
            assertThat(Files.readString(output().resolve(RunFiles.JOURNAL))).doesNotContain(STUDY);
        }
    }

    /** The first object is refused by an answer or a status, or the server is gone; of the others each has its own fate. */
    @ParameterizedTest
    @CsvSource({
        "409, 'segmentation.dcm; the server refuses it', 3",
        "413, 'segmentation.dcm; 127.0.0.1:', 3",
        "503, 'segmentation.dcm, report.dcm, structures.dcm; 127.0.0.1:', 4"
    })
    void oneObjectThatIsNotTakenKeepsNoOtherBackAndTheReasonIsSaid(int status, String said, int requests)
            throws IOException {
        List<Integer> asked = new ArrayList<>();
        HttpHandler storing = exchange -> {
            asked.add(status);
            if (status == 409 && asked.size() == 1) {
                refused(exchange);
            } else if (status == 503 || asked.size() == 1) {
                FakeServer.answer(exchange, status, "text/plain", new byte[0]);
            } else {
                stored(exchange);
            }
        };
        try (FakeServer server = new FakeServer(archive(storing))) {
            CommandLineRun run = CommandLineRun.of(
                    "analyze",
                    "dicomweb:" + server.address() + "/studies/" + STUDY + "/series/" + UID,
                    "--output",
                    output(),
                    "--format",
                    "dicom-seg,dicom-sr,rtstruct",
                    "--store");
            assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
            assertThat(run.err()).containsPattern("not stored on 127.0.0.1:\\d+: " + Pattern.quote(said));
            assertThat(asked).hasSize(requests);
        }
    }

    @Test
    void analyzeSaysWhatWasNotStored() throws IOException {
        try (FakeServer server = new FakeServer(archive(DicomWebFaultsTest::refused))) {
            CommandLineRun run = CommandLineRun.of(
                    "analyze",
                    "dicomweb:" + server.address() + "/studies/" + STUDY + "/series/" + UID,
                    "--output",
                    output(),
                    "--format",
                    "nifti,dicom-seg",
                    "--store");
            assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
            assertThat(run.out()).contains("1 lesion");
            assertThat(run.err()).contains("not stored on 127.0.0.1:", "the results in the folder are whole");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, wants to know who asks (401)",
        "403, does not allow this (403)",
        "404, has nothing there (404)",
        "200, answers with text/html where DICOM JSON is expected"
    })
    void aServerThatDoesNotGiveAnythingIsSaidAndNothingIsWritten(int status, String said) throws IOException {
        try (FakeServer server = new FakeServer(exchange ->
                FakeServer.answer(exchange, status, "text/html", "<html>".getBytes(StandardCharsets.UTF_8)))) {
            String study = "dicomweb:" + server.address() + "/studies/" + STUDY;
            for (Object[] command : new Object[][] {
                {"analyze", study, "--output", output(), "--model", "brain-t1ce-segmenter"},
                {"analyze", study, "--output", output()},
                {"batch", "dicomweb:" + server.address() + "?PatientID=*", "--output", output()}
            }) {
                CommandLineRun run = CommandLineRun.of(command);
                assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.NOTHING_DONE);
                assertThat(run.errors())
                        .contains("127.0.0.1:", said)
                        .doesNotContain(STUDY)
                        .hasLineCount(1);
                assertThat(output()).doesNotExist();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "analyze dicomweb:http://pacs.example/dw/studies/1.2|would send images and password unencrypted",
                "analyze dicomweb:https://me:Secret1@pacs.example/dw/studies/1.2|holds a user or password",
                "analyze dicomweb:https://pacs.example/dw?PatientID=1|give it to the subcommand batch",
                "analyze dicomweb:https://pacs.example/dw/studies/1.2 --ca missing.pem|--ca missing.pem is no file",
                "analyze dicomweb:https://127.0.0.1:9/dw/studies/1.2 --store --model brain-t1ce-segmenter|--format names no format of DICOM",
                "analyze dicomweb:https://127.0.0.1:9/dw/studies/1.2 --store --deidentify --format dicom-seg --model brain-t1ce-segmenter|--deidentify makes them for others",
                "analyze test-data/phantom_dicom --store --format dicom-seg|comes from a file",
                "explain dicomweb:https://pacs.example/dw/studies/1.2|are for the subcommands analyze and batch",
                "batch dicomweb:https://pacs.example/dw|names neither a study nor a query",
                "batch dicomweb:https://pacs.example/dw?PatientID=1 --include a|narrow the query instead",
                "batch dicomweb:https://pacs.example/dw?PatientID=1 --max-studies 0|must be from 1 to 100000",
            })
    void whatCannotBeAskedForIsRefusedBeforeAnythingIsSent(String words, String said) {
        List<Object> command = new ArrayList<>(List.of(words.split(" ")));
        command.addAll(List.of("--output", output()));
        CommandLineRun run = CommandLineRun.of(command.toArray());
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains(said).doesNotContain("Secret1");
        assertThat(output()).doesNotExist();
    }

    @Test
    void aQueryThatFindsTooManyStudiesIsRefusedWithoutATerminal() throws IOException {
        AtomicInteger studies = new AtomicInteger(3);
        try (FakeServer server = new FakeServer(exchange -> {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < studies.get(); i++) {
                all.append(i == 0 ? "" : ",")
                        .append("{\"0020000D\": {\"vr\": \"UI\", \"Value\": [\"1.2." + i + "\"]}}");
            }
            FakeServer.json(exchange, "[" + all + "]");
        })) {
            Object[] command = {
                "batch", "dicomweb:" + server.address() + "?PatientID=*", "--output", output(), "--max-studies", 2
            };
            CommandLineRun run = CommandLineRun.of(command);
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.errors()).contains("the query finds more than 2 studies on 127.0.0.1:", "--max-studies N");
            studies.set(0);
            CommandLineRun none = CommandLineRun.of(command);
            assertThat(none.code()).isEqualTo(ExitCode.NOTHING_DONE);
            assertThat(none.errors()).contains("the query finds no study on 127.0.0.1:");
        }
    }

    /** While images are on their way: it ends soon, and what came is taken away. */
    @Test
    void aRunThatIsAskedToEndLeavesNothing() throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        byte[] images = FakeServer.multipart(SERIES);
        try (FakeServer server = new FakeServer(exchange -> {
            if (!exchange.getRequestURI().getPath().endsWith(UID)) {
                archive(DicomWebFaultsTest::stored).handle(exchange);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "multipart/related; boundary=Some_Boundary.1");
            exchange.sendResponseHeaders(200, images.length);
            exchange.getResponseBody().write(images, 0, images.length / 2);
            exchange.getResponseBody().flush();
            begun.set(true);
            pause(60_000);
        })) {
            for (String model : List.of("brain-t1ce-segmenter", "")) {
                begun.set(false);
                List<String> words = new ArrayList<>(List.of(
                        "analyze",
                        "dicomweb:" + server.address() + "/studies/" + STUDY,
                        "--output",
                        output().toString()));
                words.addAll(model.isEmpty() ? List.of() : List.of("--model", model));
                Program program = new Program(folder);
                Process process = program.start(words.toArray(String[]::new));
                process.getOutputStream().close();
                while (!begun.get()) {
                    assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
                }
                assertThat(fetched(program)).isNotEmpty();
                process.destroy(); // SIGTERM
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isIn(ExitCode.INTERRUPTED, 128 + 15);
                assertThat(fetched(program)).isEmpty();
            }
        }
    }

    private static List<Path> fetched(Program program) throws IOException {
        try (Stream<Path> all = Files.list(program.temporary())) {
            return all.filter(path -> path.getFileName().toString().startsWith("lesionlens-unpacked"))
                    .toList();
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
