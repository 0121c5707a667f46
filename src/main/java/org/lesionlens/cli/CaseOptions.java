package org.lesionlens.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortPlan;
import org.lesionlens.inference.Device;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenDetector;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every subcommand that sends cases through the networks. */
final class CaseOptions {
    @Option(names = "--output", required = true, paramLabel = "DIR", description = "folder of the results")
    private Path output;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description =
                    "model that finds lesions, or draws boxes round them (the one that was made for such images; where the image does not tell, the only"
                            + " one whose training images it looks like, or the one that the folder of models has as its default)")
    private String model;

    @Option(
            names = "--classifier",
            paramLabel = "NAME",
            description = "model that tells their kind (the one made for the same images, if there is one), or none")
    private String classifier;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, cpu, cuda, tensorrt, coreml or onednn (${DEFAULT-VALUE}: the first that works)")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "threads of the networks (0: one a core)")
    private int threads;

    @Option(
            names = "--series",
            paramLabel = "UID",
            defaultValue = "",
            description = "which DICOM series of a folder; of several channels t1=UID,flair=UID")
    private String series;

    @Option(
            names = "--volume",
            paramLabel = "N",
            defaultValue = "",
            description = "which volume of a DICOM series that holds several (echoes, phases, time points), from 1; of"
                    + " several channels t1=N,flair=N")
    private String volume;

    @Option(
            names = "--resample",
            description = "interpolate DICOM series with unequal steps or a tilted gantry onto an even grid")
    private boolean resample;

    @Option(names = "--overwrite", description = "replace results that are there")
    private boolean overwrite;

    @Mixin
    private TrustOption trust;

    private ChosenModels models;

    Path output() {
        return output;
    }

    boolean overwrite() {
        return overwrite;
    }

    /**
     * The cases of a run, whose models are looked up once: those that are named, else those that suit.
     *
     * @param listener is told which models are taken where none is named, a sentence: before the voxels are looked at, which may be
     *     against them
     */
    Cohort cohort(Cohort.Source source, Consumer<String> listener) throws IOException {
        requireNumbers();
        Map<InputReading, Cohort> known = new HashMap<>();
        Cohort.Source once = reading -> {
            if (!known.containsKey(reading)) {
                known.put(reading, source.read(reading));
            }
            return known.get(reading);
        };
        models = model == null
                ? Cohort.models(once, this::reading, Optional.ofNullable(classifier), listener)
                : named(model);
        trust.ask(models.segmenter());
        models.classifier().ifPresent(trust::ask);
        return once.read(reading(channels()));
    }

    private ChosenModels named(String name) throws IOException {
        if (!ChosenDetector.isNamedBy(name)) {
            return ChosenModels.find(Optional.of(name), Optional.ofNullable(classifier));
        }
        if (classifier != null && !classifier.equals(ChosenModels.NONE)) {
            throw new UsageException("--classifier is for models that segment and " + name
                    + " draws boxes, with their classes: leave it out");
        }
        return ChosenModels.of(ChosenDetector.find(name));
    }

    /** Those of the segmenter. */
    List<String> channels() {
        return InputReading.names(models.segmenter());
    }

    /** Whether the user says which model it is. */
    boolean isModelNamed() {
        return model != null;
    }

    /** How images are read that no model looks at. */
    InputReading readingWithoutModel() {
        requireNumbers();
        return reading(List.of(""));
    }

    /** How inputs of channels of these names are read. */
    InputReading reading(List<String> channels) {
        return new InputReading(channels, new ReadOptions(Optional.empty(), resample), Map.of()).with(series, volume);
    }

    private void requireNumbers() {
        for (String number : volume.replaceAll("(^|,)[^=,]+=", ",").split(",")) {
            if (!number.matches("|[1-9][0-9]{0,8}")) {
                throw new UsageException("--volume is " + volume + " but must be at least 1");
            }
        }
    }

    /** 0 for what suits the machine. */
    int threads() {
        if (threads < 0) {
            throw new UsageException("--threads is " + threads + " but must be at least 0");
        }
        return threads;
    }

    /** Those of {@link #cohort}. */
    ChosenModels models() {
        return models;
    }

    /** A run over a cohort with what these options say. */
    CohortPlan plan(Cohort cohort, AnalysisOptions analysis, CohortPlan.Handling handling) throws IOException {
        return plan(cohort, analysis, List.of(), handling);
    }

    /** The same with the slices that a detector looks at. */
    CohortPlan plan(Cohort cohort, AnalysisOptions analysis, List<Long> slices, CohortPlan.Handling handling)
            throws IOException {
        CaseFolder.requireFolder(output);
        CohortPlan.Networks networks = new CohortPlan.Networks(analysis.models(models()), device(), threads());
        return new CohortPlan(
                cohort, output, networks, analysis.settings(networks.models().segmenter(), slices), handling);
    }

    /** Opens the networks and says which device was passed over, and why. */
    AnalysisModels openModels(PrintWriter err) throws IOException {
        AnalysisModels models = models().open(device(), threads(), Interruption.PROGRESS);
        models.notes().forEach(note -> err.println("lesionlens: " + note));
        err.flush();
        return models;
    }

    /** Empty for the first that works. */
    Optional<Device> device() {
        return Device.parse(device);
    }
}
