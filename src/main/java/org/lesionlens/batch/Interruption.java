package org.lesionlens.batch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: the work in hand stops at the next window and cleans up before the process ends with code 130. */
final class Interruption {
    private static final int LONGEST_WAIT_SECONDS = 20;
    private static final CountDownLatch FINISHED = new CountDownLatch(1);

    private static volatile boolean requested;

    private Interruption() {}

    static void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(Interruption::stop, "interruption"));
    }

    private static void stop() {
        requested = true;
        try {
            if (!FINISHED.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("lesionlens: the work did not stop in time; temporary files may be left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing is left to clean up. */
    static void finished() {
        FINISHED.countDown();
    }

    static boolean isRequested() {
        return requested;
    }
}
