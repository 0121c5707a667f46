package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of a case's folder that is still to be written.
 *
 * @param name in the folder; two of one name are the same file
 */
record ResultFile(String name, Content content) {
    /** Writes it whole. */
    interface Content {
        void write(Path file) throws IOException;
    }
}
