package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.lesionlens.cases.Errors;
import org.lesionlens.followup.Courses.Course;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * Compares the dates of patients, one patient after the other.
 *
 * @param output keeps the stack trace of a fault of the program
 */
record PatientComparison(
        Optional<ExaminationReader> reader, FollowUpSettings settings, Path output, Progress progress) {
    /** What is wrong with a patient, or with a date of theirs, must not stop the others. */
    PatientFollowUp of(List<ExaminationRow> rows) {
        Map<String, String> left = new LinkedHashMap<>();
        try {
            return compared(rows, left);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            return PatientFollowUp.failed(rows.get(0).patient(), left, Errors.sentence(e, output));
        }
    }

    private PatientFollowUp compared(List<ExaminationRow> rows, Map<String, String> left) {
        requireSeveral(rows.size());
        Optional<LocalDate> first = firstInTable(rows);
        List<Examination> dates = read(rows, left);
        requireFirst(first, dates, left);
        Set<Optional<String>> organs = new HashSet<>();
        rows.forEach(row -> organs.add(row.organ()));
        if (!dates.isEmpty()) {
            dates.set(0, dates.get(0).with(Organs.notes(organs, settings)));
        }
        return compared(rows.get(0).patient(), dates, organs, left);
    }

    /**
     * Compares dates that were read.
     *
     * @param dates in order of time
     * @param organs that their lesions lie in; empty for what nobody knows
     */
    PatientFollowUp compared(
            String patient, List<Examination> dates, Set<Optional<String>> organs, Map<String, String> left) {
        List<Examination> kept = new ArrayList<>();
        List<OneSpace> spaces = new ArrayList<>();
        for (Examination date : dates) {
            place(dates.get(0), date, left).ifPresent(space -> {
                kept.add(date);
                spaces.add(space);
            });
        }
        requireCompared(kept, left);
        Courses courses = new Courses(kept, spaces, tracks(kept, spaces));
        return judged(patient, courses, organs, left);
    }

    private static void requireSeveral(int dates) {
        if (dates < 2) {
            throw new UsageException("there is one date only: a change needs two, so add a row of another date");
        }
    }

    /** Dates that can be read and differ; empty if the images have to tell one of them. */
    private static Optional<LocalDate> firstInTable(List<ExaminationRow> rows) {
        List<LocalDate> dates = new ArrayList<>();
        for (ExaminationRow row : rows) {
            try {
                row.date().map(ExaminationDate::parse).ifPresent(dates::add);
            } catch (UsageException e) {
                throw new UsageException(row.name() + " has " + e.getMessage());
            }
        }
        requireDifferent(dates);
        return dates.size() == rows.size() ? dates.stream().min(Comparator.naturalOrder()) : Optional.empty();
    }

    static void requireDifferent(List<LocalDate> dates) {
        Set<LocalDate> known = new HashSet<>();
        if (!dates.stream().allMatch(known::add)) {
            throw new UsageException(
                    "two dates are the same, so nobody knows which of them comes first: keep one of them,"
                            + " or give each the date of its examination");
        }
    }

    private List<Examination> read(List<ExaminationRow> rows, Map<String, String> left) {
        List<Examination> dates = new ArrayList<>();
        SameFiles same = new SameFiles();
        for (ExaminationRow row : rows) {
            progress.throwIfCancelled();
            try {
                Examination date = reader.orElseThrow().read(row);
                dates.add(date.with(
                        same.notes(row, date, reader.orElseThrow().source().of(row))));
            } catch (IOException | UserMessageException e) {
                left.put(row.name(), Errors.sentence(e, output));
            }
        }
        requireDifferent(dates.stream().map(Examination::date).toList());
        dates.sort(Comparator.comparing(Examination::date));
        return dates;
    }

    /** All later ones are compared with the first date: without it nobody knows what is new and what response there is. */
    private static void requireFirst(Optional<LocalDate> first, List<Examination> dates, Map<String, String> left) {
        boolean known =
                !dates.isEmpty() && first.map(dates.get(0).date()::equals).orElse(true);
        if (!left.isEmpty() && (!known || first.isEmpty())) {
            throw new UserMessageException(
                    "its first date, or one whose date nobody knows, cannot be read: " + first(left));
        }
    }

    private Optional<OneSpace> place(Examination first, Examination date, Map<String, String> left) {
        if (date == first) {
            return Optional.of(OneSpace.FIRST);
        }
        try {
            return Optional.of(OneSpace.of(first, date, settings.registration(), progress));
        } catch (UserMessageException e) {
            left.put(date.name(), e.getMessage());
            return Optional.empty();
        }
    }

    private static void requireCompared(List<Examination> kept, Map<String, String> left) {
        if (kept.size() < 2) {
            throw new UserMessageException("no two dates can be compared: " + first(left));
        }
    }

    private static String first(Map<String, String> left) {
        Map.Entry<String, String> one = left.entrySet().iterator().next();
        return one.getKey() + ": " + one.getValue();
    }

    private LesionTracks tracks(List<Examination> dates, List<OneSpace> spaces) {
        List<LabelMap> moved = new ArrayList<>();
        for (int date = 0; date < dates.size(); date++) {
            moved.add(spaces.get(date).moved(dates.get(date).labels()));
        }
        List<List<Lesion>> lesions = dates.stream().map(Examination::lesions).toList();
        return LesionTracks.of(SharedGrid.of(moved), lesions, settings.reachMm())
                .without(track -> isSmall(track, dates));
    }

    /** At every date. */
    private boolean isSmall(LesionTracks.Track track, List<Examination> dates) {
        for (int date = 0; date < dates.size(); date++) {
            Examination at = dates.get(date);
            double ml = track.at(date).stream()
                    .mapToDouble(sighting -> at.volumes().get(sighting.label()).ml())
                    .sum();
            if (1000 * ml >= settings.leastMm3()) {
                return false;
            }
        }
        return true;
    }

    private PatientFollowUp judged(
            String patient, Courses courses, Set<Optional<String>> organs, Map<String, String> left) {
        List<Course> lesions = courses.all();
        List<List<Response>> responses = settings.criteria(Organs.areBrain(organs)).stream()
                .map(criterion -> Assessment.of(criterion, courses, lesions, Site.of(organs)))
                .toList();
        return new PatientFollowUp(patient, Optional.of(courses), lesions, responses, left, "");
    }
}
