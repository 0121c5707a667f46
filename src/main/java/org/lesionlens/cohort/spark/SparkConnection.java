package org.lesionlens.cohort.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** This program as an application of Apache Spark: of the cluster that spark-submit names, else in this process. */
final class SparkConnection implements AutoCloseable {
    private final JavaSparkContext context;

    private SparkConnection(JavaSparkContext context) {
        this.context = context;
    }

    /** @throws EngineException if Spark does not start */
    static SparkConnection open() {
        try {
            return new SparkConnection(new JavaSparkContext(configuration()));
        } catch (Exception | LinkageError e) {
            throw new EngineException(
                    "Apache Spark does not start (" + e + "): look at its settings, and start this program with java"
                            + " @target/lib-spark/java.args or with spark-submit, which give it the rights it needs",
                    e);
        }
    }

    private static SparkConf configuration() {
        SparkConf conf = new SparkConf()
                .setIfMissing("spark.master", "local[*]")
                .setIfMissing("spark.app.name", "LesionLens")
                .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer"); // Kryo cannot read records
        if (isLocal(conf)) {
            conf.setIfMissing("spark.ui.enabled", "false")
                    .setIfMissing("spark.driver.bindAddress", "127.0.0.1")
                    .setIfMissing("spark.driver.host", "127.0.0.1");
        }
        return conf;
    }

    private static boolean isLocal(SparkConf conf) {
        return conf.get("spark.master").startsWith("local");
    }

    JavaSparkContext context() {
        return context;
    }

    /**
     * How many threads the networks of a worker may use, so that its tasks together take its cores: each task brings one
     * thread, the rest are shared.
     */
    int threads() {
        SparkConf conf = context.getConf();
        int perTask = conf.getInt("spark.task.cpus", 1);
        int cores = isLocal(conf) ? context.defaultParallelism() : conf.getInt("spark.executor.cores", perTask);
        return cores - cores / perTask + 1;
    }

    @Override
    public void close() {
        context.close();
    }
}
