package org.lesionlens.followup;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.DicomOrigin;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A patient at a date: what was looked at, and the lesions that were found.
 *
 * @param name of its case; says nothing of the date
 * @param labels the lesions by their numbers, on their own grid
 * @param lesions measured there, by rising number
 * @param image that they lie in; empty if only a mask is known
 * @param series that the image was read from; empty of other formats than DICOM
 * @param dicom whose the image is, or a mask alone, of which day, and in which space; empty of other formats than DICOM
 * @param origin where the lesions come from
 * @param volumes of each, by its number
 * @param notes what a user may want to know, a sentence each
 */
record Examination(
        String name,
        LocalDate date,
        LabelMap labels,
        List<Lesion> lesions,
        Optional<Volume> image,
        Optional<SourceSeries> series,
        Optional<DicomOrigin> dicom,
        Origin origin,
        Map<Integer, LesionVolume> volumes,
        List<String> notes) {
    /** Where lesions come from. */
    enum Origin {
        MASK,
        RESULTS;

        @Override
        public String toString() {
            return this == MASK ? "mask" : "results of an analysis";
        }
    }

    Examination {
        lesions = List.copyOf(lesions);
        volumes = Map.copyOf(volumes);
        notes = List.copyOf(notes);
    }

    /** The same with more to know. */
    Examination with(List<String> more) {
        List<String> all = Stream.concat(notes.stream(), more.stream()).toList();
        return new Examination(name, date, labels, lesions, image, series, dicom, origin, volumes, all);
    }

    /** What was looked at. */
    VolumeGeometry field() {
        return image.map(Volume::geometry).orElse(labels.geometry());
    }

    OneSpace.Scan scan() {
        return new OneSpace.Scan(field(), image, dicom);
    }

    /** The lesion of a number. */
    Lesion lesion(int label) {
        return lesions.stream().filter(one -> one.label() == label).findFirst().orElseThrow();
    }
}
