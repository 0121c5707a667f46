package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Optional;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.Volume;

/**
 * A volume of a DICOM series, and what its headers say of it.
 *
 * @param window how the middle slice wants to be shown; empty if it does not say
 * @param part which volume it is, where the series holds several; empty for the only one
 * @param traits what the headers say of its kind, and whether its pixels are in colour of which the brightness was taken
 * @param source the images that it was read from
 * @param seconds when each frame of one file was taken, from the first on, in s; empty if it does not say
 */
public record LoadedSeries(
        Volume volume,
        Optional<IntensityWindow> window,
        Optional<DicomVolume> part,
        ImageTraits traits,
        SourceSeries source,
        List<Double> seconds) {}
