package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.lesionlens.model.foreign.Question.Allowed;
import org.lesionlens.volume.UsageException;

/** Answers to questions as they come up: those that were given beforehand, else whatever somebody says who is asked. */
public final class Answers {
    private final Map<String, String> given;
    private final Asked asked;
    private final Map<String, String> proposals;
    private final Map<Question, String> answers = new LinkedHashMap<>();

    /** Whoever answers. */
    @FunctionalInterface
    public interface Asked {
        /** An answer; whether it is allowed is looked at afterwards. */
        String answer(Question question);
    }

    /**
     * Nobody is asked what is given.
     *
     * @param given answers by the keys of their questions
     * @param asked for all other questions
     */
    public Answers(Map<String, String> given, Asked asked) {
        this(given, asked, Map.of());
    }

    private Answers(Map<String, String> given, Asked asked, Map<String, String> proposals) {
        this.given = Map.copyOf(given);
        this.asked = asked;
        this.proposals = Map.copyOf(proposals);
    }

    /**
     * The same, nothing asked yet.
     *
     * @param others defaults that are better than those of the questions, by their keys
     */
    public Answers proposing(Map<String, String> others) {
        return new Answers(given, asked, others);
    }

    /** The same, nothing asked yet, and without asking anybody. */
    public Answers unasked() {
        return new Answers(given, Question::byDefault, proposals);
    }

    /** What was given beforehand, by key. */
    public Optional<String> given(String key) {
        return Optional.ofNullable(given.get(key));
    }

    /**
     * Answers by their keys.
     *
     * @param written as {@code key=value} each
     * @throws UsageException if one is not, or a key is there twice
     */
    public static Map<String, String> read(List<String> written) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String answer : written) {
            int equals = answer.indexOf('=');
            String key = answer.substring(0, Math.max(0, equals)).strip();
            if (key.isEmpty()) {
                throw new UsageException("the answer \"" + Refusal.echo(answer.strip())
                        + "\" must be key=value, as threshold=0.5: change it");
            }
            if (given.put(key, answer.substring(equals + 1).strip()) != null) {
                throw new UsageException(Refusal.echo(key) + " is answered twice: leave one of the answers out");
            }
        }
        return given;
    }

    /** The default of each question. */
    public static Answers defaults() {
        return new Answers(Map.of(), Question::byDefault);
    }

    /** What was asked so far, and the answers. */
    public Map<Question, String> asked() {
        return new LinkedHashMap<>(answers);
    }

    /**
     * Refuses answers to questions that never came up.
     *
     * @throws UsageException if there are some
     */
    public void requireAllUsed() {
        Set<String> open = new TreeSet<>(given.keySet());
        List<String> keys = answers.keySet().stream().map(Question::key).toList();
        keys.forEach(open::remove);
        if (!open.isEmpty()) {
            throw new UsageException("nothing is asked about " + Refusal.echo(String.join(", ", open))
                    + (keys.isEmpty()
                            ? ": this model is described whole, so give no --set"
                            : ": this model leaves open " + String.join(", ", keys)));
        }
    }

    String text(Question asking) {
        Question question =
                proposals.containsKey(asking.key()) ? asking.proposing(proposals.get(asking.key())) : asking;
        for (Map.Entry<Question, String> earlier : answers.entrySet()) {
            if (earlier.getKey().key().equals(question.key())) {
                return question.checked(earlier.getValue());
            }
        }
        String answer = given.containsKey(question.key())
                ? question.checked(given.get(question.key()))
                : question.checked(asked.answer(question));
        answers.put(question, answer);
        return answer;
    }

    String oneOf(String key, String text, String byDefault, List<String> choices) {
        return text(new Question(key, text, byDefault, new Allowed.OneOf(List.copyOf(choices))));
    }

    List<String> someOf(String key, String text, List<String> byDefault, List<String> choices) {
        return new ArrayList<>(Question.parts(
                text(new Question(key, text, Question.joined(byDefault), new Allowed.SomeOf(List.copyOf(choices))))));
    }

    double number(String key, String text, double byDefault, double least, double most) {
        String shown = byDefault == Math.rint(byDefault) ? Long.toString((long) byDefault) : Double.toString(byDefault);
        return Double.parseDouble(text(new Question(key, text, shown, new Allowed.Number(least, most))));
    }
}
