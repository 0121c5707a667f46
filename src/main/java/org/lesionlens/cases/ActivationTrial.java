package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.inference.AnswerKind;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.ModelTrust;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.foreign.Answers;
import org.lesionlens.model.foreign.ForeignModel;
import org.lesionlens.model.foreign.NewModel;
import org.lesionlens.model.foreign.Question;
import org.lesionlens.volume.Progress;

/**
 * What a network itself says of whether its answers are probabilities already, where no file says what makes them: a sigmoid
 * on top of probabilities is above 1/2 everywhere.
 *
 * @param proposals better answers than the usual ones, by the keys of their questions
 * @param failure why the network could not be asked; with other answers to what is open it may be possible
 */
record ActivationTrial(Map<String, String> proposals, Optional<Failure> failure) {
    private static final ActivationTrial NOTHING = new ActivationTrial(Map.of(), Optional.empty());

    /** Of a network as it was taken to be. */
    record Failure(List<Object> form, UnsuitableModelException reason) {}

    /**
     * Asks the network of a model if that is open.
     *
     * @param beforeOpening is told of the model before its network is opened
     */
    static ActivationTrial of(Path path, Answers answers, Consumer<Model> beforeOpening, Progress progress)
            throws IOException {
        Answers usual = answers.unasked();
        NewModel found = NewModel.of(path, usual);
        boolean open = usual.asked().keySet().stream()
                .anyMatch(question -> question.key().equals(Question.ACTIVATION));
        if (!open || !(found instanceof ForeignModel foreign)) {
            return NOTHING;
        }
        Model model = foreign.whereItLies();
        beforeOpening.accept(model);
        ModelTrust.tryAgain(model);
        try (OnnxModel network = OnnxModel.open(model, Optional.of(Device.CPU), 0, progress)) {
            return new ActivationTrial(proposals(AnswerKind.of(network, progress)), Optional.empty());
        } catch (UnsuitableModelException e) {
            return new ActivationTrial(Map.of(), Optional.of(new Failure(form(model), e)));
        }
    }

    private static Map<String, String> proposals(AnswerKind kind) {
        return kind == AnswerKind.OTHER
                ? Map.of()
                : Map.of(
                        Question.ACTIVATION,
                        Question.NONE,
                        Question.ANSWER,
                        kind == AnswerKind.SHARES ? Question.EXCLUSIVE : Question.INDEPENDENT);
    }

    private static List<Object> form(Model model) {
        return List.of(
                model.network().weights().stream().map(CheckedFile::sha256).toList(),
                model.network().input(),
                model.network().window(),
                model.channels().size(),
                model.output().map(Output::tensor));
    }

    /** @throws UnsuitableModelException if the network could not be asked as the model has it */
    void requireNotFailed(Model model) {
        if (failure.isPresent() && failure.get().form().equals(form(model))) {
            throw failure.get().reason();
        }
    }
}
