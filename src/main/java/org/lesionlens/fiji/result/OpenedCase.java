package org.lesionlens.fiji.result;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseImage;
import org.lesionlens.cases.ReadPart;
import org.lesionlens.cases.WrittenResults;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.FreeTitle;
import org.lesionlens.fiji.image.KnownLesions;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.OpenedFiles;
import org.lesionlens.fiji.image.ShownPixels;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;

/**
 * A case of local files whose results lie in a folder, to be looked at.
 *
 * @param image of several channels the first; of DICOM in colour its colours
 * @param lesions that were found in it; empty of a case without results
 */
record OpenedCase(ImagePlus image, Optional<ShownCase> lesions) {
    private static final String HEADING = "Batch";

    /** Reads a case without results. */
    static OpenedCase failed(Case item) throws IOException {
        ChannelInput input = item.inputs().get(0);
        return new OpenedCase(image(item, ImageFiles.readShown(input.path(), input.options())), Optional.empty());
    }

    /**
     * Reads a case and its results.
     *
     * @param folder of its results
     * @throws UserMessageException if they are about another image, or no format of the results has the number of each lesion
     */
    static OpenedCase done(Case item, Path folder) throws IOException {
        Case analysed = ReadPart.inTime(item, folder);
        WrittenResults written = WrittenResults.read(folder);
        CaseImage read = CaseImage.read(analysed, written);
        Volume first = read.first().volume();
        written.requireOf(first, "analyse it again");
        ImagePlus image = image(analysed, read.shown());
        ShownCase lesions = lesions(image, analysed, first, written);
        ShownPixels.of(image); // which takes long, and is kept
        return new OpenedCase(image, Optional.of(lesions));
    }

    private static ImagePlus image(Case item, LoadedImage loaded) {
        ChannelInput input = item.inputs().get(0);
        ImagePlus image = FijiVolumes.image(FreeTitle.of(item.name()), loaded);
        OpenedFiles.remember(image, input.path().toAbsolutePath(), input.options());
        return image;
    }

    private static ShownCase lesions(ImagePlus image, Case item, Volume volume, WrittenResults written)
            throws IOException {
        LabelMap labels = written.labels(volume.geometry());
        Optional<ProbabilityMap> probability = written.probability(volume.geometry());
        List<Lesion> lesions =
                LesionMeasurements.measure(item.measured(labels), probability, Optional.of(volume)).stream()
                        .map(lesion -> probability.isPresent() ? lesion : written.withProbability(lesion))
                        .map(lesion ->
                                lesion.withClass(written.lesionClasses().getOrDefault(lesion.label(), ""), Double.NaN))
                        .map(written::withClassProbability)
                        .toList();
        Map<Integer, Map<String, Double>> classes = new LinkedHashMap<>();
        lesions.forEach(lesion -> classes.put(lesion.label(), written.classProbabilities(lesion.label())));
        StackGrid grid = StackGrid.of(image);
        ResultsTable table = LesionTable.empty();
        LesionTable.add(table, image.getTitle(), lesions, grid, classes);
        return new ShownCase(
                image,
                new KnownLesions(lesions, classes).on(image, 1, grid, labels),
                new Result.Table(LesionTable.title(image.getTitle()), table),
                new ShownCase.Looks(HEADING, true, true));
    }

    /** Opens the window of the image and that of its lesions. */
    void show() {
        image.show();
        lesions.ifPresent(ShownCase::show);
    }
}
