package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** What DICOM knows as masks: segmentations ({@link SegmentationReader}) and RT structure sets ({@link StructureSetReader}). */
public final class DicomMask {
    private DicomMask() {}

    /** Whether a DICOM file is a mask, or a folder holds one at its top level. */
    public static boolean isIn(Path fileOrFolder) throws IOException {
        return !masks(fileOrFolder).isEmpty();
    }

    /** Whether the one mask that a file is, or that a folder holds, is of contours, which are put on the voxels of another. */
    public static boolean isContours(Path fileOrFolder) throws IOException {
        List<DicomFile> files = masks(fileOrFolder);
        return files.size() == 1 && StructureSet.is(files.get(0));
    }

    /**
     * Reads the mask that a file is, or that a folder holds.
     *
     * @param grid that contours are put on; segmentations have their own
     * @param warnings is told, in sentences without names of patients, what was decided that a user may want to know
     * @throws MalformedFileException if there is none or several, or it is damaged or says no place
     */
    public static LabelMap read(Path fileOrFolder, Optional<VolumeGeometry> grid, Consumer<String> warnings)
            throws IOException {
        List<DicomFile> files = masks(fileOrFolder);
        if (files.isEmpty()) {
            throw new MalformedFileException(
                    fileOrFolder,
                    "is DICOM but no segmentation (SEG) nor structure set (RTSTRUCT): masks are read from these, NIfTI,"
                            + " NRRD, MetaImage, PNG or TIFF",
                    "name the file of the mask");
        }
        if (files.size() > 1) {
            throw new MalformedFileException(
                    fileOrFolder,
                    "holds several masks: "
                            + files.stream()
                                    .map(file -> file.path().getFileName().toString())
                                    .collect(Collectors.joining(", ")),
                    "name one of these files");
        }
        DicomFile file = files.get(0);
        return StructureSet.is(file)
                ? StructureSetReader.read(file, grid, warnings)
                : SegmentationReader.read(file, warnings);
    }

    /** The origin of the one mask that a file is, or that a folder holds; empty if there is none or several. */
    public static Optional<DicomOrigin> origin(Path fileOrFolder) throws IOException {
        List<DicomFile> files = masks(fileOrFolder);
        if (files.size() != 1) {
            return Optional.empty();
        }
        DicomFile file = files.get(0);
        Optional<String> frame = StructureSet.is(file)
                ? StructureSet.frameOfReference(file)
                : file.dataSet().string(DicomAttribute.FRAME_OF_REFERENCE_UID);
        return Optional.of(DicomOrigin.ofMask(file.dataSet(), frame.orElse("")));
    }

    /** @throws MalformedFileException if a file is a mask, in which a network finds nothing */
    static void requireNone(DicomFile file) throws MalformedFileException {
        if (is(file)) {
            throw new MalformedFileException(
                    file.path(),
                    StructureSet.is(file)
                            ? "is an RT structure set (RTSTRUCT): contours, no image"
                            : "is a DICOM segmentation (SEG): a mask, no image",
                    "name the image; a mask is for evaluate, or for the column reference of batch");
        }
    }

    static boolean is(DicomFile file) {
        return SegmentationReader.isSegmentation(file) || StructureSet.is(file);
    }

    /** A file that is no DICOM, or damaged, is none; if it is the only one, that is told. */
    private static List<DicomFile> masks(Path fileOrFolder) throws IOException {
        List<DicomFile> found = new ArrayList<>();
        List<Path> candidates = DicomFolder.candidates(fileOrFolder);
        for (Path path : candidates) {
            if (DicomStart.of(path).isEmpty()) {
                continue;
            }
            try {
                DicomFile file = DicomFile.read(path);
                if (is(file)) {
                    found.add(file);
                }
            } catch (MalformedFileException e) {
                if (candidates.size() == 1) {
                    throw e;
                }
            }
        }
        return found;
    }
}
