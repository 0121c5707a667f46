package org.lesionlens.batch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.ModelDescription;
import org.lesionlens.inference.ModelFolders;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TestTensorCheck;
import org.lesionlens.inference.UnsuitableModelException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which models are there, and whether they give here what they gave where they were trained. */
@Command(
        name = "models",
        description = "Lists the models and runs each on its test tensors.",
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Path> models = ModelFolders.all();
        if (models.isEmpty()) {
            throw new UnsuitableModelException("no models were found in " + ModelFolders.places()
                    + ": put a model's folder into one of these, or name one with -D" + ModelFolders.PROPERTY
                    + "=FOLDER");
        }
        int failed = 0;
        for (Map.Entry<String, Path> model : models.entrySet()) {
            failed += report(out, model.getKey(), model.getValue()) ? 0 : 1;
        }
        out.flush();
        if (failed == 0) {
            return ExitCode.DONE;
        }
        return failed < models.size() ? ExitCode.SOME_FAILED : ExitCode.NOTHING_DONE;
    }

    private static boolean report(PrintWriter out, String name, Path folder) {
        try {
            ModelDescription model = ModelDescription.read(folder);
            double difference;
            try (OnnxModel network = OnnxModel.open(model, Optional.of(Device.CPU), 0)) {
                difference = TestTensorCheck.largestDifference(network);
            }
            boolean passed = difference <= TestTensorCheck.TOLERANCE;
            out.printf(
                    Locale.ROOT,
                    "%s  version %s  %s  %s, %s%n  %s%n  test tensors: %s (largest difference %.1e)%n",
                    name,
                    model.version(),
                    model.task().name().toLowerCase(Locale.ROOT),
                    model.modality(),
                    model.image(),
                    folder,
                    passed ? "passed" : "FAILED",
                    difference);
            return passed;
        } catch (UnsuitableModelException | IOException e) {
            out.println(name + "  FAILED: " + Errors.sentence(e));
            return false;
        }
    }
}
