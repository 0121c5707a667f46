package org.lesionlens.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.lesionlens.cases.Errors;
import org.lesionlens.inference.NativeLibraryCache;
import org.lesionlens.io.file.SeveralVolumesException;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine;

/** An error as the user of a terminal sees it: a sentence, and an exit code. */
final class ErrorLine {
    private ErrorLine() {}

    /**
     * Writes the sentence and says which exit code the error means when nothing was done.
     *
     * @param folder keeps the stack trace of a fault of the program
     */
    static int print(PrintWriter err, Throwable error, Path folder) {
        err.println("lesionlens: " + Errors.sentence(error, folder));
        err.flush();
        if (error instanceof CancellationException) {
            return ExitCode.INTERRUPTED;
        }
        return error instanceof UsageException || error instanceof SeveralVolumesException
                ? ExitCode.USAGE
                : ExitCode.NOTHING_DONE;
    }

    /** Where a subcommand was to write its results; the user's cache if it writes none. */
    static Path folder(CommandLine command) {
        Path output = command.getParseResult().matchedOptionValue("--output", null);
        if (output == null) {
            return NativeLibraryCache.userCache();
        }
        boolean isTable = command.getCommand() instanceof EvaluateCommand;
        return isTable ? output.toAbsolutePath().getParent() : output;
    }
}
