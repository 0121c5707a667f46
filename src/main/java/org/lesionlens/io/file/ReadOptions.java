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
 * @param inTime whether pictures that follow each other in one file are the slices of a volume whose third axis is time; else the
 *     first is read
 */
public record ReadOptions(Optional<String> seriesUid, OptionalInt volume, boolean resample, boolean inTime) {
    /** Checks the number of the volume. */
    public ReadOptions {
        if (volume.isPresent() && volume.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "the volume is " + volume.getAsInt() + " but volumes of a series are counted from 1");
        }
    }

    /** Of volumes in space. */
    public ReadOptions(Optional<String> seriesUid, OptionalInt volume, boolean resample) {
        this(seriesUid, volume, resample, false);
    }

    /** The same for volumes whose third axis is time. */
    public ReadOptions ofSequence() {
        return new ReadOptions(seriesUid, volume, resample, true);
    }

    /** The same for volumes in space. */
    public ReadOptions inSpace() {
        return new ReadOptions(seriesUid, volume, resample);
    }

    /** Reads the only volume of a series. */
    public ReadOptions(Optional<String> seriesUid, boolean resample) {
        this(seriesUid, OptionalInt.empty(), resample);
    }

    /** The same for another series. */
    public ReadOptions ofSeries(String uid) {
        return new ReadOptions(Optional.of(uid), volume, resample, inTime);
    }

    /** The same without a choice of the series. */
    public ReadOptions ofAnySeries() {
        return new ReadOptions(Optional.empty(), volume, resample, inTime);
    }

    /** The same for another volume of the series. */
    public ReadOptions ofVolume(int number) {
        return new ReadOptions(seriesUid, OptionalInt.of(number), resample, inTime);
    }
}
