package org.lesionlens.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.lesionlens.inference.NetworkRun;
import org.lesionlens.volume.Progress;

/**
 * Ctrl-C and SIGTERM: the work in hand stops at once, or is left behind where it cannot, and cleans up before the process
 * ends with code 130.
 */
final class Interruption {
    private static final int LONGEST_WAIT_SECONDS = 20;
    private static final CountDownLatch FINISHED = new CountDownLatch(1);

    /** Cancels what is at work when the program is to end. */
    static final Progress PROGRESS = new Progress() {
        @Override
        public void update(String stage, long done, long total) {}

        @Override
        public boolean isCancelled() {
            return requested;
        }
    };

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
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
            }
            haltIfLeftBehind(ExitCode.INTERRUPTED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing is left to clean up. */
    static void finished() {
        FINISHED.countDown();
    }

    /** Ends the process, whatever its networks do. */
    static void exit(int code) {
        if (!requested) {
            haltIfLeftBehind(code);
        }
        System.exit(code);
    }

    /** An ordinary end would close ONNX Runtime under a network that is still at work. */
    private static void haltIfLeftBehind(int code) {
        if (NetworkRun.leftBehind() > 0) {
            System.err.println("lesionlens: a step of a network could not be ended; the program ends without it");
            Runtime.getRuntime().halt(code);
        }
    }

    static boolean isRequested() {
        return requested;
    }
}
