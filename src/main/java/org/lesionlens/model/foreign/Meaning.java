package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.Purpose;
import org.lesionlens.model.Role;
import org.lesionlens.model.foreign.OnnxFile.OnnxValue;
import org.lesionlens.volume.UsageException;

/**
 * What the answer of a network means, as far as files say and users know.
 *
 * @param activation what is still to be done to it
 * @param answer what its channels are then
 * @param values the label of each channel, 0 for background; empty where the answer has the labels themselves
 * @param names of the labels by their values
 */
record Meaning(Activation activation, Answer answer, List<Integer> values, Map<Integer, String> names) {
    private static final String BACKGROUND = "background";
    private static final String LIST = "[^,]+(,[^,]+)*";
    /** Names of channels that say nothing of what they show. */
    private static final String SILENT =
            "(?i)(prob(abilit(y|ies))?|output|pred(iction)?|mask|channel|seg(mentation)?)?[_ ]?[0-9]*";

    /** Other names of the background, whatever other channels there are. */
    private static final String GROUND = "(?i)bg|back[ _-]?ground";
    /** Names of the first of several channels, one of which holds at each voxel, that mean no label. */
    private static final String REST =
            GROUND + "|(?i)none|nothing|empty|outside|rest|other|normal|healthy|(no|non|not)[ _-].*";

    private static final double HALF = 0.5;

    /**
     * What is known before anybody is asked.
     *
     * @param output the tensor
     * @param channels of it
     * @param names of its channels; empty if no file says them
     * @param activation that the files ask for; empty if they say nothing of it
     * @param answer that the files say; empty if they do not
     */
    record Known(
            OnnxFile onnx,
            OnnxValue output,
            int channels,
            List<String> names,
            Optional<Activation> activation,
            Optional<Answer> answer) {
        String operator() {
            return onnx.operator(output.name());
        }

        boolean hasLabels() {
            boolean whole = output.type().toString().matches("u?int.*|bool");
            return whole || operator().equals("ArgMax");
        }
    }

    static Meaning ask(Answers answers, Known known) {
        if (known.hasLabels() && known.channels() > 1) {
            throw Refusal.of(
                    known.onnx().path(),
                    "has an output of whole numbers with " + known.channels() + " channels, not one",
                    "export the network so that it gives probabilities");
        }
        Activation activation = activation(answers, known);
        Answer answer = answer(answers, known, activation);
        List<String> channels = names(answers, known, answer);
        List<Integer> values = values(channels);
        Map<Integer, String> names = new LinkedHashMap<>();
        IntStream.range(0, values.size())
                .filter(i -> values.get(i) > 0)
                .forEach(i -> names.put(values.get(i), channels.get(i)));
        if (names.isEmpty() || Set.copyOf(names.values()).size() < names.size()) {
            throw new UsageException("the answer to labels is " + Refusal.echo(String.join(",", channels))
                    + " but must name at least one label, and each once: give --set labels=NAMES");
        }
        return new Meaning(activation, answer, answer == Answer.LABELS ? List.of() : values, names);
    }

    private static Activation activation(Answers answers, Known known) {
        boolean inside = known.hasLabels() || isProbability(known.operator());
        if (known.activation().isPresent() || inside) {
            return known.activation().orElse(Activation.NONE);
        }
        boolean behind = known.onnx().isProbability(known.output().name());
        return Activation.valueOf(answers.oneOf(
                        Question.ACTIVATION,
                        "what makes probabilities of the network's answer, which ends in "
                                + (known.operator().isEmpty() ? "no known operator" : known.operator())
                                + (behind ? " of what a sigmoid or softmax gives" : ""),
                        behind ? Question.NONE : known.channels() == 1 ? "sigmoid" : "softmax",
                        List.of(Question.NONE, "sigmoid", "softmax"))
                .toUpperCase(Locale.ROOT));
    }

    static boolean isProbability(String operator) {
        return OnnxFile.isActivation(operator);
    }

