package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.DicomIdentity;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.SeveralVolumesException;

/**
 * A series on a server, which lies in a folder while it is needed; for several threads.
 *
 * <p>It is fetched whole or not at all: every instance is of the study and the series that were asked for, none is there twice, and
 * there are as many as the server said.
 */
public final class RemoteSeries {
    private static final int NAME_DIGITS = 12;
    private static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
    private static final Set<Integer> OTHER_SYNTAX_WANTED = Set.of(400, 406, 415);

    private final DicomWebServer server;
    private final String study;
    private final Optional<String> series;
    private final Path folder;
    private Optional<FoundSeries> found;
    private boolean fetched;

    /**
     * One that may be there.
     *
     * @param series its UID or {@link #name()}; empty for the only one of the study
     * @param found what the server has told already
     * @param content the folder in which it gets a folder
     */
    RemoteSeries(
            DicomWebServer server, String study, Optional<String> series, Optional<FoundSeries> found, Path content) {
        this.server = server;
        this.study = study;
        this.series = series;
        this.found = found;
        this.folder = content.resolve(name(study, series.orElse("")));
    }

    /** The first {@value #NAME_DIGITS} digits of the SHA-256, in hex, of the UIDs with a slash between them. */
    private static String name(String study, String series) {
        return "dicomweb-" + hash(study, series);
    }

    private static String hash(String study, String series) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((study + "/" + series).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash).substring(0, NAME_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Tells it from others without saying what it is: dicomweb- and twelve hexadecimal digits. */
    public String name() {
        return folder.getFileName().toString();
    }

    /** Where its files are while it is fetched. */
    public Path folder() {
        return folder;
    }

    /** The server's name, with its port if it is not the usual one. */
    public String host() {
        return server.name();
    }

    /** The server's address, without what is on it. */
    public String server() {
        return server.base().toString();
    }

    /** What the server has told of it, for people. */
    public synchronized String words() {
        return found.map(FoundSeries::words).orElse("not looked at") + ", on " + host();
    }

    /**
     * Brings it into its folder, if it is not there.
     *
     * @throws DicomWebException if the server does not give it, or not whole
     * @throws SeveralVolumesException if the study holds several series and none is named
     */
    public synchronized void fetch() throws IOException {
        if (fetched) {
            return;
        }
        FoundSeries wanted = found.isPresent() ? found.get() : find();
        found = Optional.of(wanted);
        try {
            retrieve(wanted);
            fetched = true;
        } finally {
            if (!fetched) {
                remove();
            }
        }
    }

    /** Takes its files away; what cannot be removed is when the program ends. */
    public synchronized void release() {
        fetched = false;
        remove();
    }

    private void remove() {
        try {
            Folders.remove(folder);
        } catch (IOException e) {
            folder.toFile().deleteOnExit(); // on Windows a file that is open
        }
    }

    /** Sends an object to its server. */
    public StoreAnswer store(Path file) throws IOException {
        return server.store(file);
    }

    private FoundSeries find() throws IOException {
        List<FoundSeries> wanted =
                server.series(study, Map.of()).stream().filter(this::isWanted).toList();
        if (wanted.isEmpty()) {
            throw DicomWebException.lasting(host() + " has no such "
                    + (series.isEmpty() ? "study, or it is empty" : "series") + ": check the UIDs in the address");
        }
        List<FoundSeries> images =
                wanted.stream().filter(FoundSeries::isOfImages).toList();
        if (images.isEmpty()) {
            throw DicomWebException.lasting("what is asked of " + host() + " holds no images (" + listed(wanted)
                    + "): name a series of images");
        }
        if (images.size() > 1) {
            throw new SeveralVolumesException(
                    folder.getFileName(),
                    "the study holds " + images.size() + " series of images (" + listedToChoose(images) + ")",
                    "choose one with --series and what stands before its colon, or with /series/UID in the address");
        }
        return images.get(0);
    }

    private boolean isWanted(FoundSeries one) {
        return series.isEmpty()
                || series.get().equals(one.uid())
                || series.get().replace("dicomweb-", "").equals(hash(study, one.uid()));
    }

    private static String listed(List<FoundSeries> all) {
        return all.stream().map(FoundSeries::words).collect(Collectors.joining("; "));
    }

    private String listedToChoose(List<FoundSeries> all) {
        return all.stream()
                .map(one -> hash(study, one.uid()) + ": " + one.words())
                .collect(Collectors.joining("; "));
    }

    private void retrieve(FoundSeries wanted) throws IOException {
        int count;
        boolean readable = false;
        try {
            count = server.retrieve(study, wanted.uid(), folder, DicomWebServer.AS_STORED);
            readable = check(wanted, count, true);
        } catch (DicomWebException e) {
            if (!OTHER_SYNTAX_WANTED.contains(e.status())) {
                throw e;
            }
        }
        if (!readable) {
            count = server.retrieve(study, wanted.uid(), folder, EXPLICIT_LITTLE_ENDIAN);
            check(wanted, count, false); // pixels that still cannot be read are told when they are
        }
    }

    /**
     * Whether all can be read, as far as their encoding goes.
     *
     * @param lenient whether another encoding may be asked for
     */
    private boolean check(FoundSeries wanted, int count, boolean lenient) throws IOException {
        int told = wanted.instances().orElse(count);
        if (count < told || count == 0) {
            throw DicomWebException.lasting(
                    host() + " sends " + count + " of the " + wanted.instances().orElse(1)
                            + " instances that it says the series has: look there what is missing");
        }
        boolean readable = true;
        Set<String> instances = new HashSet<>();
        List<Path> files;
        try (Stream<Path> listing = Files.list(folder)) {
            files = listing.toList();
        }
        for (Path file : files) {
            Optional<DicomIdentity> known = identity(file, lenient);
            if (known.isEmpty()) {
                return false;
            }
            DicomIdentity identity = known.get();
            if (!identity.study().equals(study) || !identity.series().equals(wanted.uid())) {
                throw DicomWebException.lasting(host()
                        + " sends images of another study or series than it was asked for: nothing of it is used;"
                        + " tell those who run it");
            }
            if (!instances.add(identity.instance())) {
                throw DicomWebException.lasting(host()
                        + " sends an instance of the series twice: nothing of it is used; tell those who run it");
            }
            readable &= identity.readable();
        }
        return readable;
    }

    private Optional<DicomIdentity> identity(Path file, boolean lenient) throws IOException {
        try {
            return Optional.of(DicomIdentity.of(file));
        } catch (MalformedFileException e) {
            if (lenient) {
                return Optional.empty();
            }
            throw DicomWebException.lasting(host() + " sends an instance that is no DICOM file ("
                    + e.getMessage().replace(folder.getParent() + "/", "") + ")");
        }
    }
}
