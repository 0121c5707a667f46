package org.lesionlens.followup;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.followup.Courses.Course;

/**
 * A patient with all that was found out, or why nothing could be.
 *
 * @param courses the dates with their lesions; empty if they cannot be compared
 * @param lesions what became of each
 * @param responses a list a criterion, of one a date
 * @param left why dates were not compared, a sentence each, by their case
 * @param failure why there is nothing to compare, a sentence; empty if there is
 */
record PatientFollowUp(
        String patient,
        Optional<Courses> courses,
        List<Course> lesions,
        List<List<Response>> responses,
        Map<String, String> left,
        String failure) {
    PatientFollowUp {
        lesions = List.copyOf(lesions);
        responses = List.copyOf(responses);
    }

    /** One that cannot be compared. */
    static PatientFollowUp failed(String patient, Map<String, String> left, String failure) {
        return new PatientFollowUp(patient, Optional.empty(), List.of(), List.of(), left, failure);
    }

    /** The dates that were compared, in order of time; none if it failed. */
    List<Examination> dates() {
        return courses.map(Courses::dates).orElse(List.of());
    }
}
