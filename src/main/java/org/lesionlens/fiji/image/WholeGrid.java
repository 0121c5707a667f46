package org.lesionlens.fiji.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.Type;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.Focus;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.pipeline.PromptedLesion;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The grid that a cropped image came from, on which networks see what is left at its true place, in slices of their true
 * width: what they were trained on. Its slices are those of the crop.
 *
 * @param geometry of the whole slices
 * @param corner the voxel x, y, z in it that is the first one of the crop
 * @param surround what lay round the crop, on this grid; where it is empty, or was edited into other intensities since, there
 *     is air, as dark as the darkest voxel of the crop
 */
record WholeGrid(VolumeGeometry geometry, List<Long> corner, Optional<Volume> surround) {
    private static final double SAME_INTENSITY = 1e-3;

    /** The same with what lay round the crop. */
    WholeGrid with(Optional<Volume> round) {
        return new WholeGrid(geometry, corner, round);
    }

    /** The voxels of the crop, as a view of voxels on this grid that starts at 0, 0, 0. */
    private <T> RandomAccessibleInterval<T> cut(RandomAccessibleInterval<T> voxels, VolumeGeometry crop) {
        long[] size = crop.size();
        return Views.zeroMin(Views.interval(
                voxels,
                Intervals.createMinSize(corner.get(0), corner.get(1), corner.get(2), size[0], size[1], size[2])));
    }

    /** A crop at its place. */
    Volume paste(Volume crop) {
        Volume whole = new Volume(Volume.allocate(geometry).voxels(), geometry, crop.padding());
        Optional<Volume> round = surround.filter(volume -> fits(volume, crop));
        if (round.isPresent()) {
            copy(round.get().voxels(), whole.voxels());
        } else {
            float air = darkest(crop);
            Views.iterable(whole.voxels()).forEach(voxel -> voxel.set(air));
        }
        copy(crop.voxels(), cut(whole.voxels(), crop.geometry()));
        return whole;
    }

    private static float darkest(Volume crop) {
        float darkest = Float.POSITIVE_INFINITY;
        for (FloatType voxel : Views.iterable(crop.voxels())) {
            darkest = crop.padding().contains(voxel.get()) ? darkest : Math.min(darkest, voxel.get());
        }
        return darkest;
    }

    /**
     * Whether most voxels of the crop are still what they were: the others may be painted. Those that were darkest do not
     * count, since air stays dark whatever the contrast.
     */
    boolean fits(Volume round, Volume crop) {
        RandomAccessibleInterval<FloatType> scanned = cut(round.voxels(), crop.geometry());
        float darkest = darkest(new Volume(scanned, crop.geometry(), crop.padding()));
        Cursor<FloatType> before = Views.flatIterable(scanned).cursor();
        long same = 0;
        long other = 0;
        for (FloatType voxel : Views.flatIterable(crop.voxels())) {
            float then = before.next().get();
            if (then > darkest) {
                boolean kept = Math.abs(voxel.get() - then) <= SAME_INTENSITY * Math.max(1, Math.abs(then));
                same += kept ? 1 : 0;
                other += kept ? 0 : 1;
            }
        }
        return same > other;
    }

    /** The part of a map of one of the slices that lies in a slice of the crop. */
    Volume cut(Volume map, VolumeGeometry slice) {
        long[] first = {corner.get(0), corner.get(1), corner.get(2)};
        first[slice.sliceAxis()] = 0;
        long[] size = slice.size();
        Volume part = Volume.allocate(slice);
        copy(
                Views.interval(
                        map.voxels(), Intervals.createMinSize(first[0], first[1], first[2], size[0], size[1], size[2])),
                part.voxels());
        return part;
    }

    /** The labels of a crop at their place. */
    LabelMap paste(LabelMap crop) {
        LabelMap whole = LabelMap.allocate(geometry);
        copy(crop.voxels(), cut(whole.voxels(), crop.geometry()));
        return whole;
    }

    private static <T extends Type<T>> void copy(RandomAccessibleInterval<T> from, RandomAccessibleInterval<T> to) {
        Cursor<T> target = Views.flatIterable(to).cursor();
        for (T voxel : Views.flatIterable(from)) {
            target.next().set(voxel);
        }
    }

    /**
     * Analyses a crop at its place.
     *
     * @param focus on the grid of the crop
     * @throws org.lesionlens.volume.UnsuitableImageException also if a box reaches beyond the crop
     * @return what was found, on the grid of the crop
     */
    LesionAnalysis analyze(
            LesionPipeline pipeline, Volume crop, Focus focus, AnalysisSettings settings, Progress progress) {
        focus.boxes().forEach(box -> box.requireIn(crop.geometry()));
        LabelMap inside = paste(focus.region().orElseGet(() -> everywhere(crop.geometry())));
        List<Box> moved = focus.boxes().stream().map(box -> moved(box, 1)).toList();
        LesionAnalysis found =
                pipeline.analyze(Image.of(paste(crop)), new Focus(Optional.of(inside), moved), settings, progress);
        Optional<ProbabilityMap> probability = found.probability().map(map -> {
            ProbabilityMap part = ProbabilityMap.allocate(crop.geometry());
            copy(cut(map.voxels(), crop.geometry()), part.voxels());
            return part;
        });
        LabelMap labels = cut(found.labels(), crop);
        return new LesionAnalysis(
                probability,
                labels,
                measured(labels, probability, crop, found.findings()),
                found.prompts().stream()
                        .map(prompt -> new PromptedLesion(moved(prompt.box(), -1), prompt.lesion()))
                        .toList(),
                found.context().map(context -> cut(context, crop)),
                found.warnings(),
                found.settings(),
                found.seconds());
    }

    /** A box of the crop on this grid, or back. */
    private Box moved(Box box, int way) {
        return box.movedBy(way * corner.get(0), way * corner.get(1), way * corner.get(2));
    }

    private LabelMap cut(LabelMap labels, Volume crop) {
        LabelMap part = LabelMap.allocate(crop.geometry());
        copy(cut(labels.voxels(), crop.geometry()), part.voxels());
        return part;
    }

    private static LabelMap everywhere(VolumeGeometry crop) {
        LabelMap inside = LabelMap.allocate(crop);
        for (UnsignedShortType voxel : Views.iterable(inside.voxels())) {
            voxel.setOne();
        }
        return inside;
    }

    /** Bounding boxes count from the corner of the crop; numbers and classes stay. */
    private static List<Finding> measured(
            LabelMap labels, Optional<ProbabilityMap> probability, Volume crop, List<Finding> found) {
        Map<Integer, Finding> known = found.stream()
                .collect(Collectors.toMap(finding -> finding.lesion().label(), finding -> finding));
        return LesionMeasurements.measure(labels, probability, Optional.of(crop)).stream()
                .map(lesion -> known.get(lesion.label()).with(lesion))
                .toList();
    }
}
