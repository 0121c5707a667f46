package org.lesionlens.cohort;

import java.io.IOException;
import java.util.List;
import org.lesionlens.cases.Case;

/** What does the cases of a plan, on one machine or on many. */
@FunctionalInterface
public interface Engine {
    /** This process: while one case is in the networks, the next one is read and the last one is written. */
    Engine LOCAL = CaseWorker::open;

    /** Opens what the cases are done with, before anything is written. */
    Work open(CohortPlan plan, CohortListener listener) throws IOException;

    /** An engine at work; closing it ends what it holds. */
    interface Work extends AutoCloseable {
        /**
         * Does all cases, of which none stops the others.
         *
         * @param ended is told of every case once, from several threads; its exceptions end the run
         * @throws java.util.concurrent.CancellationException if the user wants the run to end
         */
        void run(List<Case> cases, Ended ended) throws IOException;

        @Override
        void close();
    }

    /** Takes a case that was done or failed. */
    @FunctionalInterface
    interface Ended {
        void accept(EndedCase item) throws IOException;
    }
}
