package org.lesionlens.io.dicom;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What passing on the images of a series needs.
 *
 * @param paths the files, in the order of the slices
 * @param pixels what of a patient may be seen in them
 */
record SourceFiles(List<Path> paths, VisibleIdentity pixels) {
    SourceFiles {
        paths = List.copyOf(paths);
    }

    static SourceFiles of(List<DicomSlice> slices) {
        return new SourceFiles(
                slices.stream()
                        .map(slice -> slice.attributes().path())
                        .distinct()
                        .toList(),
                VisibleIdentity.of(slices));
    }

    boolean areGone() {
        return !paths.stream().allMatch(Files::isRegularFile);
    }

    @Override
    public String toString() {
        return paths.size() + " files";
    }
}
