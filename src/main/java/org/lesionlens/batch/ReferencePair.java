package org.lesionlens.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A reference mask and the prediction that belongs to it.
 *
 * @param name of the case: the reference's name without extension and {@code _mask}
 * @param prediction empty if it is missing
 */
record ReferencePair(String name, Path reference, Optional<Path> prediction) {
    private static final List<String> REFERENCE_ENDINGS = List.of(".png", ".nii.gz", ".tif");
    private static final List<String> MASK_ENDINGS = List.of(".nii.gz", ".nii", ".png", ".tif");
    private static final List<String> FILE_ENDINGS = List.of("_mask.nii.gz", ".nii.gz", ".png", ".tif");
    private static final String IMAGE_ENDING = "_t1ce.nii.gz";

    /**
     * All pairs, by the reference's file name.
     *
     * @throws IllegalArgumentException if there is no reference
     */
    static List<ReferencePair> in(Path predictions, Path references) throws IOException {
        List<Path> files;
        try (Stream<Path> listing = Files.list(references)) {
            files = listing.filter(file -> ending(file).isPresent()).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(references
                    + " holds no reference mask: name a folder with CASE.nii.gz, CASE_mask.nii.gz or CASE.png");
        }
        return files.stream().map(file -> of(predictions, file)).toList();
    }

    private static Optional<String> ending(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(IMAGE_ENDING)
                ? Optional.empty()
                : REFERENCE_ENDINGS.stream().filter(name::endsWith).findFirst();
    }

    private static ReferencePair of(Path predictions, Path reference) {
        String file = reference.getFileName().toString();
        String name = file.substring(
                0, file.length() - ending(reference).orElseThrow().length());
        String plain = name.endsWith("_mask") ? name.substring(0, name.length() - "_mask".length()) : name;
        Optional<Path> prediction = candidates(plain).stream()
                .map(predictions::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
        return new ReferencePair(plain, reference, prediction);
    }

    private static List<String> candidates(String name) {
        List<String> candidates = new ArrayList<>();
        for (String folder : List.of(name, name + "_t1ce")) {
            MASK_ENDINGS.forEach(ending -> candidates.add(folder + "/mask" + ending));
        }
        FILE_ENDINGS.forEach(ending -> candidates.add(name + ending));
        return candidates;
    }
}
