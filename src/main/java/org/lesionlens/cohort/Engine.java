package org.lesionlens.cohort;

import java.io.IOException;
import java.util.List;

/** What does the cases of a cohort, on one machine or on many. */
@FunctionalInterface
public interface Engine {
    /** Hears of every case once, from several threads; its exceptions end the run. */
    @FunctionalInterface
    interface Listener {
        void ended(EndedCase one) throws IOException;
    }

    /**
     * Does all cases, of which none stops the others.
     *
     * @throws java.util.concurrent.CancellationException if the user wants the program to end
     */
    void run(List<CohortCase> cases, Listener listener) throws IOException;
}
