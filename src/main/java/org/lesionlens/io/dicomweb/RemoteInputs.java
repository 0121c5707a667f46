package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.net.URI;
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
        List<String> modalities = query.entrySet().stream()
                .filter(entry -> QueryKey.of(entry.getKey()).equals(Optional.of(QueryKey.MODALITIES)))
                .flatMap(entry -> List.of(entry.getValue().split("[,\\\\]")).stream())
                .toList();
        for (FoundSeries found : server.series(study, QueryKey.level(query, true))) {
            boolean wanted = modalities.isEmpty() || modalities.contains(found.modality());
            if (wanted && found.isOfImages()) {
                all.add(known(server.base(), study, Optional.of(found.uid()), Optional.of(found)));
            }
        }
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
