package org.lesionlens.io.dicomweb;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.DicomIdentity;

/** One server's services; for several threads. */
record DicomWebServer(URI base, HttpTransport transport) {
    /** Every encoding, as it is stored. */
    static final String AS_STORED = "*";

    private static final int PAGE = 200;
    private static final long SLOWEST_BYTES_PER_SECOND = 100_000;
    private static final String JSON = "application/dicom+json";
    /** Answers that tell of single objects. */
    private static final IntPredicate TELLS = status -> status / 100 == 2 || status == 409;

    String name() {
        return Failures.name(base);
    }

    /**
     * The studies that a query finds.
     *
     * @param most after so many the search ends
     */
    List<DicomJson> studies(Map<String, String> query, int most) throws IOException {
        return all("/studies", query, QueryKey.STUDY_UID, most);
    }

    /** The series of a study that a query finds. */
    List<FoundSeries> series(String study, Map<String, String> query) throws IOException {
        return all("/studies/" + study + "/series", query, QueryKey.SERIES_UID, ReceivedFiles.MOST_FILES).stream()
                .map(FoundSeries::of)
                .toList();
    }

    /** Page for page, until one brings nothing new: servers have limits of their own, or know no pages. */
    private List<DicomJson> all(String path, Map<String, String> query, QueryKey id, int most) throws IOException {
        Map<String, DicomJson> found = new LinkedHashMap<>();
        int asked = 0;
        while (found.size() < most) {
            Page page = page(path, query, asked);
            int before = found.size();
            for (DicomJson answer : page.found) {
                requireAskedFor(query, answer);
                found.putIfAbsent(id(answer, id), answer);
            }
            if (page.found.isEmpty() || page.found.size() > PAGE) {
                break; // the end, or all without regard to pages
            }
            if (found.size() == before) {
                requireEnd(page);
                break;
            }
            asked += page.found.size();
        }
        return List.copyOf(found.values());
    }

    private String id(DicomJson answer, QueryKey id) throws DicomWebException {
        String uid = answer.text(id.tag());
        if (!uid.matches("[0-9.]{1,64}")) {
            throw DicomWebException.lasting(
                    name() + " answers a query without UIDs, which are no DICOMweb: check the address");
        }
        return uid;
    }

    /** Whoever gives the first page again may have more. */
    private void requireEnd(Page page) throws DicomWebException {
        if (page.found.size() == PAGE || page.capped) {
            throw DicomWebException.lasting(name() + " gives the same " + page.found.size()
                    + " results again when it is asked for the next ones, so that some may be missing: ask for fewer, as with"
                    + " StudyDate=20260101-20260131");
        }
    }

    private void requireAskedFor(Map<String, String> query, DicomJson answer) throws DicomWebException {
        Optional<String> ignored = QueryKey.ignored(query, answer);
        if (ignored.isPresent()) {
            throw DicomWebException.lasting(name() + " takes no notice of " + ignored.get()
                    + " in the query, and finds what was not asked for: leave it out, or name the studies in a table");
        }
    }

    /**
     * A part of what a query finds.
     *
     * @param capped whether the server says that there is more (Warning 299, PS3.18 8.3.4.4)
     */
    private record Page(List<DicomJson> found, boolean capped) {}

    private Page page(String path, Map<String, String> query, int offset) throws IOException {
        String asked = Stream.concat(
                        query.entrySet().stream(),
                        Stream.of(Map.entry("limit", "" + PAGE), Map.entry("offset", "" + offset)))
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        URI uri = URI.create(base + path + "?" + asked);
        HttpRequest request = transport.request(uri).header("Accept", JSON).build();
        return transport.send(
                request,
                Duration.ZERO,
                HttpTransport.SUCCESS,
                answer -> new Page(
                        json(answer), answer.warnings().stream().anyMatch(warning -> warning.startsWith("299"))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private List<DicomJson> json(HttpTransport.Answer answer) throws IOException {
        try {
            return DicomJson.read(answer.body(), name());
        } catch (JsonProcessingException e) {
            if (answer.contentType().toLowerCase(Locale.ROOT).contains("json")) {
                throw DicomWebException.lasting(name()
                        + " says that it answers with JSON, but it is none: try again, and tell those who run it");
            }
            throw Failures.otherContent(base, answer.contentType(), "DICOM JSON");
        }
    }

    /**
     * Writes the instances of a series into a folder.
     *
     * @param folder that is made anew
     * @param syntax the transfer syntax that is wanted
     * @return how many there are
     */
    int retrieve(String study, String series, Path folder, String syntax) throws IOException {
        URI uri = URI.create(base + "/studies/" + study + "/series/" + series);
        HttpRequest request = transport
                .request(uri)
                .header("Accept", "multipart/related; type=\"application/dicom\"; transfer-syntax=" + syntax)
                .build();
        return transport.send(request, Duration.ZERO, HttpTransport.SUCCESS, answer -> {
            if (answer.status() == 206) {
                throw DicomWebException.lasting(
                        name() + " sends only a part of the series (206): look there why, and try again");
            }
            String boundary = MultipartStream.boundary(answer.contentType())
                    .orElseThrow(
                            () -> Failures.otherContent(uri, answer.contentType(), "multipart/related with DICOM"));
            Folders.empty(folder);
            ReceivedFiles files = new ReceivedFiles(folder, name());
            receive(uri, new MultipartStream(answer.body(), boundary), files);
            return files.count();
        });
    }

    private void receive(URI uri, MultipartStream parts, ReceivedFiles files) throws IOException {
        try {
            for (Optional<Map<String, String>> part = parts.next(); part.isPresent(); part = parts.next()) {
                String type = part.get().getOrDefault("content-type", "application/dicom");
                if (!type.toLowerCase(Locale.ROOT).startsWith("application/dicom")) {
                    throw Failures.otherContent(uri, type, "DICOM in each part");
                }
                files.add(parts);
            }
        } catch (MultipartStream.HalfException e) {
            throw DicomWebException.passing(name() + " sends half an answer, which ends within or after instance "
                    + files.count() + ": nothing of it is used; try again, and look at the server if it stays so");
        } catch (MultipartStream.BrokenException e) {
            throw DicomWebException.lasting(name() + " sends a body that is not multipart as it says (" + e.getMessage()
                    + "): nothing of it is used; tell those who run it");
        }
    }

    /** Sends one object. */
    StoreAnswer store(Path file) throws IOException {
        String boundary = UUID.randomUUID().toString();
        HttpRequest request = transport
                .request(URI.create(base + "/studies"))
                .header("Accept", JSON)
                .header("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=" + boundary)
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString("--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n"),
                        BodyPublishers.ofFile(file),
                        BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")))
                .build();
        String instance = DicomIdentity.of(file).instance();
        Duration sending = Duration.ofSeconds(Files.size(file) / SLOWEST_BYTES_PER_SECOND);
        return transport.send(
                request, sending, TELLS, answer -> StoreAnswer.of(json(answer), instance, answer.status()));
    }
}
