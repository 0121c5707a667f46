package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.file.UnpackedFolder;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.DetectionPipeline;
import org.lesionlens.pipeline.DetectionSettings;
import org.lesionlens.pipeline.Focus;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;

/** One case from file to folder of results. */
public final class CaseRunner {
    private final AnalysisModels models;
    private final CaseSettings settings;
    private final Path output;

    /**
     * Runs cases, with networks that stay the caller's to close.
     *
     * @param output folder of the cases' folders
     */
    public CaseRunner(AnalysisModels models, CaseSettings settings, Path output) {
        this.models = models;
        this.settings = settings;
        this.output = output;
        UnpackedFolder.removeLeftovers();
    }

    /** Folder of the cases' folders. */
    public Path output() {
        return output;
    }

    /** @throws CaseRefusedException if memory or disk do not suffice for an image, as far as its headers tell */
    public static void requireRoom(Case item, Model segmenter, Path output) throws IOException {
        List<VolumeHeader> headers = headers(item, segmenter);
        MemoryBudget.ofThisProcess().require(headers);
        DiskRoom.require(headers, output);
    }

    /** The headers of the channels of an image, the first one first. */
    public List<VolumeHeader> headers(Case item) throws IOException {
        return headers(item, models.segmenter().description());
    }

    private static List<VolumeHeader> headers(Case item, Model segmenter) throws IOException {
        return ImageFiles.headers(item.seenBy(segmenter).inputs(), InputReading.names(segmenter));
    }

    /** @throws CaseRefusedException if the disk does not suffice for an image, as far as its headers tell */
    public void requireDisk(List<VolumeHeader> headers) throws IOException {
        DiskRoom.require(headers, output);
    }

    /** Reads the channels that the segmenter takes. */
    public LoadedImage read(Case item) throws IOException {
        LoadedImage image = read(item, models.segmenter().description());
        models.chosen().requireFit(image.volume().geometry(), image.traits());
        for (ResultFormat format : settings.formats(image.format())) {
            format.requireFit(image.volume().geometry());
            format.requireSource(image.first());
        }
        settings.deidentifying().requireSource(image);
        if (settings.finding() instanceof DetectionSettings wanted) {
            DetectionPipeline.slices(
                    image.volume().geometry(),
                    models.segmenter().description(),
                    wanted); // refused before the network runs
        }
        return image;
    }

    /** Reads the channels that a segmenter takes, whatever is written of them. */
    public static LoadedImage read(Case item, Model segmenter) throws IOException {
        return ImageFiles.read(item.seenBy(segmenter).inputs(), InputReading.names(segmenter));
    }

    /**
     * Writes a case into a folder that has no name of its own yet.
     *
     * @return with the folder, for {@link CaseFolder#publish(Path, Path, boolean)}
     */
    public WrittenCase writeAside(Case item, LoadedImage loaded, Analysis analysis, Map<String, Double> seconds)
            throws IOException {
        try (CaseFolder folder = new CaseFolder(output, item.name(), true)) {
            Case read = item.seenBy(models.segmenter().description());
            CaseRecord found = new CaseResults(item.name(), loaded, analysis, models, Optional.of(read))
                    .write(folder.path(), settings, seconds);
            return new WrittenCase(folder.keep(), found);
        }
    }

    /** What is odd about an input, and why the networks may be wrong about it, a sentence each. */
    public List<String> warnings(Case item, LoadedImage loaded) {
        return CaseResults.warnings(item.name(), loaded, models, settings);
    }

    /** What does not fit is told with the file that it is about. */
    public Analysis analyze(Case item, LoadedImage loaded, Progress progress) {
        try {
            return settings.finding() instanceof DetectionSettings wanted
                    ? new DetectionPipeline(models.segmenter()).analyze(loaded.image(), wanted, progress)
                    : new LesionPipeline(models.segmenter(), models.classifier())
                            .analyze(
                                    loaded.image(),
                                    Focus.on(item.boxes()),
                                    (AnalysisSettings) settings.finding(),
                                    progress);
        } catch (UnsuitableImageException e) {
            throw new UnsuitableImageException(item.input() + ": " + e.getMessage(), e);
        }
    }
}
