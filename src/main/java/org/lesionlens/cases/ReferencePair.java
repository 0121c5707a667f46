package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.SegmentationReader;
import org.lesionlens.volume.UserMessageException;

/**
 * A reference mask and the prediction that belongs to it.
 *
 * @param name of the case: the reference's name without extension and {@code _mask}
 * @param prediction empty if it is missing
 */
public record ReferencePair(String name, Path reference, Optional<Path> prediction) {
    private static final List<String> REFERENCE_ENDINGS = List.of(".png", ".nii.gz", ".tif", ".dcm");
    private static final List<String> MASK_ENDINGS = List.of(".nii.gz", ".nii", ".png", ".tif", ".dcm");
    private static final List<String> FILE_ENDINGS = List.of("_mask.nii.gz", ".nii.gz", ".png", ".tif", ".dcm");
    private static final String IMAGE_ENDING = "_t1ce.nii.gz";

    /**
     * All pairs, by the reference's file name.
     *
     * @throws UserMessageException if there is no reference
     */
    public static List<ReferencePair> in(Path predictions, Path references) throws IOException {
        List<ReferencePair> pairs = new ArrayList<>();
        for (Path entry : entries(references)) {
            Optional<String> name = name(entry);
            if (name.isPresent()) {
                pairs.add(of(predictions, entry, name.get()));
            }
        }
        if (pairs.isEmpty()) {
            throw new UserMessageException(references
                    + " holds no reference mask: name a folder with CASE.nii.gz, CASE_mask.nii.gz, CASE.png, CASE.dcm"
                    + " (DICOM SEG) or CASE/ with one");
        }
        return pairs;
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> listing = Files.list(folder)) {
            return listing.sorted().toList();
        }
    }

    /** What a file's name or a folder with a DICOM segmentation is called; empty if it is no reference. */
    private static Optional<String> name(Path entry) {
        String file = entry.getFileName().toString();
        if (Files.isDirectory(entry)) {
            return mayHoldMask(entry) ? Optional.of(plain(file)) : Optional.empty();
        }
        return file.endsWith(IMAGE_ENDING)
                ? Optional.empty()
                : REFERENCE_ENDINGS.stream()
                        .filter(file::endsWith)
                        .findFirst()
                        .map(ending -> plain(file.substring(0, file.length() - ending.length())));
    }

    private static String plain(String name) {
        return name.endsWith("_mask") ? name.substring(0, name.length() - "_mask".length()) : name;
    }

    /** A folder that cannot be looked into may: whoever reads the pair says why not, and the others are compared. */
    private static boolean mayHoldMask(Path folder) {
        try {
            return SegmentationReader.isSegmentation(folder);
        } catch (IOException e) {
            return true;
        }
    }

    private static ReferencePair of(Path predictions, Path reference, String name) {
        Optional<Path> prediction = candidates(name).stream()
                .map(predictions::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
        return new ReferencePair(name, reference, prediction.or(() -> series(predictions, name)));
    }

    private static Optional<Path> series(Path predictions, String name) {
        return folders(name).stream()
                .map(predictions::resolve)
                .filter(folder -> Files.isDirectory(folder) && mayHoldMask(folder))
                .findFirst();
    }

    private static List<String> folders(String name) {
        return List.of(name, name + "_t1ce");
    }

    private static List<String> candidates(String name) {
        List<String> candidates = new ArrayList<>();
        for (String folder : folders(name)) {
            MASK_ENDINGS.forEach(ending -> candidates.add(folder + "/mask" + ending));
        }
        FILE_ENDINGS.forEach(ending -> candidates.add(name + ending));
        return candidates;
    }
}
