package org.lesionlens.io.file;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user may choose about reading an input.
 *
 * @param seriesUid which DICOM series, where there are several
 * @param volume which volume of a DICOM series that holds several (echoes, phases, time points), from 1 on
 * @param resample whether a DICOM series with unequal steps or a tilted gantry is interpolated onto an even grid; else
 *     it is refused
 */
public record ReadOptions(Optional<String> seriesUid, OptionalInt volume, boolean resample) {
    /** Checks the number of the volume. */
    public ReadOptions {
        if (volume.isPresent() && volume.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "the volume is " + volume.getAsInt() + " but volumes of a series are counted from 1");
        }
    }

    /** Reads the only volume of a series. */
    public ReadOptions(Optional<String> seriesUid, boolean resample) {
        this(seriesUid, OptionalInt.empty(), resample);
    }

    /** The same for another series. */
    public ReadOptions ofSeries(String uid) {
        return new ReadOptions(Optional.of(uid), volume, resample);
    }

    /** The same without a choice of the series. */
    public ReadOptions ofAnySeries() {
        return new ReadOptions(Optional.empty(), volume, resample);
    }

    /** The same for another volume of the series. */
    public ReadOptions ofVolume(int number) {
        return new ReadOptions(seriesUid, OptionalInt.of(number), resample);
    }
}
