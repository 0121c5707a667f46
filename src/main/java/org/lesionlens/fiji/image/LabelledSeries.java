package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/** Finds the files that a label image was made from, and where its labels lie on them. */
final class LabelledSeries {
    private LabelledSeries() {}

    /**
     * Finds the source of a label image: what it was opened from itself, or the open image that it was made from.
     *
     * @throws UserMessageException if it is not known any more, or the labels do not lie on it voxel by voxel
     */
    static LabelImage.OnSource of(ImagePlus image, LabelMap labels) {
        LoadedVolume source = candidates(image)
                .flatMap(candidate -> OpenedFiles.loaded(candidate).stream())
                .findFirst()
                .orElseThrow(() -> new UserMessageException("nobody knows any more which files the labels \""
                        + image.getTitle() + "\" were made from: open the DICOM series with Open Medical Volume...,"
                        + " leave it open, and make or compare the labels from there, or choose nifti or nrrd"));
        return new LabelImage.OnSource(
                source, placed(image, labels, source.volume().geometry()));
    }

    private static Stream<ImagePlus> candidates(ImagePlus image) {
        String title = LabelImage.sourceOf(image);
        int[] open = WindowManager.getIDList();
        Stream<ImagePlus> others = open == null
                ? Stream.empty()
                : Arrays.stream(open)
                        .mapToObj(WindowManager::getImage)
                        .filter(other -> other.getTitle().equals(title));
        return Stream.concat(Stream.of(image), others);
    }

    private static LabelMap placed(ImagePlus image, LabelMap labels, VolumeGeometry grid) {
        Optional<LabelMap> placed = Optional.empty();
        if (grid.placed() && labels.geometry().placed()) {
            placed = Optional.of(NearestLabels.on(grid, labels));
        } else if (Arrays.equals(grid.size(), labels.geometry().size())) {
            placed = Optional.of(new LabelMap(labels.voxels(), grid));
        }
        return placed.filter(map -> counts(map).equals(counts(labels)))
                .orElseThrow(() -> new UserMessageException("the labels \"" + image.getTitle()
                        + "\" do not lie on the image that they were made from voxel by voxel: undo what changed their"
                        + " size or pixel size (a crop is fine), or choose nifti or nrrd"));
    }

    /** How many voxels each label has. */
    private static Map<Integer, Long> counts(LabelMap labels) {
        Map<Integer, Long> counts = new HashMap<>();
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            if (voxel.get() != 0) {
                counts.merge(voxel.get(), 1L, Long::sum);
            }
        }
        return counts;
    }
}
