package org.lesionlens.model.foreign;

import java.util.Arrays;
import java.util.List;
import org.lesionlens.volume.UsageException;

/**
 * What the files of a model do not say.
 *
 * @param key by which scripts answer it
 * @param text what is asked, in words
 * @param byDefault the answer where nobody gives one
 * @param allowed what an answer may be
 */
public record Question(String key, String text, String byDefault, Allowed allowed) {
    /** The answer that stands for nothing. */
    public static final String NONE = "none";

    /** The key of the question what is still to be done to a network's answer. */
    public static final String ACTIVATION = "activation";

    /** The key of the question whether a voxel has one label at most: {@value #EXCLUSIVE}, or {@value #INDEPENDENT} ones. */
    public static final String ANSWER = "answer";

    /** Each voxel has one label. */
    public static final String EXCLUSIVE = "exclusive";

    /** A voxel may have several labels. */
    public static final String INDEPENDENT = "independent";

    private static final String SEPARATOR = ",";
    private static final int LONGEST = 500;

    /** What an answer may be. */
    public sealed interface Allowed {
        /** In words, for {@code must be ...}. */
        String words();

        /** One of a few words. */
        record OneOf(List<String> choices) implements Allowed {
            @Override
            public String words() {
                return "one of " + String.join(", ", choices);
            }
        }

        /** Some of a few words, separated by commas, or {@value Question#NONE}. */
        record SomeOf(List<String> choices) implements Allowed {
            @Override
            public String words() {
                return NONE + ", or some of " + String.join(", ", choices) + " with commas between";
            }
        }

        /** A number from the least to the most. */
        record Number(double least, double most) implements Allowed {
            @Override
            public String words() {
                return most == Double.POSITIVE_INFINITY
                        ? "a number of at least " + least
                        : "a number from " + least + " to " + most;
            }
        }

        /** A text of some form. */
        record Text(String pattern, String words) implements Allowed {}
    }

    /** The same with another default. */
    Question proposing(String other) {
        return new Question(key, text, other, allowed);
    }

    /**
     * Refuses an answer that is not allowed.
     *
     * @return the answer without blanks around it
     * @throws UsageException if it is not allowed
     */
    public String checked(String answer) {
        String text = answer.strip();
        if (text.length() > LONGEST || !allows(text)) {
            throw new UsageException("the answer to " + key + " (" + this.text + ") is \""
                    + Refusal.echo(text) + "\" but must be " + allowed.words()
                    + ": answer anew, or give --set " + key + "=VALUE");
        }
        return text;
    }

    private boolean allows(String answer) {
        if (allowed instanceof Allowed.OneOf one) {
            return one.choices().contains(answer);
        }
        if (allowed instanceof Allowed.SomeOf some) {
            return !answer.isBlank() && some.choices().containsAll(parts(answer));
        }
        if (allowed instanceof Allowed.Number range) {
            return isNumber(answer)
                    && Double.parseDouble(answer) >= range.least()
                    && Double.parseDouble(answer) <= range.most();
        }
        return answer.matches(((Allowed.Text) allowed).pattern());
    }

    private static boolean isNumber(String text) {
        return text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    }

    /** The parts of an answer with commas; none for {@value #NONE}. */
    static List<String> parts(String answer) {
        return answer.equals(NONE)
                ? List.of()
                : Arrays.stream(answer.split(SEPARATOR)).map(String::strip).toList();
    }

    /** Parts as one answer. */
    static String joined(List<String> parts) {
        return parts.isEmpty() ? NONE : String.join(SEPARATOR, parts);
    }
}
