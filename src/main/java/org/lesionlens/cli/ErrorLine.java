package org.lesionlens.cli;

import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import org.lesionlens.cases.Errors;
import org.lesionlens.io.file.SeveralVolumesException;
import org.lesionlens.volume.UsageException;

/** An error as the user of a terminal sees it: a sentence, and an exit code. */
final class ErrorLine {
    private ErrorLine() {}

    /** Writes the sentence and says which exit code the error means when nothing was done. */
    static int print(PrintWriter err, Throwable error) {
        err.println("lesionlens: " + Errors.sentence(error));
        err.flush();
        if (error instanceof CancellationException) {
            return ExitCode.INTERRUPTED;
        }
        return error instanceof UsageException || error instanceof SeveralVolumesException
                ? ExitCode.USAGE
                : ExitCode.NOTHING_DONE;
    }
}
