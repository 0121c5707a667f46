package org.lesionlens.review;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
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
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.table.JsonLines;
import org.lesionlens.review.CaseForReview.Said;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * A folder of results under review by one person; others may review it at the same time, each in a folder of his own ({@code
 * review/REVIEWER}). What is said is on the disk when a method returns. For one thread at a time.
 */
public final class CohortReview implements AutoCloseable {
    private static final String FOLDER = "review";
    private static final String NAME = "[^/\\\\:*?\"<>|\\p{Cntrl}]+";

    private final Path results;
    private final String reviewer;
    private final FileChannel lock;
    private final JsonLines<Judgement> said;

    private CohortReview(Path results, String reviewer, FileChannel lock, JsonLines<Judgement> said) {
        this.results = results;
        this.reviewer = reviewer;
        this.lock = lock;
        this.said = said;
    }

    /**
     * Opens a folder for a reviewer.
     *
     * @param reviewer the name that he gives himself
     * @throws UsageException if it is no folder of results, or the name cannot be one of a folder
     * @throws UserMessageException if somebody of that name reviews it now
     */
    public static CohortReview open(Path results, String reviewer) throws IOException {
        ResultRow.read(results);
        if (!reviewer.matches(NAME) || reviewer.startsWith(".") || !reviewer.equals(reviewer.strip())) {
            throw new UsageException("the reviewer is called \"" + reviewer
                    + "\", which is no name of a folder: use letters, numbers, - and _");
        }
        Path folder = results.resolve(FOLDER).resolve(reviewer);
        AtomicFile.createFolder(folder);
        FileChannel lock = lock(folder, reviewer);
        return new CohortReview(results, reviewer, lock, JsonLines.open(folder.resolve(Judgement.FILE)));
    }

    private static FileChannel lock(Path folder, String reviewer) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null; // by another window of this process
        }
        if (held == null) {
            channel.close();
            throw new UserMessageException("somebody called " + reviewer + " reviews these results just now: close the"
                    + " other window, or take another name");
        }
        return channel;
    }

    public String reviewer() {
        return reviewer;
    }

    /** The folder of a case's results. */
    public Path folder(String name) {
        return results.resolve(name);
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
                    looks.of(row),
                    verdicts.getOrDefault(row.name(), Map.of())));
        }
        cases.sort(Comparator.comparing(CaseForReview::done)
                .thenComparing(each -> -each.reasons().size()));
        return cases;
    }

    /** What all reviewers last said of each case, as long as its results are those that they saw. */
    private Map<String, Map<String, Said>> verdicts() throws IOException {
        Map<String, Map<String, Said>> verdicts = new LinkedHashMap<>();
        for (Judgement judgement : judgements()) {
            if (judgement.results().equals(print(judgement.name()))) {
                Map<String, Said> ofCase = verdicts.computeIfAbsent(judgement.name(), name -> new LinkedHashMap<>());
                ofCase.remove(judgement.reviewer());
                ofCase.put(judgement.reviewer(), new Said(judgement.verdict(), judgement.comment()));
            }
        }
        return verdicts;
    }

    private List<Judgement> judgements() throws IOException {
        List<Judgement> all = new ArrayList<>();
        try (Stream<Path> reviewers = Files.list(results.resolve(FOLDER))) {
            for (Path folder : reviewers.sorted().toList()) {
                all.addAll(JsonLines.read(folder.resolve(Judgement.FILE), Judgement.class));
            }
        }
        all.sort(Comparator.comparing(Judgement::at));
        return all;
    }

    /**
     * Says something of a case, in place of what this reviewer said before.
     *
     * @param comment empty for none
     * @throws UsageException if there is no such case, or one without results is accepted
     */
    public void say(String name, Verdict verdict, String comment) throws IOException {
        ResultRow row = ResultRow.read(results).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "there is no case " + name + " in " + results + ": give one of its table of cases"));
        if (verdict == Verdict.ACCEPTED && !row.isDone()) {
            throw new UsageException("the case " + name
                    + " has no results that could be accepted: analyse it again, or reject or flag it");
        }
        String at = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        said.append(new Judgement(name, reviewer, verdict.toString(), comment, at, print(name)));
    }

    /** Tells results from those of another run; empty if there are none. */
    private String print(String name) throws IOException {
        Path sidecar = folder(name).resolve(CaseFolder.SIDECAR);
        if (!Files.exists(sidecar)) {
            return "";
        }
        try (InputStream in =
                new DigestInputStream(Files.newInputStream(sidecar), MessageDigest.getInstance("SHA-256"))) {
            in.readAllBytes();
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        said.close();
        lock.close();
    }
}
