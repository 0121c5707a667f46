package org.lesionlens.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.lesionlens.cases.ModelAddition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a model away that was added. */
@Command(
        name = "remove",
        description = "Removes a model that was added, and no other one.",
        mixinStandardHelpOptions = true)
final class RemoveModelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The model's name, as models lists it.")
    private String name;

    @Override
    public Integer call() throws IOException {
        spec.commandLine().getOut().println(name + ": removed " + ModelAddition.remove(name));
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }
}
