package org.lesionlens.lesion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import net.imglib2.Cursor;
import net.imglib2.Interval;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ConstantUtils;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** Goes through labels slice by slice, and adds up for each of them what its sections say. */
final class SliceSurvey {
    private final RandomAccessibleInterval<UnsignedShortType> labels;
    private final IntPredicate wanted;
    private final RandomAccessibleInterval<FloatType> probability;
    private final VolumeGeometry geometry;
    private final Map<Integer, SectionSums> lesions = new TreeMap<>();

    private SliceSurvey(
            RandomAccessibleInterval<UnsignedShortType> labels,
            IntPredicate wanted,
            RandomAccessibleInterval<FloatType> probability,
            VolumeGeometry geometry) {
        this.labels = labels;
        this.wanted = wanted;
        this.probability = probability;
        this.geometry = geometry;
    }

    /** The lesions by rising label. */
    static List<Lesion> of(LabelMap labels, Optional<ProbabilityMap> probability) {
        return new SliceSurvey(labels.voxels(), label -> label != 0, values(labels, probability), labels.geometry())
                .lesions();
    }

    /** The lesions of some labels, of which no voxel outside of a part of the map counts. */
    static List<Lesion> of(
            LabelMap labels, Interval within, IntPredicate wanted, Optional<ProbabilityMap> probability) {
        return new SliceSurvey(
                        Views.interval(labels.voxels(), within), wanted, values(labels, probability), labels.geometry())
                .lesions();
    }

    private static RandomAccessibleInterval<FloatType> values(LabelMap labels, Optional<ProbabilityMap> probability) {
        return probability
                .map(ProbabilityMap::voxels)
                .orElseGet(() ->
                        ConstantUtils.constantRandomAccessibleInterval(new FloatType(Float.NaN), labels.voxels()));
    }

    private List<Lesion> lesions() {
        int axis = geometry.sliceAxis();
        for (long slice = labels.min(axis); slice <= labels.max(axis); slice++) {
            add(axis, slice);
        }
        List<Lesion> found = new ArrayList<>();
        lesions.forEach((label, sums) -> found.add(Lesion.unclassified(label, sums.measurements())));
        return found;
    }

    private void add(int sliceAxis, long slice) {
        sections(sliceAxis, slice)
                .forEach((label, section) -> lesions.computeIfAbsent(label, first -> new SectionSums(geometry))
                        .add(slice, section));
    }

    private Map<Integer, Section> sections(int sliceAxis, long slice) {
        Map<Integer, Section> sections = new HashMap<>();
        Cursor<UnsignedShortType> label =
                Views.flatIterable(Views.hyperSlice(labels, sliceAxis, slice)).localizingCursor();
        RandomAccess<FloatType> value =
                Views.hyperSlice(probability, sliceAxis, slice).randomAccess();
        int last = 0;
        Section section = null; // of the voxel before: a lookup for each takes most of the time
        while (label.hasNext()) {
            int number = label.next().get();
            if (number != last) {
                last = number;
                section = wanted.test(number) ? sections.computeIfAbsent(number, first -> new Section()) : null;
            }
            if (section != null) {
                section.add(
                        label.getLongPosition(0),
                        label.getLongPosition(1),
                        value.setPositionAndGet(label).get());
            }
        }
        return sections;
    }
}
