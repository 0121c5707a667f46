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
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cohort.Attempt;
import org.lesionlens.cohort.CaseInWork;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortCase;
import org.lesionlens.cohort.EndedCase;
import org.lesionlens.cohort.Engine;
import org.lesionlens.cohort.EngineException;
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
public final class SparkBatch {
    private static final int POLL_MILLIS = 50;
    private static final int POLLS_OF_CLEANING = 100;
    private static final Pattern LOST = Pattern.compile(
            "Task (\\d+) in stage \\S+ failed (\\d+) times, most recent failure: .*?ExecutorLostFailure",
            Pattern.DOTALL);

    private final WorkOrder order;
    private final JavaSparkContext spark;
    private final BooleanSupplier stop;
    private final Engine.Listener listener;
    private final BlockingQueue<EndedCase> ended = new LinkedBlockingQueue<>();

    /** @param stop whether nothing more is wanted */
    public SparkBatch(WorkOrder order, JavaSparkContext spark, BooleanSupplier stop, Engine.Listener listener) {
        this.order = order;
        this.spark = spark;
        this.stop = stop;
        SparkWorker.stopWith(stop);
        this.listener = listener;
    }

    /** A task: one case. */
    private record CaseTask(WorkOrder order) implements Function1<Iterator<SparkCase>, EndedCase>, Serializable {
        @Override
        public EndedCase apply(Iterator<SparkCase> one) {
            TaskContext task = TaskContext.get();
            try {
                return SparkWorker.of(order)
                        .run(one.next().received(), () -> task.isInterrupted() || SparkWorker.isStopped());
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
    public void run(List<CohortCase> cases) throws IOException {
        try {
            List<CohortCase> open = cases;
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
    private List<CohortCase> runJob(List<CohortCase> cases) throws IOException, InterruptedException {
        Set<String> heard = new HashSet<>();
        SimpleFutureAction<BoxedUnit> job = submit(cases);
        try {
            boolean last;
            do {
                last = job.isCompleted();
                hear(heard);
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
            CohortCase fatal = fatal(result.failed().get(), cases);
            listener.ended(EndedCase.failed(lost(fatal)));
            heard.add(fatal.name());
        }
        return cases.stream().filter(one -> !heard.contains(one.name())).toList();
    }

    private SimpleFutureAction<BoxedUnit> submit(List<CohortCase> cases) {
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
                        (index, one) -> {
                            ended.add(one);
                            return BoxedUnit.UNIT;
                        },
                        () -> BoxedUnit.UNIT);
    }

    private void hear(Set<String> heard) throws IOException, InterruptedException {
        EndedCase one = ended.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        while (one != null) {
            listener.ended(one);
            heard.add(one.attempt().name());
            one = ended.poll();
        }
    }

    /** The case that ended one worker after the other; what else ends a job is no fault of a case. */
    static CohortCase fatal(Throwable error, List<CohortCase> cases) {
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

    private Attempt lost(CohortCase one) throws IOException {
        return new Attempt(
                one.name(),
                Attempt.FAILED,
                ErrorClass.INTERNAL.toString(),
                "each worker that had it in work ended: look at the image, or give workers more memory with"
                        + " --executor-memory",
                order.provenance(one),
                "",
                null,
                "",
                CaseInWork.now(),
                0);
    }

    /** Waits while tasks that are not wanted any more clean up; what dead ones have left is removed. */
    private void clean(List<CohortCase> cases) {
        Path output = Path.of(order.output());
        Set<String> names = Cohort.names(cases);
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
