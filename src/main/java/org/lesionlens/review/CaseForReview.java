package org.lesionlens.review;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.lesionlens.cases.Sureness;

/**
 * A case of a folder of results, as a reviewer finds it.
 *
 * @param name of the case
 * @param done whether there are results; else it failed or was not begun
 * @param lesions how many were found
 * @param totalMl volume of all lesions; empty where it is unknown
 * @param largestMm longest diameter of all; empty where it is unknown or there is no lesion
 * @param kind class of the largest lesion; empty if unknown
 * @param sureness of the networks
 * @param results tells its results from those of another run; empty if there are none
 * @param reasons why it needs a look, a sentence each; the weightiest first
 * @param verdicts by the names of the reviewers, in the order in which they last spoke
 */
public record CaseForReview(
        String name,
        boolean done,
        int lesions,
        OptionalDouble totalMl,
        OptionalDouble largestMm,
        String kind,
        Sureness sureness,
        String results,
        List<String> reasons,
        Map<String, Said> verdicts) {
    /** What one reviewer says of it. */
    public record Said(Verdict verdict, String comment) {
        static final Said NOTHING = new Said(Verdict.OPEN, "");
    }

    /** The same with what a reviewer says of it now. */
    public CaseForReview with(String reviewer, Said said) {
        Map<String, Said> now = new LinkedHashMap<>(verdicts);
        now.put(reviewer, said);
        return new CaseForReview(name, done, lesions, totalMl, largestMm, kind, sureness, results, reasons, now);
    }

    /** What a reviewer says of it; {@link Verdict#OPEN} without a comment if he said nothing. */
    public Said by(String reviewer) {
        return verdicts.getOrDefault(reviewer, Said.NOTHING);
    }
}
