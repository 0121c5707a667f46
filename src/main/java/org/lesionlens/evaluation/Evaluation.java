package org.lesionlens.evaluation;

import java.util.List;
import java.util.Optional;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ClassAnswer;

/**
 * How well predictions agree with references: all that tables and the page show.
 *
 * @param setup what was compared with what, and how
 * @param order the names of all pairs
 * @param cases that were compared, in the order of the references
 * @param refused pairs that could not be compared: they are in no figure
 * @param summaries one of all lesions, with an empty label; where they are told apart by kind one of each kind, and of their mean;
 *     none if no case was compared
 * @param classes how well the classes of cases were told; empty if nobody asked
 * @param comparison with other predictions of the same cases; empty if there are none
 * @param notes what a reader of the figures has to know, a sentence each: what was left out, and why
 */
public record Evaluation(
        Setup setup,
        List<String> order,
        List<EvaluatedCase> cases,
        List<RefusedPair> refused,
        List<LabelledSummary> summaries,
        Optional<ClassResults> classes,
        Optional<FolderComparison> comparison,
        List<String> notes) {
    public Evaluation {
        order = List.copyOf(order);
        cases = List.copyOf(cases);
        refused = List.copyOf(refused);
        summaries = List.copyOf(summaries);
        notes = List.copyOf(notes);
    }

    /** The agreements of one kind of lesion, by case; those of all lesions have an empty label. */
    public List<CaseAgreement> agreements(String label) {
        return agreements(cases, label);
    }

    /** Those of all kinds. */
    List<CaseAgreement> agreements() {
        return cases.stream()
                .flatMap(each -> each.agreements().stream())
                .map(LabelledAgreement::agreement)
                .toList();
    }

    static List<CaseAgreement> agreements(List<EvaluatedCase> cases, String label) {
        return cases.stream()
                .flatMap(each -> each.agreements().stream())
                .filter(each -> each.label().equals(label))
                .map(LabelledAgreement::agreement)
                .toList();
    }

    /** The answers of the cases whose class is known. */
    public List<ClassAnswer> answers() {
        return cases.stream().flatMap(each -> each.answer().stream()).toList();
    }
}
