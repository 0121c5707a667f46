package org.lesionlens.io.file;

import java.nio.file.Path;

/** A series holds several volumes, and the user has not chosen one of them: nothing is wrong with its files. */
public final class SeveralVolumesException extends MalformedFileException {
    private static final long serialVersionUID = 1;

    /** Tells which volumes there are, and how to choose one. */
    public SeveralVolumesException(Path path, String volumes, String remedy) {
        super(path, volumes, remedy);
    }
}
