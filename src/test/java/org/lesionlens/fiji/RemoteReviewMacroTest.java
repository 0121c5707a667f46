package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.io.dicomweb.FakeServer;
import org.lesionlens.io.table.CsvTable;

/** Verdicts on results whose images lie on a server, and the tables of such a review. */
class RemoteReviewMacroTest extends MacroFixture {
    private static final String STUDY = "1.2.826.0.1.3680043.8.498.20261121.1";
    private static final String SERIES = STUDY + ".13";

    private Path analyse() throws IOException {
        byte[] images = FakeServer.multipart(DATA.resolve("phantom_dicom"));
        Path table = folder("cohort").resolve("cohort.csv");
        try (FakeServer server = new FakeServer(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/series")) {
                boolean first = exchange.getRequestURI().getQuery().contains("offset=0");
                FakeServer.json(exchange, first ? "[" + FakeServer.series(SERIES, "MR", 20) + "]" : "[]");
            } else {
                FakeServer.images(exchange, images);
            }
        })) {
            String word = "dicomweb:" + server.address() + "/studies/" + STUDY + "/series/" + SERIES;
            Files.writeString(table, "case,image\na," + word + "\nb," + word + "\n");
            CommandLineRun run = CommandLineRun.of(
                    "batch", table, "--output", results(), "--device", "cpu", "--model", "brain-t1ce-segmenter");
            assertThat(run.code()).as(run.err()).isZero();
        }
        return table;
    }

    private Path results() throws IOException {
        return folder("cohort").resolve("results");
    }

    private String review(String options) throws IOException {
        return log("run(\"Review Cohort...\", \"results=[" + path(results()) + "] reviewer=Ada " + options + "\");");
    }

    /** Without the images, which are not fetched for it; no table names the server or its series. */
    @Test
    void theTablesSayWhatWasSaidOfThem() throws IOException {
        analyse();
        assertThat(review("accept=a reject=b")).isEmpty();
        List<Map<String, String>> cases = CsvTable.read(results().resolve("review/cases.csv"));
        assertThat(cases).extracting(row -> row.get("case")).containsExactly("a", "b");
        assertThat(cases.get(0)).containsEntry("result", "accepted").containsEntry("dice_with_prediction", "1");
        assertThat(cases.get(0).get("total_volume_ml"))
                .isEqualTo(CsvTable.read(results().resolve("cases.csv")).get(0).get("total_volume_ml"));
        assertThat(cases.get(1)).containsEntry("result", "rejected").containsEntry("total_volume_ml", "");
        assertThat(CsvTable.read(results().resolve("review/lesions.csv")))
                .extracting(row -> row.get("case"))
                .containsExactly("a");
        for (String file : List.of("cases.csv", "lesions.csv", "report.html")) {
            assertThat(results().resolve("review").resolve(file)).content().doesNotContain("127.0.0.1", STUDY);
        }
    }

    @Test
    void whatNeedsTheImagesSaysThatTheyMustLieHere() throws IOException {
        Path table = analyse();
        Path review = results().resolve("review");
        assertThat(review("accept=a input=[" + path(table) + "]"))
                .contains("addresses of DICOMweb (dicomweb:...)", "name a file or folder here");
        assertThat(review).doesNotExist();
        Path target = folder("export").resolve("new");
        assertThat(review("accept=a export=[" + path(target) + "]"))
                .contains("there is no image of the case a among the images that were given");
        assertThat(target).doesNotExist();
    }
}
