package org.lesionlens.cohort.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.lesionlens.cases.Case;
import org.lesionlens.io.file.ReadOptions;

/**
 * A case on its way to a worker; its paths are absolute, for all workers to see.
 *
 * @param series UID of a DICOM series; null for the only one
 * @param volume number of a volume of it, from 1; null for the only one
 * @param reference a mask to compare with; null for none
 */
record SparkCase(String name, String input, String series, Integer volume, boolean resample, String reference)
        implements Serializable {
    static SparkCase of(Case item) {
        OptionalInt volume = item.options().volume();
        return new SparkCase(
                item.name(),
                WorkOrder.absolute(item.input()),
                item.options().seriesUid().orElse(null),
                volume.isPresent() ? volume.getAsInt() : null,
                item.options().resample(),
                item.reference().map(WorkOrder::absolute).orElse(null));
    }

    /** The case, without what only tables need. */
    Case received() {
        ReadOptions options = new ReadOptions(
                Optional.ofNullable(series), volume == null ? OptionalInt.empty() : OptionalInt.of(volume), resample);
        return new Case(
                name,
                Path.of(input),
                options,
                new Case.About(Optional.ofNullable(reference).map(Path::of), "", ""));
    }
}
