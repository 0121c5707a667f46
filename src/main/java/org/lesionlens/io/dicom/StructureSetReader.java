package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.lesionlens.io.dicom.StructureSet.Region;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VoxelRoom;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Reads an RT structure set as a label map: voxels whose centres lie within the contours of a region ({@link RegionFill}) have
 * its number, on the slices that the contours lie in ({@link ContourPlanes}).
 *
 * <p>Contours have no grid of their own. They are put on one that is given, else on that which the structure set says they were
 * made of, else on that of the images that it names, if these lie beside it. Regions that are no lesions are left out
 * ({@link RegionChoice}); of those that overlap the one that is listed last wins.
 */
final class StructureSetReader {
    private static final int MOST_LABELS = 65535;
    private static final long MOST_VOXELS = 1L << 31;

    private final LabelMap labels;
    private final ContourPlanes planes;
    private long shared;
    private int overlapping;
    private int empty;

    private StructureSetReader(LabelMap labels, ContourPlanes planes) {
        this.labels = labels;
        this.planes = planes;
    }

    /**
     * Reads it.
     *
     * @param given the grid that contours are put on
     * @param warnings is told what was decided that a user may want to know, a sentence each
     * @throws MalformedFileException if it is damaged, or there is no grid
     * @throws UnsuitableImageException if nobody knows where the grid lies, or the contours lie across it or elsewhere
     */
    static LabelMap read(DicomFile file, Optional<VolumeGeometry> given, Consumer<String> warnings) throws IOException {
        StructureSet set = StructureSet.of(file, warnings);
        StructureSet.frameOfReference(file); // one
        Optional<VolumeGeometry> own = set.pixelPlanes();
        VolumeGeometry grid = given.isPresent() ? given.get() : own.isPresent() ? own.get() : ofImages(set);
        requirePlace(grid);
        requireRoom(file, grid);
        List<Region> regions = RegionChoice.of(set.regions(), warnings);
        LabelMap labels = LabelMap.allocate(grid);
        if (regions.stream().allMatch(region -> region.contours().isEmpty())) {
            warnings.accept("the structure set has no closed contour of a lesion: the mask is empty");
            return labels;
        }
        OptionalDouble step = own.isPresent() ? OptionalDouble.of(own.get().spacingMm(2)) : OptionalDouble.empty();
        StructureSetReader reader = new StructureSetReader(labels, ContourPlanes.of(grid, regions, step, warnings));
        reader.paint(regions, warnings);
        return labels;
    }

    /** That of the one series beside the file which it says it was drawn on. */
    private static VolumeGeometry ofImages(StructureSet set) throws IOException {
        Path folder = set.file().path().toAbsolutePath().getParent();
        Set<String> beside = new HashSet<>(seriesIn(folder));
        beside.retainAll(set.series());
        if (beside.size() != 1) {
            throw new MalformedFileException(
                    set.file().path(),
                    "is an RT structure set: contours, which have no voxels of their own, and the images that they were"
                            + " drawn on do not lie beside it",
                    "put it into the folder of these images, or compare it with a mask that has voxels; in Fiji open"
                            + " the images first");
        }
        return DicomSeriesReader.geometry(
                folder, new ReadOptions(beside.stream().findFirst(), false));
    }

    private static Set<String> seriesIn(Path folder) throws IOException {
        try {
            return DicomFolder.scan(folder).series().keySet();
        } catch (MalformedFileException e) {
            return Set.of(); // no images there
        }
    }

    private static void requirePlace(VolumeGeometry grid) {
        if (!grid.placed()) {
            throw new UnsuitableImageException(
                    "the contours of a structure set lie in the patient, but nobody knows where"
                            + " the image lies there: name a mask of the image's own grid instead, as NIfTI or PNG");
        }
    }

    private static void requireRoom(DicomFile file, VolumeGeometry grid) throws MalformedFileException {
        VoxelRoom.require(file.path(), grid);
        if (grid.voxelCount() > MOST_VOXELS) {
            throw file.malformed(
                    "would be put on " + grid.voxelCount() + " voxels but contours are put on at most " + MOST_VOXELS);
        }
    }

    private void paint(List<Region> regions, Consumer<String> warnings) {
        boolean usable = regions.stream().allMatch(region -> region.number() > 0 && region.number() <= MOST_LABELS);
        for (int i = 0; i < regions.size(); i++) {
            paint(regions.get(i), usable ? regions.get(i).number() : i + 1);
        }
        long contoured =
                regions.stream().filter(region -> !region.contours().isEmpty()).count();
        if (empty == contoured) {
            throw new UnsuitableImageException("the contours of the structure set lie outside the image, or hold no"
                    + " voxel's centre: name the image that they were drawn on");
        }
        long bent = regions.stream().mapToLong(planes::bent).sum();
        warn(bent, "contours lie in no plane of the image's slices and are left out", warnings);
        warn(empty, "regions hold no voxel's centre, or lie outside the image", warnings);
        warn(overlapping, "planes have contours of one region that overlap in part: they are taken together", warnings);
        warn(shared, "voxels belong to several regions: there the one that comes last counts", warnings);
        if (!usable) {
            warnings.accept(
                    "the numbers of the regions are no labels (1 to " + MOST_LABELS + "): they are numbered anew");
        }
    }

    private static void warn(long count, String what, Consumer<String> warnings) {
        if (count > 0) {
            warnings.accept(count + " " + what);
        }
    }

    private void paint(Region region, int label) {
        VolumeGeometry grid = labels.geometry();
        int width = (int) grid.size(FlatContour.columnAxis(planes.axis()));
        int height = (int) grid.size(FlatContour.rowAxis(planes.axis()));
        boolean found = false;
        for (Map.Entry<Integer, List<FlatContour>> slice : planes.slices(region).entrySet()) {
            RegionFill fill = RegionFill.of(slice.getValue(), width, height);
            overlapping += fill.overlapsInPart() ? 1 : 0;
            found |= !fill.pixels().isEmpty();
            paint(fill.pixels(), slice.getKey(), width, label);
        }
        empty += found || region.contours().isEmpty() ? 0 : 1;
    }

    private void paint(BitSet pixels, int slice, int width, int label) {
        RandomAccess<UnsignedShortType> voxel = labels.voxels().randomAccess();
        voxel.setPosition(slice, planes.axis());
        for (int at = pixels.nextSetBit(0); at >= 0; at = pixels.nextSetBit(at + 1)) {
            voxel.setPosition(at % width, FlatContour.columnAxis(planes.axis()));
            voxel.setPosition(at / width, FlatContour.rowAxis(planes.axis()));
            shared += voxel.get().get() == 0 ? 0 : 1;
            voxel.get().set(label);
        }
    }
}
