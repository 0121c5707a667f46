package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.metric.HitRule;
import org.lesionlens.metric.Metrics;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/** From files to figures: pairs, reads and compares one case after the other, then sums up. */
public final class Evaluator {
    private final EvaluationRequest request;
    private final Consumer<String> told;
    private final KnownCases known;
    private final List<String> notes = new ArrayList<>();

    /** What was said of names of references, which two folders of predictions have in common. */
    private final Set<String> namesTold = new HashSet<>();

    private Evaluator(EvaluationRequest request, Consumer<String> told) throws IOException {
        this.request = request;
        this.told = told;
        this.known = KnownCases.read(request.tables());
    }

    /**
     * Evaluates; what is wrong with a pair does not stop the others.
     *
     * @param told is told at once what is odd about names and pairs, a sentence each
     * @throws UserMessageException if nothing can be paired, or a table lacks what it was named for
     */
    public static Evaluation evaluate(EvaluationRequest request, Consumer<String> told) throws IOException {
        return new Evaluator(request, told).evaluate();
    }

    private Evaluation evaluate() throws IOException {
        Pairing pairing = pair(request.predictions(), "");
        List<ReferencePair> others = request.other().isPresent()
                ? pair(request.other().get(), second() + ": ").pairs()
                : List.of();
        requireOneRule(pairing.pairs(), others);
        BoxKinds.note(pairing.pairs(), request.kinds()).ifPresent(this::note);
        CaseAnswers answers = CaseAnswers.read(pairing.pairs(), known);
        Map<String, Path> images = images(pairing);
        List<EvaluatedCase> cases = new ArrayList<>();
        List<RefusedPair> refused = new ArrayList<>();
        List<ComparedPair> read = compare(pairing.pairs(), "");
        List<ComparedPair> second = compare(others, second() + ": ");
        BoxDepth.require(read).ifPresent(this::note);
        BoxDepth.require(second).ifPresent(sentence -> note(second() + ": " + sentence));
        CutBoxes.note(read).ifPresent(this::note);
        CutBoxes.note(second).ifPresent(sentence -> note(second() + ": " + sentence));
        Optional<HitRule> rule =
                RuleOfHits.of(Stream.concat(read.stream(), second.stream()).toList(), request.how(), this::note);
        List<ComparedPair> compared = hitBy(rule, read);
        for (ComparedPair each : compared) {
            if (each.isRefused()) {
                refused.add(new RefusedPair(each.pair(), known.group(each.pair().name()), each.note()));
            } else {
                Optional<Path> image =
                        Optional.ofNullable(images.get(each.pair().name()));
                cases.add(evaluated(
                        each,
                        image,
                        Optional.ofNullable(answers.byCase().get(each.pair().name()))));
            }
        }
        noteOddValues(compared);
        Scores.notes(compared).forEach(this::note);
        LengthUnits.notes(compared).forEach(this::note);
        EmptyPairs.notes(compared).forEach(this::note);
        EmptyPairs.notes(second).forEach(sentence -> note(second() + ": " + sentence));
        answers.notes().forEach(told);
        Setup setup = setup(cases, rule);
        Optional<FolderComparison> comparison = compared(setup, compared, answers, hitBy(rule, second));
        comparison.ifPresent(two -> two.notes().forEach(told));
        return new Evaluation(
                setup,
                pairing.pairs().stream().map(ReferencePair::name).toList(),
                cases,
                refused,
                cases.isEmpty() ? List.of() : Summaries.of(setup, cases),
                ClassFigures.of(setup, cases, answers),
                comparison,
                notes);
    }

    /** Boxes of a detector are hits by another rule than masks, so that figures of the two cannot be subtracted. */
    private void requireOneRule(List<ReferencePair> first, List<ReferencePair> others) {
        requireAlike(first);
        requireAlike(others);
        boolean boxes = first.stream().anyMatch(ReferencePair::predictsBoxes);
        if (!others.isEmpty() && boxes != others.stream().anyMatch(ReferencePair::predictsBoxes)) {
            throw new UsageException(
                    "one of the two folders of predictions has boxes and the other masks, and lesions are"
                            + " hits by other rules in each: compare boxes with boxes, or masks with masks");
        }
        boolean rule = request.how().hit().isPresent();
        if (rule && Stream.concat(first.stream(), others.stream()).noneMatch(ReferencePair::isOfBoxes)) {
            throw new UsageException(
                    "--hit says when a box is a hit but predictions and references are masks: leave it out,"
                            + " or give a table of boxes");
        }
    }

    /** Against boxes a mask is boxes too. */
    private static void requireAlike(List<ReferencePair> pairs) {
        Map<Boolean, List<String>> byBoxes = pairs.stream()
                .filter(pair -> pair.prediction().isPresent())
                .collect(Collectors.partitioningBy(
                        ReferencePair::isOfBoxes, Collectors.mapping(ReferencePair::name, Collectors.toList())));
        if (!byBoxes.get(true).isEmpty() && !byBoxes.get(false).isEmpty()) {
            throw new UsageException("some predictions are boxes (" + Names.some(byBoxes.get(true))
                    + ") and others masks (" + Names.some(byBoxes.get(false))
                    + "), and lesions are hits by other rules in each: put them into folders of their own and compare"
                    + " each by itself");
        }
    }

