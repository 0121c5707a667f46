package org.lesionlens.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lesionlens.cases.KnownCase;
import org.lesionlens.cases.ModelAddition;
import org.lesionlens.model.AddedModel.Check;
import org.lesionlens.model.foreign.Answers;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a model of another program; what its files do not say is asked on a terminal. */
@Command(
        name = "add",
        description = "Adds a model of bioimage.io, nnU-Net v2, MONAI, or a plain ONNX file.",
        mixinStandardHelpOptions = true)
final class AddModelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PATH", description = "The model's folder, zip, or file.")
    private Path source;

    @Option(names = "--name", paramLabel = "NAME", description = "Name that the model gets; else its own.")
    private String name;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Answer to what the model's files do not say; may be given several times.")
    private List<String> set = List.of();

    @Option(
            names = "--test-image",
            paramLabel = "FILE",
            description = "Image whose result is known, once for each channel of the model.")
    private List<Path> images = List.of();

    @Option(names = "--test-result", paramLabel = "FILE", description = "Mask or labels that its authors got for it.")
    private Path result;

    @Mixin
    private TrustOption trust;

    @Override
    public Integer call() throws IOException {
        if (images.isEmpty() == (result != null)) {
            throw new UsageException("--test-image and --test-result belong together: give both, or none");
        }
        PrintWriter out = spec.commandLine().getOut();
        ModelAddition.Wish wish = new ModelAddition.Wish(
                Optional.ofNullable(name),
                new Answers(
                        Answers.read(set),
                        new TerminalAnswers(spec.commandLine().getErr(), terminal())),
                Optional.ofNullable(result).map(mask -> new KnownCase(images, mask)),
                trust::ask);
        ModelAddition.Added added = ModelAddition.add(source, wish, Interruption.PROGRESS);
        added.lines().forEach(line -> out.println("  " + line));
        out.println(added.name() + ": added to " + added.folder());
        out.println(
                "check: " + added.standing().check() + " (" + added.standing().words() + ")");
        out.flush();
        return added.standing().check() == Check.FAILED ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private static Optional<BufferedReader> terminal() {
        return System.console() == null
                ? Optional.empty()
                : Optional.of(new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())));
    }
}
