package org.lesionlens.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory that another process takes, as far as the system tells: on Linux; elsewhere nobody watches it. */
final class ProcessMemory {
    private static final Pattern TAKEN = Pattern.compile("(?m)^Vm(?:RSS|Swap):\\s+(\\d+) kB$");
    private static final String FIRST_TO_END = "1000";

    private ProcessMemory() {}

    /** In bytes, resident and swapped out; 0 where nobody tells, or the process has ended. */
    static long of(long pid) {
        try {
            Matcher taken = TAKEN.matcher(Files.readString(folder(pid).resolve("status"), StandardCharsets.ISO_8859_1));
            long kilobytes = 0;
            while (taken.find()) {
                kilobytes += Long.parseLong(taken.group(1));
            }
            return kilobytes << 10;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Of all processes, this one is to be ended first where memory runs out. */
    static void letEndFirst(long pid) {
        try {
            Path adjustment = folder(pid).resolve("oom_score_adj");
            if (Files.isWritable(adjustment)) {
                Files.writeString(adjustment, FIRST_TO_END);
            }
        } catch (IOException e) {
            // it is watched all the same
        }
    }

    private static Path folder(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }
}
