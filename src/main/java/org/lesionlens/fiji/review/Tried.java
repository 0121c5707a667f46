package org.lesionlens.fiji.review;

import java.io.IOException;
import java.util.Optional;

/** Work on a thread that nobody watches: whatever ends it is handed on to where it is told. */
final class Tried {
    private Tried() {}

    /** What may fail. */
    interface Work {
        void run() throws IOException;
    }

    /** Does it; what has ended it, an Error too, as of memory, a stack or a mapped file that is gone; empty if nothing has. */
    static Optional<Throwable> failure(Work work) {
        try {
            work.run();
            return Optional.empty();
        } catch (IOException | RuntimeException | Error e) {
            return Optional.of(e);
        }
    }
}
