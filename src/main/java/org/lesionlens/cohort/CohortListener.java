package org.lesionlens.cohort;

/** Is told how far a run over a cohort is; for several threads. */
public interface CohortListener {
    /** A case was done or failed. */
    void ended(Attempt attempt);

    /** Something that the user should know of the run, a sentence. */
    void note(String sentence);

    /** What takes a while besides the cases. */
    void doing(String what);

    /** All cases have ended, or the run is given up. */
    void close();
}
