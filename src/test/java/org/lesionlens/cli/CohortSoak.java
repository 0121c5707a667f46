package org.lesionlens.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.lesionlens.cases.CaseFolder;

/**
 * Many tiny cases in one process: does memory, do file handles grow? Linux only; not part of the tests.
 *
 * <pre>mvn -q -Pbenchmark test-compile exec:exec -Dbench.main=org.lesionlens.cli.CohortSoak -Dbench=1000</pre>
 */
public final class CohortSoak {
    private static final int SIDE = 128;
    private static final int PAUSE_MILLIS = 3000;
    private static final Pattern SECONDS = Pattern.compile("\"(\\w+)\" : ([0-9.E-]+)");

    private CohortSoak() {}

    /** What the process had when so many cases were done; {@code heapKib} is what Java cannot free. */
    private record Sample(long cases, double seconds, long residentKib, long heapKib, long handles) {}

    /** Takes the number of cases. */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("lesionlens-soak");
        Path cohort = cohort(folder, count);
        List<Sample> samples = new ArrayList<>();
        Thread watch = new Thread(() -> watch(folder.resolve("out"), samples));
        watch.setDaemon(true);
        watch.start();
        System.setProperty("java.awt.headless", "true");
        int code = LesionLens.execute(
                "batch", cohort.toString(), "--output", folder.resolve("out").toString(), "--device", "cpu");
        stages(folder.resolve("out"));
        report(
                code,
                samples.stream()
                        .filter(sample -> sample.cases > count / 5 && sample.cases < count)
                        .toList());
        System.exit(code);
    }

    private static Path cohort(Path folder, int count) throws IOException {
        Path cohort = Files.createDirectory(folder.resolve("cohort"));
        BufferedImage slice =
                ImageIO.read(Path.of("test-data/phantom_slice.png").toFile());
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            BufferedImage part = slice.getSubimage(random.nextInt(128), random.nextInt(128), SIDE, SIDE);
            ImageIO.write(part, "png", cohort.resolve("slice" + i + ".png").toFile());
        }
        return cohort;
    }

    private static void watch(Path output, List<Sample> samples) {
        long start = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                if (JournalLines.count(output) > 0) {
                    samples.add(new Sample(
                            JournalLines.count(output),
                            (System.nanoTime() - start) / 1e9,
                            residentKib(),
                            heapKib(),
                            handles()));
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** The least after three collections: native code that holds an array lets one do nothing. */
    private static long heapKib() {
        return LongStream.range(0, 3).map(again -> collectedKib()).min().orElseThrow();
    }

    private static long collectedKib() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 10;
    }

    private static long handles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** What a case spends its time on: the means of what the sidecars say. */
    private static void stages(Path output) throws IOException {
        Map<String, DoubleSummaryStatistics> stages = new LinkedHashMap<>();
        try (Stream<Path> cases = Files.list(output)) {
            for (Path sidecar : cases.map(one -> one.resolve(CaseFolder.SIDECAR))
                    .filter(Files::exists)
                    .toList()) {
                String text = Files.readString(sidecar);
                Matcher stage = SECONDS.matcher(text.substring(text.indexOf("\"seconds\"")));
                while (stage.find()) {
                    stages.computeIfAbsent(stage.group(1), name -> new DoubleSummaryStatistics())
                            .accept(Double.parseDouble(stage.group(2)));
                }
            }
        }
        stages.forEach((stage, seconds) ->
                System.out.printf(Locale.ROOT, "%s %.1f ms a case%n", stage, 1000 * seconds.getAverage()));
    }

    /** After a fifth of the cases, when Java and the networks are warm. */
    private static void report(int code, List<Sample> samples) {
        for (int i = 0; i < samples.size(); i += Math.max(1, samples.size() / 20)) {
            System.out.println(samples.get(i));
        }
        Sample first = samples.get(0);
        Sample last = samples.get(samples.size() - 1);
        System.out.printf(
                Locale.ROOT,
                "exit code %d; resident memory grows by %.1f, Java's heap by %.1f KiB a case; %d to %d file handles;"
                        + " %.0f cases an hour%n",
                code,
                slope(samples, Sample::residentKib),
                slope(samples, Sample::heapKib),
                samples.stream().mapToLong(Sample::handles).min().orElseThrow(),
                samples.stream().mapToLong(Sample::handles).max().orElseThrow(),
                (last.cases - first.cases) * 3600 / (last.seconds - first.seconds));
    }

    /** Least squares, KiB a case. */
    private static double slope(List<Sample> samples, ToLongFunction<Sample> of) {
        double cases = samples.stream().mapToLong(Sample::cases).average().orElseThrow();
        double memory = samples.stream().mapToLong(of).average().orElseThrow();
        double together = 0;
        double squares = 0;
        for (Sample sample : samples) {
            together += (sample.cases - cases) * (of.applyAsLong(sample) - memory);
            squares += (sample.cases - cases) * (sample.cases - cases);
        }
        return together / squares;
    }
}
