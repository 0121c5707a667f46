package org.lesionlens.cohort;

import java.io.IOException;
import java.util.List;
import org.lesionlens.cases.Case;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.volume.Progress;

/** Is told how far a run is, and may end it; for several threads. */
public interface CohortListener {
    /** Whether the user wants the run to end. */
    boolean isCancelled();

    /** The networks are being opened. Returns what that tells its progress. */
    Progress opening();

    /**
     * The run knows what there is to do.
     *
     * @param done what an earlier run has done and this one keeps
     * @param open how many cases this run does
     */
    default void begun(List<CaseOutcome> done, int open) throws IOException {}

    /**
     * A case was read and goes through the networks of this process. Returns what that tells its progress.
     *
     * @param warnings what is odd about the input, a sentence each
     */
    default Progress begun(Case item, List<String> warnings) {
        return Progress.NONE;
    }

    /** A case went through the networks of this process; its results are not written yet. */
    default void analyzed(Case item, Analysis analysis) {}

    /** A case was done, its results being in their place, or failed. What this throws ends the run. */
    default void ended(CaseOutcome outcome) throws IOException {}

    /** Results of a case that an earlier run has done were to be sent to a server, which has them now or not. */
    default void sent(CaseOutcome outcome) {}

    /** Something that the user should know of the run, a sentence. */
    default void note(String sentence) {}

    /** What takes a while besides the cases. */
    default void doing(String what) {}

    /** All cases have ended, or the run is given up. */
    default void close() {}
}
