package org.lesionlens.followup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
 */
final class Assessment {
    private final Criterion criterion;
    private final Courses courses;
    private final List<Course> all;
    private final List<Sighting> targets;
    private final List<Sighting> others;
    private final String thresholds;

    private Assessment(Criterion criterion, Courses courses, List<Course> all, boolean oneOrgan) {
        Examination first = courses.dates().get(0);
        this.criterion = criterion;
        this.courses = courses;
        this.all = all;
        List<Sighting> known =
                all.stream().flatMap(course -> course.track().at(0).stream()).toList();
        this.targets = known.stream()
                .filter(one ->
                        criterion.isMeasurable(lesion(one), first.labels().geometry()))
                .sorted(Comparator.comparingDouble((Sighting one) -> -criterion.measure(lesion(one)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(criterion.mostTargets(oneOrgan))
                .toList();
        this.others = known.stream().filter(one -> !targets.contains(one)).toList();
        this.thresholds = criterion.thresholds(Criterion.leastMm(first.labels().geometry()));
    }

    /**
     * One response a date, the first date too.
     *
     * @param all of the courses
     * @param oneOrgan whether it is known that all lesions lie in one organ
     */
    static List<Response> of(Criterion criterion, Courses courses, List<Course> all, boolean oneOrgan) {
        Assessment assessment = new Assessment(criterion, courses, all, oneOrgan);
        List<Response> responses = new ArrayList<>();
        for (int date = 0; date < courses.dates().size(); date++) {
            double nadir = responses.stream()
                    .mapToDouble(Response::sum)
                    .filter(Double::isFinite)
                    .min()
                    .orElse(Double.NaN);
            double baseline = date == 0 ? Double.NaN : responses.get(0).sum();
            responses.add(assessment.at(date, baseline, nadir));
        }
        return responses;
    }

    private Lesion lesion(Sighting sighting) {
        return courses.dates().get(sighting.date()).lesion(sighting.label());
    }

    private Response at(int date, double baseline, double nadir) {
        List<Sighting> seen = courses.tracks().descendants(targets, date);
        double sum = obstacle(date).isPresent()
                ? Double.NaN
                : seen.stream()
                        .mapToDouble(one -> criterion.measure(lesion(one)))
                        .sum();
        List<String> fresh = fresh(date);
        Verdict verdict = date == 0 ? ofBaseline() : verdict(date, new Sums(sum, baseline, nadir), fresh);
        return new Response(
                criterion,
                date,
                verdict.category,
                sum,
                date == 0 ? sum : baseline,
                date == 0 ? sum : nadir,
                seen.stream().map(this::described).toList(),
                fresh,
                verdict.decidedBy,
                thresholds);
    }

    private record Verdict(Category category, String decidedBy) {}

    private record Sums(double now, double baseline, double nadir) {}

    private Verdict ofBaseline() {
        return new Verdict(
                Category.BASELINE,
                targets.isEmpty()
                        ? "no lesion is measurable"
                        : targets.size() + (targets.size() == 1 ? " target" : " targets") + ", " + others.size()
                                + " other lesions");
    }

    private Verdict verdict(int date, Sums sums, List<String> fresh) {
        boolean grown = criterion.isProgression(sums.now, sums.nadir);
        if (!fresh.isEmpty() || grown) {
            return new Verdict(Category.PROGRESSION, whyProgression(sums, fresh, grown));
        }
        Optional<String> obstacle = obstacle(date);
        if (obstacle.isPresent()) {
            return new Verdict(Category.NOT_EVALUABLE, obstacle.get());
        }
        boolean othersLeft = !courses.tracks().descendants(others, date).isEmpty();
        if (sums.now == 0) {
            return othersLeft
                    ? new Verdict(Category.PARTIAL, "all targets have vanished, other lesions are still there")
                    : new Verdict(Category.COMPLETE, "no lesion is left");
        }
        boolean response = criterion.isResponse(sums.now, sums.baseline);
        String against = change("the first", sums.now, sums.baseline);
        return response
                ? new Verdict(Category.PARTIAL, against)
                : new Verdict(Category.STABLE, against + ", " + change("the smallest", sums.now, sums.nadir));
    }

    private String whyProgression(Sums sums, List<String> fresh, boolean grown) {
        String lesions = fresh.isEmpty() ? "" : "new: " + String.join(", ", fresh);
        String growth = grown ? change("the smallest", sums.now, sums.nadir) : "";
        return fresh.isEmpty() || !grown ? lesions + growth : growth + "; " + lesions;
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
        if (isHidden(date)) {
            return Optional.of("the image does not cover a target");
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

    private boolean isHidden(int date) {
        return all.stream()
                .filter(course -> holdsAny(course, targets))
                .anyMatch(course -> course.states().get(date).kind() == Kind.OUTSIDE);
    }

    private static boolean holdsAny(Course course, Collection<Sighting> sightings) {
        return course.track().sightings().stream().anyMatch(sightings::contains);
    }

    /** The tracks of lesions that none of the first date has become, as far as these are more than measurement error. */
    private List<String> fresh(int date) {
        List<Sighting> known = Stream.concat(targets.stream(), others.stream()).toList();
        List<Sighting> old = courses.tracks().descendants(known, date);
        return all.stream()
                .filter(course -> course.track().at(date).stream()
                        .filter(one -> !old.contains(one))
                        .anyMatch(one -> !courses.dates()
                                .get(date)
                                .volumes()
                                .get(one.label())
                                .isWithinError()))
                .map(course -> course.track().name())
                .toList();
    }

    private String described(Sighting sighting) {
        String name = all.stream()
                .filter(course -> course.track().sightings().contains(sighting))
                .map(course -> course.track().name())
                .collect(Collectors.joining());
        return String.format(Locale.ROOT, "%s %.1f", name, criterion.measure(lesion(sighting)));
    }
}
