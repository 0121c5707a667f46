package org.lesionlens.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;

/**
 * Reads descriptions and test tensors of which a few places were changed, as a program of its own; ends with 0 if each was
 * read, or refused in a short sentence.
 *
 * <p>Arguments: a copy of a model folder whose description and tensors may be written over; a file with further lines of
 * {@code config.lesionlens}; how many.
 */
final class DescriptionMutants {
    private static final String[] ODD = {
        ".inf",
        "-.inf",
        ".nan",
        "1e308",
        "-1",
        "0",
        "99999999999999999999",
        "012",
        "0x7fffffff",
        "[]",
        "{}",
        "*x",
        "&x 1",
        "null",
        "''",
        "~",
        "yes",
        "true",
        "../../x",
        "/etc/passwd",
        "\"\\0\"",
        "\"\\e[31m\"",
        "- - -",
        "{a: {a: {a: 1}}}",
        "[1, 2, 3]",
        "!!binary x",
        "|",
        ">",
        "? x",
        "x: y",
        "4096",
        "65536",
        "1e-300",
        "2147483648",
        "\u00e4\u65e5"
    };
    private static final int LONGEST_SENTENCE = 700;

    private final Random random;

    private DescriptionMutants(long seed) {
        this.random = new Random(seed);
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path description = folder.resolve(Model.FILE_NAME);
        String sound = Files.readString(description);
        String other = sound.replace("    task: ", Files.readString(Path.of(arguments[1])) + "    task: ");
        byte[] tensor = Files.readAllBytes(folder.resolve("tensor.npy"));
        int read = 0;
        int count = Integer.parseInt(arguments[2]);
        for (int seed = 0; seed < count; seed++) {
            DescriptionMutants mutants = new DescriptionMutants(seed);
            Files.writeString(description, mutants.text(seed % 2 == 0 ? sound : other));
            read += mutants.isRead(folder, tensor) ? 1 : 0;
        }
        System.out.println(count + " descriptions, of which " + read + " can be read");
    }

    private boolean isRead(Path folder, byte[] tensor) throws IOException {
        try {
            NpyFile.parse(folder.resolve("tensor.npy"), bytes(tensor));
        } catch (UnsuitableModelException e) {
            requireShort(e);
        }
        try {
            Model model = Model.read(folder);
            long numbers = 1;
            for (long size : InputShapes.described(model)) {
                numbers = Math.multiplyExact(numbers, size);
            }
            if (numbers > 65L << 24 || model.shownName().length() > LONGEST_SENTENCE) {
                throw new IllegalStateException("a window of " + numbers + " numbers");
            }
            return true;
        } catch (UnsuitableModelException e) {
            requireShort(e);
            return false;
        }
    }

    private static void requireShort(UnsuitableModelException e) {
        if (e.getMessage().length() > LONGEST_SENTENCE || e.getMessage().contains("\n")) {
            throw new IllegalStateException("no sentence", e);
        }
    }

    private String text(String sound) {
        List<String> lines = new ArrayList<>(sound.lines().toList());
        for (int change = random.nextInt(3); change >= 0; change--) {
            change(lines);
        }
        String text = String.join("\n", lines);
        return random.nextInt(20) == 0
                ? new String(bytes(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1)
                : text;
    }

    private void change(List<String> lines) {
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        switch (random.nextInt(10)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, line);
            case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
            case 3 -> lines.set(at, " " + line);
            case 4 -> lines.set(at, line.strip());
            case 5 -> lines.set(at, line + "x".repeat(random.nextInt(5000)));
            default -> lines.set(at, line.replaceAll("(?<=: |- ).+", java.util.regex.Matcher.quoteReplacement(odd())));
        }
        if (lines.isEmpty()) {
            lines.add(odd());
        }
    }

    private String odd() {
        return ODD[random.nextInt(ODD.length)];
    }

    private byte[] bytes(byte[] sound) {
        byte[] changed = sound.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(Math.min(changed.length, random.nextBoolean() ? 128 : changed.length));
            changed[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : '0' + random.nextInt(10));
        }
        return random.nextInt(5) == 0 ? java.util.Arrays.copyOf(changed, random.nextInt(changed.length)) : changed;
    }
}