    private Optional<FolderComparison> compared(
            Setup setup, List<ComparedPair> first, CaseAnswers answers, List<ComparedPair> second) throws IOException {
        if (request.other().isEmpty()) {
            return Optional.empty();
        }
        List<ReferencePair> predicted = second.stream()
                .map(ComparedPair::pair)
                .filter(pair -> pair.prediction().isPresent())
                .toList();
        CaseAnswers otherAnswers = CaseAnswers.of(predicted, known);
        return Optional.of(
                FolderComparison.of(setup, second(), new FolderComparison.Both(first, second, answers, otherAnswers)));
    }

    private Pairing pair(Path predictions, String folder) throws IOException {
        Pairing pairing = Pairing.of(
                predictions,
                request.references(),
                request.names(),
                !request.kinds().isEmpty());
        pairing.ofReferences().stream()
                .filter(namesTold::add)
                .map(folder::concat)
                .forEach(told);
        pairing.notes().stream().map(folder::concat).forEach(told);
        known.requirePatients(pairing.pairs().stream().map(ReferencePair::name).toList());
        if (!pairing.alone().isEmpty()) {
            note("in " + VolumeFiles.caseName(predictions) + " nothing is compared of " + Names.some(pairing.alone())
                    + ": there is no reference of that name");
        }
        return pairing;
    }

    private void noteOddValues(List<ComparedPair> pairs) {
        List<ComparedPair> odd =
                pairs.stream().filter(pair -> !pair.oddValues().isEmpty()).toList();
        if (!odd.isEmpty()) {
            List<String> cases = odd.stream().map(pair -> pair.pair().name()).toList();
            List<String> values =
                    odd.get(0).oddValues().stream().map(String::valueOf).toList();
            note("of references of " + cases.size() + " cases (" + Names.some(cases) + ") the values "
                    + Names.some(values)
                    + (request.kinds().isEmpty()
                            ? " all count as lesion: if they are kinds, name them with --labels"
                            : " are none that --labels names: they count as background"));
        }
    }

    private void note(String sentence) {
        notes.add(sentence);
        told.accept(sentence);
    }

    private Map<String, Path> images(Pairing pairing) throws IOException {
        Map<String, Path> images = new HashMap<>(pairing.images());
        if (request.tables().images().isPresent()) {
            Map<String, Path> found = request.tables().images().get().files();
            requireImages(
                    found, pairing.pairs().stream().map(ReferencePair::name).toList());
            images.putAll(found);
        }
        return images;
    }

    /** A slip in a pattern must not look like images that cannot be drawn. */
    private void requireImages(Map<String, Path> found, List<String> cases) {
        List<String> without =
                cases.stream().filter(name -> !found.containsKey(name)).toList();
        if (without.size() == cases.size()) {
            throw new UserMessageException("no image has the name of a case: "
                    + (found.isEmpty()
                            ? "--images fits no file"
                            : "by --images there are those of " + Names.some(new TreeSet<>(found.keySet())))
                    + " and the cases are " + Names.some(cases) + ": mend the pattern");
        }
        if (!without.isEmpty()) {
            told.accept("--images fits no image of the cases " + Names.some(without));
        }
    }

    /** What is odd about a pair is told at once: reading many takes a while. */
    private List<ComparedPair> compare(List<ReferencePair> pairs, String folder) {
        ComparedPair.Settings settings =
                new ComparedPair.Settings(request.kinds(), request.how(), request.faults(), new BoxPredictions());
        List<ComparedPair> compared = new ArrayList<>();
        for (ReferencePair pair : pairs) {
            ComparedPair each = ComparedPair.of(pair, known.group(pair.name()), settings);
            tell(folder, each);
            compared.add(each);
        }
        List<ComparedPair> kept = BoxDepth.withoutUnknown(compared);
        kept.stream().filter(each -> !compared.contains(each)).forEach(each -> tell(folder, each));
        return kept;
    }

    private void tell(String folder, ComparedPair each) {
        if (!each.note().isEmpty()) {
            String refused = each.isRefused() ? "not compared: " : "";
            told.accept(folder + each.pair().name() + ": " + refused + each.note());
        }
    }

    private static List<ComparedPair> hitBy(Optional<HitRule> rule, List<ComparedPair> pairs) {
        return rule.map(by -> pairs.stream().map(pair -> pair.hitBy(by)).toList())
                .orElse(pairs);
    }

    private EvaluatedCase evaluated(ComparedPair pair, Optional<Path> image, Optional<ClassAnswer> answer) {
        return new EvaluatedCase(
                pair.pair(), known.group(pair.pair().name()), image, pair.agreements(), answer, pair.note());
    }

    private Setup setup(List<EvaluatedCase> cases, Optional<HitRule> rule) {
        return new Setup(
                first(),
                VolumeFiles.caseName(request.references()),
                request.kinds(),
                request.how().hitBy(rule),
                Metrics.all(request.how().tolerances()),
                request.bootstrap(),
                known.patients().isPresent(),
                (int) cases.stream().map(EvaluatedCase::group).distinct().count());
    }

    /** What the predictions are called; two folders of one name are told apart. */
    private String first() {
        String name = VolumeFiles.caseName(request.predictions());
        return request.other().map(VolumeFiles::caseName).filter(name::equals).isPresent() ? name + " (first)" : name;
    }

    private String second() {
        String name = request.other().map(VolumeFiles::caseName).orElse("");
        return name.equals(VolumeFiles.caseName(request.predictions())) ? name + " (second)" : name;
    }
}
