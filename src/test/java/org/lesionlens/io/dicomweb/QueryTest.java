package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/** What queries find on servers that give pages in their own way, or leave out what they do not know. */
class QueryTest {
    private static String study(int number) {
        return "{\"0020000D\": {\"vr\": \"UI\", \"Value\": [\"1.2." + number + "\"]},"
                + " \"00100020\": {\"vr\": \"LO\", \"Value\": [\"P" + number + "\"]}}";
    }

    private static String studies(int from, int to) {
        return "["
                + String.join(
                        ",",
                        IntStream.range(from, to).mapToObj(QueryTest::study).toList()) + "]";
    }

    /** How many studies a query finds on a server that gives pages in its own way. */
    private static int found(int most, String query, HttpHandler pages) throws IOException {
        try (FakeServer server = new FakeServer(exchange -> {
                    if (exchange.getRequestURI().getPath().endsWith("/studies")) {
                        pages.handle(exchange);
                    } else if (exchange.getRequestURI().getQuery().contains("offset=0")) {
                        String study = exchange.getRequestURI().getPath().replaceAll(".*/studies/|/series", "");
                        FakeServer.json(exchange, "[" + FakeServer.series(study + ".1", "MR", 3) + "]");
                    } else {
                        FakeServer.answer(exchange, 204, "application/dicom+json", new byte[0]);
                    }
                });
                RemoteInputs inputs = FakeServer.inputs()) {
            return inputs.found("dicomweb:" + server.address() + "?" + query, most, asked -> false)
                    .size();
        }
    }

    private static int number(HttpExchange exchange, String key) {
        return Integer.parseInt(exchange.getRequestURI().getQuery().replaceAll(".*\\b" + key + "=(\\d+).*", "$1"));
    }

    @Test
    void allPagesAreReadWhateverTheServerMakesOfThem() throws IOException {
        int there = 230;
        HttpHandler right = exchange -> {
            int from = Math.min(there, number(exchange, "offset"));
            FakeServer.json(exchange, studies(from, Math.min(there, from + number(exchange, "limit"))));
        };
        HttpHandler smaller = exchange -> {
            int from = Math.min(there, number(exchange, "offset"));
            FakeServer.json(exchange, studies(from, Math.min(there, from + 50)));
        };
        HttpHandler ignoring = exchange -> FakeServer.json(exchange, studies(0, there));
        assertThat(found(500, "PatientID=*", right)).isEqualTo(there);
        assertThat(found(500, "PatientID=*", smaller)).isEqualTo(there);
        assertThat(found(500, "PatientID=*", ignoring)).isEqualTo(there);
        HttpHandler few = exchange -> FakeServer.json(exchange, studies(0, 3));
        assertThat(found(500, "PatientID=*", few)).isEqualTo(3);
        HttpHandler stuck = exchange -> FakeServer.json(exchange, studies(0, number(exchange, "limit")));
        assertThatThrownBy(() -> found(500, "PatientID=*", stuck))
                .isInstanceOf(DicomWebException.class)
                .hasMessageContaining("gives the same 200 results again")
                .hasMessageContaining("StudyDate=");
    }

    /** PS3.18: a server that gives less than it has says so with Warning 299. */
    @Test
    void aServerThatHasMoreThanItGivesIsNotTakenToHaveGivenAll() {
        HttpHandler capped = exchange -> {
            exchange.getResponseHeaders()
                    .add("Warning", "299 dicom: There are additional results that can be requested");
            FakeServer.json(exchange, studies(0, 100));
        };
        assertThatThrownBy(() -> found(500, "PatientID=*", capped))
                .isInstanceOf(DicomWebException.class)
                .hasMessageContaining("gives the same 100 results again");
    }

    @Test
    void aNameIsFoundInEachOfItsWritings() throws IOException {
        HttpHandler named = exchange -> FakeServer.json(exchange, """
                [{"0020000D": {"vr": "UI", "Value": ["1.2.3"]}, "00100010": {"vr": "PN", "Value":
                  [{"Alphabetic": "Yamada^Tarou", "Ideographic": "\\u5c71\\u7530^\\u592a\\u90ce"}]}}]""");
        assertThat(found(500, "PatientName=%E5%B1%B1%E7%94%B0*", named)).isEqualTo(1);
        assertThat(found(500, "PatientName=yamada*", named)).isEqualTo(1);
        assertThatThrownBy(() -> found(500, "PatientName=Suzuki*", named)).hasMessageContaining("takes no notice");
    }

    @Test
    void aQueryThatFindsTooMuchOrNothingOrWhatWasNotAskedForIsRefused() {
        HttpHandler pages = exchange -> {
            int from = Math.min(230, number(exchange, "offset"));
            FakeServer.json(exchange, studies(from, Math.min(230, from + number(exchange, "limit"))));
        };
        assertThatThrownBy(() -> found(229, "PatientID=*", pages))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("finds more than 229 studies")
                .hasMessageContaining("--max-studies");
        assertThatThrownBy(() -> found(500, "PatientID=*", exchange -> FakeServer.json(exchange, "[]")))
                .isInstanceOf(UserMessageException.class)
                .hasMessageContaining("finds no study");
        assertThatThrownBy(() -> found(500, "PatientID=P7", pages))
                .isInstanceOf(DicomWebException.class)
                .hasMessageContaining("takes no notice of PatientID in the query")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("P7"));
        assertThatThrownBy(() -> found(500, "PatientID=*&Modality=CT", pages))
                .hasMessageContaining("takes no notice of Modality");
        assertThatThrownBy(() -> found(500, "PatientID=*&ModalitiesInStudy=CT", pages))
                .hasMessageContaining("no series of images in them");
    }
}
