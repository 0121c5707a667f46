package org.lesionlens.batch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An examination to analyse.
 *
 * @param name of its folder of results
 * @param input file or folder
 * @param seriesUid which DICOM series, where there are several
 */
public record Case(String name, Path input, Optional<String> seriesUid) {}
