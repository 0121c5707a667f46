package org.lesionlens.model.foreign;

import java.io.IOException;
import java.util.List;

/** Understands models of one kind. */
sealed interface ForeignReader permits BioimageioReader, NnunetReader, MonaiReader, PlainOnnxReader {
    /**
     * Reads the files and asks what they do not say.
     *
     * @throws org.lesionlens.model.UnsuitableModelException if something is not done here, by its name
     */
    Draft read() throws IOException;

    /** Names of files beside another one. */
    static List<String> besides(String file, List<String> names) {
        String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/') + 1) : "";
        return names.stream().map(name -> folder + name).toList();
    }
}
