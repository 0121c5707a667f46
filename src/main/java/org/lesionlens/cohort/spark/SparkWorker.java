package org.lesionlens.cohort.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.Errors;
import org.lesionlens.cohort.CaseWorker;
import org.lesionlens.cohort.EndedCase;
import org.lesionlens.inference.NativeLibraryCache;

/** The networks and the memory of a worker's process: opened by its first case, for all that follow. */
final class SparkWorker {
    private static SparkWorker current;

    /** Of the run that this process belongs to, where Spark has its workers in the process of the run. */
    private static volatile BooleanSupplier stop = () -> false;

    private final WorkOrder order;
    private final CaseWorker worker;

    private SparkWorker(WorkOrder order) throws IOException {
        this.order = order;
        this.worker = order.open();
    }

    /** Tasks of this process end when the run does, also where Spark itself has ended before them. */
    static void stopWith(BooleanSupplier stopOfRun) {
        stop = stopOfRun;
    }

    static boolean isStopped() {
        return stop.getAsBoolean();
    }

    /**
     * The worker of this process; several cases may be in work at once.
     *
     * @throws EngineException if the networks cannot be opened here
     */
    static synchronized SparkWorker of(WorkOrder order) {
        if (current == null || !current.order.equals(order)) {
            NativeLibraryCache.useIfPossible();
            try {
                current = new SparkWorker(order);
            } catch (IOException | RuntimeException | LinkageError e) {
                throw new EngineException(
                        "a worker cannot open the networks: " + Errors.sentence(e, Path.of(order.output())), e);
            }
        }
        return current;
    }

    /**
     * Does one case as on one machine.
     *
     * @throws java.util.concurrent.CancellationException if it is not wanted any more
     */
    EndedCase run(Case item, BooleanSupplier stopOfTask) throws IOException {
        return worker.run(item, stopOfTask);
    }
}
