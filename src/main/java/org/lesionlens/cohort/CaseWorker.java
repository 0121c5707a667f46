package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.MemoryBudget;
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
    public CaseWorker(Path folder, Path output, AnalysisModels models, CaseSettings settings, Duration limit) {
        this.analysis = CaseAnalysis.of(folder, output, models, settings);
        this.limit = limit;
    }

    /** The networks of a plan in the process of its run. */
    static Engine.Work open(CohortPlan plan, CohortListener listener) throws IOException {
        int lanes = lanes(plan);
        AnalysisModels models =
                plan.networks().open(lanes > 1 ? 1 : plan.networks().threads(), listener.opening());
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
                worker.run(cases, lanes, listener, ended);
            }

            @Override
            public void close() {
                worker.close();
            }
        };
    }

    /**
     * How many cases are in work side by side, each in one thread of the networks: as many as there are cores where a journal
     * is kept, there are enough cases and nobody says how many threads a network has. It costs less than all cores for one case
     * after the other, whose threads wait for each other.
     */
    private static int lanes(CohortPlan plan) {
        int cores = Runtime.getRuntime().availableProcessors();
        boolean many = plan.cohort().cases().size() >= 2 * cores;
        return plan.handling().journal()
                        && many
                        && plan.networks().threads() == 0
                        && plan.networks().onCpu()
                ? cores
                : 1;
    }

    private void run(List<Case> cases, int lanes, CohortListener listener, Engine.Ended ended) throws IOException {
        Queue<Case> open = new ConcurrentLinkedQueue<>(cases);
        Engine.Ended oneByOne = item -> {
            synchronized (open) {
                ended.accept(item);
            }
        };
        SideBySide.run(
                lanes,
                listener::isCancelled,
                stop -> new LocalBatch(analysis, new CaseLimits(limit, memory, stop), listener, oneByOne).run(open));
    }

    /**
     * Does one case; several may be in work at once.
     *
     * @param stop whether it is not wanted any more
     * @throws java.util.concurrent.CancellationException if it is not
     */
    public EndedCase run(Case item, BooleanSupplier stop) throws IOException {
        List<EndedCase> ended = new CopyOnWriteArrayList<>();
        run(List.of(item), 1, new Unheard(stop), ended::add);
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
