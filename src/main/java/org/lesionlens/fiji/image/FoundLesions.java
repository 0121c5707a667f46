package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/**
 * What was found in an image, as ImageJ shows it.
 *
 * @param analyses one a frame
 */
public record FoundLesions(SourceImage source, List<LesionAnalysis> analyses) {
    /**
     * Analyses all frames.
     *
     * @param progress of a frame; its name for people is empty if there is only one
     */
    public static FoundLesions in(
            SourceImage source, AnalysisModels models, AnalysisSettings settings, Function<String, Progress> progress) {
        LesionPipeline pipeline = new LesionPipeline(models.segmenter(), models.classifier());
        List<LesionAnalysis> analyses = new ArrayList<>();
        for (Volume volume : source.volumes()) {
            Progress ofFrame = progress.apply(source.place(analyses.size()));
            analyses.add(source.analyze(pipeline, volume, settings, ofFrame));
            ofFrame.throwIfCancelled();
        }
        return new FoundLesions(source, analyses);
    }

    /** Of all frames. */
    public List<Roi> outlines() {
        return source.outlines(analyses.stream().map(LesionAnalysis::labels).toList());
    }

    /** What the table is called. */
    public String title() {
        return LesionTable.title(source.title());
    }

    /** Of all frames. */
    public ResultsTable table() {
        return source.table(analyses.stream().map(LesionAnalysis::lesions).toList());
    }

    public ImagePlus probabilityImage() {
        return source.probabilityImage(
                analyses.stream().map(LesionAnalysis::probability).toList());
    }

    /** With the classes of the lesions and how sure the networks were, for later commands. */
    public ImagePlus labelImage() {
        ImagePlus image =
                source.labelImage(analyses.stream().map(LesionAnalysis::labels).toList());
        for (int i = 0; i < analyses.size(); i++) {
            LesionAnalysis analysis = analyses.get(i);
            LesionClasses.attach(image, i + 1, analysis.labels(), analysis.lesions());
            LesionProbabilities.attach(image, i + 1, analysis.lesions(), Map.of());
        }
        return image;
    }
}
