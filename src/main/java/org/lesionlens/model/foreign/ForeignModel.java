package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.model.DescriptionYaml;

/** A model that another program made, understood; see {@link #understand}. */
public final class ForeignModel {
    private static final String PLANS = "plans.json";

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
        Path absolute = path.toAbsolutePath().normalize();
        boolean file = Files.isRegularFile(absolute);
        Path folder = file ? absolute.getParent() : absolute;
        Originals files = new Originals(folder);
        ForeignReader reader =
                reader(files, file ? Optional.of(absolute.getFileName().toString()) : Optional.empty(), answers);
        ForeignModel model = new ForeignModel(folder, reader.read());
        answers.requireAllUsed();
        return model;
    }

    private static ForeignReader reader(Originals files, Optional<String> file, Answers answers) throws IOException {
        if (file.filter(name -> name.endsWith(".onnx")).isPresent()) {
            return new PlainOnnxReader(files, file.get(), answers);
        }
        Optional<String> bioimageio =
                file.filter(name -> name.matches("(?i).*\\.ya?ml")).or(() -> description(files));
        if (bioimageio.isPresent()) {
            return new BioimageioReader(files, bioimageio.get(), answers);
        }
        Optional<String> plans = shortest(files.endingWith(PLANS), PLANS);
        if (plans.isPresent()) {
            return new NnunetReader(files, plans.get(), answers);
        }
        Optional<String> metadata = shortest(files.endingWith("metadata.json"), "configs/metadata.json");
        if (metadata.isPresent()) {
            return new MonaiReader(files, metadata.get(), answers);
        }
        return new PlainOnnxReader(
                files, OpenQuestions.network(answers, files.endingWith(".onnx"), files.folder()), answers);
    }

    private static Optional<String> description(Originals files) {
        return List.of("rdf.yaml", "bioimageio.yaml", "rdf.yml", "model.yaml").stream()
                .filter(files::has)
                .findFirst();
    }

    /** The folder, with {@code /} at its end, that holds a file and lies least deep. */
    private static Optional<String> shortest(List<String> found, String file) {
        return found.stream()
                .filter(name -> name.equals(file) || name.endsWith("/" + file))
                .min(Comparator.comparingInt(String::length))
                .map(name -> name.substring(0, name.length() - file.length()));
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
