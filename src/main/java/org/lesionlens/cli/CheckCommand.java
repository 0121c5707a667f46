package org.lesionlens.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.SetupReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What works on this machine: versions, folders, devices and their speed on a shipped model. */
@Command(
        name = "check",
        description = "Says which devices work on this machine and how fast they are.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Option(names = "--model", paramLabel = "NAME", description = "model to time (the default one, else the first)")
    private String model;

    @Mixin
    private TrustOption trust;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Model timed = ModelFolders.find(model == null ? DefaultModel.any() : model);
        trust.ask(timed);
        SetupReport.lines(timed).forEach(out::println);
        out.flush();
        return ExitCode.DONE;
    }
}
