package org.lesionlens.cases;

import java.nio.file.Path;
import java.util.Optional;
import org.lesionlens.io.file.ReadOptions;

/**
 * A case to analyse.
 *
 * @param name of its folder of results
 * @param input file or folder
 * @param options how the input is read
 * @param about what the table of a cohort says of it
 */
public record Case(String name, Path input, ReadOptions options, About about) {
    /**
     * What a cohort's table says of a case, besides its image.
     *
     * @param reference a mask to compare with
     * @param group and
     * @param date are handed on to the tables; empty if unknown
     */
    public record About(Optional<Path> reference, String group, String date) {
        public static final About NOTHING = new About(Optional.empty(), "", "");
    }

    /** A case that is in no table. */
    public Case(String name, Path input, ReadOptions options) {
        this(name, input, options, About.NOTHING);
    }

    /** The same, under a name that a folder can have. */
    public Case withFolderName() {
        return new Case(CaseName.of(name, input), input, options, about);
    }

    public Optional<Path> reference() {
        return about.reference();
    }
}
