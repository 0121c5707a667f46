package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.review.CaseForReview.Said;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * A folder of results under review by one person; others may review it at the same time, each in a folder of his own ({@code
 * review/REVIEWER}), and so may other windows of his. What is said is on the disk when a method returns. For one thread at a time.
 */
public final class CohortReview implements AutoCloseable {
    private static final String NAME = "[^/\\\\:*?\"<>|\\p{Cntrl}]+";

    private final Path results;
    private final ReviewerFolder folder;

    private CohortReview(Path results, ReviewerFolder folder) {
        this.results = results;
        this.folder = folder;
    }

    /**
     * Opens a folder for a reviewer, and mends what a process of his that was killed has left there.
     *
     * @param reviewer the name that he gives himself
     * @throws UsageException if it is no folder of results, or the name cannot be one of a folder
     */
    public static CohortReview open(Path results, String reviewer) throws IOException {
        ResultRow.read(results);
        if (!reviewer.matches(NAME) || reviewer.startsWith(".") || !reviewer.equals(reviewer.strip())) {
            throw new UsageException("the reviewer is called \"" + reviewer
                    + "\", which is no name of a folder: use letters, numbers, - and _");
        }
        if (reviewer.equals(ReviewedCohort.LATEST) || reviewer.matches("(?i).*\\.(csv|html)")) {
            throw new UsageException("the reviewer is called \"" + reviewer
                    + "\", which stands for something else here: take another name");
        }
        AtomicFile.createFolder(results.resolve(RunFiles.REVIEW).resolve(reviewer));
        ReviewerFolder folder = new ReviewerFolder(
                results.resolve(RunFiles.REVIEW).resolve(reviewer).toRealPath());
        folder.mend();
        return new CohortReview(results, folder);
    }

    public String reviewer() {
        return folder.reviewer();
    }

    /** What this reviewer writes. */
    ReviewerFolder own() {
        return folder;
    }

    /** What the channels of the images that were analysed are called; none where each image is a whole. */
    public List<String> channels() throws IOException {
        for (CaseForReview item : cases()) {
            if (item.done()) {
                return JsonFiles.textsOfEach(
                        "name", folder(item.name()).resolve(CaseFolder.SIDECAR), "input", "channels");
            }
        }
        return List.of();
    }

    /** The folder of a case's results. */
    public Path folder(String name) {
        return results.resolve(name);
    }

    /** The folder of results. */
    public Path results() {
        return results;
    }

    /** All cases, those that need a look first: by the number of reasons, what failed on top, else in the order of the table. */
    public List<CaseForReview> cases() throws IOException {
        List<ResultRow> rows = ResultRow.read(results);
        LooksNeeded looks = new LooksNeeded(rows.stream()
                .map(ResultRow::totalMl)
                .flatMapToDouble(OptionalDouble::stream)
                .boxed()
                .toList());
        Map<String, Map<String, Said>> verdicts = verdicts();
        List<CaseForReview> cases = new ArrayList<>();
        for (ResultRow row : rows) {
            cases.add(new CaseForReview(
                    row.name(),
                    row.isDone(),
                    row.lesions(),
                    row.totalMl(),
                    row.largestMm(),
                    row.kind(),
                    row.sureness(),
                    print(row.name()),
                    looks.of(row),
                    verdicts.getOrDefault(row.name(), Map.of())));
        }
        cases.sort(Comparator.comparing(CaseForReview::done)
                .thenComparing(each -> -each.reasons().size()));
        return cases;
    }

    private Map<String, Map<String, Said>> verdicts() throws IOException {
        Map<String, Map<String, Said>> verdicts = new LinkedHashMap<>();
        for (Judgement judgement : judgements()) {
            verdicts.computeIfAbsent(judgement.name(), name -> new LinkedHashMap<>())
                    .put(judgement.reviewer(), new Said(judgement.verdict(), judgement.comment()));
        }
        return verdicts;
    }

    /** What each reviewer last said of each case, as long as its results are those that he saw; one reviewer after the other. */
    public List<Judgement> judgements() throws IOException {
        Map<List<String>, Judgement> last = new LinkedHashMap<>();
        for (Judgement judgement : lines()) {
            if (judgement.results().equals(print(judgement.name()))) {
                last.put(List.of(judgement.reviewer(), judgement.name()), judgement);
            }
        }
        return List.copyOf(last.values());
    }

    /**
     * The folder of the results that a judgement is about: those that the reviewer accepted, with his corrections, or the
     * predicted ones where he wrote none.
     */
    public Path folder(Judgement judgement) {
        return judgement.corrections() == null
                ? folder(judgement.name())
                : results.resolve(RunFiles.REVIEW).resolve(judgement.reviewer()).resolve(judgement.name());
    }

    /** Reviewer by reviewer, each in the order in which he spoke; lines that somebody edited into something else do not count. */
    private List<Judgement> lines() throws IOException {
        List<Judgement> all = new ArrayList<>();
        try (Stream<Path> reviewers = Files.list(results.resolve(RunFiles.REVIEW))) {
            for (Path each : reviewers.filter(Files::isDirectory).sorted().toList()) {
                all.addAll(new ReviewerFolder(each).lines());
            }
        }
        all.removeIf(judgement -> judgement.name() == null || judgement.reviewer() == null);
        return all;
    }

    /**
     * The case of a name.
     *
     * @throws UsageException if there is none
     */
    public CaseForReview find(String name) throws IOException {
        return cases().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "there is no case " + name + " in " + results + ": give one of its table of cases"));
    }

    /**
     * Says something of a case, in place of what this reviewer said before.
     *
     * @param seen the case as the reviewer saw it
     * @param comment empty for none
     * @throws UsageException if a case without results is accepted
     * @throws UserMessageException if the case was analysed anew since it was seen
     */
    public void say(CaseForReview seen, Verdict verdict, String comment) throws IOException {
        String name = seen.name();
        if (verdict == Verdict.ACCEPTED && !seen.done()) {
            throw new UsageException("the case " + name
                    + " has no results that could be accepted: analyse it again, or reject or flag it");
        }
        requireSame(seen);
        say(new Judgement(name, reviewer(), verdict.toString(), comment, now(), seen.results(), corrections(seen)));
    }

    /** Those of the results that he accepted, if he did and they are about these. */
    private Corrections corrections(CaseForReview seen) throws IOException {
        return folder.judgement(seen.name())
                .filter(judgement -> judgement.results().equals(seen.results()))
                .map(Judgement::corrections)
                .orElse(null);
    }

    void say(Judgement judgement) throws IOException {
        folder.append(judgement);
    }

    /** As lines of files have it. */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** @throws UserMessageException if the case was analysed anew since it was seen, or its results are gone */
    void requireSame(CaseForReview seen) throws IOException {
        String name = seen.name();
        if (seen.done() && !Files.exists(folder(name).resolve(CaseFolder.SIDECAR))) {
            throw new UserMessageException("the results of the case " + name + " are not in " + folder(name)
                    + " any more: bring the folder or its disk back and try again");
        }
        if (!seen.results().equals(print(name))) {
            throw new UserMessageException(
                    "the case " + name
                            + " was analysed anew since its results were read here: close the review, open it again, and look at them");
        }
    }

    /** Tells results from those of another run; empty if there are none. */
    private String print(String name) throws IOException {
        Path sidecar = folder(name).resolve(CaseFolder.SIDECAR);
        if (!Files.exists(sidecar)) {
            return "";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(sidecar)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing is left to do: all that was said is on the disk. */
    @Override
    public void close() throws IOException {}
}
