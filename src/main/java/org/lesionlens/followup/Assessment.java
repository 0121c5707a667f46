package org.lesionlens.followup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.followup.Courses.Course;
import org.lesionlens.followup.Response.Category;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Judges the dates of a patient by a criterion.
 *
 * <p>Targets are chosen at the first date alone: the measurable lesions of the largest measure. What became of them is followed
 * through splits, whose parts are added up, and mergers, which are measured as one. All other lesions of the first date are
 * non-targets, of which only their absence counts; those that its image cuts off are among them. Where they are there, complete
 * response of the targets is a partial one. Where there are no targets, RECIST 1.1 has categories for them alone (its table 2);
 * that they have unequivocally progressed, which is one of them, a reader judges.
 *
 * <p>A new lesion counts if it is more than measurement error. One that is not keeps a response from being complete, no more.
 *
 * <p>Lymph nodes below 10 mm are no disease: at the first date they are neither targets nor others, unless its image cuts them off,
 * later ones are not new, and where all are so small, the parts of one that split added up, the response is complete, whatever the
 * sum. One that is enlarged and was not at the first date is new. One that was seen below 10 mm at all dates before and has less
 * than 15 mm now is no progression if it is the only sign of it, but keeps a response from being complete (EORTC's answers to
 * questions on RECIST 1.1, "New lymph node lesions").
 */
final class Assessment {
    private final Criterion criterion;
    private final Site site;
    private final SeenLesions lesions;
    private final List<Sighting> targets;
    private final List<Sighting> others;
    private final String thresholds;

