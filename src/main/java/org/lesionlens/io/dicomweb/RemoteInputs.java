package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.lesionlens.io.file.UnpackedFolder;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * The series of servers that a run takes as inputs; one object a series. They lie in a folder for this user alone, which is taken away
 * when this is closed, when Java ends, or, if that was killed, at the next start.
 */
public final class RemoteInputs implements AutoCloseable {
    private final Access access;
    private final BooleanSupplier stop;
    private final Map<String, RemoteSeries> series = new LinkedHashMap<>();
    private final Map<String, List<RemoteSeries>> queries = new HashMap<>();
    private Optional<Open> open = Optional.empty();

    private record Open(UnpackedFolder folder, HttpTransport transport) {}

    /**
     * Reaches no server before a series is asked for.
     *
     * @param stop whether nothing more is wanted
     */
    public RemoteInputs(Access access, BooleanSupplier stop) {
        this.access = access;
        this.stop = stop;
    }

    /** Whether a word of the command line, or a field of a table, names what is on a server. */
    public static boolean isAddress(String word) {
        return DicomWebAddress.isOne(word);
    }

    /**
     * The series that a word names.
     *
     * @param uid of one of the study's series, or what its {@link RemoteSeries#name()} ends with; empty for the one that the word
     *     names, or the only one
     * @throws org.lesionlens.volume.UsageException if it is no address of a study or series, or images would be sent unencrypted
     */
    public synchronized RemoteSeries series(String word, Optional<String> uid) throws IOException {
        DicomWebAddress address = DicomWebAddress.parse(word);
        if (address.isQuery()) {
            throw new UsageException("a query of " + address.server().getHost()
                    + " finds many cases: give it to the subcommand batch as its"
                    + " cohort, or name one study with /studies/UID");
        }
        access.requireSafe(address.server());
        Optional<String> wanted = address.series().or(() -> uid);
        return known(address.server(), address.study().orElseThrow(), wanted, Optional.empty());
    }

    private RemoteSeries known(URI base, String study, Optional<String> uid, Optional<FoundSeries> found)
            throws IOException {
        String key = base + " " + study + " " + uid.orElse("");
        RemoteSeries known = series.get(key);
        if (known == null) {
            known = new RemoteSeries(
                    server(base), study, uid, found, opened().folder().content());
            series.put(key, known);
        }
        return known;
    }

    private DicomWebServer server(URI base) throws IOException {
        return new DicomWebServer(base, opened().transport());
    }

    private Open opened() throws IOException {
        if (open.isEmpty()) {
            UnpackedFolder.removeLeftovers();
            HttpTransport transport = new HttpTransport(access, stop);
            open = Optional.of(new Open(new UnpackedFolder(), transport));
        }
        return open.get();
    }

    /**
     * The series of images that a query finds, in the order of their names.
     *
     * @param most so many studies need no consent
     * @param consent whether more are wanted; is told how many were looked for
     * @throws UserMessageException if nothing is found, or too much
     */
    public synchronized List<RemoteSeries> found(String word, int most, IntPredicate consent) throws IOException {
        List<RemoteSeries> known = queries.get(word);
        if (known == null) {
            known = find(DicomWebAddress.parse(word), most, consent);
            queries.put(word, known);
        }
        return known;
    }

    private List<RemoteSeries> find(DicomWebAddress address, int most, IntPredicate consent) throws IOException {
        access.requireSafe(address.server());
        if (address.series().isPresent()) {
            return List.of(known(address.server(), address.study().orElseThrow(), address.series(), Optional.empty()));
        }
        DicomWebServer server = server(address.server());
        List<RemoteSeries> all = new ArrayList<>();
        for (String study : address.study().isPresent()
                ? List.of(address.study().get())
                : studies(server, address.query(), most, consent)) {
            addSeries(server, study, address.query(), all);
        }
        if (all.isEmpty()) {
            throw new UserMessageException("there are studies on " + server.name()
                    + " as they are asked for but no series of images in them: look at the query's keys and values");
        }
        all.sort(Comparator.comparing(RemoteSeries::name));
        return List.copyOf(all);
    }

