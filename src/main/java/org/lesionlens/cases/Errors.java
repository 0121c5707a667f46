package org.lesionlens.cases;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.lesionlens.inference.NativeLibraryCache;
import org.lesionlens.io.dicomweb.DicomWebException;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.UserMessageException;

/** One clear sentence for every error. */
public final class Errors {
    private Errors() {}

    /** What went wrong and what to do; the stack trace of a fault of the program is kept in the user's cache. */
    public static String sentence(Throwable error) {
        return sentence(error, NativeLibraryCache.userCache());
    }

    /**
     * What went wrong and what to do, for the user.
     *
     * @param folder that keeps the {@linkplain FaultFile stack trace} of a fault of the program; made if it is not there
     */
    public static String sentence(Throwable error, Path folder) {
        if (error instanceof UncheckedIOException unchecked) {
            return sentence(unchecked.getCause(), folder);
        }
        if (DiskFull.is(error)) {
            return DiskFull.SENTENCE;
        }
        if (error instanceof UserMessageException
                || error instanceof MalformedFileException
                || error instanceof DicomWebException
                || error instanceof CancellationException) {
            return error.getMessage();
        }
        if (error instanceof OutOfMemoryError) {
            return "the memory of " + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MiB does not suffice: give more with java -Xmx8g, or crop the image";
        }
        if (error instanceof LinkageError) {
            return "ONNX Runtime's native library cannot be loaded (" + rootMessage(error)
                    + "): check that this system is supported, and name a folder that can be written and from which programs"
                    + " may run with java -Djava.io.tmpdir=FOLDER";
        }
        return error instanceof IOException io ? disk(io, folder) : fault(error, folder);
    }

    private static String fault(Throwable error, Path folder) {
        return "internal error (" + error.getClass().getSimpleName()
                + "), a fault of the program and not of your files or choices: please report it with "
                + stackTrace(error, folder);
    }

    private static String stackTrace(Throwable error, Path folder) {
        return FaultFile.add(error, folder)
                .map(file -> "its stack trace, the last one in " + file)
                .orElseGet(() -> "this stack trace: " + FaultFile.trace(error));
    }

    /** Whether the user can do nothing about it: a fault of the program. */
    public static boolean isInternal(Throwable error) {
        return !(error instanceof UserMessageException
                || error instanceof IOException
                || error instanceof UncheckedIOException
                || error instanceof CancellationException
                || error instanceof OutOfMemoryError
                || error instanceof LinkageError
                || DiskFull.is(error));
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }

    private static String disk(IOException error, Path folder) {
        if (error instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be read or written: ask for the right, or choose another folder";
        }
        if (error instanceof NotDirectoryException file) {
            return file.getFile() + " is a file: name a folder";
        }
        if (error instanceof NoSuchFileException || error instanceof FileNotFoundException) {
            return error.getMessage() + " does not exist: check the name";
        }
        if (error instanceof FileSystemException file) {
            return file.getFile() + " cannot be read or written ("
                    + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason())
                    + "): check the disk and the folder";
        }
        return error.getMessage() == null
                ? unexplained(error, folder)
                : "reading or writing failed (" + error.getMessage() + "): check the disk";
    }

    /** Java's own exceptions without a message, as of a file that ends too early or is closed by another thread. */
    private static String unexplained(IOException error, Path folder) {
        return "reading or writing failed without a reason (" + MalformedFileException.said(error)
                + "): try again, check the disk, and if it fails again report it with " + stackTrace(error, folder);
    }
}
