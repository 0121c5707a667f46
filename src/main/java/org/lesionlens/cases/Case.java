package org.lesionlens.cases;

import java.nio.file.Path;
import java.util.Optional;
import org.lesionlens.io.file.ReadOptions;

/**
 * An examination to analyse.
 *
 * @param name of its folder of results
 * @param input file or folder
 * @param options how the input is read
 */
public record Case(String name, Path input, ReadOptions options) {
    /** An examination that is read as it is. */
    public Case(String name, Path input, Optional<String> seriesUid) {
        this(name, input, new ReadOptions(seriesUid, false));
    }

    /** The same, under a name that a folder can have. */
    public Case withFolderName() {
        return new Case(CaseName.of(name, input), input, options);
    }
}