    private List<String> studies(DicomWebServer server, Map<String, String> query, int most, IntPredicate consent)
            throws IOException {
        Map<String, String> ofStudies = QueryKey.level(query, false);
        List<DicomJson> studies = server.studies(ofStudies, most + 1);
        if (studies.size() > most) {
            if (!consent.test(most)) {
                throw new UsageException("the query finds more than " + most + " studies on " + server.name()
                        + ": narrow it, or allow as many as there are with --max-studies N");
            }
            studies = server.studies(ofStudies, ReceivedFiles.MOST_FILES);
        }
        if (studies.isEmpty()) {
            throw new UserMessageException(
                    "the query finds no study on " + server.name() + ": look at its keys and values");
        }
        return studies.stream()
                .map(study -> study.text(QueryKey.STUDY_UID.tag()))
                .toList();
    }

    private void addSeries(DicomWebServer server, String study, Map<String, String> query, List<RemoteSeries> all)
            throws IOException {
        for (FoundSeries found : wanted(server, study, query)) {
            all.add(known(server.base(), study, Optional.of(found.uid()), Optional.of(found)));
        }
    }

    /** A study's series of images, of the modalities that are asked for. */
    private static List<FoundSeries> wanted(DicomWebServer server, String study, Map<String, String> query)
            throws IOException {
        Map<String, String> ofStudy = QueryKey.level(query, false);
        return server.series(study, QueryKey.level(query, true)).stream()
                .filter(FoundSeries::isOfImages)
                .filter(found -> QueryKey.areModalities(ofStudy, found.modality()))
                .toList();
    }

    /**
     * The series of images that a query finds, for people to choose from.
     *
     * @param server address below which DICOMweb lies
     * @param query keys of DICOM, at least one
     * @throws UserMessageException if nothing is found, or more than so many studies
     */
    public synchronized List<ListedSeries> listed(String server, Map<String, String> query, int most)
            throws IOException {
        String asked = query.entrySet().stream()
                .map(key -> key.getKey() + "=" + URLEncoder.encode(key.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        DicomWebAddress address = DicomWebAddress.parse(word(server, "?" + asked.replace("+", "%20")));
        access.requireSafe(address.server());
        DicomWebServer archive = server(address.server());
        List<DicomJson> studies = archive.studies(QueryKey.level(address.query(), false), most + 1);
        if (studies.isEmpty() || studies.size() > most) {
            throw new UserMessageException((studies.isEmpty() ? "no study" : "more than " + most + " studies")
                    + " on " + archive.name() + " fit what is looked for: "
                    + (studies.isEmpty() ? "look at the words, or use * for what is not known" : "say more of it"));
        }
        List<ListedSeries> all = new ArrayList<>();
        for (DicomJson study : studies) {
            for (FoundSeries series : wanted(archive, study.text(QueryKey.STUDY_UID.tag()), address.query())) {
                all.add(ListedSeries.of(study, series));
            }
        }
        if (all.isEmpty()) {
            throw new UserMessageException("the studies on " + archive.name()
                    + " that fit what is looked for hold no such series of images: look at the words");
        }
        return all;
    }

    /** A word of the command line for what lies on a server, which may be written as one. */
    private static String word(String server, String below) {
        return (isAddress(server) ? "" : "dicomweb:") + server.strip().replaceAll("/+$", "") + below;
    }

    /**
     * A series of a server.
     *
     * @param server address below which DICOMweb lies
     * @param study UID
     * @param uid of the series; empty for the only one
     */
    public RemoteSeries series(String server, String study, Optional<String> uid) throws IOException {
        return series(word(server, "/studies/" + study), uid);
    }

    /**
     * Sends an object to a server.
     *
     * @param server address below which DICOMweb lies
     */
    public StoreAnswer store(String server, Path file) throws IOException {
        DicomWebServer archive;
        synchronized (this) {
            DicomWebAddress address = DicomWebAddress.parse(word(server, "?PatientID=*"));
            access.requireSafe(address.server());
            archive = server(address.server());
        }
        return archive.store(file);
    }

    /** Those that lie in these folders. */
    public synchronized List<RemoteSeries> among(List<Path> folders) {
        return series.values().stream()
                .filter(one -> folders.contains(one.folder()))
                .toList();
    }

    /** Takes all away; waits until nothing is being fetched any more. */
    @Override
    public synchronized void close() {
        series.values().forEach(RemoteSeries::release);
        open.ifPresent(opened -> {
            opened.transport().close();
            opened.folder().close();
        });
        open = Optional.empty();
    }
}
