package org.lesionlens.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.lesionlens.cases.ClassProbabilities;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.io.table.Row;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.volume.UserMessageException;

/**
 * The class of each case, and what was answered: the class of its largest lesion. A case in which no lesion was found has no
 * answer, which is wrong.
 *
 * @param byCase the answers of the cases whose class is known
 * @param unnamed cases of which the table says no class
 */
record CaseAnswers(Map<String, ClassAnswer> byCase, List<String> unnamed) {
    static final CaseAnswers NONE = new CaseAnswers(Map.of(), List.of());

    /**
     * Reads what was answered.
     *
     * @throws UserMessageException if the table and the answers have no class in common
     */
    static CaseAnswers read(List<ReferencePair> pairs, KnownCases known) throws IOException {
        CaseAnswers read = of(pairs, known);
        if (!read.isNone()) {
            read.requireCommon(known);
        }
        return read;
    }

    /** The same, where table and answers need not have a class in common. */
    static CaseAnswers of(List<ReferencePair> pairs, KnownCases known) throws IOException {
        if (known.classes().isEmpty()) {
            return NONE;
        }
        if (pairs.stream().anyMatch(ReferencePair::predictsBoxes)) {
            throw new UserMessageException(
                    "--classes asks for the class of each case's largest lesion and the predictions are"
                            + " boxes, of which none is the case's: leave --classes out; --labels compares boxes class by class");
        }
        Map<String, ClassAnswer> answers = new LinkedHashMap<>();
        for (ReferencePair pair : pairs) {
            String expected = known.classes().get(pair.name());
            if (expected != null) {
                answers.put(pair.name(), answer(pair, expected, known.group(pair.name())));
            }
        }
        List<String> unnamed = pairs.stream()
                .map(ReferencePair::name)
                .filter(name -> !answers.containsKey(name))
                .toList();
        return new CaseAnswers(answers, unnamed);
    }

    /** Whether nobody asked for classes. */
    boolean isNone() {
        return byCase.isEmpty() && unnamed.isEmpty();
    }

    /** Those of some cases, in their order. */
    CaseAnswers of(List<String> cases) {
        Map<String, ClassAnswer> some = new LinkedHashMap<>();
        cases.stream().filter(byCase::containsKey).forEach(name -> some.put(name, byCase.get(name)));
        return new CaseAnswers(some, unnamed);
    }

    List<ClassAnswer> answers() {
        return List.copyOf(byCase.values());
    }

    private static ClassAnswer answer(ReferencePair pair, String expected, String group) throws IOException {
        Optional<Row> largest = LesionRows.beside(pair).flatMap(LesionRows::largest);
        String predicted = largest.map(row -> row.text(LesionsCsv.CLASS)).orElse("");
        Map<String, Double> probabilities = largest.map(
                        row -> ClassProbabilities.parse(row.text(LesionsCsv.CLASS_PROBABILITIES)))
                .filter(ClassAnswer::valid)
                .orElse(Map.of());
        return new ClassAnswer(pair.name(), group, expected, predicted, probabilities);
    }

    private void requireCommon(KnownCases known) {
        if (byCase.isEmpty()) {
            throw new UserMessageException("the table of classes names none of the cases " + Names.some(unnamed)
                    + " but " + Names.some(known.classes().keySet()) + ": spell the cases in it as here");
        }
        if (answered().isEmpty()) {
            throw new UserMessageException("no prediction says a class: analyze the images with a classifier, so that"
                    + " lesions.csv lies beside each mask and has the column class, or leave --classes out");
        }
        if (!haveCommon()) {
            throw new UserMessageException("the table of classes says " + Names.some(expected())
                    + " but the predictions know " + Names.some(answered())
                    + ": spell the classes in the table as the predictions do");
        }
    }

    /** Whether an answer may be right. */
    boolean haveCommon() {
        return expected().stream().anyMatch(answered()::contains);
    }

    Set<String> expected() {
        Set<String> expected = new TreeSet<>();
        byCase.values().forEach(answer -> expected.add(answer.expected()));
        return expected;
    }

    /** What is answered or might have been. */
    Set<String> answered() {
        Set<String> answered = new TreeSet<>();
        byCase.values().forEach(answer -> {
            answered.add(answer.predicted());
            answered.addAll(answer.probabilities().keySet());
        });
        answered.remove("");
        return answered;
    }

    /** All that are expected or answered, by name. */
    List<String> classes() {
        Set<String> all = new TreeSet<>(expected());
        all.addAll(answered());
        return List.copyOf(all);
    }

    /** What a reader of the figures has to know, a sentence each. */
    List<String> notes() {
        List<String> notes = new ArrayList<>(ofAnswers());
        if (!unnamed.isEmpty()) {
            notes.add("the table of classes does not name the cases " + Names.some(unnamed)
                    + ": they are in no figure of classes");
        }
        return notes;
    }

    /** Those of what was answered. */
    List<String> ofAnswers() {
        List<String> notes = new ArrayList<>();
        Set<String> unknown = expected();
        unknown.removeAll(answered());
        if (!unknown.isEmpty()) {
            notes.add(
                    "no prediction knows the class " + Names.some(unknown) + " of the table: its cases count as wrong");
        }
        Set<String> unused = answered();
        unused.removeAll(expected());
        if (!unused.isEmpty()) {
            notes.add("the predictions know the class " + Names.some(unused)
                    + ", which no case has by the table of classes");
        }
        List<String> missed = names(answer -> answer.predicted().isEmpty());
        if (!missed.isEmpty()) {
            notes.add("no lesion with a class was found in the cases " + Names.some(missed) + ": they count as wrong");
        }
        return notes;
    }

    private List<String> names(java.util.function.Predicate<ClassAnswer> wanted) {
        return byCase.values().stream().filter(wanted).map(ClassAnswer::name).toList();
    }
}
