package org.lesionlens.followup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.draw.DatesPicture;
import org.lesionlens.followup.Courses.Course;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.Position;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** The pictures of a patient: for the lesions that changed most, the slice of the first date where each is widest, at all dates. */
final class Planes {
    private static final int MOST_PLANES = 6;
    private static final int MOST_DATES = 4;

    private final PatientFollowUp patient;
    private final Courses courses;
    private final VolumeGeometry space;

    Planes(PatientFollowUp patient) {
        this.patient = patient;
        this.courses = patient.courses().orElseThrow();
        this.space = courses.dates().get(0).field();
    }

    /** All dates that are shown, of which any slice can be drawn. */
    DatesPicture picture() {
        return new DatesPicture(space, shown(), names());
    }

    /** By the names of the lesions that each is about, JPEG in base 64. */
    Map<String, String> jpegs() throws IOException {
        DatesPicture picture = picture();
        Map<String, String> jpegs = new TreeMap<>();
        for (Map.Entry<Long, List<String>> plane : planes().entrySet()) {
            jpegs.put(String.join(", ", plane.getValue()), picture.jpeg(plane.getKey()));
        }
        return jpegs;
    }

    /** The first date and the last ones. */
    private List<DatesPicture.Date> shown() {
        List<DatesPicture.Date> shown = new ArrayList<>();
        int count = courses.dates().size();
        for (int date = 0; date < count; date++) {
            if (date == 0 || date > count - MOST_DATES) {
                shown.add(date(date));
            }
        }
        return shown;
    }

    private DatesPicture.Date date(int date) {
        Examination examination = courses.dates().get(date);
        OneSpace moved = courses.spaces().get(date);
        return new DatesPicture.Date(
                examination.date().toString(),
                examination
                        .image()
                        .map(volume -> new Volume(volume.voxels(), moved.moved(volume.geometry()), volume.padding())),
                moved.moved(byTrack(date)));
    }

    /** Each lesion by the number of its track, from 1. */
    private LabelMap byTrack(int date) {
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < patient.lesions().size(); i++) {
            int number = i + 1;
            patient.lesions().get(i).track().at(date).forEach(sighting -> numbers.put(sighting.label(), number));
        }
        LabelMap labels = courses.dates().get(date).labels();
        LabelMap tracks = LabelMap.allocate(labels.geometry());
        Cursor<UnsignedShortType> from = Views.flatIterable(labels.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(tracks.voxels())) {
            int label = from.next().get();
            if (label > 0) {
                voxel.set(numbers.getOrDefault(label, 0));
            }
        }
        return tracks;
    }

    private Map<Integer, String> names() {
        Map<Integer, String> names = new HashMap<>();
        for (int i = 0; i < patient.lesions().size(); i++) {
            names.put(i + 1, patient.lesions().get(i).track().name());
        }
        return names;
    }

    /** The lesions by the slice that is drawn for them. */
    Map<Long, List<String>> planes() {
        Map<Long, List<String>> planes = new TreeMap<>();
        patient.lesions().stream()
                .sorted(Comparator.comparingDouble(Planes::mostChange).reversed())
                .forEach(lesion -> {
                    OptionalLong slice = slice(lesion);
                    boolean wanted =
                            slice.isPresent() && (planes.size() < MOST_PLANES || planes.containsKey(slice.getAsLong()));
                    if (wanted) {
                        planes.computeIfAbsent(slice.getAsLong(), first -> new ArrayList<>())
                                .add(lesion.track().name());
                    }
                });
        return planes;
    }

    private static double mostChange(Course lesion) {
        return lesion.states().stream()
                .flatMap(state -> state.sincePrevious().stream())
                .mapToDouble(change -> Math.abs(change.ml()))
                .max()
                .orElse(0);
    }

    /** Where its largest part is widest when it is first seen; empty if the first image does not reach there. */
    private OptionalLong slice(Course lesion) {
        int date = lesion.track().firstDate();
        Lesion part = lesion.states().get(date).parts().get(0);
        Position end = part.measurements().diameter().longest().from();
        VolumeGeometry there = courses.spaces()
                .get(date)
                .moved(courses.dates().get(date).labels().geometry());
        double[] index = space.placed()
                ? space.toIndex(there.toWorld(end.x(), end.y(), end.z()))
                : new double[] {end.x(), end.y(), end.z()};
        long slice = Math.round(index[space.sliceAxis()]);
        return slice < 0 || slice >= space.size(space.sliceAxis()) ? OptionalLong.empty() : OptionalLong.of(slice);
    }
}
