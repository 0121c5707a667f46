package org.lesionlens.io;

import java.util.List;
import java.util.Optional;
import org.lesionlens.io.dicom.DicomVolume;
import org.lesionlens.io.dicom.LoadedSeries;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.Volume;

/**
 * A volume and what kind of file it came from.
 *
 * @param volume voxels and grid
 * @param format told by the file's content
 * @param window the intensities that the file wants shown; empty if it does not say
 * @param warnings what a user may want to know of how it was read, a sentence each; neither paths nor patient data
 * @param traits what is known of its kind
 * @param part which volume of a DICOM series that holds several; empty for the only one
 * @param series where it comes from, for those who write DICOM of it; empty of other formats
 * @param seconds when each frame of a sequence was taken, from the first on, in s; empty if nobody says
 */
public record LoadedVolume(
        Volume volume,
        VolumeFormat format,
        Optional<IntensityWindow> window,
        List<String> warnings,
        ImageTraits traits,
        Optional<DicomVolume> part,
        Optional<SourceSeries> series,
        List<Double> seconds) {
    /** Takes a copy of the warnings. */
    public LoadedVolume {
        warnings = List.copyOf(warnings);
        seconds = List.copyOf(seconds);
    }

    /** One whose slices were not taken one after the other, or nobody knows when. */
    public LoadedVolume(
            Volume volume,
            VolumeFormat format,
            Optional<IntensityWindow> window,
            List<String> warnings,
            ImageTraits traits,
            Optional<DicomVolume> part,
            Optional<SourceSeries> series) {
        this(volume, format, window, warnings, traits, part, series, List.of());
    }

    /** One of DICOM. */
    static LoadedVolume of(LoadedSeries read, ImageTraits traits, List<String> warnings) {
        return new LoadedVolume(
                read.volume(),
                VolumeFormat.DICOM,
                read.window(),
                warnings,
                traits,
                read.part(),
                Optional.of(read.source()),
                read.seconds());
    }

    /** The same with other voxels, as those on another grid. */
    LoadedVolume with(Volume other) {
        return new LoadedVolume(other, format, window, warnings, traits, part, series, seconds);
    }

    /** The same without words that tell a volume of a series from the others. */
    LoadedVolume withoutMarks() {
        return new LoadedVolume(
                volume, format, window, warnings, traits, part.map(DicomVolume::withoutMarks), series, seconds);
    }

    /** The same, of which nothing is read from the file any more. */
    LoadedVolume withoutFile() {
        return with(volume.withoutSource());
    }
}
