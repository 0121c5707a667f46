package org.lesionlens.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.lesionlens.cases.Errors;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.ModelTrust;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TestTensorCheck;
import org.lesionlens.inference.TestTensorCheck.Agreement;
import org.lesionlens.model.AddedModel;
import org.lesionlens.model.AddedModel.Check;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Precision;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.pipeline.ModelStanding;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which models are there, and whether they give here what they gave where they were trained. */
@Command(
        name = "models",
        description = "Lists the models and runs each on its test tensors; adds and removes models.",
        subcommands = {AddModelCommand.class, RemoveModelCommand.class},
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    /** How long a model may take to open and to answer its test tensors. */
    private static final long SECONDS = 120;

    @Mixin
    private TrustOption trust;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Path> models = ModelFolders.all();
        List<Path> closed = ModelFolders.closedPlaces();
        if (models.isEmpty() && closed.isEmpty()) {
            throw new UnsuitableModelException("no models were found in " + ModelFolders.places()
                    + ": put a model's folder into one of these, or name one with -D" + ModelFolders.PROPERTY
                    + "=FOLDER");
        }
        closed.forEach(place -> out.println(
                place + "  FAILED: may not be read, so its models are not listed: ask for" + " the right to read it"));
        int failed = closed.size();
        for (Map.Entry<String, Path> model : models.entrySet()) {
            failed += report(out, model.getKey(), model.getValue()) ? 0 : 1;
        }
        out.flush();
        if (failed == 0) {
            return ExitCode.DONE;
        }
        return failed < models.size() + closed.size() ? ExitCode.SOME_FAILED : ExitCode.NOTHING_DONE;
    }

    /** Gives a model up that takes too long. */
    private record Limit(long end) implements Progress {
        @Override
        public void update(String stage, long done, long total) {}

        @Override
        public boolean isCancelled() {
            return Interruption.isRequested() || System.nanoTime() > end;
        }
    }

    /** What a network has shown; empty if it has no test tensors. */
    private record Checked(Optional<Agreement> agreement, List<String> warnings) {
        boolean passed() {
            return agreement.map(Agreement::passed).orElse(true);
        }

        void tell(PrintWriter out, String what) {
            agreement.ifPresent(found -> out.printf(
                    Locale.ROOT,
                    "  %s: %s (largest difference %.1e)%n",
                    what,
                    found.passed() ? "passed" : "FAILED",
                    found.difference()));
            warnings.forEach(warning -> out.println("  warning: " + warning));
        }
    }

    private static Checked checked(Model model, Limit limit) throws IOException {
        ModelTrust.tryAgain(model);
        try (OnnxModel network = OnnxModel.open(model, Optional.of(Device.CPU), 0, limit)) {
            Optional<Agreement> agreement =
                    model.tests().isEmpty() ? Optional.empty() : Optional.of(TestTensorCheck.agreement(network, limit));
            return new Checked(agreement, network.warnings());
        }
    }

    /** Whatever is odd about a model, it hides no other one. */
    private boolean report(PrintWriter out, String name, Path folder) {
        Limit limit = new Limit(System.nanoTime() + SECONDS * 1_000_000_000L);
        try {
            Model model = Model.read(folder);
            trust.ask(model);
            Checked full = checked(model, limit);
            describe(out, name, model);
            full.tell(out, "test tensors");
            if (full.agreement().isPresent() && !TestTensorCheck.showsSomething(model)) {
                out.println("  warning: a network that says nothing would pass its test tensors too");
            }
            boolean passed = full.passed();
            if (model.network().int8().isPresent()) {
                Checked reduced = checked(model.in(Precision.INT8), limit);
                reduced.tell(out, "int8, test tensors");
                if (reduced.agreement().isEmpty()) {
                    out.println("  int8: not checked: no test tensors of these weights");
                }
                passed &= reduced.passed();
            }
            return standing(out, model) && passed;
        } catch (CancellationException e) {
            Interruption.PROGRESS.throwIfCancelled();
            out.println(name + "  FAILED: has not answered its test tensors within " + SECONDS + " s");
            return false;
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            out.println(name + "  FAILED: " + Errors.sentence(e));
            return false;
        }
    }

    private static void describe(PrintWriter out, String name, Model model) {
        String part = model.purpose().bodyPart().map(Code::meaning).orElse("-");
        String image = model.purpose().image();
        out.printf(
                Locale.ROOT,
                "%s  version %s  %s  %s, %s%n  for %s%n  %s%n  licence: %s; labels: %s%n",
                name,
                ForeignText.shown(model.identity().version()),
                model.task().name().toLowerCase(Locale.ROOT) + (model.isPrompted() ? ", prompt: box" : ""),
                ForeignText.shown(model.purpose().modality().orElse("-")),
                ForeignText.shown(image.isEmpty() ? part : part + ", " + image),
                ModelChoices.use(model),
                model.identity().folder(),
                ForeignText.shown(model.identity().licence().orElse("not said")),
                ForeignText.shown(model.labels().stream().map(Label::name).collect(Collectors.joining(", "))));
    }

    /** What is known of it from when it was added, or that nothing is. */
    private static boolean standing(PrintWriter out, Model model) {
        Check check = ModelStanding.of(model);
        Optional<AddedModel> added = AddedModel.of(model);
        if (added.isPresent() || check != Check.PASSED) {
            out.println("  check: " + (check == Check.FAILED ? "FAILED" : check)
                    + added.map(one -> " (added from " + one.kind() + "; " + one.words() + ")")
                            .orElse(" (it has no test tensors)"));
        }
        return check != Check.FAILED;
    }
}
