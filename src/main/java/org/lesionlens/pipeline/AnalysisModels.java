package org.lesionlens.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;

/**
 * The networks of a run.
 *
 * @param segmenter finds lesions; of a run for boxes its detector
 * @param classifier tells their kind; empty if the user wants none
 * @param rivals as {@link ChosenModels#rivals}
 * @param doubts as {@link ChosenModels#doubts}
 */
public record AnalysisModels(
        OnnxModel segmenter, Optional<OnnxModel> classifier, Optional<List<Model>> rivals, List<String> doubts)
        implements AutoCloseable {
    public AnalysisModels {
        doubts = List.copyOf(doubts);
    }

    /** Which device was passed over and why, a sentence each; empty if the wanted one is used. */
    public List<String> notes() {
        return segmenter.notes().stream()
                .map(note -> "runs on " + segmenter.device() + "; " + note)
                .toList();
    }

    /** Why the results may be wrong whatever the image, a sentence each. */
    public List<String> warnings() {
        Stream<String> ofNetworks =
                Stream.concat(Stream.of(segmenter), classifier.stream()).flatMap(model -> model.warnings().stream());
        return Stream.concat(doubts.stream(), ofNetworks).toList();
    }

    public ChosenModels chosen() {
        return new ChosenModels(segmenter.description(), classifier.map(OnnxModel::description), rivals, doubts);
    }

    @Override
    public void close() {
        segmenter.close();
        classifier.ifPresent(OnnxModel::close);
    }
}
