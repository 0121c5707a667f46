package org.lesionlens.batch;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line. */
@Command(
        name = "lesionlens",
        description = "Finds, classifies and measures lesions in medical images. For research, not a medical device.",
        subcommands = {AnalyzeCommand.class, EvaluateCommand.class, ModelsCommand.class, CheckCommand.class},
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
        Interruption.install();
        int code = execute(arguments);
        Interruption.finished();
        System.exit(code);
    }

    /** Runs a subcommand in this process; errors go to standard error, a sentence each. */
    static int execute(String... arguments) {
        return new CommandLine(new LesionLens())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(LesionLens::wrongUsage)
                .setExecutionExceptionHandler((error, command, parsed) -> Errors.report(command.getErr(), error))
                .execute(arguments);
    }

    private static int wrongUsage(CommandLine.ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        command.getErr()
                .println("lesionlens: " + error.getMessage() + " (see lesionlens "
                        + (command.getParent() == null ? "" : command.getCommandName() + " ") + "--help)");
        command.getErr().flush();
        return ExitCode.USAGE;
    }

    /** The version that the jar's manifest names. */
    static final class Version implements IVersionProvider {
        static String text() {
            String version = LesionLens.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"LesionLens " + text()};
        }
    }
}
