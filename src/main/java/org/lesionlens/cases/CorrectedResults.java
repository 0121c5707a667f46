package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.dicom.SegmentationForm;
import org.lesionlens.io.dicom.SegmentationType;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.Label;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.SoftwareVersion;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UserMessageException;

/**
 * Results of a case that a reader corrected: all that the predicted results have, of other labels.
 *
 * @param name of the case
 * @param image that the labels lie on
 * @param predicted the results that were corrected
 * @param probability as it was predicted; empty if it is unknown
 * @param measured the labels by their numbers, on the image's grid but for what nobody knows of a sequence
 * @param lesions measured in these labels, by rising number
 */
public record CorrectedResults(
        String name,
        LoadedVolume image,
        WrittenResults predicted,
        Optional<ProbabilityMap> probability,
        LabelMap measured,
        List<Lesion> lesions) {
    private static final Set<ResultFormat> NUMBERED = EnumSet.of(
            ResultFormat.NIFTI, ResultFormat.NRRD, ResultFormat.PNG, ResultFormat.TIFF, ResultFormat.ITK_SNAP);
    private static final String INPUT = "input";
    private static final String WARNINGS = "warnings";
    private static final String NO_DICOM =
            "The predicted results are de-identified, so none of DICOM were written of the corrected ones: where "
                    + Deidentifying.SECRET + " is what it was in their run, they are.";

    public CorrectedResults {
        lesions = List.copyOf(lesions);
    }

    /**
     * Writes all files: those of the formats of the predicted results, tables, picture and sidecar.
     *
     * @param folder that is there, and empty
     * @param about what the sidecar says besides
     * @throws UserMessageException if a lesion lacks a class that a format needs, or the image is not the DICOM that they need
     */
    public void write(Path folder, Map<String, Object> about) throws IOException {
        CaseDeidentification deidentification = deidentification();
        List<ResultFormat> formats = formats(deidentification);
        List<Finding> findings = lesions.stream().map(this::finding).toList();
        LabelMap labels = new LabelMap(measured.voxels(), image.volume().geometry());
        Optional<LabelMap> context = predicted.context(labels.geometry());
        context.ifPresent(this::clearUnderLesions);
        LesionAnalysis analysis = new LesionAnalysis(
                probability, labels, findings, context, List.of(), sidecar().settings(), Map.of());
        OverviewPicture picture = new OverviewPicture(name, Image.of(image.volume()), analysis);
        ResultMaps maps = new ResultMaps(
                analysis, sidecar().segmenterLabels(), dicom(formats, deidentification), Optional.of(picture));
        CaseResults.inParallel(() -> picture.write(folder.resolve(OverviewPicture.FILE)), files(folder, formats, maps));
        deidentification.writeTable(folder);
        LesionsCsv.TABLE.write(folder.resolve(LesionsCsv.FILE), CaseLesion.of(name, findings));
        if (context.isPresent()) {
            LabelMap sized = new LabelMap(context.get().voxels(), measured.geometry());
            ContextCsv.TABLE.write(
                    folder.resolve(ContextCsv.FILE), ContextCsv.sizes(name, sized, maps.contextLabels()));
        }
        JsonFiles.write(folder.resolve(CaseFolder.SIDECAR), sidecarOfCorrected(formats, about));
    }

    /** As in predicted results, a voxel of a lesion is nothing else. */
    private void clearUnderLesions(LabelMap context) {
        Cursor<UnsignedShortType> lesion = Views.flatIterable(measured.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(context.voxels())) {
            if (lesion.next().get() != 0) {
                voxel.set(0);
            }
        }
    }

    private WrittenSidecar sidecar() {
        return predicted.sidecar();
    }

    /**
     * With the secret of the run, if the environment has it: then the study is called as in the predicted results. Else nothing,
     * so that nothing of DICOM can be written of what is de-identified.
     */
    private CaseDeidentification deidentification() throws IOException {
        LoadedImage whole = new LoadedImage(List.of(new LoadedImage.Channel("", image)), image.warnings());
        CaseDeidentification none = CaseDeidentification.of(whole, Deidentifying.NO);
        if (!sidecar().isDeidentified() || image.series().isEmpty()) {
            return none;
        }
        CaseDeidentification known = CaseDeidentification.of(whole, Deidentifying.ofEnvironment(false));
        String study = known.shown(image.series().get()).study();
        return predicted.study().filter(study::equals).isPresent() ? known : none;
    }

    /**
     * Those of the predicted results; of what is de-identified none that would name the patient. One always holds each lesion by
     * its number, so that the results can be corrected again.
     */
    private List<ResultFormat> formats(CaseDeidentification deidentification) {
        List<ResultFormat> formats = new ArrayList<>(sidecar().formats());
        boolean namesPatient =
                sidecar().isDeidentified() && deidentification.channels().isEmpty();
        formats.removeIf(format -> namesPatient && format.isDicom());
        if (formats.stream().noneMatch(NUMBERED::contains)) {
            formats.add(0, ResultFormat.of(image.format()));
        }
        return formats;
    }

    private List<Callable<Path>> files(Path folder, List<ResultFormat> formats, ResultMaps maps) {
        formats.forEach(format -> format.requireSource(image));
        return ResultFile.writing(folder, formats.stream().flatMap(format -> format.files(maps).stream()));
    }

    private Optional<DicomOrigin> dicom(List<ResultFormat> formats, CaseDeidentification deidentification) {
        return formats.stream().anyMatch(ResultFormat::isDicom)
                ? image.series()
                        .map(deidentification::shown)
                        .map(series -> DicomOrigin.ofUser(series, sidecar().bodyPart(), choices()))
                        .map(deidentification::dated)
                : Optional.empty();
    }

    /** A reader draws what is lesion and what is not: no probability says it, so a FRACTIONAL segmentation becomes a BINARY one. */
    private DicomChoices choices() {
        DicomChoices before = sidecar().dicom();
        SegmentationForm form = before.form().type() == SegmentationType.FRACTIONAL
                ? new SegmentationForm(SegmentationType.BINARY, before.form().allFrames(), false)
                : before.form();
        return new DicomChoices(form, before.byClass(), false);
    }

    private Finding finding(Lesion lesion) {
        Optional<Label> segment = segment(lesion);
        Optional<Label> kind = Stream.concat(
                        sidecar().classifierLabels().stream(), sidecar().segmenterLabels().stream())
                .filter(label -> label.name().equals(lesion.lesionClass()))
                .findFirst();
        boolean asPredicted =
                lesion.lesionClass().equals(predicted.lesionClasses().get(lesion.label()));
        return new Finding(
                lesion, segment, kind, asPredicted ? predicted.classProbabilities(lesion.label()) : Map.of());
    }

    /** What the segmenter would call it; empty of one that tells nothing apart. */
    private Optional<Label> segment(Lesion lesion) {
        List<Label> labels = sidecar().segmenterLabels();
        List<Label> ofLesions = labels.stream().filter(Label::lesion).toList();
        if (labels.size() < 2) {
            return Optional.empty();
        }
        return ofLesions.size() == 1
                ? Optional.of(ofLesions.get(0))
                : Optional.of(ofLesions.stream()
                        .filter(label -> label.name().equals(lesion.lesionClass()))
                        .findFirst()
                        .orElseThrow(() -> withoutClass(lesion, ofLesions)));
    }

    private UserMessageException withoutClass(Lesion lesion, List<Label> known) {
        return new UserMessageException("lesion " + lesion.label() + " of the case " + name
                + (lesion.lesionClass().isEmpty()
                        ? " has no class"
                        : " has the class " + lesion.lesionClass() + ", which the segmenter does not know")
                + ", and results of its model say one of each: give it one of "
                + known.stream().map(Label::name).toList());
    }

    /** That of the predicted results, but for what is other. */
    private Map<String, Object> sidecarOfCorrected(List<ResultFormat> formats, Map<String, Object> about) {
        Map<String, Object> sidecar = new LinkedHashMap<>(sidecar().content());
        sidecar.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        if (!formats.containsAll(sidecar().formats())) {
            sidecar.put(INPUT, warned(sidecar.get(INPUT)));
        }
        sidecar.put("lesions", lesions.size());
        sidecar.put("formats", formats.stream().map(ResultFormat::toString).toList());
        sidecar.remove("dicom");
        if (!choices().toString().isEmpty()) {
            sidecar.put("dicom", choices().toString());
        }
        sidecar.put("corrected_with", "LesionLens " + SoftwareVersion.text());
        sidecar.putAll(about);
        return sidecar;
    }

    private Map<Object, Object> warned(Object input) {
        Map<Object, Object> all = new LinkedHashMap<>(input instanceof Map<?, ?> before ? before : Map.of());
        List<String> warnings = new ArrayList<>(sidecar().warnings());
        warnings.add(NO_DICOM);
        all.put(WARNINGS, warnings);
        return all;
    }
}
