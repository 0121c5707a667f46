package org.lesionlens.cohort.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cohort.EndedCase;
import org.lesionlens.cohort.Engine;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Cases on Apache Spark, a task each: workers write results under temporary names, this process is told as they end.
 *
 * <p>A case whose worker is lost is done by another one; a case that ends one worker after the other fails, and the others
 * go on.
 */
final class SparkBatch {
    private static final int POLL_MILLIS = 50;
    private static final int POLLS_OF_CLEANING = 100;
    private static final Pattern LOST = Pattern.compile(
            "Task (\\d+) in stage \\S+ failed (\\d+) times, most recent failure: .*?ExecutorLostFailure",
            Pattern.DOTALL);

    private final WorkOrder order;
    private final JavaSparkContext spark;
    private final BooleanSupplier stop;
    private final Engine.Ended ended;
    private final BlockingQueue<EndedCase> queue = new LinkedBlockingQueue<>();

    /** @param stop whether nothing more is wanted */
    SparkBatch(WorkOrder order, JavaSparkContext spark, BooleanSupplier stop, Engine.Ended ended) {
        this.order = order;
        this.spark = spark;
        this.stop = stop;
        SparkWorker.stopWith(stop);
        this.ended = ended;
    }

    /** A task: one case. */
    private record CaseTask(WorkOrder order) implements Function1<Iterator<SparkCase>, EndedCase>, Serializable {
        @Override
        public EndedCase apply(Iterator<SparkCase> partition) {
            TaskContext task = TaskContext.get();
            try {
                return SparkWorker.of(order)
                        .run(partition.next().received(), () -> task.isInterrupted() || SparkWorker.isStopped());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Runs all cases, once.
     *
     * @throws CancellationException if the user wants the program to end
     * @throws EngineException if Spark does not go on
     */
    void run(List<Case> cases) throws IOException {
        try {
            List<Case> open = cases;
            while (!open.isEmpty()) {
                open = runJob(open);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled by the user");
        } finally {
            clean(cases);
        }
    }

    /** @return the cases that are not done because one of them ended its workers */
    private List<Case> runJob(List<Case> cases) throws IOException, InterruptedException {
        Set<String> told = new HashSet<>();
        SimpleFutureAction<BoxedUnit> job = submit(cases);
        try {
            boolean last;
            do {
                last = job.isCompleted();
                tell(told);
                if (stop.getAsBoolean()) {
                    throw new CancellationException("cancelled by the user");
                }
            } while (!last);
        } finally {
            if (!job.isCompleted()) {
                job.cancel();
            }
        }
        Try<BoxedUnit> result = job.value().get();
        if (result.isFailure()) {
            Case fatal = fatal(result.failed().get(), cases);
            ended.accept(lost(fatal));
            told.add(fatal.name());
        }
        return cases.stream().filter(item -> !told.contains(item.name())).toList();
    }

    private SimpleFutureAction<BoxedUnit> submit(List<Case> cases) {
        List<SparkCase> travelling = cases.stream().map(SparkCase::of).toList();
        Seq<Object> partitions = CollectionConverters.asScala(IntStream.range(0, cases.size())
                        .<Object>mapToObj(i -> i)
                        .toList())
                .toSeq();
        return spark.sc()
                .submitJob(
                        spark.parallelize(travelling, cases.size()).rdd(),
                        new CaseTask(order),
                        partitions,
                        (index, item) -> {
                            queue.add(item);
                            return BoxedUnit.UNIT;
                        },
                        () -> BoxedUnit.UNIT);
    }

    private void tell(Set<String> told) throws IOException, InterruptedException {
        EndedCase item = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        while (item != null) {
            ended.accept(item);
            told.add(item.name());
            item = queue.poll();
        }
    }

    /** The case that ended one worker after the other; what else ends a job is no fault of a case. */
    static Case fatal(Throwable error, List<Case> cases) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof EngineException fault) {
                throw fault;
            }
        }
        Matcher lost = LOST.matcher(String.valueOf(error.getMessage()));
        if (!lost.find()) {
            throw new EngineException(
                    "Apache Spark ended the work (" + firstLine(error)
                            + "): mend that and run the same command again, which goes on from here",
                    error);
        }
        return cases.get(Integer.parseInt(lost.group(1)));
    }

    private static String firstLine(Throwable error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse("no reason given");
    }

    private EndedCase lost(Case item) throws IOException {
        return EndedCase.lost(
                item,
                order.provenance(item),
                "each worker that had it in work ended: look at the image, or give workers more memory with"
                        + " --executor-memory");
    }

    /** Waits while tasks that are not wanted any more clean up; what dead ones have left is removed. */
    private void clean(List<Case> cases) {
        Path output = Path.of(order.output());
        Set<String> names = cases.stream().map(Case::name).collect(Collectors.toSet());
        try {
            for (int i = 0;
                    i < POLLS_OF_CLEANING
                            && !CaseFolder.leftovers(output, names).isEmpty();
                    i++) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            CaseFolder.removeLeftovers(output, names);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            // a worker still writes: the next run removes it
        }
    }
}
