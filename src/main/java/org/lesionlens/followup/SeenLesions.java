package org.lesionlens.followup;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.followup.Courses.Course;
import org.lesionlens.followup.TrackState.Kind;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.DisplayOrientation;

/**
 * The lesions of a patient as a criterion measures them, at all dates.
 *
 * @param all of the courses
 * @param site where all lesions lie
 */
record SeenLesions(Criterion criterion, Courses courses, List<Course> all, Site site) {
    Lesion lesion(Sighting sighting) {
        return courses.dates().get(sighting.date()).lesion(sighting.label());
    }

    double measure(Sighting sighting) {
        return criterion.measure(lesion(sighting), site);
    }

    LesionVolume volume(Sighting sighting) {
        return courses.dates().get(sighting.date()).volumes().get(sighting.label());
    }

    boolean isDisease(Sighting sighting) {
        return criterion.isDisease(measure(sighting), site);
    }

    /** Of a date. */
    List<Sighting> at(int date) {
        return all.stream().flatMap(course -> course.track().at(date).stream()).toList();
    }

    /** Of all dates before one. */
    List<Sighting> before(int date) {
        return all.stream()
                .flatMap(course -> course.track().sightings().stream())
                .filter(one -> one.date() < date)
                .toList();
    }

    /** What lesions have become at a date. */
    List<Sighting> become(List<Sighting> lesions, int date) {
        return courses.tracks().descendants(lesions, date);
    }

    /** The parts at a date of those lesions that are disease still: as in the sum, the parts of each are added up. */
    Set<Sighting> left(List<Sighting> lesions, int date) {
        return lesions.stream()
                .map(lesion -> become(List.of(lesion), date))
                .filter(parts -> !parts.isEmpty())
                .filter(parts -> criterion.isDisease(
                        parts.stream().mapToDouble(this::measure).sum(), site))
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }

    /** Whether a lymph node was seen before, and below 10 mm each time. */
    boolean wasNormal(Sighting node) {
        List<Sighting> earlier = before(node.date()).stream()
                .filter(one -> become(List.of(one), node.date()).contains(node))
                .toList();
        return !earlier.isEmpty() && earlier.stream().noneMatch(this::isDisease);
    }

    /** Whether the image of a date does not cover one of some lesions. */
    boolean isHidden(List<Sighting> lesions, int date) {
        return states(lesions, date).anyMatch(state -> state.kind() == Kind.OUTSIDE);
    }

    /** Whether the edge of the image of a date cuts off one of some lesions. */
    boolean isCut(List<Sighting> lesions, int date) {
        return states(lesions, date).anyMatch(TrackState::cut);
    }

    private Stream<TrackState> states(List<Sighting> lesions, int date) {
        return all.stream()
                .filter(course -> holdsAny(course, lesions))
                .map(course -> course.states().get(date));
    }

    private static boolean holdsAny(Course course, Collection<Sighting> lesions) {
        return course.track().sightings().stream().anyMatch(lesions::contains);
    }

    DisplayOrientation.Plane plane(int date) {
        return DisplayOrientation.of(courses.dates().get(date).labels().geometry())
                .plane();
    }

    Course course(String name) {
        return all.stream()
                .filter(course -> course.track().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String name(Sighting sighting) {
        return all.stream()
                .filter(course -> course.track().sightings().contains(sighting))
                .map(course -> course.track().name())
                .collect(Collectors.joining());
    }

    /** With its measure. */
    String described(Sighting sighting) {
        return String.format(Locale.ROOT, "%s %.1f", name(sighting), measure(sighting));
    }
}
