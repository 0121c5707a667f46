package org.lesionlens.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lesionlens.inference.TrialOutcome.Kind;

/**
 * The networks that were tried by this user, each with the sizes of what it was asked and what came of it: a small file for
 * each network, version of ONNX Runtime, system and device.
 *
 * <p>Several processes may read and write at once: a file is replaced as a whole, and what one of them has lost is tried
 * again. Lines that are none of ours are left out. The folder may be removed at any time.
 */
final class TestedModels {
    /** The system property that names another folder. */
    static final String PROPERTY = "lesionlens.tested-models";

    /** Stands for the sizes where a network could not even be opened. */
    static final String OPENING = "open";

    private static final long LARGEST = 1 << 20;

    /** How the outcomes that are kept are written. */
    private static final Map<String, Kind> KINDS = Map.of(
            "passed", Kind.PASSED,
            "differs", Kind.DIFFERS,
            "crashed", Kind.CRASHED,
            "too-long", Kind.TOO_LONG,
            "too-much-memory", Kind.TOO_MUCH_MEMORY);

    private static final Map<Kind, String> WORDS =
            KINDS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    /** Sizes, outcome, and of a failure the input that it happened with, or a dash, and a few words. */
    private static final Pattern LINE = Pattern.compile("(open|\\d+(?:x\\d+)*) (passed|differs \\S+|"
            + "(?:crashed|too-long|too-much-memory) (?:-|\\d+(?:x\\d+)*)(?: [\\w ]{0,60})?)");

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

    /** By the sizes of the input but for the first one, which counts what is sent together, or {@link #OPENING}. */
    Map<String, TrialOutcome> read() {
        Map<String, TrialOutcome> tested = new LinkedHashMap<>();
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
                for (String line :
                        Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                    Matcher ours = LINE.matcher(line);
                    if (ours.matches()) {
                        outcome(ours.group(2)).ifPresent(outcome -> tested.put(ours.group(1), outcome));
                    }
                }
            }
        } catch (IOException e) {
            // what cannot be read is tried again
        }
        return tested;
    }

    private static Optional<TrialOutcome> outcome(String text) {
        String[] words = text.split(" ", 3);
        Kind kind = KINDS.get(words[0]);
        if (kind == Kind.PASSED) {
            return Optional.of(new TrialOutcome(kind, "", ""));
        }
        if (kind == Kind.DIFFERS) {
            return isNumber(words[1]) ? Optional.of(new TrialOutcome(kind, words[1], "")) : Optional.empty();
        }
        return Optional.of(
                new TrialOutcome(kind, words.length == 2 ? "" : words[2], words[1].equals("-") ? "" : words[1]));
    }

    private static boolean isNumber(String text) {
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Adds what was tried now to what others have written meanwhile. */
    void add(Map<String, TrialOutcome> tested) {
        Map<String, TrialOutcome> all = new TreeMap<>(read());
        all.putAll(tested);
        replace(all);
    }

    /** Forgets what has failed, so that it is tried again. */
    void forgetFailures() {
        Map<String, TrialOutcome> all = new TreeMap<>(read());
        if (all.values().removeIf(TrialOutcome::isFailure)) {
            replace(all);
        }
    }

    private void replace(Map<String, TrialOutcome> all) {
        String lines = all.entrySet().stream()
                .map(tested -> tested.getKey() + " " + text(tested.getValue()) + "\n")
                .collect(Collectors.joining());
        try {
            Files.createDirectories(file.getParent());
            write(lines);
        } catch (IOException e) {
            // where nothing can be kept, the network is tried again
        }
    }

    private static String text(TrialOutcome outcome) {
        String input = outcome.input().isEmpty() ? "-" : outcome.input();
        return Arrays.asList(
                        WORDS.get(outcome.kind()),
                        outcome.isFailure() ? input : "",
                        outcome.kind() == Kind.PASSED ? "" : outcome.detail())
                .stream()
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
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
