package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.DescriptionYaml;
import org.lesionlens.model.Explanations;
import org.lesionlens.model.Identity;
import org.lesionlens.model.Model;
import org.lesionlens.model.Network;

/** A model that another program made, understood; see {@link #understand}. */
public final class ForeignModel implements NewModel {
    /** The folder of the files as their authors gave them, in a model's folder. */
    static final String ORIGINALS = "original";

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
        ForeignModel model = at(ModelPlace.of(path), answers);
        answers.requireAllUsed();
        return model;
    }

    static ForeignModel at(ModelPlace place, Answers answers) throws IOException {
        ForeignModel model =
                new ForeignModel(place.folder(), reader(place, answers).read());
        place.requireMeant(Set.copyOf(model.draft.network().weights()));
        return model;
    }

    private static ForeignReader reader(ModelPlace place, Answers answers) throws IOException {
        Originals files = new Originals(place.folder());
        if (place.description().isEmpty()) {
            String network = place.network().isPresent() ? place.network().get() : only(files, answers);
            return new PlainOnnxReader(files, network, answers);
        }
        String file = place.description().get();
        if (file.endsWith(ModelPlace.PLANS)) {
            return new NnunetReader(files, FoundDescriptions.root(file), answers);
        }
        return file.endsWith(ModelPlace.METADATA)
                ? new MonaiReader(files, FoundDescriptions.root(file), answers)
                : new BioimageioReader(files, file, answers);
    }

    /** Which one of several networks is meant nobody guesses. */
    private static String only(Originals files, Answers answers) throws IOException {
        List<String> networks = files.endingWith(ModelPlace.NETWORK);
        if (networks.size() > 1 && answers.given(OpenQuestions.NETWORK).isEmpty()) {
            throw Refusal.of(
                    files.folder(),
                    "holds " + networks.size() + " networks, " + Refusal.echo(String.join(" and ", networks))
                            + ", and no description",
                    "name the one that is meant, or give --set " + OpenQuestions.NETWORK + "=NAME");
        }
        return OpenQuestions.network(answers, networks, files.folder());
    }

    @Override
    public String name() {
        return draft.card().name();
    }

    @Override
    public String kind() {
        return draft.card().kind();
    }

    @Override
    public Path folder() {
        return folder;
    }

    /** Names of the files that belong to it, in its folder. */
    public Set<String> files() {
        return draft.files();
    }

    @Override
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

    @Override
    public void write(Path model) throws IOException {
        for (String file : files()) {
            Path copy = model.resolve(ORIGINALS).resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(folder.resolve(file), copy);
        }
        AtomicFile.write(model.resolve(Model.FILE_NAME), out -> out.write(description(model, ORIGINALS)));
    }

    /** The model with its files where they lie, without test tensors. */
    public Model whereItLies() throws IOException {
        List<CheckedFile> weights = new ArrayList<>();
        List<CheckedFile> data = new ArrayList<>();
        for (String name : draft.network().weights()) {
            weights.add(CheckedFile.of(folder.resolve(name)));
        }
        for (String name : draft.network().data()) {
            data.add(CheckedFile.of(folder.resolve(name)));
        }
        return new Model(
                new Identity(
                        folder, name(), draft.card().version(), "", draft.card().licence(), List.of()),
                draft.purpose(),
                draft.channels(),
                draft.preparation(),
                new Network(
                        weights,
                        data,
                        draft.network().input(),
                        draft.network().window(),
                        draft.network().mirrorAxes(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.of(draft.output()),
                draft.role(),
                Explanations.NONE,
                List.of());
    }
}
