package org.lesionlens.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lesionlens.model.Model;

/** A model folder in the making: networks, files, and what its description says of them. */
final class DescribedModel {
    private final Path folder;
    private final Map<String, byte[]> weights = new LinkedHashMap<>();
    private final Map<String, byte[]> data = new LinkedHashMap<>();
    private final Map<String, byte[]> others = new LinkedHashMap<>();
    private String own = "";
    private String network = "";
    private String threshold = "0.5";

    DescribedModel(Path models, String name) {
        this.folder = models.resolve(name);
    }

    /** One more network, whose answer is averaged with that of the others. */
    DescribedModel weights(byte[] onnx) {
        weights.put("weights" + weights.size() + ".onnx", onnx);
        return this;
    }

    /** A file with numbers of the network. */
    DescribedModel data(String name, byte[] bytes) {
        data.put(name, bytes);
        return this;
    }

    /** A file that a test names. */
    DescribedModel file(String name, byte[] bytes) {
        others.put(name, bytes);
        return this;
    }

    DescribedModel threshold(double value) {
        threshold = Double.toString(value);
        return this;
    }

    /** More lines below {@code network}, as flow mappings. */
    DescribedModel network(String lines) {
        network += lines.indent(6);
        return this;
    }

    /** More lines below {@code config.lesionlens}; {@code SHA:name} becomes the sha256 of a file. */
    DescribedModel own(String lines) {
        own += lines.indent(4);
        return this;
    }

    Model write() throws IOException {
        Files.createDirectories(folder);
        StringBuilder text = new StringBuilder("""
                format_version: 0.5.4
                type: model
                name: %s
                version: '1'
                config:
                  lesionlens:
                    task: segmentation
                    modality: MR
                    threshold: %s
                    min_volume_ml: 0
                    min_area_mm2: 0
                """.formatted(folder.getFileName(), threshold));
        text.append(own).append("    network:\n").append(network);
        text.append("      weights: [").append(list(weights)).append("]\n");
        text.append("      data: [").append(list(data)).append("]\n");
        others.forEach((name, bytes) -> write(name, bytes));
        String written = text.toString();
        for (Map.Entry<String, byte[]> file : others.entrySet()) {
            written = written.replace("SHA:" + file.getKey(), sha256(file.getValue()));
        }
        Files.writeString(folder.resolve(Model.FILE_NAME), written);
        return Model.read(folder);
    }

    private String list(Map<String, byte[]> files) {
        StringBuilder list = new StringBuilder();
        files.forEach((name, bytes) -> {
            write(name, bytes);
            list.append("{source: ")
                    .append(name)
                    .append(", sha256: ")
                    .append(sha256(bytes))
                    .append("},");
        });
        return list.toString();
    }

    private void write(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
