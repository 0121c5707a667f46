package org.lesionlens.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.Deidentifying;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.model.FindingSettings;
import org.lesionlens.model.Model;
import org.lesionlens.model.Precision;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.DetectionPipeline;
import org.lesionlens.pipeline.DetectionSettings;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every subcommand that decides what a lesion is. */
final class AnalysisOptions {
    @Option(names = "--threshold", paramLabel = "P", description = "least probability of a lesion (as the model says)")
    private Double threshold;

    @Option(names = "--min-volume", paramLabel = "ML", description = "smallest lesion of a volume (as the model says)")
    private Double minimumVolume;

    @Option(names = "--min-area", paramLabel = "MM2", description = "smallest lesion of an image (as the model says)")
    private Double minimumArea;

    @Option(
            names = "--max-flatness",
            paramLabel = "RATIO",
            description =
                    "flattest lesion of a volume: how many times as wide in a slice as it is high across slices; 0 for"
                            + " any (as the model says)")
    private Double maximumFlatness;

    @Option(
            names = "--mirror",
            negatable = true,
            description = "segment each slice mirrored too and average: takes twice the time (as the model says)")
    private Boolean mirror;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "full",
            description =
                    "full, or int8: weights of 8 bits, where the folders of the models have them; sooner done, slightly"
                            + " other results (${DEFAULT-VALUE})")
    private String precision;

    @Option(
            names = "--format",
            paramLabel = "NAME,...",
            description =
                    "nifti, nrrd, tiff, png, slicer, itk-snap, dicom-seg, dicom-sr, rtstruct, secondary-capture: formats of masks, maps and reports"
                            + " (nifti; of a plain image png)")
    private String formats;

    @Mixin
    private DicomOptions dicom;

    @Mixin
    private DeidentifyOptions deidentify;

    /**
     * What is looked for with a model.
     *
     * @param slices that a detector looks at; none for the only one
     * @throws UsageException if one is out of its range, or is none of the model's
     */
    CaseSettings settings(Model model, List<Long> slices) {
        boolean detects = model.task() == Task.DETECTION;
        if (!detects && !slices.isEmpty()) {
            throw new UsageException("--slices is for detectors of slices and the model " + model.shownName()
                    + " takes the whole image: leave it out");
        }
        FindingSettings finding = detects ? ofBoxes(model, slices) : choices().resolvedFor(model);
        return new CaseSettings(finding, formats(), dicom.choices(formats()), deidentifying());
    }

    /** What only regions have is refused. */
    private DetectionSettings ofBoxes(Model detector, List<Long> slices) {
        Map<String, Object> ofRegions = new LinkedHashMap<>();
        ofRegions.put("--min-volume", minimumVolume);
        ofRegions.put("--min-area", minimumArea);
        ofRegions.put("--max-flatness", maximumFlatness);
        ofRegions.put("--mirror", mirror);
        ofRegions.values().removeIf(Objects::isNull);
        dicom.ofSegmentations().forEach(option -> ofRegions.put(option, true));
        if (!ofRegions.isEmpty()) {
            throw new UsageException(
                    String.join(", ", ofRegions.keySet()) + " is for models that segment and the model "
                            + detector.shownName() + " draws boxes: leave it out (--threshold holds for boxes too)");
        }
        List<ResultFormat> others =
                formats().stream().filter(format -> !format.holdsBoxes()).toList();
        if (!others.isEmpty()) {
            throw new UsageException("the format " + others.get(0) + " holds regions and the model "
                    + detector.shownName() + " draws boxes: choose dicom-sr or secondary-capture, or leave --format out"
                    + " (boxes.csv and overview.png are always written)");
        }
        DetectionSettings chosen = new DetectionSettings(slices, Optional.ofNullable(threshold));
        DetectionPipeline.requireReached(detector, chosen);
        return chosen;
    }

    /** The same one, however often it is asked for. */
    Deidentifying deidentifying() {
        return deidentify.deidentifying(formats());
    }

    /** The models with weights of the wanted precision. */
    ChosenModels models(ChosenModels chosen) {
        return chosen.in(Precision.parse(precision));
    }

    /** Checks the options before anything else is done. */
    void require() {
        choices();
        Precision.parse(precision);
        dicom.choices(formats());
        deidentifying();
    }

    private List<ResultFormat> formats() {
        if (formats != null && formats.isBlank()) {
            throw new UsageException("--format names no format: name one (nifti, nrrd, tiff, png, slicer, itk-snap,"
                    + " dicom-seg, dicom-sr, rtstruct, secondary-capture), or leave the option out for the usual one");
        }
        return ResultFormat.parse(formats == null ? "" : formats);
    }

    private AnalysisChoices choices() {
        return AnalysisChoices.of(threshold, minimumVolume, minimumArea, maximumFlatness, mirror);
    }
}
