package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;

/** One case from file to folder of results. */
public final class CaseRunner {
    private final AnalysisModels models;
    private final AnalysisSettings settings;
    private final Path output;
    private final boolean overwrite;

    /**
     * Runs cases, with networks that stay the caller's to close.
     *
     * @param output folder of the cases' folders
     * @param overwrite whether older results are replaced
     */
    public CaseRunner(AnalysisModels models, AnalysisSettings settings, Path output, boolean overwrite) {
        this.models = models;
        this.settings = settings;
        this.output = output;
        this.overwrite = overwrite;
    }

    /**
     * Reads, analyses and writes a case; when it throws, nothing is left behind.
     *
     * @param warnings hears what is odd about the input but did not keep it from being read, a sentence each
     * @return what was found
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public LesionAnalysis run(Case examination, Progress progress, Consumer<String> warnings) throws IOException {
        long start = System.nanoTime();
        requireMemory(examination.input(), examination.options());
        LoadedVolume loaded = read(examination);
        CaseResults.warnings(loaded, models).forEach(warnings);
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put("read", (System.nanoTime() - start) / 1e9);
        LesionAnalysis analysis = analyze(examination, loaded, progress);
        seconds.putAll(analysis.seconds());
        progress.throwIfCancelled();
        write(examination, loaded, analysis, seconds);
        return analysis;
    }

    /** Folder of the cases' folders. */
    public Path output() {
        return output;
    }

    /** @throws CaseRefusedException if the memory does not suffice for an image, as far as its header tells */
    public static void requireMemory(Path input, ReadOptions options) throws IOException {
        MemoryBudget.ofThisProcess().require(VolumeFiles.header(input, options));
    }

    public static LoadedVolume read(Case examination) throws IOException {
        return VolumeFiles.read(examination.input(), examination.options());
    }

    private void write(Case examination, LoadedVolume loaded, LesionAnalysis analysis, Map<String, Double> seconds)
            throws IOException {
        WrittenCase written = writeAside(examination, loaded, analysis, seconds);
        CaseFolder.publish(written.folder(), output.resolve(examination.name()), overwrite);
    }

    /**
     * Writes a case into a folder that has no name of its own yet.
     *
     * @return with the folder, for {@link CaseFolder#publish(Path, Path, boolean)}
     */
    public WrittenCase writeAside(
            Case examination, LoadedVolume loaded, LesionAnalysis analysis, Map<String, Double> seconds)
            throws IOException {
        try (CaseFolder folder = new CaseFolder(output, examination.name(), overwrite)) {
            CaseRecord found =
                    new CaseResults(examination.name(), loaded, analysis, models).write(folder.path(), seconds);
            return new WrittenCase(folder.keep(), found);
        }
    }

    /** What does not fit is told with the file that it is about. */
    public LesionAnalysis analyze(Case examination, LoadedVolume loaded, Progress progress) {
        try {
            return new LesionPipeline(models.segmenter(), models.classifier())
                    .analyze(loaded.volume(), settings, progress);
        } catch (UnsuitableImageException e) {
            throw new UnsuitableImageException(examination.input() + ": " + e.getMessage(), e);
        }
    }
}
