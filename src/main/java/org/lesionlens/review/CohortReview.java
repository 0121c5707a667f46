package org.lesionlens.review;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.Fingerprint;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cases.WrittenResults;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.review.CaseForReview.Said;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * A folder of results under review by one person; others may review it at the same time, each in a folder of his own ({@code
 * review/REVIEWER}), and so may other windows of his. What is said is on the disk when a method returns. For several threads.
 */
public final class CohortReview {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
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
        requireFit(results, reviewer, Set.of());
        AtomicFile.createFolder(results.resolve(RunFiles.REVIEW).resolve(reviewer));
        ReviewerFolder folder = new ReviewerFolder(
                results.resolve(RunFiles.REVIEW).resolve(reviewer).toRealPath());
        folder.mend();
        return new CohortReview(results, folder);
    }

    /**
     * Finds out whether a folder can be reviewed; quickly, and without writing anything.
     *
     * @param cases names of those that are to be judged
     * @throws UsageException if it is no folder of results, the name cannot be one of a folder, or there is no such case
     */
    public static void requireFit(Path results, String reviewer, Set<String> cases) throws IOException {
        Set<String> known = ResultRow.names(results);
        if (!reviewer.matches(NAME) || reviewer.startsWith(".") || !reviewer.equals(reviewer.strip())) {
            throw new UsageException("the reviewer is called \"" + reviewer
                    + "\", which is no name of a folder: use letters, numbers, - and _");
        }
        if (reviewer.equals(ReviewedCohort.LATEST) || reviewer.matches("(?i).*\\.(csv|html|json)")) {
            throw new UsageException("the reviewer is called \"" + reviewer
                    + "\", which stands for something else here: take another name");
        }
        for (String name : cases) {
            if (!known.contains(name)) {
                throw noCase(results, name);
            }
        }
    }

    private static UsageException noCase(Path results, String name) {
        return new UsageException("there is no case " + name + " in " + results + ": give one of its table of cases");
    }

    public String reviewer() {
        return folder.reviewer();
    }

    /** What this reviewer writes. */
    ReviewerFolder own() {
        return folder;
    }

    /** The names of the cases of a folder of results that have any, in the order of its table. */
    public static List<String> done(Path results) throws IOException {
        return ResultRow.done(results);
    }

    /** What the channels of the image of a case were called, by the folder of its results; none where it is a whole. */
    public static List<String> channels(Path folder) throws IOException {
        return JsonFiles.textsOfEach("name", folder.resolve(CaseFolder.SIDECAR), "input", "channels");
    }

    /**
     * Whose verdicts count in tables and data sets of the folder, as somebody {@linkplain #count chose} last; {@link
     * ReviewedCohort#LATEST} if nobody did.
     *
     * @throws MalformedFileException if the file that says so is damaged
     */
    public String whose() throws IOException {
        Path file = counting();
        if (!Files.exists(file)) {
            return ReviewedCohort.LATEST;
        }
        String whose = JsonFiles.read(file, Counting.class).whose();
        if (whose == null) {
            throw new MalformedFileException(
                    file, "does not say whose verdicts count", "delete it, and choose whose verdicts count");
        }
        return whose;
    }

    /**
     * Chooses whose verdicts count, for all who review the folder, until somebody chooses again.
     *
     * @throws UsageException if nobody of that name has a folder here
     */
    public void count(String whose) throws IOException {
        folder.requireThere();
        ReviewedCohort.requireKnown(this, whose);
        JsonFiles.write(counting(), new Counting(whose));
    }

    private Path counting() {
        return results.resolve(RunFiles.REVIEW).resolve("counting.json");
    }

    /** What the file says. */
    private record Counting(String whose) {}

    /**
     * Waits until no other window or machine writes what the review comes to; nobody does until this is closed.
     *
     * @throws UserMessageException if another one writes for too long, or the folder is gone
     */
    public Closeable turn() throws IOException {
        folder.requireThere();
        return HeldFile.await(results.resolve(RunFiles.REVIEW).resolve(".lock"), LONGEST_WAIT)
                .orElseThrow(() -> new UserMessageException("the tables of the review in " + results
                        + " are being written on another machine or in another window: try again when they are"));
    }

    /** The names of all who have a folder here, whether or not they have said anything. */
    Set<String> reviewers() throws IOException {
        try (Stream<Path> entries = Files.list(results.resolve(RunFiles.REVIEW))) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
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
        for (String reviewer : reviewers()) {
            all.addAll(new ReviewerFolder(results.resolve(RunFiles.REVIEW).resolve(reviewer)).lines());
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
                .orElseThrow(() -> noCase(results, name));
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
        if (verdict == Verdict.ACCEPTED) {
            requireDone(seen);
        }
        requireSame(seen);
        say(new Judgement(name, reviewer(), verdict.toString(), comment, now(), seen.results(), corrections(seen)));
    }

    private static void requireDone(CaseForReview seen) {
        if (!seen.done()) {
            throw new UsageException("the case " + seen.name()
                    + " has no results that could be accepted: analyse it again, or reject or flag it");
        }
    }

    /**
     * Finds out whether a case that is not open can be accepted as it is.
     *
     * @throws UserMessageException as {@link #accept}
     */
    public void requireAcceptable(CaseForReview seen) throws IOException {
        requireDone(seen);
        try (HeldFile held = folder.take(seen.name())) {
            requireSame(seen);
            folder.requireNothingSaved(seen);
        }
    }

    /**
     * Accepts a case that is not open: the results that this reviewer accepted before, as he corrected them, else the predicted
     * ones, which are copied, so that all that he accepted lies in one place.
     *
     * @param comment empty for none
     * @throws UserMessageException as {@link #say}, or if he has the case open, or work on it that he did not accept
     */
    public void accept(CaseForReview seen, String comment) throws IOException {
        requireDone(seen);
        try (HeldFile held = folder.take(seen.name())) {
            requireSame(seen);
            folder.requireNothingSaved(seen);
            Optional<Corrections> before = Optional.ofNullable(corrections(seen));
            WrittenResults predicted = WrittenResults.read(folder(seen.name()));
            Corrections made = before.orElseGet(() -> new Corrections(0, 0, 0, Map.of(), 1, predicted.nextNumber()));
            Judgement judgement = new Judgement(
                    seen.name(), reviewer(), Verdict.ACCEPTED.toString(), comment, now(), seen.results(), made);
            if (before.isEmpty()) {
                folder.copy(predicted, judgement);
            }
            say(judgement);
        }
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
    String print(String name) throws IOException {
        Path sidecar = folder(name).resolve(CaseFolder.SIDECAR);
        if (!Files.exists(sidecar)) {
            return "";
        }
        return Fingerprint.of(Files.readAllBytes(sidecar));
    }
}
