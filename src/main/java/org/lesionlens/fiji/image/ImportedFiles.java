package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileInfo;
import ij.plugin.DICOM;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files of a DICOM image that ImageJ's own importer opened: they tell whether its pixels still lie as they did. */
final class ImportedFiles {
    private ImportedFiles() {}

    /**
     * The slices of an image as they are stored, read as ImageJ reads them; empty if a file is not there any more.
     *
     * @param slices their headers, of files of a slice each
     */
    static Optional<ImagePlus> open(ImagePlus image, List<SliceHeader> slices) {
        if (!areThere(image, slices)) {
            return Optional.empty();
        }
        ImageStack stack = null;
        for (SliceHeader slice : slices) {
            Optional<ImagePlus> scanned = open(image.getOriginalFileInfo().directory, slice);
            if (scanned.isEmpty()) {
                return Optional.empty();
            }
            stack = stack == null ? new ImageStack(slice.columns(), slice.rows()) : stack;
            stack.addSlice(scanned.get().getProcessor());
        }
        ImagePlus whole = new ImagePlus("", stack);
        whole.setDimensions(1, stack.size(), 1); // else ImageJ takes the first slice for each of them
        return Optional.of(whole);
    }

    /** Whether the files of all slices are there, and known by their SOPInstanceUID. */
    static boolean areThere(ImagePlus image, List<SliceHeader> slices) {
        FileInfo info = image.getOriginalFileInfo();
        boolean hasFolder = info != null && info.directory != null && !info.directory.isEmpty();
        return hasFolder
                && !slices.isEmpty()
                && slices.stream()
                        .allMatch(slice -> !slice.instance().isEmpty() && isThere(info.directory, slice.file()));
    }

    private static Optional<ImagePlus> open(String folder, SliceHeader slice) {
        DICOM file = new DICOM();
        file.open(folder + slice.file());
        boolean same = file.getWidth() == slice.columns()
                && file.getHeight() == slice.rows()
                && file.getStackSize() == 1
                && file.getProperty("Info") instanceof String text
                && SliceHeader.parse(text)
                        .filter(found -> found.instance().equals(slice.instance()))
                        .isPresent();
        return same ? Optional.of(file) : Optional.empty();
    }

    private static boolean isThere(String folder, String name) {
        try {
            return !name.isEmpty() && Files.isRegularFile(Path.of(folder).resolve(name));
        } catch (InvalidPathException e) {
            return false; // of another system, or renamed
        }
    }
}
