package org.lesionlens.io.dicom;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VoxelRoom;
import org.lesionlens.volume.LabelMap;

/**
 * Reads a DICOM segmentation (SEG, PS3.3 A.51) as a label map: each voxel has the number of its segment.
 *
 * <p>Frames may come in any order, several segments in one file; planes that are not stored are background. Of segments
 * that overlap the one whose frame comes last wins. Organs beside lesions are left out ({@link AnatomySegments}). Which pixels belong to a segment says {@link SegmentationPixels},
 * where they lie {@link SegmentationGrid}.
 */
final class SegmentationReader {
    private static final List<String> SOP_CLASSES =
            List.of("1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7");
    private static final int MOST_SEGMENTS = 65535;

    private SegmentationReader() {}

    static boolean isSegmentation(DicomFile file) {
        return file.dataSet()
                .string(DicomAttribute.SOP_CLASS_UID)
                .filter(SOP_CLASSES::contains)
                .isPresent();
    }

    /**
     * Reads it.
     *
     * @param warnings is told, in sentences without names of patients, what was decided that a user may want to know
     * @throws MalformedFileException if it is damaged or says no place
     */
    static LabelMap read(DicomFile file, Consumer<String> warnings) throws IOException {
        SegmentationPixels pixels = SegmentationPixels.of(file, warnings);
        List<DicomFile> frames = FunctionalGroups.frames(file, pixels.frames());
        SegmentationGrid grid = SegmentationGrid.of(file, frames, warnings);
        VoxelRoom.require(file.path(), grid.geometry());
        LabelMap labels = LabelMap.allocate(grid.geometry());
        Set<Integer> leftOut = AnatomySegments.leftOut(file, warnings);
        long shared = 0;
        for (int i = 0; i < frames.size(); i++) {
            int segment = pixels.isLabelMap() ? 0 : segment(file, frames.get(i));
            int[] values = pixels.labels(i, segment);
            Arrays.setAll(values, at -> leftOut.contains(values[at]) ? 0 : values[at]);
            shared += paint(labels, grid.planes().get(i), values);
        }
        if (shared > 0) {
            warnings.accept("segments overlap in " + shared + " voxels: there the one that comes last counts");
        }
        return labels;
    }

    private static int segment(DicomFile file, DicomFile frame) throws MalformedFileException {
        if (frame.numbers(DicomAttribute.REFERENCED_SEGMENT_NUMBER).length == 0) {
            throw file.malformed("has a frame without " + DicomAttribute.REFERENCED_SEGMENT_NUMBER);
        }
        return frame.requireWhole(DicomAttribute.REFERENCED_SEGMENT_NUMBER, 1, MOST_SEGMENTS);
    }

    /** How many voxels had another label before. */
    private static long paint(LabelMap labels, int plane, int[] values) {
        RandomAccess<UnsignedShortType> voxel = labels.voxels().randomAccess();
        int columns = (int) labels.geometry().size(0);
        long shared = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                voxel.setPosition(new int[] {i % columns, i / columns, plane});
                int before = voxel.get().get();
                shared += before != 0 && before != values[i] ? 1 : 0;
                voxel.get().set(values[i]);
            }
        }
        return shared;
    }
}
