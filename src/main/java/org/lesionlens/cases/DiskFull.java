package org.lesionlens.cases;

import java.io.IOException;
import java.util.List;

/** No case after one can be written, so a run ends at the first one that fails for it. */
public final class DiskFull {
    public static final String SENTENCE =
            "the disk of the results is full: free some space and run the same command again; batch goes on from"
                    + " here, analyze needs --overwrite for what is there already";

    /** What Linux and macOS, a quota, and Windows say. */
    private static final List<String> SAID = List.of(
            "No space left on device",
            "Disk quota exceeded",
            "There is not enough space on the disk",
            "Not enough storage is available");

    private DiskFull() {}

    /** Whether that is at the bottom of an error. */
    public static boolean is(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof IOException && SAID.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    /** @throws IOException if a case failed with this sentence because the disk is full, wherever it was written */
    public static void endRunAfter(String sentence) throws IOException {
        if (sentence.equals(SENTENCE)) {
            throw new IOException(SAID.get(0));
        }
    }
}
