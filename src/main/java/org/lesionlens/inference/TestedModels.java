package org.lesionlens.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The networks that were tried by this user and did no harm, each with the sizes of what it was asked: a small file for each
 * network, version of ONNX Runtime, system and device.
 *
 * <p>Several processes may read and write at once: a file is replaced as a whole, and what one of them has lost is tried
 * again. Lines that are none of ours are left out. The folder may be removed at any time.
 */
final class TestedModels {
    /** The system property that names another folder. */
    static final String PROPERTY = "lesionlens.tested-models";

    private static final long LARGEST = 1 << 20;
    private static final String PASSED = "passed";
    private static final String DIFFERS = "differs";

    private final Path file;

    /**
     * Those of one network.
     *
     * @param sha256 of all its files, in lower-case hex
     */
    TestedModels(String sha256, Device device) {
        file = folder().resolve(String.join(
                "-", sha256, OnnxModel.runtimeVersion(), plain("os.name"), plain("os.arch"), device.toString()));
    }

    private static Path folder() {
        String named = System.getProperty(PROPERTY);
        return named == null ? NativeLibraryCache.userCache().resolve("tested-models") : Path.of(named);
    }

    private static String plain(String property) {
        return System.getProperty(property).replace(" ", "");
    }

    /** By the sizes of the input but for the first one, which counts what is sent together: how far two answers differed. */
    Map<String, OptionalDouble> read() {
        Map<String, OptionalDouble> tested = new LinkedHashMap<>();
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
                for (String line :
                        Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                    read(line.split(" "), tested);
                }
            }
        } catch (IOException e) {
            // what cannot be read is tried again
        }
        return tested;
    }

    private static void read(String[] words, Map<String, OptionalDouble> tested) {
        if (words.length == 2 && words[1].equals(PASSED)) {
            tested.put(words[0], OptionalDouble.empty());
        } else if (words.length == 3 && words[1].equals(DIFFERS)) {
            try {
                tested.put(words[0], OptionalDouble.of(Double.parseDouble(words[2])));
            } catch (NumberFormatException e) {
                // none of ours
            }
        }
    }

    /** Adds what was tried now to what others have written meanwhile. */
    void add(Map<String, OptionalDouble> tested) {
        Map<String, OptionalDouble> all = new TreeMap<>(read());
        all.putAll(tested);
        StringBuilder lines = new StringBuilder();
        all.forEach((size, difference) -> lines.append(size)
                .append(difference.isPresent() ? " " + DIFFERS + " " + difference.getAsDouble() : " " + PASSED)
                .append('\n'));
        try {
            Files.createDirectories(file.getParent());
            write(lines.toString());
        } catch (IOException e) {
            // where nothing can be kept, the network is tried again
        }
    }

    private void write(String text) throws IOException {
        Path temporary = file.resolveSibling(UUID.randomUUID() + ".tmp");
        try {
            Files.writeString(temporary, text, StandardCharsets.ISO_8859_1);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
