package org.lesionlens.fiji.review;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.Fingerprint;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.KnownLesions;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.OpenedFiles;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.fiji.result.ShownCase;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.io.table.Row;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;

/** The image of a case with the lesions that were found in it, from its files. */
final class ReviewedImage {
    /** Of a volume, or of a planar image. */
    private static final List<String> LABELS = List.of("labels.nii.gz", "labels.png");

    private ReviewedImage() {}

    /**
     * Reads both.
     *
     * @param folder of the case's results
     * @throws UserMessageException if the image is not the one that was analysed, or there is no label image
     */
    static ShownCase read(Case item, Path folder) throws IOException {
        ChannelInput input = item.inputs().get(0);
        LoadedVolume loaded = VolumeFiles.read(input.path(), input.options());
        requireSame(item, loaded.volume(), folder);
        ImagePlus image = FijiVolumes.image(item.name(), loaded);
        OpenedFiles.remember(image, input.path().toAbsolutePath(), input.options());
        LabelMap labels = NearestLabels.on(loaded.volume().geometry(), labels(item, folder));
        KnownLesions known = new KnownLesions(lesions(labels, loaded.volume(), folder), Map.of());
        ResultsTable table = LesionTable.empty();
        StackGrid grid = StackGrid.of(image);
        LesionTable.add(table, item.name(), known.lesions(), grid, Map.of());
        return new ShownCase(
                image,
                known.on(image, 1, grid, labels),
                new Result.Table(LesionTable.title(item.name()), table),
                new ShownCase.Looks("Predicted", true, true));
    }

    /** A case of several channels is told by its first. */
    private static void requireSame(Case item, Volume volume, Path folder) throws IOException {
        List<String> analysed = JsonFiles.texts(folder.resolve(CaseFolder.SIDECAR), "input", "sha256_of_voxels");
        if (!analysed.contains(Fingerprint.of(volume))) {
            throw new UserMessageException("the image of the case " + item.name()
                    + " is another one than that which was analysed, so its results are not shown on it: choose the images of"
                    + " these results, or analyse them again");
        }
    }

    private static LabelMap labels(Case item, Path folder) throws IOException {
        for (String name : LABELS) {
            if (Files.exists(folder.resolve(name))) {
                return VolumeFiles.readLabels(folder.resolve(name));
            }
        }
        throw new UserMessageException("the results of the case " + item.name() + " have none of " + LABELS
                + ", so there is nothing to look at: run Batch... again with the format nifti");
    }

    /** Measured in the image, with the classes of the table. */
    private static List<Lesion> lesions(LabelMap labels, Volume volume, Path folder) throws IOException {
        Map<Integer, Row> rows = new HashMap<>();
        for (Row row : LesionsCsv.TABLE.read(folder.resolve(LesionsCsv.FILE))) {
            row.number(LesionsCsv.LABEL).ifPresent(label -> rows.put(label.intValue(), row));
        }
        return LesionMeasurements.measure(labels, Optional.empty(), Optional.of(volume)).stream()
                .map(lesion -> known(lesion, Optional.ofNullable(rows.get(lesion.label()))))
                .toList();
    }

    private static Lesion known(Lesion lesion, Optional<Row> row) {
        if (row.isEmpty()) {
            return lesion;
        }
        double mean = number(row.get(), "mean_probability");
        double most = number(row.get(), "max_probability");
        return lesion.with(lesion.measurements().withProbability(mean, most))
                .withClass(row.get().text(LesionsCsv.CLASS), number(row.get(), "class_probability"));
    }

    private static double number(Row row, String column) {
        Object cell = row.cells().get(column);
        return cell instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
