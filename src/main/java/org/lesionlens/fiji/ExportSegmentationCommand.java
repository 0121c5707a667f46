package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.CaseLesion;
import org.lesionlens.cases.DicomChoices;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.ResultFile;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.ExportedFiles;
import org.lesionlens.fiji.image.KnownLesions;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.RoiZip;
import org.lesionlens.fiji.image.StackGrid;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Writes a label image on the grid of its source, as NIfTI or in other formats, its measurements and classes as CSV, its
 * outlines as a ROI zip.
 */
@Plugin(
        type = Command.class,
        label = "Export Segmentation...",
        description = "NIfTI, DICOM SEG, RTSTRUCT",
        visible = false,
        headless = true)
public final class ExportSegmentationCommand extends LesionCommand {
    private static final String MASK = "mask";
    private static final String FRACTIONAL = "fractional"; // labels have no probabilities
    private static final String TABLE = "_lesions.csv";
    private static final String OUTLINES = "_rois.zip";

    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Folder", style = "directory", persist = false)
    private File folder;

    @Parameter(label = "Name of the files", required = false, persist = false)
    private String name;

    @Parameter(label = "Frame", min = "1", persist = false)
    private int frame = 1;

    @Parameter(label = "Formats of labels and mask (empty: nifti)", required = false, persist = false)
    private String format;

    @Parameter(label = "Pixels of the format dicom-seg", persist = false)
    private String segtype = DicomChoices.TYPES.get(0);

    @Parameter(label = "Segments of the format dicom-seg", persist = false)
    private String segby = DicomChoices.SEGMENTS.get(0);

    @Parameter(label = "Labels", persist = false)
    private boolean nifti = true;

    @Parameter(label = "Mask, 0 and 1", persist = false)
    private boolean mask;

    @Parameter(label = "Measurements (CSV)", persist = false)
    private boolean csv = true;

    @Parameter(label = "Outlines (ROI zip)", persist = false)
    private boolean roizip = true;

    @Parameter(label = "Replace older files", persist = false)
    private boolean overwrite;

    @Parameter(label = "Even if its place in the patient is lost", persist = false)
    private boolean unplaced;

    @Override
    protected ImagePlus taken(ImagePlus current) {
        return LabelImage.beside(current);
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) {
        return switch (key) {
            case "name" -> Optional.of(ExportedFiles.stemOf(LabelImage.sourceOf(image)));
            case "frame" -> Optional.of(image.getT());
            default -> Optional.empty();
        };
    }

    @Override
    protected String heading(String key) {
        return switch (key) {
            case "format", "segtype", "segby", "nifti", "mask" -> "Labels and mask";
            case "csv", "roizip" -> "Other files";
            default -> super.heading(key);
        };
    }

    @Override
    protected boolean isAsked(String key) {
        return !key.equals("frame") || image.getNFrames() > 1;
    }

    @Override
    protected List<String> choices(String key) throws IOException {
        return switch (key) {
            case "segtype" ->
                DicomChoices.TYPES.stream()
                        .filter(type -> !type.equals(FRACTIONAL))
                        .toList();
            case "segby" -> DicomChoices.SEGMENTS;
            default -> super.choices(key);
        };
    }

    private DicomChoices dicom() {
        return DicomChoices.of(segtype, segby, false, false);
    }

    @Override
    protected void requireFit() {
        dicom().requireUse(formats());
        if (!unplaced) {
            ExportedFiles.requirePlace(image);
        }
        ExportedFiles files = files();
        files.requireAllowed();
        for (ResultFormat each : formats()) {
            each.requireNoPicture();
            each.requireFit(StackGrid.of(image).geometry());
            each.names().forEach(one -> files.requireFree(isWanted(one), "_" + one));
        }
        files.requireFree(csv, TABLE);
        files.requireFree(roizip, OUTLINES);
    }

    private List<ResultFormat> formats() {
        List<ResultFormat> named = ResultFormat.parse(format == null ? "" : format);
        return named.isEmpty() ? List.of(ResultFormat.NIFTI) : named;
    }

    private boolean isWanted(String file) {
        return file.startsWith(MASK) ? mask : nifti;
    }

    private ExportedFiles files() {
        String stem = name == null || name.isBlank() ? ExportedFiles.stemOf(LabelImage.sourceOf(image)) : name;
        return new ExportedFiles(folder.toPath(), stem, overwrite);
    }

    @Override
    protected List<Result> compute() throws IOException {
        LabelImage lesions = LabelImage.of(image, frame);
        ExportedFiles files = files();
        for (ResultFile file : results(lesions)) {
            if (isWanted(file.name())) {
                file.content().write(files.file("_" + file.name()));
            }
        }
        if (csv) {
            writeTable(lesions, files.file(TABLE));
        }
        if (roizip) {
            RoiZip.write(files.file(OUTLINES), lesions.outlines());
        }
        return List.of();
    }

    /** What all formats write, known before anything is written; files of one name are one file. */
    private Collection<ResultFile> results(LabelImage lesions) {
        List<ResultFormat> dicom =
                formats().stream().filter(ResultFormat::isDicom).toList();
        Map<String, ResultFile> files = new LinkedHashMap<>();
        LesionObjects.of(image, frame, dicom, dicom()).forEach(file -> files.put(file.name(), file));
        formats().stream().filter(each -> !each.isDicom()).forEach(each -> {
            boolean named = each.namesLesions() && nifti;
            each.files(lesions.labels(), named ? known(lesions).findings(image) : List.of())
                    .forEach(file -> files.putIfAbsent(file.name(), file));
        });
        return files.values();
    }

    private KnownLesions known(LabelImage lesions) {
        return KnownLesions.measured(image, frame, lesions, lesions.labels(), Optional.empty());
    }

    /** The columns of {@code lesions.csv}, then the probability of each class where Classify told it. */
    private void writeTable(LabelImage lesions, Path target) throws IOException {
        KnownLesions known = known(lesions);
        LesionsCsv.TABLE
                .and(LesionTable.classes(known.classes()))
                .write(target, CaseLesion.of(ExportedFiles.stemOf(lesions.source()), known.lesions(), known.classes()));
    }
}
