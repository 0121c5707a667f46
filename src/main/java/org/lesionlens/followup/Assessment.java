package org.lesionlens.followup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.followup.Courses.Course;
import org.lesionlens.followup.Response.Category;
import org.lesionlens.followup.TrackState.Kind;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.DisplayOrientation;

/**
 * Judges the dates of a patient by a criterion.
 *
 * <p>Targets are chosen at the first date alone: the measurable lesions of the largest measure. What became of them is followed
 * through splits, whose parts are added up, and mergers, which are measured as one. All other lesions of the first date are
 * non-targets, of which only their absence counts. Where they are there, complete response of the targets is a partial one. Where
 * there are no targets, RECIST 1.1 has categories for them alone (its table 2); that they have unequivocally progressed, which is one
 * of them, a reader judges.
 *
 * <p>Lymph nodes below 10 mm are no disease: at the first date they are neither targets nor others, later ones are not new, and where
 * all are so small, the parts of one that split added up, the response is complete, whatever the sum. One that is enlarged and was not at the first date is new. One that
 * was seen below 10 mm at all dates before and has less than 15 mm now is no progression if it is the only sign of it, but keeps a
 * response from being complete (EORTC's answers to questions on RECIST 1.1, "New lymph node lesions").
 */
final class Assessment {
    private final Criterion criterion;
    private final Courses courses;
    private final List<Course> all;
    private final Site site;
    private final List<Sighting> targets;
    private final List<Sighting> others;
    private final String thresholds;

    private Assessment(Criterion criterion, Courses courses, List<Course> all, Site site) {
        Examination first = courses.dates().get(0);
        this.criterion = criterion;
        this.courses = courses;
        this.all = all;
        this.site = site;
        List<Sighting> known = all.stream()
                .flatMap(course -> course.track().at(0).stream())
                .filter(this::isDisease)
                .toList();
        this.targets = known.stream()
                .filter(one ->
                        criterion.isMeasurable(lesion(one), first.labels().geometry(), site))
                .filter(one -> !isCut(List.of(one), 0))
                .sorted(Comparator.comparingDouble((Sighting one) -> -measure(one))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(criterion.mostTargets(site))
                .toList();
        this.others = known.stream().filter(one -> !targets.contains(one)).toList();
        this.thresholds = criterion.thresholds(first.labels().geometry(), site);
    }

    /**
     * One response a date, the first date too.
     *
     * @param all of the courses
     * @param site where all lesions lie
     */
    static List<Response> of(Criterion criterion, Courses courses, List<Course> all, Site site) {
        Assessment assessment = new Assessment(criterion, courses, all, site);
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

    private Lesion lesion(Sighting sighting) {
        return courses.dates().get(sighting.date()).lesion(sighting.label());
    }

    private double measure(Sighting sighting) {
        return criterion.measure(lesion(sighting), site);
    }

    private boolean isDisease(Sighting sighting) {
        return criterion.isDisease(measure(sighting), site);
    }

    /** The parts at a date of those lesions that are disease still: as in the sum, the parts of each are added up. */
    private Set<Sighting> left(List<Sighting> lesions, int date) {
        return lesions.stream()
                .map(lesion -> courses.tracks().descendants(List.of(lesion), date))
                .filter(parts -> !parts.isEmpty())
                .filter(parts -> criterion.isDisease(
                        parts.stream().mapToDouble(this::measure).sum(), site))
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }

    /**
     * What the dates before say.
     *
     * @param complete whether the response was complete at one of them
     */
    private record Before(double baseline, double nadir, boolean complete) {}

    private Response at(int date, Before before) {
        List<Sighting> seen = courses.tracks().descendants(targets, date);
        double sum = obstacle(date).isPresent()
                ? Double.NaN
                : seen.stream().mapToDouble(this::measure).sum();
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
                seen.stream().map(this::described).toList(),
                progression ? fresh : List.of(),
                verdict.decidedBy,
                thresholds,
                criterion.limits(site));
    }

    /** What merged with a target is in the sum, and was not in the first one. */
    private String mergedInto(List<Sighting> targetsNow, double sum, int date) {
        List<Sighting> othersNow = courses.tracks().descendants(others, date);
        String names = targetsNow.stream()
                .filter(othersNow::contains)
                .map(this::name)
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
            return new Verdict(Category.BASELINE, "no lesion");
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
        boolean left = !left(targets, date).isEmpty();
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
                () -> left(targets, date).isEmpty() ? withoutTargets(date, doubtful) : compared(sum, before));
    }

    /** What an image cuts off at first may be measurable. */
    private boolean areOthersAlone() {
        return criterion.judgesOthersAlone() && targets.isEmpty() && !others.isEmpty() && !isCut(others, 0);
    }

    private Verdict ofOthersAlone(int date, List<String> doubtful) {
        if (isHidden(others, date)) {
            return new Verdict(Category.NOT_EVALUABLE, "the image does not cover other lesions");
        }
        long still = others.stream()
                .filter(one -> !left(List.of(one), date).isEmpty())
                .count();
        if (still == 0 && doubtful.isEmpty()) {
            return new Verdict(Category.COMPLETE, noneIsLeft());
        }
        String there = still == 0
                ? "those of the first date have vanished"
                : otherLesions(still) + (still == 1 ? " is" : " are") + " still there";
        return new Verdict(
                Category.NEITHER, there + "; a reader judges whether other lesions have unequivocally progressed");
    }

