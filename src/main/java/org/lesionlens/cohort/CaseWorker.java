package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.MemoryBudget;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.volume.Progress;

/** The networks and the memory of a process that does cases, for the run itself or for an engine with many processes. */
public final class CaseWorker implements AutoCloseable {
    private final CaseAnalysis analysis;
    private final Duration limit;
    private final MemoryBudget memory = MemoryBudget.ofThisProcess();

    /**
     * A worker with networks, which are its own from now on.
     *
     * @param folder of the cohort, which messages leave out
     * @param output folder of the cases' folders
     * @param limit how long the work on a case may take
     */
    public CaseWorker(Path folder, Path output, AnalysisModels models, AnalysisSettings settings, Duration limit) {
        this.analysis = CaseAnalysis.of(folder, output, models, settings);
        this.limit = limit;
    }

    /** The networks of a plan in the process of its run. */
    static Engine.Work open(CohortPlan plan, CohortListener listener) throws IOException {
        AnalysisModels models = plan.networks().open(listener.opening());
        models.notes().forEach(listener::note);
        CaseWorker worker = new CaseWorker(
                plan.cohort().folder(),
                plan.output(),
                models,
                plan.settings(),
                plan.handling().limit());
        return new Engine.Work() {
            @Override
            public void run(List<Case> cases, Engine.Ended ended) throws IOException {
                worker.run(cases, listener, ended);
            }

            @Override
            public void close() {
                worker.close();
            }
        };
    }

    private void run(List<Case> cases, CohortListener listener, Engine.Ended ended) throws IOException {
        new LocalBatch(analysis, new CaseLimits(limit, memory, listener::isCancelled), listener, ended).run(cases);
    }

    /**
     * Does one case; several may be in work at once.
     *
     * @param stop whether it is not wanted any more
     * @throws java.util.concurrent.CancellationException if it is not
     */
    public EndedCase run(Case item, BooleanSupplier stop) throws IOException {
        List<EndedCase> ended = new CopyOnWriteArrayList<>();
        run(List.of(item), new Unheard(stop), ended::add);
        return ended.get(0);
    }

    /** Nobody is told. */
    private record Unheard(BooleanSupplier stop) implements CohortListener {
        @Override
        public boolean isCancelled() {
            return stop.getAsBoolean();
        }

        @Override
        public Progress opening() {
            return Progress.NONE;
        }
    }

    @Override
    public void close() {
        analysis.models().close();
    }
}
