package org.lesionlens.explain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;

/** What the maps of a slice say in numbers; empty where the slice cuts no lesion. */
public final class ExplanationMeasures {
    private ExplanationMeasures() {}

    public static Map<String, Object> of(ExplanationMaps maps) {
        Map<String, Object> measures = new LinkedHashMap<>();
        if (maps.lesion().isEmpty()) {
            return measures;
        }
        SliceExplanation slice = maps.slice();
        Volume lesion = maps.lesionMask();
        measures.put("lesion", maps.lesion().getAsInt());
        measures.put("lesion_share_of_area", mean(lesion, Optional.empty(), true));
        for (Explanation gate : slice.gates()) {
            measures.put(gate.name() + "_share_in_lesion", share(gate.map(), lesion));
        }
        if (!slice.gates().isEmpty()) {
            measures.put("gates_share_in_lesion", share(slice.allGates().map(), lesion));
        }
        if (slice.hasAttention()) {
            addDistances(measures, slice.attendedDistance(), lesion);
            addDistances(measures, slice.evenDistance(), lesion);
        }
        SortedMap<Integer, Double> stability = maps.stability();
        if (!stability.isEmpty()) {
            measures.put("mirror_stability", stability);
        }
        maps.classes().ifPresent(classes -> addClasses(measures, classes));
        return measures;
    }

    private static void addDistances(Map<String, Object> measures, Explanation distance, Volume lesion) {
        String unit = "_" + distance.unit();
        measures.put(distance.name() + "_in_lesion" + unit, mean(distance.map(), Optional.of(lesion), true));
        measures.put(distance.name() + "_elsewhere" + unit, mean(distance.map(), Optional.of(lesion), false));
    }

    private static void addClasses(Map<String, Object> measures, ClassActivation classes) {
        String likeliest = classes.likeliest();
        measures.put("class_of_slice", likeliest);
        measures.put("class_activation_share_in_lesion", classes.shareInLesion(likeliest));
        measures.put("lesion_share_of_patch", classes.areaShare());
    }

    private static double share(Volume map, Volume lesion) {
        double inside = 0;
        double all = 0;
        Cursor<FloatType> mask = Views.flatIterable(lesion.voxels()).cursor();
        for (FloatType voxel : Views.flatIterable(map.voxels())) {
            inside += mask.next().get() * voxel.get();
            all += voxel.get();
        }
        return inside / all;
    }

    /** The mean inside the mask, or outside; of all voxels if there is no mask. */
    private static double mean(Volume map, Optional<Volume> mask, boolean inside) {
        double sum = 0;
        double count = 0;
        Cursor<FloatType> weights =
                Views.flatIterable(mask.orElse(map).voxels()).cursor();
        for (FloatType voxel : Views.flatIterable(map.voxels())) {
            float lesion = weights.next().get();
            double weight = mask.isEmpty() ? 1 : inside ? lesion : 1 - lesion;
            sum += weight * voxel.get();
            count += weight;
        }
        return sum / count;
    }
}
