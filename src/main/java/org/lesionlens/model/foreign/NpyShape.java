package org.lesionlens.model.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The shape that a NumPy file's header says. */
final class NpyShape {
    private static final int ENOUGH = 1024;
    private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

    private NpyShape() {}

    /** Empty if it says none. */
    static List<Integer> of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Matcher found = SHAPE.matcher(new String(in.readNBytes(ENOUGH), StandardCharsets.ISO_8859_1));
            return found.find()
                    ? Stream.of(found.group(1).split("[, ]+"))
                            .filter(size -> !size.isEmpty() && size.length() < 9)
                            .map(Integer::valueOf)
                            .toList()
                    : List.of();
        }
    }
}
