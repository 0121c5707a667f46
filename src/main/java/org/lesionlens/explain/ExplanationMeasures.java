package org.lesionlens.explain;

import java.util.LinkedHashMap;
import java.util.Map;
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
        measures.put(
                "lesion_share_of_area", mean(lesion, seen(slice.probability().map()), true));
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

    /** 1 where the network saw something. */
    private static Volume seen(Volume map) {
        Volume seen = Volume.allocate(map.geometry());
        Cursor<FloatType> said = Views.flatIterable(map.voxels()).cursor();
        Views.flatIterable(seen.voxels())
                .forEach(voxel -> voxel.set(Float.isNaN(said.next().get()) ? 0 : 1));
        return seen;
    }

    private static void addDistances(Map<String, Object> measures, Explanation distance, Volume lesion) {
        String unit = "_" + distance.unit();
        measures.put(distance.name() + "_in_lesion" + unit, mean(distance.map(), lesion, true));
        measures.put(distance.name() + "_elsewhere" + unit, mean(distance.map(), lesion, false));
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
            float lesionHere = mask.next().get();
            if (!Float.isNaN(voxel.get())) { // where the network saw nothing
                inside += lesionHere * voxel.get();
                all += voxel.get();
            }
        }
        return inside / all;
    }

    /** The mean inside a mask, or outside, where there is something. */
    private static double mean(Volume map, Volume mask, boolean inside) {
        double sum = 0;
        double count = 0;
        Cursor<FloatType> weights = Views.flatIterable(mask.voxels()).cursor();
        for (FloatType voxel : Views.flatIterable(map.voxels())) {
            float masked = weights.next().get();
            double weight = inside ? masked : 1 - masked;
            if (!Float.isNaN(voxel.get())) {
                sum += weight * voxel.get();
                count += weight;
            }
        }
        return sum / count;
    }
}