    private static Answer answer(Answers answers, Known known, Activation activation) {
        if (known.hasLabels()) {
            return Answer.LABELS;
        }
        if (known.channels() == 1) {
            return Answer.INDEPENDENT;
        }
        if (known.answer().isPresent()) {
            return known.answer().get();
        }
        if (activation == Activation.SOFTMAX || known.operator().equals("Softmax")) {
            return Answer.EXCLUSIVE;
        }
        return Answer.valueOf(answers.oneOf(
                        Question.ANSWER,
                        "whether a voxel may have several labels (independent) or has the most probable one (exclusive)",
                        Question.INDEPENDENT,
                        List.of(Question.INDEPENDENT, Question.EXCLUSIVE))
                .toUpperCase(Locale.ROOT));
    }

    private static List<String> names(Answers answers, Known known, Answer answer) {
        boolean labels = answer == Answer.LABELS;
        boolean silent = known.names().stream().allMatch(name -> name.matches(SILENT));
        int count = labels ? Math.max(1, known.onnx().classes(known.output().name()) - 1) : known.channels();
        List<String> likely = silent ? likely(count, answer) : withBackground(known.names(), answer);
        String text = answers.text(new Question(
                "labels",
                labels
                        ? "the names of the labels 1, 2, ... that the network answers, with commas between"
                        : "the names of the " + known.channels() + " channels that the network answers, with commas"
                                + " between (" + BACKGROUND + " for no label)",
                String.join(",", likely),
                new Question.Allowed.Text(
                        labels ? LIST : "[^,]+(,[^,]+){" + (known.channels() - 1) + "}",
                        labels ? "names with commas between" : known.channels() + " names with commas between")));
        return Question.parts(text);
    }

    /** Files call the background in many ways. */
    private static List<String> withBackground(List<String> names, Answer answer) {
        boolean first = answer == Answer.EXCLUSIVE
                && names.size() > 1
                && names.get(0).strip().matches(REST);
        return IntStream.range(0, names.size())
                .mapToObj(i -> first && i == 0 || names.get(i).strip().matches(GROUND) ? BACKGROUND : names.get(i))
                .toList();
    }

    private static List<String> likely(int channels, Answer answer) {
        List<String> names = new ArrayList<>();
        boolean background = answer == Answer.EXCLUSIVE;
        for (int i = 0; i < channels; i++) {
            boolean only = channels - (background ? 1 : 0) == 1;
            names.add(background && i == 0 ? BACKGROUND : only ? "lesion" : "label " + (background ? i : i + 1));
        }
        return names;
    }

    /** Channels that are called background have no label; the others are counted from 1. */
    private static List<Integer> values(List<String> channels) {
        List<Integer> values = new ArrayList<>();
        int next = 1;
        for (String channel : channels) {
            values.add(channel.equalsIgnoreCase(BACKGROUND) ? 0 : next++);
        }
        return values;
    }

    /** What it is for; a voxel of an exclusive answer belongs to its most probable label. */
    Role.Segments role(Answers answers, boolean mirror) {
        double threshold = answer == Answer.INDEPENDENT ? HALF : 0;
        return new Role.Segments(
                OpenQuestions.labels(answers, names), OpenQuestions.settings(answers, threshold, mirror));
    }

    /** The channels that go in; asked where there are several. */
    static List<Channel> channels(Answers answers, int count, List<String> names, Purpose purpose) {
        List<String> likely = names.size() == count && Set.copyOf(names).size() == count
                ? names
                : IntStream.rangeClosed(1, count)
                        .mapToObj(i -> count == 1 ? "image" : "channel " + i)
                        .toList();
        List<String> told = count == 1
                ? likely
                : Question.parts(answers.text(new Question(
                        "channels",
                        "the names of the " + count + " images that go in together, in their order",
                        String.join(",", likely),
                        new Question.Allowed.Text(
                                "[^,]+(,[^,]+){" + (count - 1) + "}", count + " names with commas between"))));
        if (Set.copyOf(told).size() < count) {
            throw new UsageException("the answer to channels names one twice: give --set channels=NAMES");
        }
        return told.stream().map(name -> new Channel(name, purpose.modality())).toList();
    }
}