    private Assessment(SeenLesions lesions) {
        VolumeGeometry grid = lesions.courses().dates().get(0).labels().geometry();
        this.criterion = lesions.criterion();
        this.site = lesions.site();
        this.lesions = lesions;
        List<Sighting> known = lesions.at(0).stream()
                .filter(one -> lesions.isDisease(one) || isCutAtFirst(one))
                .toList();
        this.targets = known.stream()
                .filter(one -> criterion.isMeasurable(lesions.lesion(one), grid, site))
                .filter(one -> !isCutAtFirst(one))
                .sorted(Comparator.comparingDouble((Sighting one) -> -lesions.measure(one))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(criterion.mostTargets(site))
                .toList();
        this.others = known.stream().filter(one -> !targets.contains(one)).toList();
        this.thresholds = criterion.thresholds(grid, site);
    }

    private boolean isCutAtFirst(Sighting one) {
        return lesions.isCut(List.of(one), 0);
    }

    /**
     * One response a date, the first date too.
     *
     * @param all of the courses
     * @param site where all lesions lie
     */
    static List<Response> of(Criterion criterion, Courses courses, List<Course> all, Site site) {
        Assessment assessment = new Assessment(new SeenLesions(criterion, courses, all, site));
        List<Response> responses = new ArrayList<>();
        for (int date = 0; date < courses.dates().size(); date++) {
            double nadir = responses.stream()
                    .mapToDouble(Response::sum)
                    .filter(Double::isFinite)
                    .min()
                    .orElse(Double.NaN);
            double baseline = date == 0 ? Double.NaN : responses.get(0).sum();
            boolean complete = responses.stream().anyMatch(one -> one.category() == Category.COMPLETE);
            responses.add(assessment.at(date, new Before(baseline, nadir, complete)));
        }
        return responses;
    }

    /**
     * What the dates before say.
     *
     * @param complete whether the response was complete at one of them
     */
    private record Before(double baseline, double nadir, boolean complete) {}

    private Response at(int date, Before before) {
        List<Sighting> seen = lesions.become(targets, date);
        double sum = obstacle(date).isPresent()
                ? Double.NaN
                : seen.stream().mapToDouble(lesions::measure).sum();
        List<String> fresh = fresh(date);
        Verdict verdict =
                date == 0 ? ofBaseline() : verdict(date, sum, before, fresh).with(mergedInto(seen, sum, date));
        boolean progression = verdict.category == Category.PROGRESSION;
        return new Response(
                criterion,
                date,
                verdict.category,
                sum,
                date == 0 ? sum : before.baseline,
                date == 0 ? sum : before.nadir,
                seen.stream().map(lesions::described).toList(),
                progression ? fresh : List.of(),
                verdict.decidedBy,
                thresholds,
                criterion.limits(site));
    }

    /** What merged with a target, now or before, is in the sum, and was not in the first one. */
    private String mergedInto(List<Sighting> targetsNow, double sum, int date) {
        List<Sighting> strangers = lesions.before(date).stream()
                .filter(one -> !lesions.become(targets, one.date()).contains(one))
                .toList();
        List<Sighting> strangersNow = lesions.become(strangers, date);
        String names = targetsNow.stream()
                .filter(strangersNow::contains)
                .map(lesions::name)
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() || Double.isNaN(sum)
                ? ""
                : "; the sum holds other lesions too, which merged with targets (" + names + ")";
    }

    private record Verdict(Category category, String decidedBy) {
        Verdict with(String more) {
            return new Verdict(category, decidedBy + more);
        }

        Verdict beside(List<String> doubtful) {
            return doubtful.isEmpty()
                    ? this
                    : with(named("; grown to between 10 and 15 mm: ", doubtful)
                            + ", alone no proof: judge at the next date");
        }
    }

    private Verdict ofBaseline() {
        if (firsts().isEmpty()) {
            return new Verdict(Category.BASELINE, areNodes() ? "no lymph node has 10 mm" : "no lesion");
        }
        String chosen = targets.isEmpty()
                ? "no lesion is measurable"
                : targets.size() + (targets.size() == 1 ? " target" : " targets");
        return new Verdict(Category.BASELINE, chosen + ", " + otherLesions(others.size()));
    }

    private static String otherLesions(long count) {
        return count + (count == 1 ? " other lesion" : " other lesions");
    }

    private Verdict verdict(int date, double sum, Before before, List<String> fresh) {
        List<String> back = before.complete ? present(date, List.of(), fresh) : List.of();
        boolean left = !lesions.left(targets, date).isEmpty();
        boolean grown = left && criterion.isProgression(sum, before.nadir);
        List<String> doubtful =
                fresh.stream().filter(name -> isDoubtful(name, date)).toList();
        if (doubtful.size() < fresh.size() || !back.isEmpty() || grown) {
            String growth = grown ? change("the smallest", sum, before.nadir) : "";
            return new Verdict(
                    Category.PROGRESSION,
                    Stream.of(growth, named("new: ", described(fresh)), named("back after a complete response: ", back))
                            .filter(text -> !text.isEmpty())
                            .collect(Collectors.joining("; ")));
        }
        return unlessProgression(date, sum, before, doubtful).beside(doubtful);
    }

    private Verdict unlessProgression(int date, double sum, Before before, List<String> doubtful) {
        if (areOthersAlone()) {
            return ofOthersAlone(date, doubtful);
        }
        Optional<Verdict> obstacle = obstacle(date).map(why -> new Verdict(Category.NOT_EVALUABLE, why));
        return obstacle.orElseGet(
                () -> lesions.left(targets, date).isEmpty() ? withoutTargets(date, doubtful) : compared(sum, before));
    }

    /** What an image cuts off at first may be measurable. */
    private boolean areOthersAlone() {
        return criterion.judgesOthersAlone() && targets.isEmpty() && !others.isEmpty() && !lesions.isCut(others, 0);
    }

    private Verdict ofOthersAlone(int date, List<String> doubtful) {
        if (lesions.isHidden(others, date)) {
            return new Verdict(Category.NOT_EVALUABLE, "the image does not cover other lesions");
        }
        long still = others.stream()
                .filter(one -> !lesions.left(List.of(one), date).isEmpty())
                .count();
        Optional<String> but = still == 0 ? unsure(date, doubtful) : Optional.empty();
        if (still == 0 && but.isEmpty()) {
            return new Verdict(Category.COMPLETE, noneIsLeft());
        }
        String there = still == 0
                ? "those of the first date " + (areNodes() ? "are below 10 mm, " : "have vanished, ") + but.get()
                : otherLesions(still) + (still == 1 ? " is" : " are") + " still there"
                        + new NonTargets(lesions, others).growth(date);
        return new Verdict(
                Category.NEITHER, there + "; a reader judges whether other lesions have unequivocally progressed");
    }

    /** Why a response may not be complete although no lesion of the first date is seen. */
    private Optional<String> unsure(int date, List<String> doubtful) {
        if (!doubtful.isEmpty()) {
            return Optional.of("but another lymph node is not");
        }
        List<String> uncertain = uncertain(date);
        if (!uncertain.isEmpty()) {
            return Optional.of(named("but a new lesion within measurement error is there: ", uncertain));
        }
        if (lesions.isHidden(others, date)) {
            return Optional.of("but the image does not cover other lesions");
        }
        return lesions.isCut(others, date)
                ? Optional.of("but the edge of the image cuts off other lesions")
                : Optional.empty();
    }

    private boolean areNodes() {
        return criterion.takesShortAxis(site);
    }

    private String noneIsLeft() {
        return areNodes() ? "no lymph node has 10 mm" : "no lesion is left";
    }

    private static String named(String what, List<String> names) {
        return names.isEmpty() ? "" : what + String.join(", ", names);
    }

    private Verdict withoutTargets(int date, List<String> doubtful) {
        String targetsAre = areNodes() ? "all targets are below 10 mm, " : "all targets have vanished, ";
        if (!lesions.left(others, date).isEmpty()) {
            return new Verdict(Category.PARTIAL, targetsAre + "other lesions are still there");
        }
        return unsure(date, doubtful)
                .map(but -> new Verdict(Category.PARTIAL, targetsAre + but))
                .orElseGet(() -> new Verdict(Category.COMPLETE, noneIsLeft()));
    }

    private Verdict compared(double sum, Before before) {
        String against = change("the first", sum, before.baseline);
        return criterion.isResponse(sum, before.baseline)
                ? new Verdict(Category.PARTIAL, against)
                : new Verdict(Category.STABLE, against + ", " + change("the smallest", sum, before.nadir));
    }

    private String change(String against, double sum, double other) {
        String percent = other > 0 ? String.format(Locale.ROOT, " (%+.1f %%)", 100 * (sum - other) / other) : "";
        return String.format(
                Locale.ROOT, "sum %.1f against %.1f %s at %s%s", sum, other, criterion.unit(), against, percent);
    }

    /** Why there is no telling whether the disease responds. */
    private Optional<String> obstacle(int date) {
        if (targets.isEmpty()) {
            return Optional.of(withoutTarget());
        }
        if (lesions.isHidden(targets, date)) {
            return Optional.of("the image does not cover a target");
        }
        if (lesions.isCut(targets, date)) {
            return Optional.of("the edge of the image cuts off a target");
        }
        boolean samePlane = lesions.plane(0) == lesions.plane(date);
        return samePlane
                ? Optional.empty()
                : Optional.of(
                        "the slices lie in another plane than those of the first date, in which the diameters were"
                                + " measured");
    }

    private String withoutTarget() {
        if (others.isEmpty()) {
            return areNodes() ? "no lymph node had 10 mm at the first date" : "there was no lesion at the first date";
        }
        return lesions.isCut(others, 0)
                ? "the edge of the image cuts off a lesion of the first date, and no other one is measurable"
                : "no lesion of the first date is measurable";
    }

    /** The tracks of lesions that none of the first date has become, as far as these are more than measurement error. */
    private List<String> fresh(int date) {
        return present(date, known(date), List.of());
    }

    private List<Sighting> known(int date) {
        return lesions.become(firsts(), date);
    }

    private List<Sighting> firsts() {
        return Stream.concat(targets.stream(), others.stream()).toList();
    }

    /** Whether what is fresh of a track are lymph nodes below 15 mm that were seen before, and normal. */
    private boolean isDoubtful(String name, int date) {
        List<Sighting> known = known(date);
        return lesions.course(name).track().at(date).stream()
                .filter(one -> !known.contains(one)
                        && lesions.isDisease(one)
                        && !lesions.volume(one).isWithinError())
                .allMatch(one -> criterion.isSmallNode(lesions.lesion(one), site) && lesions.wasNormal(one));
    }

    /** The tracks, but some, of which a date shows more than measurement error beside what is known. */
    private List<String> present(int date, List<Sighting> known, List<String> but) {
        return shown(date, known, Predicate.not(LesionVolume::isWithinError))
                .filter(name -> !but.contains(name))
                .toList();
    }

    /** The tracks of lesions that none of the first date has become, and that are no proof, since they may be an error. */
    private List<String> uncertain(int date) {
        List<String> fresh = fresh(date);
        return shown(date, known(date), LesionVolume::isWithinError)
                .filter(name -> !fresh.contains(name))
                .toList();
    }

    private Stream<String> shown(int date, List<Sighting> known, Predicate<LesionVolume> isShown) {
        Set<Sighting> parts = lesions.left(firsts(), date);
        return lesions.all().stream()
                .filter(course -> course.track().at(date).stream()
                        .filter(one -> !known.contains(one) && (lesions.isDisease(one) || parts.contains(one)))
                        .anyMatch(one -> isShown.test(lesions.volume(one))))
                .map(course -> course.track().name());
    }

    /** Those that were there at the first date were too small then, as only lymph nodes are. */
    private List<String> described(List<String> fresh) {
        return fresh.stream()
                .map(name -> {
                    List<Sighting> first = lesions.course(name).track().at(0);
                    boolean normal = !first.isEmpty() && first.stream().noneMatch(lesions::isDisease);
                    return normal ? name + " (below 10 mm at the first date)" : name;
                })
                .toList();
    }
}
