package org.lesionlens.batch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.lesionlens.inference.Device;
import org.lesionlens.io.ReadOptions;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.pipeline.PipelineSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Segment, label, classify, measure: a folder of results for each input. */
@Command(
        name = "analyze",
        description = "Finds, classifies and measures lesions; writes DIR/CASE for each INPUT.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AnalyzeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "INPUT",
            arity = "1..*",
            description = "NIfTI, NRRD or MetaImage file, DICOM file or folder, or PNG, JPEG or TIFF image")
    private List<Path> inputs;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "folder of the results")
    private Path output;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "brain-t1ce-segmenter",
            description = "model that finds lesions (${DEFAULT-VALUE})")
    private String model;

    @Option(
            names = "--classifier",
            paramLabel = "NAME",
            defaultValue = "brain-t1ce-classifier",
            description = "model that tells their kind (${DEFAULT-VALUE}), or none")
    private String classifier;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, cpu, cuda, tensorrt or coreml (${DEFAULT-VALUE}: the first that works)")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "threads of the networks (0: one a core)")
    private int threads;

    @Option(names = "--threshold", paramLabel = "P", description = "least probability of a lesion (as the model says)")
    private Double threshold;

    @Option(names = "--min-volume", paramLabel = "ML", description = "smallest lesion of a volume (as the model says)")
    private Double minimumVolume;

    @Option(names = "--min-area", paramLabel = "MM2", description = "smallest lesion of an image (as the model says)")
    private Double minimumArea;

    @Option(
            names = "--mirror",
            negatable = true,
            description = "segment each slice mirrored too and average: slower, more accurate (as the model says)")
    private Boolean mirror;

    @Option(names = "--series", paramLabel = "UID", description = "which DICOM series of a folder")
    private String series;

    @Option(
            names = "--resample",
            description = "interpolate DICOM series with unequal steps or a tilted gantry onto an even grid")
    private boolean resample;

    @Option(names = "--overwrite", description = "replace results that are there")
    private boolean overwrite;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PipelineSettings settings = settings();
        List<Case> cases = cases();
        CaseFolder.requireWritable(output);
        try (AnalysisModels models =
                AnalysisModels.open(model, classifier, usage(() -> Device.parse(device)), threads())) {
            models.segmenter()
                    .notes()
                    .forEach(note -> tell("runs on " + models.segmenter().device() + "; " + note));
            return run(cases, new CaseRunner(models, settings, output, overwrite));
        }
    }

    private int run(List<Case> cases, CaseRunner runner) {
        int failed = 0;
        for (Case examination : cases) {
            try {
                out().println(CaseSummary.of(examination, runner.run(examination, err()), output));
                out().flush();
            } catch (CancellationException e) {
                throw e;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                failed++;
                Errors.report(err(), e);
            }
        }
        if (failed == 0) {
            return ExitCode.DONE;
        }
        return failed < cases.size() ? ExitCode.SOME_FAILED : ExitCode.NOTHING_DONE;
    }

    private PipelineSettings settings() {
        return usage(() -> new PipelineSettings(
                optional(threshold), optional(minimumVolume), optional(minimumArea), Optional.ofNullable(mirror)));
    }

    private int threads() {
        if (threads < 0) {
            throw new Errors.UsageException("--threads is " + threads + " but must be at least 0");
        }
        return threads;
    }

    /** All cases, if every one has a name and a place of its own. */
    private List<Case> cases() throws IOException {
        CaseFolder.requireFolder(output);
        List<Case> cases = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path input : inputs) {
            String name = VolumeFiles.caseName(input);
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw new Errors.UsageException("two inputs are called " + name
                        + " and would have the same folder of results: analyze them one by one into different folders");
            }
            CaseFolder.requireFree(output.resolve(name), overwrite, inputs);
            cases.add(new Case(name, input, new ReadOptions(Optional.ofNullable(series), resample)));
        }
        return cases;
    }

    private static <T> T usage(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new Errors.UsageException(e.getMessage());
        }
    }

    private static OptionalDouble optional(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private void tell(String note) {
        err().println("lesionlens: " + note);
        err().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
