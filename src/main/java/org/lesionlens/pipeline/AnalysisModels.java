package org.lesionlens.pipeline;

import java.util.Optional;
import org.lesionlens.inference.OnnxModel;

/**
 * The networks of a run.
 *
 * @param segmenter finds lesions
 * @param classifier tells their kind; empty if the user wants none
 */
public record AnalysisModels(OnnxModel segmenter, Optional<OnnxModel> classifier) implements AutoCloseable {
    public ChosenModels chosen() {
        return new ChosenModels(segmenter.description(), classifier.map(OnnxModel::description));
    }

    @Override
    public void close() {
        segmenter.close();
        classifier.ifPresent(OnnxModel::close);
    }
}
