package org.lesionlens.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.io.LoadedImage.Channel;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.volume.AxisOrder;
import org.lesionlens.volume.GridText;
import org.lesionlens.volume.LinearOntoGrid;
import org.lesionlens.volume.LinearOntoGrid.Interpolated;
import org.lesionlens.volume.SharedSpace;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Channels of one examination, brought onto the grid of the first one by their places in the patient.
 *
 * <p>Volumes of one DICOM frame of reference lie in one space, and so do others that cover the same part of the patient
 * ({@link SharedSpace}). Where nobody knows the place of either, they must have one size and spacing.
 */
final class CommonChannels {
    private static final double SAME_PLACE = 0.05;
    private static final double MUCH = 0.01;

    private final List<Channel> channels = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * Takes one more.
     *
     * @throws UnsuitableImageException if it does not lie where the first one does; both places are named
     */
    void add(String name, LoadedVolume loaded) {
        loaded.warnings().forEach(warning -> warnings.add("the channel " + name + ": " + warning));
        channels.add(new Channel(name, channels.isEmpty() ? loaded : onFirst(name, loaded)));
    }

    LoadedImage image() {
        return new LoadedImage(channels, warnings);
    }

    private LoadedVolume onFirst(String name, LoadedVolume loaded) {
        LoadedVolume first = channels.get(0).loaded();
        VolumeGeometry grid = first.volume().geometry();
        VolumeGeometry other = loaded.volume().geometry();
        if (areSeriesOf(first, loaded, SourceSeries::liesElsewhereThan)) {
            throw refusal(name, other, "they have different frames of reference", "register one to the other");
        }
        if (grid.placed() != other.placed()) {
            throw refusal(
                    name,
                    other,
                    "it is known where one of them lies in the patient but not where the other does",
                    "store both with their place");
        }
        if (grid.placed() ? haveSameVoxels(grid, other) : SharedSpace.haveOneArray(grid, other)) {
            return loaded.with(
                    new Volume(loaded.volume().voxels(), grid, loaded.volume().padding()));
        }
        if (!grid.placed()) {
            throw refusal(
                    name,
                    other,
                    "neither says where it lies in the patient, so they must have one size and one spacing",
                    "name channels of one image");
        }
        if (!areSeriesOf(first, loaded, SourceSeries::sharesSpaceWith) && !SharedSpace.of(grid, other)) {
            throw refusal(
                    name, other, SharedSpace.refusal(grid, other), "name channels of one patient, or register them");
        }
        return interpolated(name, loaded);
    }

    private interface Relation {
        boolean holds(SourceSeries one, SourceSeries other);
    }

    private static boolean areSeriesOf(LoadedVolume one, LoadedVolume other, Relation relation) {
        Optional<SourceSeries> first = one.series();
        return first.isPresent()
                && other.series()
                        .filter(series -> relation.holds(first.get(), series))
                        .isPresent();
    }

    private static boolean haveSameVoxels(VolumeGeometry grid, VolumeGeometry other) {
        double least = Math.min(Math.min(grid.spacingMm(0), grid.spacingMm(1)), grid.spacingMm(2));
        return AxisOrder.of(grid, other, SAME_PLACE * least)
                .filter(AxisOrder::isAsStored)
                .isPresent();
    }

    private LoadedVolume interpolated(String name, LoadedVolume loaded) {
        VolumeGeometry grid = channels.get(0).loaded().volume().geometry();
        VolumeGeometry other = loaded.volume().geometry();
        Interpolated found = LinearOntoGrid.of(loaded.volume(), grid);
        if (found.outside() == 1) {
            throw refusal(
                    name, other, "no voxel of the one lies in the field of the other", "name channels of one place");
        }
        warnings.add("the channel " + name + " (" + GridText.of(other) + ") was interpolated linearly onto the grid of "
                + channels.get(0).name() + " (" + GridText.of(grid) + ")");
        if (found.outside() > MUCH) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%.0f %% of the image lie outside the field of the channel %s, where there is air for the networks",
                    100 * found.outside(),
                    name));
        }
        return loaded.with(found.volume());
    }

    private UnsuitableImageException refusal(String name, VolumeGeometry other, String why, String remedy) {
        Channel first = channels.get(0);
        return new UnsuitableImageException("the channels " + first.name() + " ("
                + GridText.of(first.loaded().volume().geometry()) + ") and " + name + " (" + GridText.of(other)
                + ") cannot be seen together: " + why + "; " + remedy);
    }
}
