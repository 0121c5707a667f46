package org.lesionlens.batch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.pipeline.PipelineSettings;

/** One case from file to folder of results. */
final class CaseRunner {
    private final AnalysisModels models;
    private final PipelineSettings settings;
    private final Path output;
    private final boolean overwrite;

    CaseRunner(AnalysisModels models, PipelineSettings settings, Path output, boolean overwrite) {
        this.models = models;
        this.settings = settings;
        this.output = output;
        this.overwrite = overwrite;
    }

    /**
     * Reads, analyses and writes a case; when it throws, nothing is left behind.
     *
     * @return what was found
     */
    LesionAnalysis run(Case examination, PrintWriter err) throws IOException {
        try (TerminalProgress progress = new TerminalProgress(examination.name(), err)) {
            long start = System.nanoTime();
            LoadedVolume loaded = VolumeFiles.read(examination.input(), examination.seriesUid());
            loaded.warnings().forEach(warning -> err.println("lesionlens: " + examination.name() + ": " + warning));
            Map<String, Double> seconds = new LinkedHashMap<>();
            seconds.put("read", (System.nanoTime() - start) / 1e9);
            LesionAnalysis analysis = analyze(examination, loaded, progress);
            seconds.putAll(analysis.seconds());
            progress.throwIfCancelled();
            write(examination, loaded, analysis, seconds);
            return analysis;
        }
    }

    private void write(Case examination, LoadedVolume loaded, LesionAnalysis analysis, Map<String, Double> seconds)
            throws IOException {
        try (CaseFolder folder = new CaseFolder(output, examination.name(), overwrite)) {
            new CaseResults(examination.name(), loaded, analysis, models).write(folder.path(), seconds);
            folder.publish();
        }
    }

    /** What does not fit is told with the file that it is about. */
    private LesionAnalysis analyze(Case examination, LoadedVolume loaded, TerminalProgress progress) {
        try {
            return new LesionPipeline(models.segmenter(), models.classifier())
                    .analyze(loaded.volume(), settings, progress);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(examination.input() + ": " + e.getMessage(), e);
        }
    }
}
