package org.lesionlens.model.foreign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A model that somebody brings, before it is one of those that are there. */
public sealed interface NewModel permits ForeignModel, OwnModel {
    /**
     * Understands a model of bioimage.io 0.4 or 0.5, nnU-Net v2, a MONAI bundle, a bare ONNX file, or one with our own
     * description.
     *
     * @param path its folder, or its description or network
     * @param answers to what its files do not say
     * @throws org.lesionlens.model.UnsuitableModelException if it is none of these, or wants what is not done here
     * @throws org.lesionlens.volume.UsageException if an answer is not allowed
     */
    static NewModel of(Path path, Answers answers) throws IOException {
        ModelPlace place = ModelPlace.of(path);
        NewModel model = OwnModel.describes(place) ? OwnModel.at(place) : ForeignModel.at(place, answers);
        answers.requireAllUsed();
        return model;
    }

    /** As its authors call it. */
    String name();

    /** As {@code bioimage.io 0.5.4}. */
    String kind();

    /** The folder of its files. */
    Path folder();

    /** What was understood, in a few lines. */
    List<String> lines();

    /** Writes our description and copies of its files into a folder. */
    void write(Path model) throws IOException;
}
