package org.lesionlens.cases;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.file.Removal;
import org.lesionlens.model.AddedModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.foreign.Answers;
import org.lesionlens.model.foreign.ModelZip;
import org.lesionlens.model.foreign.NewModel;
import org.lesionlens.model.foreign.Question;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;

/**
 * Adds models of other programs to those that are there, and takes them away again.
 *
 * <p>A model's folder holds our description and, in {@code original}, the files as its authors gave them; it is there
 * whole or not at all.
 */
public final class ModelAddition {
    /** Windows has devices of some names, whatever stands behind a dot. */
    private static final String NAME =
            "(?!(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\.|$))[A-Za-z0-9]([A-Za-z0-9._-]{0,58}[A-Za-z0-9_-])?";

    private static final int LONGEST = 60;

    private ModelAddition() {}

    /**
     * A model that was added.
     *
     * @param lines what was understood of it
     * @param standing whether it gives here what its authors got
     */
    public record Added(String name, Path folder, List<String> lines, AddedModel standing) {}

    /**
     * What is wanted of a model.
     *
     * @param name that it gets; empty for one made of its own
     * @param answers to what its files do not say
     * @param known a case whose result is known
     * @param beforeOpening is told of the model before its network is opened for the first time
     */
    public record Wish(
            Optional<String> name, Answers answers, Optional<KnownCase> known, Consumer<Model> beforeOpening) {}

    /**
     * Adds a model to the first place where models are looked for.
     *
     * @param source its folder, a zip, or a file of it
     * @throws UsageException if there is a model of that name, or an answer is not allowed
     * @throws org.lesionlens.model.UnsuitableModelException if it is of no known kind, wants what is not done here, or
     *     cannot run
     * @throws IOException if the disk fails; then nothing was added
     */
    public static Added add(Path source, Wish wish, Progress progress) throws IOException {
        wish.name().ifPresent(ModelAddition::requireFree);
        return with(source, path -> addAt(path, wish, progress));
    }

    /**
     * What a model's files do not say, with the answers that would be taken.
     *
     * @param given answers by the keys of their questions
     * @param beforeOpening is told of the model before its network is opened for the first time
     * @throws UsageException if one of them is not allowed
     */
    public static Map<Question, String> questions(Path source, Map<String, String> given, Consumer<Model> beforeOpening)
            throws IOException {
        Answers usual = new Answers(given, Question::byDefault);
        return with(source, path -> {
            ActivationTrial trial = ActivationTrial.of(path, usual, beforeOpening, Progress.NONE);
            Answers answers = usual.proposing(trial.proposals());
            NewModel.of(path, answers);
            return answers.asked();
        });
    }

    private interface Use<T> {
        T of(Path folder) throws IOException;
    }

    private static <T> T with(Path source, Use<T> use) throws IOException {
        if (!Files.exists(source)) {
            throw new UsageException("there is no file or folder " + source + ": name the model's folder, zip or file");
        }
        if (!ModelZip.is(source)) {
            return use.of(source);
        }
        try (ModelZip zip = ModelZip.unpack(source)) {
            return of(zip, use);
        }
    }

    private static <T> T of(ModelZip zip, Use<T> use) throws IOException {
        try {
            return use.of(zip.content());
        } catch (UnsuitableModelException e) {
            throw new UnsuitableModelException(zip.told(e.getMessage()), e);
        }
    }

    private static Added addAt(Path path, Wish wish, Progress progress) throws IOException {
        ActivationTrial trial = ActivationTrial.of(path, wish.answers(), wish.beforeOpening(), progress);
        Answers answers = wish.answers().proposing(trial.proposals());
        NewModel found = NewModel.of(path, answers);
        String name = wish.name().orElseGet(() -> nameOf(found.name()));
        requireFree(name);
        Path place = ModelFolders.places().get(0);
        try (CaseFolder folder = new CaseFolder(place, name, false)) {
            found.write(folder.path());
            Model model = read(folder.path(), path);
            trial.requireNotFailed(model);
            wish.beforeOpening().accept(model);
            AddedModel standing =
                    told(folder.path(), path, () -> ModelProof.of(model, found.kind(), wish.known(), progress));
            AtomicFile.write(folder.path().resolve(AddedModel.FILE_NAME), out -> out.write(standing.file(model)));
            folder.publish();
            return new Added(name, place.resolve(name), lines(found, answers, trial.proposals()), standing);
        }
    }

