package org.lesionlens.cases;

import java.util.Set;

/** The files of a run over a cohort, beside the folders of its cases, which no case may be called like. */
public final class RunFiles {
    /** A row a case. */
    public static final String CASES = "cases.csv";

    /** A page to look a cohort over. */
    public static final String REPORT = "report.html";

    /** Every attempt at a case, a line each. */
    public static final String JOURNAL = "journal.jsonl";

    /** A row a case, of a run from Fiji's menu. */
    public static final String STATUS = "batch_status.csv";

    /** The folder of what reviewers say. */
    public static final String REVIEW = "review";

    static final Set<String> ALL =
            Set.of(LesionsCsv.FILE, BoxesCsv.FILE, CASES, REPORT, JOURNAL, STATUS, REVIEW, FaultFile.NAME);

    private RunFiles() {}
}
