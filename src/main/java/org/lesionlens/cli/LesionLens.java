package org.lesionlens.cli;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.lesionlens.inference.NativeLibraryCache;
import org.lesionlens.pipeline.SoftwareVersion;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.TypeConversionException;

/** The command line. */
@Command(
        name = "lesionlens",
        description = "Finds, classifies and measures lesions in medical images. For research, not a medical device.",
        subcommands = {
            AnalyzeCommand.class,
            CohortCommand.class,
            ExplainCommand.class,
            EvaluateCommand.class,
            FollowUpCommand.class,
            ModelsCommand.class,
            CheckCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = LesionLens.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all done",
            "1:some cases failed",
            "2:wrong usage or unknown model",
            "3:nothing could be done",
            "130:interrupted"
        })
public final class LesionLens {
    private LesionLens() {}

    /** Runs a subcommand and exits with its code. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true"); // pictures are drawn without a screen, whatever DISPLAY says
        OptionalInt elsewhere = TemporaryFolder.runWithAnother(arguments);
        if (elsewhere.isPresent()) {
            System.exit(elsewhere.getAsInt());
        }
        Interruption.install();
        int code = ExitCode.NOTHING_DONE;
        try {
            NativeLibraryCache.useIfPossible();
            code = execute(arguments);
        } catch (Error e) {
            code = ErrorLine.print(new PrintWriter(System.err), e, NativeLibraryCache.userCache());
        } finally {
            Interruption.finished();
        }
        Interruption.exit(code);
    }

    /** Runs a subcommand in this process; errors go to standard error, a sentence each. */
    static int execute(String... arguments) {
        return new CommandLine(new LesionLens())
                .registerConverter(Path.class, new PathConverter())
                .setParameterExceptionHandler(LesionLens::wrongUsage)
                .setExecutionExceptionHandler(
                        (error, command, parsed) -> ErrorLine.print(command.getErr(), error, ErrorLine.folder(command)))
                .execute(arguments);
    }

    private static int wrongUsage(CommandLine.ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        command.getErr()
                .println("lesionlens: " + error.getMessage() + " (see "
                        + command.getCommandSpec().qualifiedName() + " --help)");
        command.getErr().flush();
        return ExitCode.USAGE;
    }

    /** @throws UsageException if a text is no path */
    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + text + "\" is no path here (" + e.getReason()
                    + "): for letters beyond ASCII set LC_ALL=C.UTF-8");
        }
    }

    private static final class PathConverter implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (text.isEmpty()) {
                throw new TypeConversionException("the empty text is no path: name a file or folder");
            }
            try {
                return path(text);
            } catch (UsageException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** The version that the jar's manifest names. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"LesionLens " + SoftwareVersion.text()};
        }
    }
}
