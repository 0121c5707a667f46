package org.lesionlens.cohort.spark;

import java.io.IOException;
import java.util.List;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortListener;
import org.lesionlens.cohort.CohortPlan;
import org.lesionlens.cohort.Engine;
import org.lesionlens.volume.UsageException;

/** Cases on Apache Spark, a task each; this program is the application. */
public final class SparkEngine implements Engine {
    /** @throws UsageException if Spark's classes are not there */
    public SparkEngine() {
        try {
            Class.forName("org.apache.spark.SparkContext", false, SparkEngine.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UsageException("--engine spark needs Apache Spark, whose classes are not there: build with"
                    + " mvn -q -Pspark package -DskipTests and start with java @target/lib-spark/java.args, or start with"
                    + " spark-submit");
        }
    }

    /** @throws EngineException if Spark does not start */
    @Override
    public Work open(CohortPlan plan, CohortListener listener) {
        if (plan.settings().kind() == FindingKind.BOXES) {
            throw new UsageException("--engine spark runs models that segment and the model "
                    + plan.networks().models().segmenter().shownName() + " draws boxes: leave --engine out");
        }
        requireFiles(plan.cohort());
        SparkConnection spark = SparkConnection.open();
        int threads = plan.networks().threads() == 0
                ? spark.threads()
                : plan.networks().threads();
        return new SparkWork(spark, WorkOrder.of(plan, threads), listener);
    }

    /** The credentials of a server stay on one machine. */
    private static void requireFiles(Cohort cohort) {
        if (cohort.cases().stream().anyMatch(item -> !item.remote().isEmpty())) {
            throw new UsageException(
                    "--engine spark reads files that all workers see, and fetches nothing from a server"
                            + " (dicomweb:...): leave --engine out, or fetch the series into folders first");
        }
    }

    private record SparkWork(SparkConnection spark, WorkOrder order, CohortListener listener) implements Work {
        @Override
        public void run(List<Case> cases, Ended ended) throws IOException {
            new SparkBatch(order, spark.context(), listener::isCancelled, ended).run(cases);
        }

        @Override
        public void close() {
            spark.close();
        }
    }
}
