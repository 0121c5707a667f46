package org.lesionlens.followup;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Dates of a patient, 30 days apart, whose lesions are known. */
final class Dates {
    static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {60, 60, 30}, 1, 1, 1);
    static final LocalDate FIRST = LocalDate.of(2024, 1, 31);
    static final double REACH_MM = 3;

    private Dates() {}

    /** A box of voxels, half open. */
    static Phantoms.Shape box(long... corners) {
        return Phantoms.box(corners[0], corners[1], corners[2], corners[3], corners[4], corners[5]);
    }

    static LabelMap mask(Phantoms.Shape... shapes) {
        return mask(GRID, shapes);
    }

    static LabelMap mask(VolumeGeometry grid, Phantoms.Shape... shapes) {
        return Phantoms.mask(grid, (x, y, z) -> {
            boolean inside = false;
            for (Phantoms.Shape shape : shapes) {
                inside |= shape.contains(x, y, z);
            }
            return inside;
        });
    }

    static Examination examination(int number, LabelMap mask) {
        LabelMap labels = ConnectedComponents.label(mask, 0);
        List<Lesion> lesions = LesionMeasurements.measure(labels, Optional.empty(), Optional.empty());
        return new Examination(
                "case" + number,
                FIRST.plusDays(30L * number),
                labels,
                lesions,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Examination.Origin.MASK,
                LesionVolume.of(labels, lesions, Optional.empty()),
                List.of());
    }

    /** Masks in one space, one a date. */
    static Courses courses(LabelMap... masks) {
        List<Examination> dates = new ArrayList<>();
        List<OneSpace> spaces = new ArrayList<>();
        for (LabelMap mask : masks) {
            dates.add(examination(dates.size(), mask));
            spaces.add(OneSpace.FIRST);
        }
        return courses(dates, spaces);
    }

    static Courses courses(List<Examination> dates, List<OneSpace> spaces) {
        List<LabelMap> moved = new ArrayList<>();
        for (int i = 0; i < dates.size(); i++) {
            moved.add(spaces.get(i).moved(dates.get(i).labels()));
        }
        SharedGrid grid = SharedGrid.of(moved);
        LesionTracks tracks =
                LesionTracks.of(grid, dates.stream().map(Examination::lesions).toList(), REACH_MM);
        return new Courses(dates, spaces, tracks);
    }

    /** What is said of each lesion at a date, as {@code A grown}. */
    static List<String> words(Courses courses, int date) {
        return courses.all().stream()
                .map(course ->
                        course.track().name() + " " + course.states().get(date).words())
                .collect(Collectors.toList());
    }
}
