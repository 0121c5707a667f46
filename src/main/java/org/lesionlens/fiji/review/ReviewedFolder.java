package org.lesionlens.fiji.review;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cohort.ReviewTables;
import org.lesionlens.followup.PriorExaminations;
import org.lesionlens.review.CaseForReview;
import org.lesionlens.review.CohortReview;
import org.lesionlens.review.ReviewedCohort;

/**
 * All that the window of a review shows of a folder of results when it opens.
 *
 * @param images the cases by name, as far as their images are known
 * @param pictures as of {@link ReviewTables#pictures}
 * @param choices for whose verdicts count
 * @param whose verdicts count
 * @param dates of the patients, if they are known
 * @param stale whether tables are not written yet of what was said before
 */
public record ReviewedFolder(
        CohortReview review,
        Map<String, Case> images,
        List<CaseForReview> cases,
        Map<String, String> pictures,
        List<String> choices,
        String whose,
        Optional<PriorExaminations> dates,
        boolean stale) {
    /** Reads it, which takes as long as the folder is large: beside the event thread. */
    public static ReviewedFolder read(CohortReview review, Map<String, Case> images, Optional<PriorExaminations> dates)
            throws IOException {
        String whose = review.whose();
        List<String> choices = new ArrayList<>(List.of(ReviewedCohort.LATEST));
        choices.addAll(ReviewedCohort.reviewers(review));
        for (String name : List.of(review.reviewer(), whose)) {
            if (!choices.contains(name)) {
                choices.add(name);
            }
        }
        return new ReviewedFolder(
                review,
                images,
                review.cases(),
                ReviewTables.pictures(review),
                choices,
                whose,
                dates,
                ReviewTables.areStale(review));
    }
}
