package org.lesionlens.io.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file is not what it should be, or cannot be read by this program.
 *
 * <p>The message is one sentence: the path, what was found and what was expected (with an offset or tag where there is
 * one), and what to do. It never holds a patient's data. Other {@link IOException}s mean that the disk failed, not the
 * file.
 */
public class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final String path;

    /**
     * Tells what is wrong.
     *
     * @param path the file or folder
     * @param problem found and expected, without a full stop: {@code "found 10 of 348 header bytes"}
     * @param remedy what to do, without a full stop: {@code "copy the file again"}
     */
    public MalformedFileException(Path path, String problem, String remedy) {
        super(path + ": " + problem + "; " + remedy);
        this.path = path.toString();
    }

    /** Tells what is wrong, and what a library said about it. */
    public MalformedFileException(Path path, String problem, String remedy, Throwable cause) {
        this(path, problem, remedy);
        initCause(cause);
    }

    /** What a library said was wrong, or the kind of its exception where it said nothing. */
    public static String said(Throwable error) {
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    /** The same, told of the archive from which a folder was unpacked. */
    public MalformedFileException inside(Path archive, Path folder) {
        String text = getMessage().replace(folder + File.separator, "").replace(folder + ": ", "");
        String told = text.startsWith(archive + ": ") ? text : archive + ": " + text;
        return new MalformedFileException(archive, told, this);
    }

    private MalformedFileException(Path path, String message, Throwable cause) {
        super(message, cause);
        this.path = path.toString();
    }

    /** The file or folder. */
    public Path path() {
        return Path.of(path);
    }
}
