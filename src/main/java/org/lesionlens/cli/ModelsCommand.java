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
import org.lesionlens.cases.Errors;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TestTensorCheck;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which models are there, and whether they give here what they gave where they were trained. */
@Command(
        name = "models",
        description = "Lists the models and runs each on its test tensors.",
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

    /** Whatever is odd about a model, it hides no other one. */
    private boolean report(PrintWriter out, String name, Path folder) {
        Limit limit = new Limit(System.nanoTime() + SECONDS * 1_000_000_000L);
        try {
            Model model = Model.read(folder);
            trust.ask(model);
            TestTensorCheck.Agreement agreement;
            try (OnnxModel network = OnnxModel.open(model, Optional.of(Device.CPU), 0, limit)) {
                agreement = TestTensorCheck.agreement(network, limit);
            }
            out.printf(
                    Locale.ROOT,
                    "%s  version %s  %s  %s, %s%n  %s%n  test tensors: %s (largest difference %.1e)%n",
                    name,
                    ForeignText.shown(model.identity().version()),
                    model.task().name().toLowerCase(Locale.ROOT),
                    ForeignText.shown(model.purpose().modality().orElse("-")),
                    ForeignText.shown(model.purpose().image()),
                    folder,
                    agreement.passed() ? "passed" : "FAILED",
                    agreement.difference());
            return agreement.passed();
        } catch (CancellationException e) {
            Interruption.PROGRESS.throwIfCancelled();
            out.println(name + "  FAILED: has not answered its test tensors within " + SECONDS + " s");
            return false;
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            out.println(name + "  FAILED: " + Errors.sentence(e));
            return false;
        }
    }
}
