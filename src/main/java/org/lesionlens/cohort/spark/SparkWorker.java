package org.lesionlens.cohort.spark;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.MemoryBudget;
import org.lesionlens.cli.LesionLens;
import org.lesionlens.cohort.CaseAnalysis;
import org.lesionlens.cohort.CaseLimits;
import org.lesionlens.cohort.CohortCase;
import org.lesionlens.cohort.EndedCase;
import org.lesionlens.cohort.EngineException;
import org.lesionlens.cohort.LocalBatch;

/** The networks and the memory of a worker's process: opened by its first case, for all that follow. */
final class SparkWorker {
    private static SparkWorker current;

    private final WorkOrder order;
    private final CaseAnalysis analysis;
    private final MemoryBudget memory = MemoryBudget.ofThisProcess();

    private SparkWorker(WorkOrder order) throws IOException {
        this.order = order;
        this.analysis = order.open();
    }

    /**
     * The worker of this process; several cases may be in work at once.
     *
     * @throws EngineException if the networks cannot be opened here
     */
    static synchronized SparkWorker of(WorkOrder order) {
        if (current == null || !current.order.equals(order)) {
            LesionLens.keepNativeLibrary();
            try {
                current = new SparkWorker(order);
            } catch (IOException | RuntimeException | LinkageError e) {
                throw new EngineException("a worker cannot open the networks: " + Errors.sentence(e), e);
            }
        }
        return current;
    }

    /**
     * Does one case as on one machine.
     *
     * @throws java.util.concurrent.CancellationException if it is not wanted any more
     */
    EndedCase run(CohortCase one, BooleanSupplier stop) throws IOException {
        List<EndedCase> ended = new CopyOnWriteArrayList<>();
        new LocalBatch(analysis, new CaseLimits(order.limit(), memory, stop), ended::add).run(List.of(one));
        return ended.get(0);
    }
}
