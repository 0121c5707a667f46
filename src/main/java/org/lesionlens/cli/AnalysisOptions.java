package org.lesionlens.cli;

import java.util.List;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.Deidentifying;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.model.Model;
import org.lesionlens.model.Precision;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ChosenModels;
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

    /** @throws org.lesionlens.volume.UsageException if one is out of its range */
    CaseSettings settings(Model segmenter) {
        return new CaseSettings(choices().resolvedFor(segmenter), formats(), dicom.choices(formats()), deidentifying());
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
