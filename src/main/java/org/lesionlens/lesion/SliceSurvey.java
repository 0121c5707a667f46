package org.lesionlens.lesion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ConstantUtils;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/** Goes through a label map slice by slice, and adds up for each label what its sections say. */
final class SliceSurvey {
    private final LabelMap labels;
    private final RandomAccessibleInterval<FloatType> probability;
    private final int sliceAxis;
    private final Map<Integer, SectionSums> lesions = new TreeMap<>();

    private SliceSurvey(LabelMap labels, RandomAccessibleInterval<FloatType> probability) {
        this.labels = labels;
        this.probability = probability;
        this.sliceAxis = labels.geometry().sliceAxis();
    }

    /** The lesions by rising label. */
    static List<Lesion> of(LabelMap labels, Optional<ProbabilityMap> probability) {
        SliceSurvey survey = new SliceSurvey(
                labels,
                probability
                        .map(ProbabilityMap::voxels)
                        .orElseGet(() -> ConstantUtils.constantRandomAccessibleInterval(
                                new FloatType(Float.NaN), labels.voxels())));
        for (long slice = 0; slice < labels.geometry().size(survey.sliceAxis); slice++) {
            survey.add(slice);
        }
        List<Lesion> lesions = new ArrayList<>();
        survey.lesions.forEach((label, sums) -> lesions.add(Lesion.unclassified(label, sums.measurements())));
        return lesions;
    }

    private void add(long slice) {
        sections(slice)
                .forEach((label, section) -> lesions.computeIfAbsent(label, first -> new SectionSums(labels.geometry()))
                        .add(slice, section));
    }

    private Map<Integer, Section> sections(long slice) {
        Map<Integer, Section> sections = new HashMap<>();
        Cursor<UnsignedShortType> label = Views.flatIterable(Views.hyperSlice(labels.voxels(), sliceAxis, slice))
                .localizingCursor();
        RandomAccess<FloatType> value =
                Views.hyperSlice(probability, sliceAxis, slice).randomAccess();
        while (label.hasNext()) {
            int number = label.next().get();
            if (number != 0) {
                sections.computeIfAbsent(number, first -> new Section())
                        .add(
                                label.getLongPosition(0),
                                label.getLongPosition(1),
                                value.setPositionAndGet(label).get());
            }
        }
        return sections;
    }
}
