package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.lesionlens.volume.UsageException;

/**
 * A pattern and the folder that it begins in, as {@code data/images/{case}.png}.
 *
 * @param folder the part before the first name with a placeholder
 */
public record PlacedPattern(Path folder, NamePattern pattern) {
    /** @throws UsageException as {@link NamePattern#parse}, or if there is no such folder */
    public static PlacedPattern parse(String text) {
        String plain = text.strip().replace('\\', '/');
        int first = Math.min(indexOf(plain, '{'), indexOf(plain, '*'));
        int slash = plain.lastIndexOf('/', first);
        Path folder = Path.of(slash < 0 ? "." : plain.substring(0, slash + 1));
        if (!Files.isDirectory(folder)) {
            throw new UsageException(
                    folder + " is not a folder: name one that holds images, as in \"images/{case}.png\"");
        }
        return new PlacedPattern(folder, NamePattern.parse(plain.substring(slash + 1)));
    }

    private static int indexOf(String text, char sign) {
        int index = text.indexOf(sign);
        return index < 0 ? text.length() : index;
    }

    /** What there is of it, by the name of the case. */
    Map<String, Path> files() throws IOException {
        return pattern.in(folder);
    }
}
