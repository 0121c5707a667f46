package org.lesionlens.fiji;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.batch.Case;
import org.lesionlens.io.MalformedFileException;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.VolumeFormat;
import org.lesionlens.io.dicom.DicomSeriesReader;

/** The cases of a folder: its images, and its folders that hold a DICOM series; or itself, if it holds one. */
final class CaseListing {
    private CaseListing() {}

    /**
     * In the order of their names.
     *
     * @throws IllegalArgumentException if there is none, two have one name, or the results would lie among the images
     */
    static List<Case> of(Path input, Path output) throws IOException {
        if (!Files.isDirectory(input)) {
            throw new IllegalArgumentException(input + " is no folder: choose the folder that holds the images");
        }
        if (input.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException(
                    "the results would lie among the images of " + input + ": choose another folder for them");
        }
        List<Case> cases = DicomSeriesReader.isDicom(input) ? List.of(one(input)) : entries(input, output);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException(input
                    + " holds no NIfTI, NRRD, MetaImage, DICOM, PNG, JPEG or TIFF: "
                    + "choose the folder that holds the images");
        }
        requireDifferentNames(cases);
        return cases;
    }

    private static Case one(Path input) {
        return new Case(VolumeFiles.caseName(input), input, Optional.empty());
    }

    private static List<Case> entries(Path input, Path output) throws IOException {
        List<Case> cases = new ArrayList<>();
        List<Path> entries;
        try (Stream<Path> listing = Files.list(input)) {
            entries = listing.filter(entry -> !entry.equals(output)).sorted().toList();
        }
        for (Path entry : entries) {
            if (isImage(entry)) {
                cases.add(one(entry));
            }
        }
        return cases;
    }

    /** A file that is damaged is a case that fails; one of another kind is none. */
    private static boolean isImage(Path entry) throws IOException {
        try {
            VolumeFormat format = VolumeFiles.format(entry);
            return format != null;
        } catch (MalformedFileException e) {
            return Files.isRegularFile(entry)
                    && entry.toString().matches("(?i).*\\.(nii|nii\\.gz|nrrd|nhdr|mha|mhd|dcm|png|jpe?g|tiff?)");
        }
    }

    private static void requireDifferentNames(List<Case> cases) {
        Set<String> names = new HashSet<>();
        for (Case one : cases) {
            if (!names.add(one.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("two images are called " + one.name()
                        + " and would have the same folder of results: rename one of them");
            }
        }
    }
}
