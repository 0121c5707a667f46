package org.lesionlens.cohort;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cases.WrittenResults;
import org.lesionlens.draw.Html;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;
import org.lesionlens.metric.CohenKappa;
import org.lesionlens.metric.CohenKappa.Rating;
import org.lesionlens.metric.NumberedOverlap;
import org.lesionlens.review.CohortReview;
import org.lesionlens.review.Judgement;
import org.lesionlens.review.Verdict;

/**
 * How far reviewers of a cohort agree, two by two, on the cases that both have judged: verdicts, and where both accepted their
 * masks and the classes of lesions that are one ({@link NumberedOverlap}).
 *
 * @param pairs of reviewers, with the cases that both have judged
 */
record ReviewerAgreement(List<Pair> pairs) {
    static final String CASES = "agreement.csv";
    static final String SUMMARY = "agreement_summary.csv";

    private static final Table<OfCase> CASE_TABLE = new Table<>(
            Column.text("case", OfCase::name),
            Column.text("reviewer_a", OfCase::a),
            Column.text("reviewer_b", OfCase::b),
            Column.text("verdict_a", item -> item.verdicts().first()),
            Column.text("verdict_b", item -> item.verdicts().second()),
            Column.number("dice", "", item -> item.dice().orElse(Double.NaN)),
            Column.exact(
                    "matched_lesions",
                    "",
                    item -> item.ofAccepted(item.classes().size())),
            Column.exact("same_class", "", item -> item.ofAccepted(item.sameClass())));

    private static final Table<Pair> PAIR_TABLE = new Table<>(
            Column.text("reviewer_a", Pair::a),
            Column.text("reviewer_b", Pair::b),
            Column.count("cases", pair -> pair.cases().size()),
            Column.number("kappa_verdicts", "", Pair::kappaOfVerdicts),
            Column.number("mean_dice", "", Pair::meanDice),
            Column.count("cases_with_dice", Pair::casesWithDice),
            Column.count("matched_lesions", pair -> pair.classes().size()),
            Column.number("kappa_classes", "", Pair::kappaOfClasses));

    /**
     * A case that two reviewers have judged.
     *
     * @param dice of the masks that they accepted; empty unless both did and there are label images
     * @param classes of each lesion that is in both masks
     */
    record OfCase(String name, String a, String b, Rating verdicts, OptionalDouble dice, List<Rating> classes) {
        Optional<BigDecimal> ofAccepted(long count) {
            return dice.isPresent() ? Optional.of(BigDecimal.valueOf(count)) : Optional.empty();
        }

        long sameClass() {
            return classes.stream()
                    .filter(kind -> kind.first().equals(kind.second()))
                    .count();
        }
    }

    /** Two reviewers, and the cases that both have judged. */
    record Pair(String a, String b, List<OfCase> cases) {
        double kappaOfVerdicts() {
            return CohenKappa.of(cases.stream().map(OfCase::verdicts).toList());
        }

        double meanDice() {
            return cases.stream()
                    .flatMapToDouble(item -> item.dice().stream())
                    .average()
                    .orElse(Double.NaN);
        }

        int casesWithDice() {
            return (int) cases.stream().filter(item -> item.dice().isPresent()).count();
        }

        List<Rating> classes() {
            return cases.stream().flatMap(item -> item.classes().stream()).toList();
        }

        double kappaOfClasses() {
            return CohenKappa.of(classes());
        }
    }

