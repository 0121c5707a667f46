package org.lesionlens.cohort.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.lesionlens.cases.Case;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Box;

/**
 * A case on its way to a worker; its paths are absolute, for all workers to see.
 *
 * @param boxes as text, separated by semicolons
 * @param reference a mask to compare with; null for none
 */
record SparkCase(String name, List<Input> inputs, String boxes, String reference) implements Serializable {
    /**
     * An input of a case.
     *
     * @param channel empty for the whole image
     * @param series UID of a DICOM series; null for the only one
     * @param volume number of a volume of it, from 1; null for the only one
     */
    record Input(String channel, String path, String series, Integer volume, boolean resample) implements Serializable {
        static Input of(ChannelInput input) {
            OptionalInt volume = input.options().volume();
            return new Input(
                    input.channel(),
                    WorkOrder.absolute(input.path()),
                    input.options().seriesUid().orElse(null),
                    volume.isPresent() ? volume.getAsInt() : null,
                    input.options().resample());
        }

        ChannelInput received() {
            ReadOptions options = new ReadOptions(
                    Optional.ofNullable(series),
                    volume == null ? OptionalInt.empty() : OptionalInt.of(volume),
                    resample);
            return new ChannelInput(channel, Path.of(path), options);
        }
    }

    SparkCase {
        inputs = List.copyOf(inputs);
    }

    static SparkCase of(Case item) {
        return new SparkCase(
                item.name(),
                item.inputs().stream().map(Input::of).toList(),
                item.boxes().stream().map(Box::toString).collect(Collectors.joining(";")),
                item.reference().map(WorkOrder::absolute).orElse(null));
    }

    /** The case, without what only tables need. */
    Case received() {
        return new Case(
                name,
                inputs.stream().map(Input::received).toList(),
                Box.parseAll(boxes),
                new Case.About(Optional.ofNullable(reference).map(Path::of), "", ""));
    }
}
