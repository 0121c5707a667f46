package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What came of the trials of networks on this machine with oneDNN, kept for the next time. */
final class OneDnnTrials {
    private final Path folder;
    private final OneDnnLibraries libraries;

    /** @param folder to keep them in; it need not be there */
    OneDnnTrials(Path folder, OneDnnLibraries libraries) {
        this.folder = folder;
        this.libraries = libraries;
    }

    /**
     * The trial of a network, of now or of before.
     *
     * @param file of its weights, which were read
     * @param threads 0 for as many as there are cores
     * @param shape of its input
     * @throws OrtException if the network cannot be tried
     */
    OneDnnTrial of(Path file, byte[] weights, int threads, long... shape) throws OrtException {
        Path kept = folder.resolve(name(weights, threads, shape));
        Optional<OneDnnTrial> before = read(kept);
        if (before.isPresent()) {
            return before.get();
        }
        OneDnnTrial now = tryNow(file, weights, threads, shape);
        write(kept, now);
        return now;
    }

    private OneDnnTrial tryNow(Path file, byte[] weights, int threads, long... shape) throws OrtException {
        try (NetworkSession cpu = OrtNetworkSession.open(file, weights, Device.CPU, threads);
                NetworkSession oneDnn = OneDnnSession.open(libraries, file, weights, threads)) {
            return OneDnnTrial.of(cpu, oneDnn, shape);
        }
    }

    /** Another one for all on which the outcome depends: folders of users may be shared between machines. */
    private String name(byte[] weights, int threads, long... shape) throws OrtException {
        String rest =
                machine() + " " + threads + " " + Runtime.getRuntime().availableProcessors() + Arrays.toString(shape);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(weights);
            return HexFormat.of().formatHex(digest.digest(rest.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String machine() throws OrtException {
        try {
            return libraries.version() + " " + OnnxModel.runtimeVersion()
                    + Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1).stream()
                            .filter(line -> line.startsWith("model name"))
                            .findFirst()
                            .orElse("");
        } catch (IOException e) {
            throw new OrtException("the libraries or the processor cannot be looked at: " + e.getMessage());
        }
    }

    private static Optional<OneDnnTrial> read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            return Optional.of(new OneDnnTrial(Double.parseDouble(lines.get(0)), Double.parseDouble(lines.get(1))));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty(); // it is tried again
        }
    }

    /** Where nothing can be kept it is tried each time. */
    private void write(Path file, OneDnnTrial trial) {
        try {
            Files.createDirectories(folder);
            Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
            Files.writeString(temporary, trial.difference() + "\n" + trial.ratio() + "\n");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // the next start tries it again
        }
    }
}
