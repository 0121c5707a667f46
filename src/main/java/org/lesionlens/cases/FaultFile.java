package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.inference.NativeLibraryCache;
import org.lesionlens.pipeline.SoftwareVersion;
import org.lesionlens.volume.UserMessageException;

/**
 * The stack traces of faults of this program, in a file for whoever mends them.
 *
 * <p>It holds class names and lines of source. A message stands there only if this program's own code wrote it for
 * programmers: those of Java and of libraries quote what they choke on, and those for users name files, which may lead to
 * a patient.
 */
public final class FaultFile {
    public static final String NAME = "internal-errors.txt";

    private static final int MOST_FRAMES = 200;
    private static final String OURS = "org.lesionlens.";

    private FaultFile() {}

    /**
     * Adds a stack trace to the file of a folder, or to that of the user's cache if the folder cannot be written.
     *
     * @return the file; empty if neither can be written
     */
    static Optional<Path> add(Throwable fault, Path folder) {
        String entry = heading() + trace(fault) + "\n";
        for (Path place : List.of(folder, NativeLibraryCache.userCache())) {
            try {
                Files.createDirectories(place);
                return Optional.of(Files.writeString(
                        place.resolve(NAME), entry, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            } catch (IOException e) {
                fault.addSuppressed(e); // the next place
            }
        }
        return Optional.empty();
    }

    private static String heading() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS) + ", LesionLens " + SoftwareVersion.text() + ", Java "
                + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + "\n";
    }

    /** A stack trace with no more messages than may be shown. */
    public static String trace(Throwable fault) {
        StringBuilder text = new StringBuilder();
        append(text, "", fault, Collections.newSetFromMap(new IdentityHashMap<>()));
        return text.toString();
    }

    private static void append(StringBuilder text, String role, Throwable fault, Set<Throwable> seen) {
        if (fault == null || !seen.add(fault)) {
            return;
        }
        text.append(role)
                .append(fault.getClass().getName())
                .append(message(fault))
                .append('\n');
        Arrays.stream(fault.getStackTrace())
                .limit(MOST_FRAMES)
                .forEach(frame -> text.append("    at ").append(frame).append('\n'));
        append(text, "caused by ", fault.getCause(), seen);
        for (Throwable suppressed : fault.getSuppressed()) {
            append(text, "then ", suppressed, seen);
        }
    }

    private static String message(Throwable fault) {
        StackTraceElement[] frames = fault.getStackTrace();
        boolean isOurs = frames.length > 0 && frames[0].getClassName().startsWith(OURS);
        boolean isForUsers = fault instanceof UserMessageException || fault instanceof IOException;
        return isOurs && !isForUsers ? ": " + fault.getMessage() : "";
    }
}
