package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseResults;
import org.lesionlens.cases.DiskFull;
import org.lesionlens.cases.Provenance;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.volume.UsageException;

/** A run in a folder that it has for itself: skips what is done, does the rest, keeps journal, tables and report. */
record JournaledRun(CohortPlan plan, CohortListener listener) {
    List<CaseOutcome> with(Engine.Work work) throws IOException {
        Files.createDirectories(output());
        try (OutputLock lock = OutputLock.of(output())) {
            boolean overwrite = plan.handling().overwrite();
            List<Attempt> done = overwrite ? List.of() : alreadyDone();
            Set<String> names = done.stream().map(Attempt::name).collect(Collectors.toSet());
            List<Case> open = plan.cohort().cases().stream()
                    .filter(item -> !names.contains(item.name()))
                    .toList();
            CohortRun.requireFree(plan, open, overwrite || Journal.isIn(output()));
            if (overwrite) {
                forget();
            }
            return run(done, open, work);
        }
    }

    private Path output() {
        return plan.output();
    }

    /**
     * The attempts that need not be repeated: done, with the same input, models and settings, and results still there.
     *
     * @throws UsageException if cases were done with other models or settings
     */
    private List<Attempt> alreadyDone() throws IOException {
        Map<String, Attempt> last = Journal.lastAttempts(output());
        List<Attempt> valid = new ArrayList<>();
        for (Case item : plan.cohort().cases()) {
            Attempt attempt = last.get(item.name());
            if (attempt == null || !attempt.isDone()) {
                continue;
            }
            Provenance now = Provenance.of(item, plan.networks().models(), plan.settings());
            requireSame(attempt, now);
            if (attempt.from().equals(now) && haveResults(item)) {
                valid.add(attempt);
            }
        }
        return valid;
    }

    /** Whether they are there and their table can still be read. */
    private boolean haveResults(Case item) {
        Path results = output().resolve(item.name());
        try {
            plan.settings().kind().read(results);
            return CaseResults.areIn(results, plan.settings());
        } catch (IOException e) {
            return false;
        }
    }

    private void requireSame(Attempt attempt, Provenance now) {
        String difference = attempt.from().difference(now);
        if (!difference.isEmpty()) {
            throw new UsageException("the results in " + output() + " were made in another way (" + difference
                    + "): choose another folder of results, or replace all of them (--overwrite)");
        }
    }

    /** Forgets what earlier runs have done; their results stay until they are replaced. */
    private void forget() throws IOException {
        if (Journal.isIn(output())) {
            Files.write(output().resolve(RunFiles.JOURNAL), new byte[0]);
        }
    }

    /** The tables are right also when it is interrupted. */
    private List<CaseOutcome> run(List<Attempt> done, List<Case> open, Engine.Work work) throws IOException {
        CaseFolder.removeLeftovers(output(), plan.cohort().names())
                .forEach(stuck -> listener.note(stuck.getFileName() + " of an earlier run cannot be removed from "
                        + output() + " and is not needed: remove it by hand, with the rights of its owner"));
        CohortState state = new CohortState(plan.cohort(), output());
        for (Attempt attempt : done) {
            state.addOlder(attempt);
        }
        listener.begun(state.outcomes().stream().filter(CaseOutcome::isDone).toList(), open.size());
        try {
            doAll(done, open, work, state);
            report(state);
        } catch (IOException e) {
            if (!DiskFull.is(e)) {
                throw e;
            }
            listener.note(DiskFull.SENTENCE);
        }
        return state.outcomes();
    }

    /** The tables are right also when this throws. */
    private void doAll(List<Attempt> done, List<Case> open, Engine.Work work, CohortState state) throws IOException {
        CohortSummaries summaries =
                new CohortSummaries(output(), plan.settings().kind(), state);
        try (Journal journal = Journal.open(output())) {
            for (Attempt attempt : done) {
                Attempt sent = sent(attempt, state, journal);
                if (!sent.equals(attempt)) {
                    state.addOlder(sent);
                    listener.sent(state.of(sent.name()));
                }
            }
            if (!open.isEmpty()) {
                work.run(open, ended -> {
                    Attempt attempt = CohortRun.published(ended, plan, state::keepThumbnail);
                    journal.add(attempt);
                    listener.ended(state.add(sent(attempt, state, journal), ended.found()));
                    summaries.writeNowAndThen();
                    DiskFull.endRunAfter(attempt.error());
                });
            }
        } finally {
            listener.close();
            summaries.write();
        }
    }

    /** The journal knows of results before they are sent: who goes on after a stop sends the same ones, no others. */
    private Attempt sent(Attempt attempt, CohortState state, Journal journal) throws IOException {
        ResultStore store = new ResultStore(plan);
        Case item = state.of(attempt.name()).item();
        if (!store.isToSend(item, attempt)) {
            return attempt;
        }
        Attempt sent = store.send(item, attempt);
        journal.add(sent);
        return sent;
    }

    private void report(CohortState state) throws IOException {
        List<CaseOutcome> outcomes = state.outcomes();
        List<String> done = outcomes.stream()
                .filter(CaseOutcome::isDone)
                .map(CaseOutcome::name)
                .toList();
        Map<String, String> thumbnails = state.thumbnails().of(done, listener::doing);
        new CohortReport(output(), plan.settings().kind(), outcomes, thumbnails, Optional.empty()).write();
    }
}