    private String noneIsLeft() {
        return criterion.takesShortAxis(site) ? "no lymph node has 10 mm" : "no lesion is left";
    }

    private static String named(String what, List<String> names) {
        return names.isEmpty() ? "" : what + String.join(", ", names);
    }

    private Verdict withoutTargets(int date, List<String> doubtful) {
        boolean nodes = criterion.takesShortAxis(site);
        String targetsAre = nodes ? "all targets are below 10 mm, " : "all targets have vanished, ";
        if (!left(others, date).isEmpty()) {
            return new Verdict(Category.PARTIAL, targetsAre + "other lesions are still there");
        }
        if (!doubtful.isEmpty()) {
            return new Verdict(Category.PARTIAL, targetsAre + "but another lymph node is not");
        }
        return isHidden(others, date)
                ? new Verdict(Category.PARTIAL, targetsAre + "but the image does not cover other lesions")
                : new Verdict(Category.COMPLETE, noneIsLeft());
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
        if (isHidden(targets, date)) {
            return Optional.of("the image does not cover a target");
        }
        if (isCut(targets, date)) {
            return Optional.of("the edge of the image cuts off a target");
        }
        boolean samePlane = plane(0) == plane(date);
        return samePlane
                ? Optional.empty()
                : Optional.of(
                        "the slices lie in another plane than those of the first date, in which the diameters were"
                                + " measured");
    }

    private String withoutTarget() {
        if (others.isEmpty()) {
            return "there was no lesion at the first date";
        }
        return isCut(others, 0)
                ? "the edge of the image cuts off a lesion of the first date, and no other one is measurable"
                : "no lesion of the first date is measurable";
    }

    private DisplayOrientation.Plane plane(int date) {
        return DisplayOrientation.of(courses.dates().get(date).labels().geometry())
                .plane();
    }

    private boolean isHidden(List<Sighting> sightings, int date) {
        return states(sightings, date).anyMatch(state -> state.kind() == Kind.OUTSIDE);
    }

    private boolean isCut(List<Sighting> sightings, int date) {
        return states(sightings, date).anyMatch(TrackState::cut);
    }

    private Stream<TrackState> states(List<Sighting> sightings, int date) {
        return all.stream()
                .filter(course -> holdsAny(course, sightings))
                .map(course -> course.states().get(date));
    }

    private static boolean holdsAny(Course course, Collection<Sighting> sightings) {
        return course.track().sightings().stream().anyMatch(sightings::contains);
    }

    /** The tracks of lesions that none of the first date has become, as far as these are more than measurement error. */
    private List<String> fresh(int date) {
        return present(date, known(date), List.of());
    }

    private List<Sighting> known(int date) {
        return courses.tracks().descendants(firsts(), date);
    }

    private List<Sighting> firsts() {
        return Stream.concat(targets.stream(), others.stream()).toList();
    }

    /** Whether what is fresh of a track are lymph nodes below 15 mm that were seen before, and normal. */
    private boolean isDoubtful(String name, int date) {
        List<Sighting> known = known(date);
        return course(name).track().at(date).stream()
                .filter(one -> !known.contains(one) && isDisease(one) && !isWithinError(one))
                .allMatch(one -> criterion.isSmallNode(lesion(one), site) && wasNormal(one));
    }

    private boolean wasNormal(Sighting node) {
        List<Sighting> earlier = all.stream()
                .flatMap(course -> course.track().sightings().stream())
                .filter(one -> one.date() < node.date())
                .filter(one ->
                        courses.tracks().descendants(List.of(one), node.date()).contains(node))
                .toList();
        return !earlier.isEmpty() && earlier.stream().noneMatch(this::isDisease);
    }

    private Course course(String name) {
        return all.stream()
                .filter(course -> course.track().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private boolean isWithinError(Sighting one) {
        return courses.dates().get(one.date()).volumes().get(one.label()).isWithinError();
    }

    /** The tracks, but some, of which a date shows more than measurement error beside what is known. */
    private List<String> present(int date, List<Sighting> known, List<String> but) {
        Set<Sighting> parts = left(firsts(), date);
        return all.stream()
                .filter(course -> course.track().at(date).stream()
                        .filter(one -> !known.contains(one) && (isDisease(one) || parts.contains(one)))
                        .anyMatch(one -> !isWithinError(one)))
                .map(course -> course.track().name())
                .filter(name -> !but.contains(name))
                .toList();
    }

    /** Those that were there at the first date were too small then, as only lymph nodes are. */
    private List<String> described(List<String> fresh) {
        return fresh.stream()
                .map(name -> {
                    List<Sighting> first = course(name).track().at(0);
                    boolean normal = !first.isEmpty() && first.stream().noneMatch(this::isDisease);
                    return normal ? name + " (below 10 mm at the first date)" : name;
                })
                .toList();
    }

    private String described(Sighting sighting) {
        return String.format(Locale.ROOT, "%s %.1f", name(sighting), measure(sighting));
    }

    private String name(Sighting sighting) {
        return all.stream()
                .filter(course -> course.track().sightings().contains(sighting))
                .map(course -> course.track().name())
                .collect(Collectors.joining());
    }
}
