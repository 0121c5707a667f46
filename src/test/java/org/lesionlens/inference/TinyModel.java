package org.lesionlens.inference;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.lesionlens.model.Model;

/** Model folders round {@linkplain TinyNetwork tiny networks}; for 2D slices of 1 mm, seen whole. */
public final class TinyModel {
    private static final String DESCRIPTION = """
            format_version: 0.5.4
            type: model
            name: NAME
            version: '1'
            weights:
              onnx:
                source: weights.onnx
                sha256: SHA256
            config:
              lesionlens:
                task: TASK
                modality: MR
                image: contrast-enhanced T1
                window: {kind: KIND, spacing_mm: 1, field_of_view_mm: 64, stride: 16, size: 64, step: 1.0}
                normalization: {statistics: volume, foreground: above-mean, clip: [-5.0, 10.0]}
                threshold: 0.5
                min_volume_ml: 0
                min_area_mm2: 0
                labels: [LABELS]
            """;

    private TinyModel() {}

    /** A segmenter that answers right: the sigmoid of what it sees. */
    public static Path good(Path models, String name) throws IOException {
        return segmenter(models, name, TinyNetwork.segmenter().operator("Identity", "good", "probability"));
    }

    /** A segmenter that says the same for every pixel, as NaN. */
    public static Path constant(Path models, String name, float value) throws IOException {
        return segmenter(models, name, TinyNetwork.constantSegmenter(value));
    }

    /** A segmenter that answers NaN where it sees something below the mean, and right where it does not. */
    public static Path rootsOfImages(Path models, String name) throws IOException {
        return segmenter(
                models,
                name,
                TinyNetwork.segmenter().operator("Sqrt", "input", "root").operator("Tanh", "root", "probability"));
    }

    /** A segmenter that never ends for an image with an outlier. */
    public static Path endless(Path models, String name) throws IOException {
        return segmenter(models, name, TinyNetwork.endlessSegmenter());
    }

    /** A segmenter that never ends even for zeros. */
    public static Path neverAnswering(Path models, String name) throws IOException {
        return segmenter(models, name, TinyNetwork.neverAnswering());
    }

    /** A segmenter of which one operator takes about so many seconds here for an image with an outlier. */
    public static Path slow(Path models, String name, double seconds) throws IOException {
        long tried = 700;
        Path model = segmenter(models, name, TinyNetwork.slowSegmenter(tried));
        long side = Math.round(tried * Math.cbrt(seconds / secondsForAnOutlier(model)));
        return segmenter(models, name, TinyNetwork.slowSegmenter(side));
    }

    /** Of the processor, the quickest of several tries: the machine may have other work. */
    private static double secondsForAnOutlier(Path segmenter) throws IOException {
        double least = Double.POSITIVE_INFINITY;
        try (OnnxModel model = TinyModels.open(Model.read(segmenter))) {
            for (int i = 0; i < 3; i++) {
                long start = processorNanos();
                model.run(withOutlier(), Set.of("probability"));
                least = Math.min(least, (processorNanos() - start) / 1e9);
            }
        }
        return least;
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** A window for which {@link #slow}, {@link #endless} and the like take as long as they can. */
    static Tensor withOutlier() {
        float[] values = new float[64 * 64];
        values[100] = 9;
        return new Tensor(values, new long[] {1, 1, 64, 64});
    }

    /** A classifier of three classes that says the same of every lesion. */
    public static Path classifier(Path models, String name, float... logits) throws IOException {
        return classifier(models, name, TinyNetwork.constantClassifier(logits));
    }

    static Path segmenter(Path models, String name, TinyNetwork network) throws IOException {
        return segmenter(models, name, network.file());
    }

    static Path segmenter(Path models, String name, byte[] weights) throws IOException {
        return write(
                models,
                name,
                weights,
                text -> text.replace("TASK", "segmentation")
                        .replace("KIND", "whole-slice")
                        .replace("LABELS", label("lesion")));
    }

    static Path classifier(Path models, String name, TinyNetwork network) throws IOException {
        return write(
                models,
                name,
                network.file(),
                text -> text.replace("TASK", "classification")
                        .replace("KIND", "patch")
                        .replace("LABELS", label("meningioma") + ", " + label("glioma") + ", " + label("pituitary")));
    }

    private static String label(String name) {
        return "{name: " + name + ", code: {scheme: SCT, value: '1', meaning: " + name + "}, color: '#E69F00'}";
    }

    private static Path write(Path models, String name, byte[] weights, UnaryOperator<String> task) throws IOException {
        Path folder = Files.createDirectories(models.resolve(name));
        Files.write(folder.resolve(Model.WEIGHTS), weights);
        String description = DESCRIPTION.replace("NAME", name).replace("SHA256", sha256(weights));
        Files.writeString(folder.resolve(Model.FILE_NAME), task.apply(description));
        return folder;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
