package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseRecord;
import org.lesionlens.review.ReviewedCase.Standing;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * The cases of a folder of results with what counts of their review: of one reviewer, or of each case what was said last.
 *
 * @param results the folder
 * @param whose the reviewer whose verdicts count; {@value #LATEST} for those that were said last, whoever said them
 * @param cases in the order of the table of cases
 */
public record ReviewedCohort(Path results, String whose, List<ReviewedCase> cases) {
    /** Stands for the verdict that was said last. */
    public static final String LATEST = "latest";

    /**
     * Reads them as they are now.
     *
     * @throws UsageException if nobody of that name has a folder here
     */
    public static ReviewedCohort read(CohortReview review, String whose) throws IOException {
        List<Judgement> all = review.judgements();
        requireKnown(review, whose);
        Map<String, Judgement> counting = new LinkedHashMap<>();
        all.stream()
                .filter(said -> whose.equals(LATEST) || said.reviewer().equals(whose))
                .filter(said -> said.verdict() != Verdict.OPEN)
                .forEach(said ->
                        counting.merge(said.name(), said, (a, b) -> a.when().isAfter(b.when()) ? a : b));
        List<ReviewedCase> cases = new ArrayList<>();
        for (ResultRow row : ResultRow.read(review.results())) {
            Judgement said = counting.get(row.name());
            cases.add(said == null ? unseen(row) : reviewed(review, row, said));
        }
        return new ReviewedCohort(review.results(), whose, List.copyOf(cases));
    }

    /** @throws UsageException if somebody who is to count has no folder here */
    static void requireKnown(CohortReview review, String whose) throws IOException {
        if (!whose.equals(LATEST) && !review.reviewers().contains(whose)) {
            List<String> reviewers = reviewers(review);
            throw new UsageException("nobody called " + whose + " has said anything of these results: take " + LATEST
                    + (reviewers.isEmpty() ? "" : " or one of " + reviewers));
        }
    }

    /** The names of all who have said something of results as they are now. */
    public static List<String> reviewers(CohortReview review) throws IOException {
        return List.copyOf(
                review.judgements().stream().map(Judgement::reviewer).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static ReviewedCase unseen(ResultRow row) {
        Standing standing = row.isDone() ? Standing.PREDICTED : Standing.NONE;
        return new ReviewedCase(row.fields(), standing, "", "", Optional.empty(), Path.of(row.name()), row.found());
    }

    private static ReviewedCase reviewed(CohortReview review, ResultRow row, Judgement said) throws IOException {
        Optional<Corrections> corrections =
                Optional.ofNullable(said.corrections()).filter(made -> said.verdict() == Verdict.ACCEPTED);
        boolean isCorrected = corrections.filter(Corrections::areAny).isPresent();
        Standing standing = switch (said.verdict()) {
            case OPEN -> Standing.PREDICTED;
            case ACCEPTED -> isCorrected ? Standing.CORRECTED : Standing.ACCEPTED;
            case REJECTED -> Standing.REJECTED;
            case FLAGGED -> Standing.FLAGGED;
        };
        Path folder = isCorrected ? review.folder(said) : review.folder(row.name());
        return new ReviewedCase(
                row.fields(),
                standing,
                said.reviewer(),
                said.comment(),
                corrections,
                review.results().relativize(folder),
                isCorrected ? corrected(row.name(), folder) : row.found());
    }

    private static CaseRecord corrected(String name, Path folder) throws IOException {
        if (!Files.exists(folder.resolve(CaseFolder.SIDECAR))) {
            throw new UserMessageException("corrected results of the case " + name + " were accepted but " + folder
                    + " is not there: put it back, or review the case again");
        }
        return CaseRecord.read(folder);
    }
}
