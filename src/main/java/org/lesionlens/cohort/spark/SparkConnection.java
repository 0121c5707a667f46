package org.lesionlens.cohort.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.lesionlens.cohort.EngineException;
import org.lesionlens.volume.UsageException;

/** This program as an application of Apache Spark: of the cluster that spark-submit names, else in this process. */
public final class SparkConnection implements AutoCloseable {
    private final JavaSparkContext context;

    private SparkConnection(JavaSparkContext context) {
        this.context = context;
    }

    /** @throws UsageException if Spark's classes are not there */
    public static void requireSpark() {
        try {
            Class.forName("org.apache.spark.SparkContext", false, SparkConnection.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UsageException("--engine spark needs Apache Spark, whose classes are not there: build with"
                    + " mvn -q -Pspark package -DskipTests and start with java @target/lib-spark/java.args, or start with"
                    + " spark-submit");
        }
    }

    /** @throws EngineException if Spark does not start */
    public static SparkConnection open() {
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

    public JavaSparkContext context() {
        return context;
    }

    /**
     * How many threads the networks of a worker may use, so that its tasks together take its cores: each task brings one
     * thread, the rest are shared.
     */
    public int threads() {
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
