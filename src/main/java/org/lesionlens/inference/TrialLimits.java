package org.lesionlens.inference;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What a process that tries a network may take.
 *
 * @param start until the process says that it runs, and until the network is open
 * @param first for the answers to the first input, which is small
 * @param each for the answer to each other input
 * @param bytes of memory, all in all
 */
record TrialLimits(Duration start, Duration first, Duration each, long bytes) {
    private static final long LEAST_BYTES = 2L << 30;
    private static final Duration FIRST = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofSeconds(600);
    private static final long MOST_OF_A_SMALL_INPUT = 1 << 22;

    /** Whether an input is answered soon; that of a network of a large fixed size is not. */
    static boolean isSmall(long numbers) {
        return numbers <= MOST_OF_A_SMALL_INPUT;
    }

    /** Half of the memory that there is; some devices are slow to start. */
    static TrialLimits on(Device device) {
        Duration first = device == Device.CPU ? FIRST : LONG;
        return new TrialLimits(first, first, LONG, Math.max(LEAST_BYTES, memory() / 2));
    }

    /** How much memory that is, in words. */
    String memoryWords() {
        return (bytes >> 20) + " MiB of memory";
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }
}
