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
import org.lesionlens.cases.RunFiles;
import org.lesionlens.review.ReviewedCase.Change;
import org.lesionlens.review.ReviewedCase.Standing;
import org.lesionlens.volume.UsageException;

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
     * @throws UsageException if it is no folder of results, or nobody of that name has reviewed it
     */
    public static ReviewedCohort read(Path results, String whose) throws IOException {
        List<ResultRow> rows = ResultRow.read(results);
        List<Judgement> all = Judgement.all(results);
        if (!whose.equals(LATEST) && all.stream().noneMatch(said -> said.reviewer().equals(whose))) {
            throw new UsageException("nobody called " + whose + " has said anything of these results: take "
                    + LATEST + " or one of " + reviewers(all));
        }
        Map<String, Judgement> counting = counting(all, whose);
        List<ReviewedCase> cases = new ArrayList<>();
        for (ResultRow row : rows) {
            Judgement said = counting.get(row.name());
            boolean counts = said != null && said.verdict() != Verdict.OPEN && said.isAbout(results);
            cases.add(reviewed(results, row, counts ? Optional.of(said) : Optional.empty()));
        }
        return new ReviewedCohort(results, whose, List.copyOf(cases));
    }

    /** The names of all who have said something. */
    public static List<String> reviewers(Path results) throws IOException {
        return reviewers(Judgement.all(results));
    }

    private static List<String> reviewers(List<Judgement> all) {
        return List.copyOf(all.stream().map(Judgement::reviewer).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** By the case; of one reviewer the last one, of several the last one that takes nothing back. */
    private static Map<String, Judgement> counting(List<Judgement> all, String whose) {
        Map<String, Map<String, Judgement>> last = new LinkedHashMap<>();
        all.stream()
                .filter(said -> whose.equals(LATEST) || said.reviewer().equals(whose))
                .forEach(said -> last.computeIfAbsent(said.name(), name -> new LinkedHashMap<>())
                        .put(said.reviewer(), said));
        Map<String, Judgement> counting = new LinkedHashMap<>();
        last.values().stream()
                .flatMap(ofCase -> ofCase.values().stream())
                .filter(said -> said.verdict() != Verdict.OPEN)
                .forEach(said -> counting.merge(
                        said.name(), said, (a, b) -> a.at().compareTo(b.at()) > 0 ? a : b));
        return counting;
    }

    private static ReviewedCase reviewed(Path results, ResultRow row, Optional<Judgement> said) throws IOException {
        if (said.isEmpty()) {
            return new ReviewedCase(
                    row.fields(),
                    row.isDone() ? Standing.PREDICTED : Standing.NONE,
                    "",
                    "",
                    Change.NONE,
                    Path.of(row.name()),
                    row.found());
        }
        Judgement judgement = said.get();
        Change change = judgement.change();
        Path accepted = Path.of(RunFiles.REVIEW, judgement.reviewer(), row.name());
        boolean isCorrected = judgement.verdict() == Verdict.ACCEPTED && change.isThere();
        return new ReviewedCase(
                row.fields(),
                standing(judgement.verdict(), change),
                judgement.reviewer(),
                judgement.comment(),
                judgement.verdict() == Verdict.ACCEPTED ? change : Change.NONE,
                isCorrected ? accepted : Path.of(row.name()),
                isCorrected ? corrected(results.resolve(accepted)) : row.found());
    }

    private static CaseRecord corrected(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(CaseFolder.SIDECAR))) {
            throw new UsageException(folder + " is not there but review says that corrected results were accepted: put it"
                    + " back, or review the case again");
        }
        return CaseRecord.read(folder);
    }

    private static Standing standing(Verdict verdict, Change change) {
        return switch (verdict) {
            case OPEN -> Standing.PREDICTED;
            case ACCEPTED -> change.isThere() ? Standing.CORRECTED : Standing.ACCEPTED;
            case REJECTED -> Standing.REJECTED;
            case FLAGGED -> Standing.FLAGGED;
        };
    }
}
