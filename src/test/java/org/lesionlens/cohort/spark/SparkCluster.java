package org.lesionlens.cohort.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lesionlens.cli.Program;

/** Apache Spark's own master and workers of one core, processes on loopback. */
final class SparkCluster implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final long LONGEST_START_SECONDS = 60;

    private final Path folder;
    private final String address;
    private final Process master;
    private final List<Process> workers = new ArrayList<>();

    SparkCluster(Path folder, int workers) throws Exception {
        this.folder = folder;
        Files.createDirectories(
                folder.resolve("jars")); // where a worker insists to find Spark; it is on the class path
        master = start("master", "org.apache.spark.deploy.master.Master");
        address = await(folder.resolve("master.log"));
        for (int i = 0; i < workers; i++) {
            String work = folder.resolve("work" + i).toString();
            this.workers.add(start(
                    "worker" + i,
                    "org.apache.spark.deploy.worker.Worker",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--work-dir",
                    work,
                    address));
        }
    }

    /** What Java has to be told to run Spark, as the line in docs/cohorts.md tells it. */
    static List<String> javaOptions() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("src/spark/java.args"))) {
            return lines.filter(line -> line.startsWith("--add-opens")).toList();
        }
    }

    private Process start(String name, String main, String... more) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(Program.SHORT_LIVED);
        command.addAll(javaOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", folder.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return builder.start();
    }

    private static String await(Path log) throws Exception {
        long end = System.nanoTime() + LONGEST_START_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < end) {
            Matcher started = ADDRESS.matcher(Files.readString(log));
            if (started.find()) {
                return started.group(1);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no master after " + LONGEST_START_SECONDS + " s: " + Files.readString(log));
    }

    /** Options of Java for a program that uses this cluster. */
    List<String> applicationOptions() throws IOException {
        List<String> options = new ArrayList<>(javaOptions());
        options.add("-Dspark.master=" + address);
        options.add("-Dspark.driver.host=127.0.0.1");
        options.add("-Dspark.driver.bindAddress=127.0.0.1");
        options.add("-Dspark.ui.enabled=false");
        options.add("-Dspark.executor.extraJavaOptions=" + String.join(" ", Program.SHORT_LIVED));
        options.add("-Dspark.executor.extraClassPath=" + System.getProperty("java.class.path"));
        return options;
    }

    /** As a machine that loses its power: a worker with all that it has started. */
    void kill(int worker) {
        Process process = workers.get(worker);
        List<ProcessHandle> executors = process.descendants().toList();
        assertThat(executors).as("what worker " + worker + " runs").isNotEmpty();
        process.destroyForcibly();
        executors.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        Stream.concat(workers.stream(), Stream.of(master)).forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }
}
