package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseResults;
import org.lesionlens.cases.DiskFull;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.Provenance;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.UsageException;

/**
 * A run over a cohort into a folder that it has for itself: skips what is done, does the rest, keeps journal and tables.
 *
 * @param cohort what is to be done
 * @param output folder of the cases' folders, journal and tables
 * @param models that are used
 * @param settings that are used
 */
public record CohortRun(Cohort cohort, Path output, ChosenModels models, AnalysisSettings settings) {
    /**
     * The attempts that need not be repeated: done, with the same input, models and settings, and results still there.
     *
     * @throws UsageException if cases were done with other models or settings
     */
    public List<Attempt> alreadyDone() throws IOException {
        Map<String, Attempt> last = Journal.lastAttempts(output);
        List<Attempt> valid = new ArrayList<>();
        for (CohortCase one : cohort.cases()) {
            Attempt attempt = last.get(one.name());
            if (attempt == null || !attempt.isDone()) {
                continue;
            }
            Provenance now = Provenance.of(one.examination(), one.reference(), models, settings);
            requireSame(attempt, now);
            if (attempt.from().equals(now) && haveResults(one)) {
                valid.add(attempt);
            }
        }
        return valid;
    }

    /** Whether they are there and their table can still be read. */
    private boolean haveResults(CohortCase one) {
        Path results = output.resolve(one.name());
        try {
            LesionsCsv.TABLE.read(results.resolve(LesionsCsv.FILE));
            return CaseResults.areIn(results);
        } catch (IOException e) {
            return false;
        }
    }

    private void requireSame(Attempt attempt, Provenance now) {
        String difference = attempt.from().difference(now);
        if (!difference.isEmpty()) {
            throw new UsageException("the results in " + output + " were made in another way (" + difference
                    + "): choose another --output, or add --overwrite to make all of them anew");
        }
    }

    /**
     * Checks that the folders of cases may be written.
     *
     * @throws UsageException if one is there that no batch made, or that holds an input
     */
    public void requireFree(List<CohortCase> cases, boolean overwrite) throws IOException {
        List<Path> inputs = CaseFolder.realPaths(
                cohort.cases().stream().map(one -> one.examination().input()).toList());
        for (CohortCase one : cases) {
            CaseFolder.requireFree(output.resolve(one.name()), overwrite || Journal.isIn(output), inputs);
        }
    }

    /** Forgets what earlier runs have done; their results stay until they are replaced. */
    public void forget() throws IOException {
        if (Journal.isIn(output)) {
            Files.write(output.resolve(RunFiles.JOURNAL), new byte[0]);
        }
    }

    /**
     * Does what is not done and writes the report; the tables are right also when it is interrupted.
     *
     * @param done attempts that are not repeated
     */
    public CohortState run(List<Attempt> done, List<CohortCase> open, Engine engine, CohortListener listener)
            throws IOException {
        CaseFolder.removeLeftovers(output, Cohort.names(cohort.cases()))
                .forEach(stuck -> listener.note(stuck.getFileName() + " of an earlier run cannot be removed from "
                        + output + " and is not needed: remove it by hand, with the rights of its owner"));
        CohortState state = new CohortState(cohort, output);
        for (Attempt attempt : done) {
            state.addOlder(attempt);
        }
        CohortSummaries summaries = new CohortSummaries(output, state);
        try {
            doAll(open, engine, state, summaries, listener);
            report(state, listener);
        } catch (IOException e) {
            if (!DiskFull.is(e)) {
                throw e;
            }
            listener.note(DiskFull.SENTENCE);
        }
        return state;
    }

    /** The tables are right also when this throws. */
    private void doAll(
            List<CohortCase> open, Engine engine, CohortState state, CohortSummaries summaries, CohortListener listener)
            throws IOException {
        try (Journal journal = Journal.open(output)) {
            if (!open.isEmpty()) {
                engine.run(open, one -> {
                    Attempt attempt = published(one, state.thumbnails());
                    journal.add(attempt);
                    state.add(attempt, one.found());
                    listener.ended(attempt);
                    summaries.writeNowAndThen();
                    DiskFull.endRunAfter(attempt.error());
                });
            }
        } finally {
            listener.close();
            summaries.write();
        }
    }

    private void report(CohortState state, CohortListener listener) throws IOException {
        List<CaseOutcome> outcomes = state.outcomes();
        List<String> done = outcomes.stream()
                .filter(CaseOutcome::isDone)
                .map(outcome -> outcome.one().name())
                .toList();
        Map<String, String> thumbnails = state.thumbnails().of(done, listener::doing);
        new CohortReport(output, outcomes, thumbnails).write();
    }

    /** Only the run itself gives results their name, so of two workers with one case the first one counts. */
    private Attempt published(EndedCase one, Thumbnails thumbnails) {
        Attempt attempt = one.attempt();
        if (!attempt.isDone()) {
            return attempt;
        }
        try {
            CaseFolder.publish(output.resolve(one.folder()), output.resolve(attempt.name()), true);
            thumbnails.add(attempt.name(), one.found().thumbnail());
            return attempt;
        } catch (IOException e) {
            return attempt.failed(ErrorClass.ofWriting(e), Errors.sentence(e));
        }
    }
}
