package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of results that is still to be written.
 *
 * @param name in its folder; two of one name are the same file
 */
public record ResultFile(String name, Content content) {
    /** Writes it whole. */
    public interface Content {
        void write(Path file) throws IOException;
    }
}
