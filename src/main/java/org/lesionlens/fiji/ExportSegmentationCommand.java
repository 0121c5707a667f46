package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.CaseLesion;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.LesionClasses;
import org.lesionlens.fiji.image.LesionOutlines;
import org.lesionlens.fiji.image.LesionProbabilities;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.RoiZip;
import org.lesionlens.fiji.image.SourceVoxels;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Writes a label image as NIfTI on the grid of its source, its measurements and classes as CSV, its outlines as a ROI
 * zip.
 */
@Plugin(type = Command.class, label = "Export Segmentation...", visible = false, headless = true)
public final class ExportSegmentationCommand extends LesionCommand {
    private static final String LABELS = "_labels.nii.gz";
    private static final String MASK = "_mask.nii.gz";
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

    @Parameter(label = "Labels (NIfTI)", persist = false)
    private boolean nifti = true;

    @Parameter(label = "Mask, 0 and 1 (NIfTI)", persist = false)
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
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) {
        return switch (key) {
            case "name" -> Optional.of(stem(LabelImage.sourceOf(image)));
            case "frame" -> Optional.of(image.getT());
            default -> Optional.empty();
        };
    }

    @Override
    protected boolean isAsked(String key) {
        return !key.equals("frame") || image.getNFrames() > 1;
    }

    @Override
    protected void requireFit() {
        requirePlace(StackGrid.of(image).lost());
        String stem = stem();
        if (!stem.equals(allowed(stem))) {
            throw new UserMessageException("the name is \"" + stem + "\" but a file's name has none of the letters"
                    + " \\ / : * ? \" < > |: change it");
        }
        requireFree(nifti, file(LABELS));
        requireFree(mask, file(MASK));
        requireFree(csv, file(TABLE));
        requireFree(roizip, file(OUTLINES));
    }

    @Override
    protected List<Result> compute() throws IOException {
        LabelImage lesions = LabelImage.of(image, frame);
        if (nifti) {
            NiftiWriter.FAST.writeLabels(file(LABELS), lesions.labels());
        }
        if (mask) {
            NiftiWriter.FAST.writeMask(file(MASK), lesions.labels());
        }
        if (csv) {
            writeTable(lesions);
        }
        if (roizip) {
            RoiZip.write(file(OUTLINES), LesionOutlines.of(lesions.labels(), lesions.grid(), lesions.frame(), 1));
        }
        return List.of();
    }

    /** The columns of {@code lesions.csv}, then the probability of each class where Classify told it. */
    private void writeTable(LabelImage lesions) throws IOException {
        List<Lesion> measured = LesionProbabilities.restored(
                image,
                frame,
                LesionMeasurements.measure(
                        lesions.labels(), Optional.empty(), SourceVoxels.of(image, lesions.grid(), frame)));
        List<Lesion> classified = LesionClasses.classified(image, frame, lesions.labels(), measured);
        Map<Integer, Map<String, Double>> classes = new LinkedHashMap<>();
        classified.forEach(lesion -> classes.put(lesion.label(), LesionProbabilities.classes(image, frame, lesion)));
        LesionsCsv.TABLE
                .and(LesionTable.classes(classes))
                .write(file(TABLE), CaseLesion.of(stem(lesions.source()), classified));
    }

    private Path file(String ending) {
        return folder.toPath().resolve(stem() + ending);
    }

    private String stem() {
        return name == null || name.isBlank() ? stem(LabelImage.sourceOf(image)) : name;
    }

    private void requirePlace(String lost) {
        if (!lost.isEmpty() && !unplaced) {
            throw new UserMessageException("the image \"" + image.getTitle() + "\" " + lost + ", so nobody knows where"
                    + " it lies in the patient: start from the source as it was opened (a crop of it is fine), or let it"
                    + " be written from the corner 0, 0, 0 mm (\"Even if its place in the patient is lost\","
                    + " unplaced=true)");
        }
    }

    private void requireFree(boolean wanted, Path target) {
        if (wanted && !overwrite && Files.exists(target)) {
            throw new UserMessageException(
                    target + " is there already: choose another name or folder, or \"Replace older files\""
                            + " (overwrite=true)");
        }
    }

    private static String stem(String source) {
        return VolumeFiles.caseName(Path.of(allowed(source)));
    }

    private static String allowed(String name) {
        return name.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_").strip();
    }
}
