package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;

/**
 * What the {@value CaseFolder#SIDECAR} of a case says of its image and of the networks that looked at it.
 *
 * @param models the segmenter, and the classifier if there was one
 */
record AnalysedCase(Input input, List<Network> models) {
    /**
     * The image.
     *
     * @param sha256OfVoxels of the first channel, see {@link org.lesionlens.cases.Fingerprint}
     * @param channels none where there is only one
     */
    record Input(String sha256OfVoxels, List<Channel> channels) {
        Input {
            channels = channels == null ? List.of() : List.copyOf(channels);
        }

        /** The names of the channels; none where there is only one. */
        List<String> names() {
            return channels.stream().map(Channel::name).toList();
        }

        /** Of each channel, in their order. */
        List<String> fingerprints() {
            return channels.isEmpty()
                    ? List.of(sha256OfVoxels)
                    : channels.stream().map(Channel::sha256OfVoxels).toList();
        }
    }

    /** One of several images that were seen together. */
    record Channel(String name, String sha256OfVoxels) {}

    /** A model. */
    record Network(String name, List<Meaning> labels) {
        List<Label> meanings() {
            return labels.stream().map(Meaning::label).toList();
        }
    }

    /** A label as the file has it; its code is null if nobody says. */
    record Meaning(int value, String name, Code code, String color, boolean lesion) {
        Label label() {
            return new Label(value, name, Optional.ofNullable(code), color, lesion);
        }
    }

    static AnalysedCase read(Path folder) throws IOException {
        return JsonFiles.readPart(folder.resolve(CaseFolder.SIDECAR), AnalysedCase.class);
    }

    Network segmenter() {
        return models.get(0);
    }

    /** The values of the label images that count as lesion. */
    List<Label> lesions() {
        return segmenter().meanings().stream().filter(Label::lesion).toList();
    }

    List<Label> context() {
        return segmenter().meanings().stream().filter(label -> !label.lesion()).toList();
    }

    /** What the classifier tells apart; none without one. */
    List<Label> classes() {
        return models.size() < 2 ? List.of() : models.get(1).meanings();
    }

    /** Whether both were told by the same models. */
    boolean isLike(AnalysedCase other) {
        return models.equals(other.models);
    }

    /** The names of the models, for messages. */
    String modelNames() {
        return String.join(
                " and ",
                Stream.ofNullable(models)
                        .flatMap(List::stream)
                        .map(Network::name)
                        .toList());
    }
}
