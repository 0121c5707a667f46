package org.lesionlens.io.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Takes files and folders away, also those that somebody made read-only; links are not followed. */
public final class Removal {
    private Removal() {}

    /** @throws IOException at the first one that cannot be removed, as one of another owner */
    public static void of(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            open(path.toFile());
            List<Path> entries;
            try (Stream<Path> listing = Files.list(path)) {
                entries = listing.toList();
            }
            for (Path entry : entries) {
                of(entry);
            }
        }
        Files.delete(path);
    }

    /** Where that does not help, removing what is inside says why. */
    private static void open(File folder) {
        folder.setReadable(true);
        folder.setWritable(true);
        folder.setExecutable(true);
    }
}
