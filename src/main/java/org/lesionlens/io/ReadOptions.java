package org.lesionlens.io;

import java.util.Optional;

/**
 * What a user may choose about reading an input.
 *
 * @param seriesUid which DICOM series, where there are several
 * @param resample whether a DICOM series with unequal steps or a tilted gantry is interpolated onto an even grid; else
 *     it is refused
 */
public record ReadOptions(Optional<String> seriesUid, boolean resample) {}
