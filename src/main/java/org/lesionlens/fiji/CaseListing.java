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

/**
 * The cases of a folder: its images, and its folders that hold a DICOM series; or itself, if it holds one.
 *
 * @param input the folder
 * @param output where the results go; what lies there is no case
 * @param subfolders whether the images in folders inside it are cases too, called by their path, joined with _
 * @param seriesUid which DICOM series, where there are several
 */
record CaseListing(Path input, Path output, boolean subfolders, Optional<String> seriesUid) {
    /**
     * In the order of their paths.
     *
     * @throws IllegalArgumentException if there is none, two have one name, or the results would lie among the images
     */
    List<Case> cases() throws IOException {
        if (!Files.isDirectory(input)) {
            throw new IllegalArgumentException(input + " is no folder: choose the folder that holds the images");
        }
        if (isOutput(input)) {
            throw new IllegalArgumentException(
                    "the results would lie among the images of " + input + ": choose another folder for them");
        }
        List<Case> cases = new ArrayList<>();
        if (DicomSeriesReader.isDicom(input)) {
            cases.add(new Case(VolumeFiles.caseName(input), input, seriesUid));
        }
        if (cases.isEmpty() || subfolders) {
            addEntries(input, "", cases.isEmpty(), cases);
        }
        if (cases.isEmpty()) {
            throw new IllegalArgumentException(
                    input + " holds no NIfTI, NRRD, MetaImage, DICOM, PNG, JPEG or TIFF: choose"
                            + " the folder that holds the images"
                            + (subfolders ? "" : ", or let the folders inside it be searched too"));
        }
        requireDifferentNames(cases);
        return cases;
    }

    /** The files of a folder that is itself a DICOM case are none. */
    private void addEntries(Path folder, String before, boolean filesToo, List<Case> cases) throws IOException {
        List<Path> entries;
        try (Stream<Path> listing = Files.list(folder)) {
            entries = listing.filter(entry -> !isOutput(entry)).sorted().toList();
        }
        for (Path entry : entries) {
            boolean isFolder = Files.isDirectory(entry);
            boolean isCase = (isFolder || filesToo) && isImage(entry);
            if (isCase) {
                cases.add(new Case(before + VolumeFiles.caseName(entry), entry, seriesUid));
            }
            if (isFolder && subfolders && !Files.isSymbolicLink(entry)) {
                addEntries(entry, before + entry.getFileName() + "_", !isCase, cases);
            }
        }
    }

    private boolean isOutput(Path path) {
        return path.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize());
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