    private interface Proof {
        AddedModel made() throws IOException;
    }

    /** Where it lies for the time being nobody knows: what is wrong is told of what the user named. */
    private static AddedModel told(Path temporary, Path source, Proof proof) throws IOException {
        try {
            return proof.made();
        } catch (UnsuitableModelException e) {
            String message = e.getMessage()
                    .replace(temporary.toString(), source.toString())
                    .replace("the folder " + temporary.getFileName(), source.toString());
            throw new UnsuitableModelException(message, e);
        }
    }

    /** An answer that goes against the network's own ones is the user's, and said. */
    private static List<String> lines(NewModel found, Answers answers, Map<String, String> proposals) {
        List<String> lines = new ArrayList<>(found.lines());
        answers.asked().forEach((question, answer) -> {
            if (question.key().equals(Question.ACTIVATION)
                    && proposals.containsKey(question.key())
                    && !answer.equals(proposals.get(question.key()))) {
                lines.add("The network's answers lie between 0 and 1 before that " + answer
                        + ", as if they were probabilities already: compare with activation none.");
            }
        });
        return lines;
    }

    /** What was understood may break bounds that no other program has. */
    private static Model read(Path folder, Path source) throws IOException {
        try {
            return Model.read(folder);
        } catch (UnsuitableModelException e) {
            String message = e.getMessage()
                    .replace(folder.resolve(Model.FILE_NAME).toString(), "our description of " + source)
                    .replace(folder + File.separator, "")
                    .replaceFirst(
                            ": install the model again$",
                            ": change what its own files say of that, or answer otherwise (--set)");
            throw new UnsuitableModelException(message, e);
        }
    }

    /** In small letters, without blanks. */
    private static String nameOf(String name) {
        String plain =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[^a-z0-9]+", "");
        String cut = plain.substring(0, Math.min(plain.length(), LONGEST)).replaceAll("[^a-z0-9]+$", "");
        return cut.isEmpty() ? "model" : cut;
    }

    private static void requireFree(String name) {
        if (!name.matches(NAME)) {
            throw new UsageException("--name must be letters, digits, dots, dashes and underscores, at most " + LONGEST
                    + ", begin with a letter or digit, not end with a dot, and be no name that Windows keeps for itself:"
                    + " choose another name");
        }
        if (name.equalsIgnoreCase(ModelFolders.DEFAULT)) {
            throw new UsageException(
                    "a model cannot be called " + name + ", as the file of a folder of models that names"
                            + " the one to be used is: choose another name (--name)");
        }
        Map<String, Path> all = ModelFolders.all();
        Path here = ModelFolders.places().get(0).resolve(name);
        if (all.containsKey(name) || Files.exists(here)) {
            throw new UsageException("there is a model " + name + " already, in " + all.getOrDefault(name, here)
                    + ": choose another name (--name), or remove that one first (models remove " + name + ")");
        }
    }

    /**
     * Takes a model away that was added.
     *
     * @return the folder that is gone
     * @throws UsageException if there is none of that name, or nobody added it
     */
    public static Path remove(String name) throws IOException {
        Path folder = ModelFolders.all().get(name);
        if (folder == null) {
            throw new UsageException("there is no model " + name + ": choose one of "
                    + ModelFolders.all().keySet());
        }
        if (!AddedModel.marks(folder)) {
            throw new UsageException("the model " + name + " in " + folder
                    + " was not added with models add, so it is not removed: remove its folder yourself");
        }
        Path hidden = folder.resolveSibling("." + name + "." + UUID.randomUUID());
        Files.move(folder, hidden);
        Removal.of(hidden);
        return folder;
    }
}
