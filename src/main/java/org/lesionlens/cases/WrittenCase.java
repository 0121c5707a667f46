package org.lesionlens.cases;

import java.nio.file.Path;

/**
 * A case whose results are written.
 *
 * @param folder of the results, which has no name of its own yet
 */
public record WrittenCase(Path folder, CaseRecord found) {}
