package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.WrittenResults;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.io.table.JsonLines;
import org.lesionlens.volume.UserMessageException;

/**
 * What one reviewer writes: his lines, a folder of results for each case that he accepted, and what he has not accepted yet. His
 * windows and processes write there one at a time: a case while they hold it, a line at once.
 */
record ReviewerFolder(Path path) {
    /** The member of the sidecar of accepted results that holds the judgement. */
    static final String JUDGEMENT = "review";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    String reviewer() {
        return path.getFileName().toString();
    }

    /** The results of a case that he accepted. */
    Path accepted(String name) {
        return path.resolve(name);
    }

    /** What he did not accept yet. */
    Path autosave(String name) {
        return work().resolve(name + ".json");
    }

    /**
     * When work was saved that was neither accepted nor discarded, as that of a process that was killed; empty if there is none,
     * or it was made from other results.
     */
    Optional<Instant> autosaved(CaseForReview seen) throws IOException {
        Path file = autosave(seen.name());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Autosave found = Autosave.read(file);
            return found.results().equals(seen.results()) ? Optional.of(Instant.parse(found.at())) : Optional.empty();
        } catch (MalformedFileException e) {
            return Optional.of(Files.getLastModifiedTime(file).toInstant()); // restoring says what is wrong
        }
    }

    /** @throws UserMessageException if work of these results was saved, which would be passed over */
    void requireNothingSaved(CaseForReview seen) throws IOException {
        if (autosaved(seen).isPresent()) {
            throw new UserMessageException(reviewer() + " has work on the case " + seen.name()
                    + " that was not accepted: open the case in the window of Review Cohort..., and either go on with the"
                    + " work and accept it, or answer No");
        }
    }

    private Path work() {
        return path.resolve(".work");
    }

    /**
     * Takes a case, and mends what is left of a process that had it and was killed.
     *
     * @throws UserMessageException if it is taken
     */
    HeldFile take(String name) throws IOException {
        requireThere();
        HeldFile held = HeldFile.take(lock(name))
                .orElseThrow(() -> new UserMessageException(reviewer() + " has the case " + name
                        + " open already, in another window or on another machine: close it there, or review under another"
                        + " name"));
        try {
            CaseFolder.mend(path, name);
            AtomicFile.removeLeftovers(autosave(name));
            return held;
        } catch (IOException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    private Path lock(String name) {
        return work().resolve(name + ".lock");
    }

    /** A folder that went with its disk is not made anew: whoever writes there would not find it again. */
    void requireThere() {
        if (!Files.isDirectory(path)) {
            throw new UserMessageException(
                    path + " is not there any more: bring the folder or its disk back and try again");
        }
    }

    /** Adds a line; it is on the disk when this returns. */
    void append(Judgement judgement) throws IOException {
        requireThere();
        try (HeldFile turn = turn();
                JsonLines<Judgement> lines = JsonLines.open(path.resolve(Judgement.FILE))) {
            lines.append(judgement);
        }
    }

    private HeldFile turn() throws IOException {
        return HeldFile.await(path.resolve(".lock"), LONGEST_WAIT)
                .orElseThrow(() -> new UserMessageException(
                        "another window of " + reviewer() + " has been writing for too long: close it and try again"));
    }

    /** In the order in which he spoke. */
    List<Judgement> lines() throws IOException {
        return JsonLines.read(path.resolve(Judgement.FILE), Judgement.class);
    }

    /** What he said of the results of a case that he accepted, as their sidecar has it; empty if there are none. */
    Optional<Judgement> judgement(String name) throws IOException {
        Path sidecar = accepted(name).resolve(CaseFolder.SIDECAR);
        return Files.exists(sidecar) ? JsonFiles.member(sidecar, JUDGEMENT, Judgement.class) : Optional.empty();
    }

    /**
     * Mends what is left of processes that were killed: results that were being replaced, and lines that were not written of
     * results that were. Cases that are taken are left alone.
     */
    void mend() throws IOException {
        List<Judgement> told = lines();
        Set<String> names =
                told.stream().map(Judgement::name).filter(Objects::nonNull).collect(Collectors.toSet());
        names.addAll(accepted());
        for (String name : names) {
            if (!CaseFolder.leftovers(path, Set.of(name)).isEmpty()) {
                mend(name);
            }
        }
        for (String name : accepted()) {
            Optional<Judgement> judgement = judgement(name);
            if (judgement.isPresent() && isMissing(judgement.get(), told)) {
                append(judgement.get());
            }
        }
    }

    private void mend(String name) throws IOException {
        Optional<HeldFile> held = HeldFile.take(lock(name));
        if (held.isPresent()) {
            try (HeldFile taken = held.get()) {
                CaseFolder.mend(path, name);
            }
        }
    }

    /** Makes predicted results those that he accepted, in place of others; for whoever has the case. */
    void copy(WrittenResults predicted, Judgement judgement) throws IOException {
        try (CaseFolder folder = new CaseFolder(path, judgement.name(), true)) {
            predicted.copyTo(folder.path(), Map.of(JUDGEMENT, judgement));
            folder.publish();
        }
    }

    private List<String> accepted() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> Files.exists(entry.resolve(CaseFolder.SIDECAR)))
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    /** Whether neither this nor anything later was said of the case. */
    private static boolean isMissing(Judgement judgement, List<Judgement> told) {
        return told.stream()
                .filter(line -> judgement.name().equals(line.name()))
                .noneMatch(line -> line.equals(judgement) || line.when().isAfter(judgement.when()));
    }
}
