package org.lesionlens.followup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
 * non-targets, of which only their absence counts. Where they are there, complete response of the targets is a partial one.
 *
 * <p>Lymph nodes below 10 mm are no disease: at the first date they are neither targets nor others, later ones are not new, and where
 * all are so small the response is complete, whatever the sum. One that is enlarged and was not at the first date is new.
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
        return criterion.isDisease(lesion(sighting), site);
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
        Verdict verdict = date == 0 ? ofBaseline() : verdict(date, sum, before, fresh);
        return new Response(
                criterion,
                date,
                verdict.category,
                sum,
                date == 0 ? sum : before.baseline,
                date == 0 ? sum : before.nadir,
                seen.stream().map(this::described).toList(),
                fresh,
                verdict.decidedBy,
                thresholds,
                criterion.limits(site));
    }

    private record Verdict(Category category, String decidedBy) {}

    private Verdict ofBaseline() {
        return new Verdict(
                Category.BASELINE,
                targets.isEmpty()
                        ? "no lesion is measurable"
                        : targets.size()
                                + (targets.size() == 1 ? " target, " : " targets, ")
                                + others.size()
                                + (others.size() == 1 ? " other lesion" : " other lesions"));
    }

    private Verdict verdict(int date, double sum, Before before, List<String> fresh) {
        List<String> back = before.complete ? present(date, List.of(), fresh) : List.of();
        boolean left = courses.tracks().descendants(targets, date).stream().anyMatch(this::isDisease);
        boolean grown = left && criterion.isProgression(sum, before.nadir);
        if (!fresh.isEmpty() || !back.isEmpty() || grown) {
            String growth = grown ? change("the smallest", sum, before.nadir) : "";
            return new Verdict(
                    Category.PROGRESSION,
                    Stream.of(growth, named("new: ", described(fresh)), named("back after a complete response: ", back))
                            .filter(text -> !text.isEmpty())
                            .collect(Collectors.joining("; ")));
        }
        Optional<String> obstacle = obstacle(date);
        if (obstacle.isPresent()) {
            return new Verdict(Category.NOT_EVALUABLE, obstacle.get());
        }
        return left ? compared(sum, before) : withoutTargets(date);
    }

    private static String named(String what, List<String> names) {
        return names.isEmpty() ? "" : what + String.join(", ", names);
    }

    private Verdict withoutTargets(int date) {
        boolean nodes = criterion.takesShortAxis(site);
        String targetsAre = nodes ? "all targets are below 10 mm, " : "all targets have vanished, ";
        if (courses.tracks().descendants(others, date).stream().anyMatch(this::isDisease)) {
            return new Verdict(Category.PARTIAL, targetsAre + "other lesions are still there");
        }
        return isHidden(others, date)
                ? new Verdict(Category.PARTIAL, targetsAre + "but the image does not cover other lesions")
                : new Verdict(Category.COMPLETE, nodes ? "no lymph node has 10 mm" : "no lesion is left");
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
            return Optional.of("no lesion of the first date is measurable");
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
        List<Sighting> known = Stream.concat(targets.stream(), others.stream()).toList();
        return present(date, courses.tracks().descendants(known, date), List.of());
    }

    /** The tracks, but some, of which a date shows more than measurement error beside what is known. */
    private List<String> present(int date, List<Sighting> known, List<String> but) {
        Map<Integer, LesionVolume> volumes = courses.dates().get(date).volumes();
        return all.stream()
                .filter(course -> course.track().at(date).stream()
                        .filter(one -> !known.contains(one) && isDisease(one))
                        .anyMatch(one -> !volumes.get(one.label()).isWithinError()))
                .map(course -> course.track().name())
                .filter(name -> !but.contains(name))
                .toList();
    }

    /** Those that were there at the first date were too small then, as only lymph nodes are. */
    private List<String> described(List<String> fresh) {
        return fresh.stream()
                .map(name -> all.stream()
                                .filter(course -> course.track().name().equals(name))
                                .map(course -> course.track().at(0))
                                .anyMatch(first ->
                                        !first.isEmpty() && first.stream().noneMatch(this::isDisease))
                        ? name + " (below 10 mm at the first date)"
                        : name)
                .toList();
    }

    private String described(Sighting sighting) {
        String name = all.stream()
                .filter(course -> course.track().sightings().contains(sighting))
                .map(course -> course.track().name())
                .collect(Collectors.joining());
        return String.format(Locale.ROOT, "%s %.1f", name, measure(sighting));
    }
}
