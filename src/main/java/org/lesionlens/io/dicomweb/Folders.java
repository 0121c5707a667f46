package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lesionlens.io.file.Removal;

/** Folders that are there for a while. */
final class Folders {
    private Folders() {}

    /** Makes a folder whose parent is there, in place of one of that name. */
    static void empty(Path folder) throws IOException {
        remove(folder);
        Files.createDirectory(folder);
    }

    static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Removal.of(folder);
        }
    }
}
