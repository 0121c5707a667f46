package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.DiskFull;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cases.Errors;

/** The way to analyse cases: every door starts its runs here. */
public final class CohortRun {
    private CohortRun() {}

    /**
     * Does the cases of a plan, of which none stops the others.
     *
     * @param listener is told how far the run is, and may end it
     * @return where every case stands, in the order of the cohort; pending are those that a full disk kept from being done
     * @throws org.lesionlens.volume.UsageException if a case lacks a box that the model wants, or has one that it does not; if older results may not be replaced, or were made in another way
     * @throws java.util.concurrent.CancellationException if the listener wants the run to end
     */
    public static List<CaseOutcome> start(CohortPlan plan, CohortListener listener) throws IOException {
        plan.cohort().requirePrompts(plan.networks().models());
        new ResultStore(plan).require();
        CaseFolder.requireFolder(plan.output());
        if (!plan.handling().journal()) {
            requireFree(plan, plan.cohort().cases(), plan.handling().overwrite());
        }
        CaseFolder.requireWritable(plan.output());
        try (Engine.Work work = plan.handling().engine().open(plan, listener)) {
            return plan.handling().journal()
                    ? new JournaledRun(plan, listener).with(work)
                    : oneByOne(plan, work, listener);
        }
    }

    /** Whether a folder of results has the journal of a run, which the next one goes on with. */
    public static boolean isIn(Path output) {
        return Journal.isIn(output);
    }

    /**
     * Checks that the folders of cases may be written.
     *
     * @throws org.lesionlens.volume.UsageException if one is there that may not be replaced, or that holds an input
     */
    static void requireFree(CohortPlan plan, List<Case> cases, boolean overwrite) throws IOException {
        List<Path> inputs = CaseFolder.realPaths(plan.cohort().cases().stream()
                .flatMap(item -> item.paths().stream())
                .toList());
        for (Case item : cases) {
            CaseFolder.requireFree(plan.output().resolve(item.name()), overwrite, inputs);
        }
    }

    private static List<CaseOutcome> oneByOne(CohortPlan plan, Engine.Work work, CohortListener listener)
            throws IOException {
        List<Case> cases = plan.cohort().cases();
        List<CaseOutcome> outcomes = new ArrayList<>();
        ResultStore store = new ResultStore(plan);
        listener.begun(List.of(), cases.size());
        try {
            for (Case item : cases) {
                work.run(List.of(item), ended -> {
                    Attempt published = published(ended, plan, whole -> {});
                    Attempt attempt = store.isToSend(item, published) ? store.send(item, published) : published;
                    outcomes.add(CaseOutcome.of(item, attempt, ended.found(), ended.ambiguous()));
                    listener.ended(outcomes.get(outcomes.size() - 1));
                    DiskFull.endRunAfter(attempt.error());
                });
            }
        } catch (IOException e) {
            if (!DiskFull.is(e)) {
                throw e;
            }
            cases.subList(outcomes.size(), cases.size()).forEach(item -> outcomes.add(CaseOutcome.pending(item)));
        } finally {
            listener.close();
        }
        return outcomes;
    }

    /**
     * Only the run itself gives results their name, so of two workers with one case the first one counts.
     *
     * @param after what is done with results that have their name; if it throws, the case failed
     */
    static Attempt published(EndedCase ended, CohortPlan plan, Engine.Ended after) {
        Attempt attempt = ended.attempt();
        if (!attempt.isDone()) {
            return attempt;
        }
        try {
            Path folder = plan.output().resolve(ended.folder());
            boolean replace = plan.handling().overwrite() || plan.handling().journal();
            CaseFolder.publish(folder, plan.output().resolve(attempt.name()), replace);
            after.accept(ended);
            return attempt;
        } catch (IOException e) {
            return attempt.failed(ErrorClass.ofWriting(e), Errors.sentence(e, plan.output()));
        }
    }
}
