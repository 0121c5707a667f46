package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.lesionlens.model.DescriptionYaml;

/** A model that another program made, understood; see {@link #understand}. */
public final class ForeignModel {
    private final Path folder;
    private final Draft draft;

    private ForeignModel(Path folder, Draft draft) {
        this.folder = folder;
        this.draft = draft;
    }

    /**
     * Understands a model of bioimage.io 0.4 or 0.5, nnU-Net v2, a MONAI bundle, or a bare ONNX file.
     *
     * @param path its folder, or a file in it
     * @param answers to what its files do not say
     * @throws org.lesionlens.model.UnsuitableModelException if it is none of these, or wants what is not done here
     * @throws org.lesionlens.volume.UsageException if an answer is not allowed
     */
    public static ForeignModel understand(Path path, Answers answers) throws IOException {
        ModelPlace place = ModelPlace.of(path);
        ForeignModel model =
                new ForeignModel(place.folder(), reader(place, answers).read());
        answers.requireAllUsed();
        return model;
    }

    private static ForeignReader reader(ModelPlace place, Answers answers) throws IOException {
        Originals files = new Originals(place.folder());
        String file = place.file().isPresent()
                ? place.file().get()
                : OpenQuestions.network(answers, files.endingWith(ModelPlace.NETWORK), files.folder());
        if (file.endsWith(ModelPlace.NETWORK)) {
            return new PlainOnnxReader(files, file, answers);
        }
        if (file.endsWith(ModelPlace.PLANS)) {
            return new NnunetReader(files, before(file, ModelPlace.PLANS), answers);
        }
        return file.endsWith(ModelPlace.METADATA)
                ? new MonaiReader(files, before(file, ModelPlace.METADATA), answers)
                : new BioimageioReader(files, file, answers);
    }

    /** The folder that a file lies in, with {@code /} at its end, or empty. */
    private static String before(String file, String end) {
        return file.substring(0, file.length() - end.length());
    }

    /** As its authors call it. */
    public String name() {
        return draft.card().name();
    }

    /** As {@code bioimage.io 0.5.4}. */
    public String kind() {
        return draft.card().kind();
    }

    /** The folder of its files. */
    public Path folder() {
        return folder;
    }

    /** Names of the files that belong to it, in its folder. */
    public Set<String> files() {
        return draft.files();
    }

    /** What was understood, in a few lines. */
    public List<String> lines() {
        return DraftText.lines(draft);
    }

    /**
     * Our description of it.
     *
     * @param model the folder for it
     * @param below the folder in it that holds copies of {@link #files()}
     */
    public byte[] description(Path model, String below) throws IOException {
        ObjectNode description = new DescriptionWriter(model, below).write(draft);
        return DescriptionYaml.write(description);
    }
}
