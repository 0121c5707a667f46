package org.lesionlens.fiji.command;

import ij.IJ;
import java.nio.file.Path;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.FaultFile;
import org.lesionlens.inference.NativeLibraryCache;

/** What is told of an error in ImageJ. */
public final class Failure {
    private Failure() {}

    /** A sentence; the stack trace of a fault of the program is logged, and kept in the user's cache. */
    public static String sentence(Throwable error) {
        return sentence(error, NativeLibraryCache.userCache());
    }

    /** The same, with the stack trace kept in a folder. */
    public static String sentence(Throwable error, Path folder) {
        String sentence = Errors.sentence(error, folder);
        if (Errors.isInternal(error)) {
            IJ.log(FaultFile.trace(error));
        }
        return sentence;
    }
}
