package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The results of a case as a reviewer left them: those that he accepted, else the predicted ones.
 *
 * @param folder of them, which is not there if the case has none
 * @param verdict what he last said of them
 */
public record OwnResults(Path folder, Verdict verdict) {
    /** Reads what the reviewer said of the case, and nothing that others said. */
    public static OwnResults of(CohortReview review, String name) throws IOException {
        String print = review.print(name);
        Optional<Judgement> said = review.own().lines().stream()
                .filter(line -> name.equals(line.name()) && review.reviewer().equals(line.reviewer()))
                .filter(line -> line.results().equals(print))
                .reduce((before, last) -> last);
        Path folder = said.filter(last -> last.verdict() == Verdict.ACCEPTED)
                .map((Judgement last) -> review.folder(last))
                .orElse(review.folder(name));
        return new OwnResults(folder, said.map(Judgement::verdict).orElse(Verdict.OPEN));
    }

    /** Whose they are, for the reviewer: {@code predicted, which you rejected}. */
    public String whose() {
        return switch (verdict) {
            case OPEN -> "predicted";
            case ACCEPTED -> "accepted by you";
            case REJECTED, FLAGGED -> "predicted, which you " + verdict;
        };
    }
}