    static ReviewerAgreement of(CohortReview review) throws IOException {
        Map<String, Map<String, Judgement>> ofReviewers = new LinkedHashMap<>();
        for (Judgement said : review.judgements()) {
            if (said.verdict() != Verdict.OPEN) {
                ofReviewers
                        .computeIfAbsent(said.reviewer(), name -> new LinkedHashMap<>())
                        .put(said.name(), said);
            }
        }
        List<String> names = ofReviewers.keySet().stream().sorted().toList();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                Map<String, Judgement> ofB = ofReviewers.get(names.get(j));
                List<OfCase> both = new ArrayList<>();
                for (Judgement said : ofReviewers.get(names.get(i)).values()) {
                    if (ofB.containsKey(said.name())) {
                        both.add(compared(review, said, ofB.get(said.name())));
                    }
                }
                if (!both.isEmpty()) {
                    pairs.add(new Pair(names.get(i), names.get(j), both));
                }
            }
        }
        return new ReviewerAgreement(pairs);
    }

    private static OfCase compared(CohortReview review, Judgement a, Judgement b) throws IOException {
        Rating verdicts = new Rating(a.verdict().toString(), b.verdict().toString());
        OptionalDouble dice = OptionalDouble.empty();
        List<Rating> classes = List.of();
        if (a.verdict() == Verdict.ACCEPTED && b.verdict() == Verdict.ACCEPTED) {
            Path ofA = review.folder(a);
            Path ofB = review.folder(b);
            if (isPredicted(a) && isPredicted(b)) {
                dice = OptionalDouble.of(1);
                classes = classes(ofA).values().stream()
                        .map(kind -> new Rating(kind, kind))
                        .toList();
            } else if (WrittenResults.labelImage(ofA).isPresent()
                    && WrittenResults.labelImage(ofB).isPresent()) {
                NumberedOverlap overlap = NumberedOverlap.of(
                        VolumeFiles.readLabels(WrittenResults.labelImage(ofA).get()),
                        VolumeFiles.readLabels(WrittenResults.labelImage(ofB).get()));
                dice = OptionalDouble.of(overlap.dice());
                classes = classes(overlap.matches(), classes(ofA), classes(ofB));
            }
        }
        return new OfCase(a.name(), a.reviewer(), b.reviewer(), verdicts, dice, classes);
    }

    private static boolean isPredicted(Judgement said) {
        return said.corrections() == null || !said.corrections().areAny();
    }

    private static List<Rating> classes(
            Map<Integer, Integer> matches, Map<Integer, String> inA, Map<Integer, String> inB) {
        return matches.entrySet().stream()
                .map(match -> new Rating(inA.getOrDefault(match.getKey(), ""), inB.getOrDefault(match.getValue(), "")))
                .toList();
    }

    private static Map<Integer, String> classes(Path folder) throws IOException {
        Map<Integer, String> classes = new HashMap<>();
        for (Row row : LesionsCsv.TABLE.read(folder.resolve(LesionsCsv.FILE))) {
            row.number(LesionsCsv.LABEL)
                    .ifPresent(number -> classes.put(number.intValue(), row.text(LesionsCsv.CLASS)));
        }
        return classes;
    }

    /** Into the folder of reviews; without cases that two have judged there are no files. */
    void write(Path results) throws IOException {
        Path folder = results.resolve(RunFiles.REVIEW);
        if (pairs.isEmpty()) {
            Files.deleteIfExists(folder.resolve(CASES));
            Files.deleteIfExists(folder.resolve(SUMMARY));
            return;
        }
        CASE_TABLE.write(
                folder.resolve(CASES),
                pairs.stream().flatMap(pair -> pair.cases().stream()).toList());
        PAIR_TABLE.write(folder.resolve(SUMMARY), pairs);
    }

    /** For the page: a row a pair of reviewers; empty without one. */
    String html() {
        return pairs.isEmpty()
                ? ""
                : pairs.stream()
                        .map(pair -> "<tr><td>" + Html.escape(pair.a() + ", " + pair.b()) + "</td>"
                                + cell("%.0f", pair.cases().size())
                                + cell("%.2f", pair.kappaOfVerdicts())
                                + cell("%.3f", pair.meanDice())
                                + cell("%.0f", pair.casesWithDice())
                                + cell("%.0f", pair.classes().size())
                                + cell("%.2f", pair.kappaOfClasses()) + "</tr>\n")
                        .collect(Collectors.joining(
                                "",
                                "<h2>Agreement of reviewers</h2>\n<table><thead><tr><th>Reviewers</th><th>Cases of both</th>"
                                        + "<th>Kappa of verdicts</th><th>Mean Dice</th><th>Cases with Dice</th>"
                                        + "<th>Lesions of both</th><th>Kappa of classes</th></tr></thead><tbody>\n",
                                "</tbody></table>"));
    }

    private static String cell(String format, double number) {
        return "<td class=\"number\">" + (Double.isNaN(number) ? "" : String.format(Locale.ROOT, format, number))
                + "</td>";
    }
}
