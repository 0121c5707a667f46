package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.draw.ExplanationPicture;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.DeletionCurve;
import org.lesionlens.explain.DeletionCurve.Kind;
import org.lesionlens.explain.Explanation;
import org.lesionlens.explain.ExplanationMaps;
import org.lesionlens.explain.ExplanationMeasures;
import org.lesionlens.explain.Faithfulness;
import org.lesionlens.explain.FeatureChoice;
import org.lesionlens.explain.QueryPoint;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Progress;

/** All files of an explained case's folder. */
public record ExplanationResults(
        CaseResults results, ExplanationMaps maps, List<QueryPoint> points, Progress progress) {
    private static final String OCCLUSION = "occlusion";
    private static final List<String> EXCITATION_COLUMNS = List.of(
            "network", "excitation", "channel", "weight", "class", "class_mean", "class_deviation", "departure");
    private static final List<String> CURVE_COLUMNS = List.of("order", "kind", "share", "score");
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L);

    public void write(Path folder, List<FeatureChoice> features, boolean faithfulness, boolean occlusion)
            throws IOException {
        for (String name : maps.names()) {
            if (!ExplanationMaps.isOfPoint(name) && (occlusion || !name.equals(OCCLUSION))) {
                write(folder, name, maps.map(name, progress));
            }
        }
        for (int i = 0; i < points.size(); i++) {
            for (String name : maps.names()) {
                if (ExplanationMaps.isOfPoint(name)) {
                    write(folder, name + "_" + (i + 1), maps.map(name, progress, voxel(points.get(i))));
                }
            }
        }
        for (FeatureChoice choice : features) {
            for (Explanation map : choice.maps()) {
                write(folder, map.name(), map);
            }
        }
        CsvTable.write(folder.resolve("excitations.csv"), EXCITATION_COLUMNS, excitations());
        new ExplanationPicture(results.name(), results.source().volume(), results.analysis(), maps, points)
                .write(folder.resolve("explanation.png"));
        Map<String, Object> sidecar = sidecar();
        Optional<Faithfulness> asked = faithfulness ? maps.faithfulness() : Optional.empty();
        if (asked.isPresent()) {
            List<DeletionCurve> curves = curves(asked.get(), ordered(occlusion));
            sidecar.put("faithfulness", writeCurves(curves, folder.resolve("faithfulness.csv")));
        }
        JsonFiles.write(folder.resolve(CaseFolder.SIDECAR), sidecar);
    }

    private void write(Path folder, String name, Explanation map) throws IOException {
        VolumeFiles.writeMap(folder, name, map.map(), results.source().format());
    }

    private List<List<String>> excitations() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (ExplanationMaps.Excitations network : maps.excitations()) {
            for (ChannelExcitation block : network.blocks()) {
                for (int channel = 0; channel < block.weights().length; channel++) {
                    rows.add(row(network.model().name(), block, channel));
                }
            }
        }
        return rows;
    }

    private List<String> row(String network, ChannelExcitation block, int channel) {
        boolean known = block.usual().isPresent();
        return List.of(
                network,
                block.block(),
                Integer.toString(channel),
                CsvTable.number(block.weights()[channel]),
                maps.likeliest(),
                known ? CsvTable.number(block.usual().get().mean()[channel]) : "",
                known ? CsvTable.number(block.usual().get().deviation()[channel]) : "",
                known ? CsvTable.number(block.departure(channel)) : "");
    }

    /** Writes the curves; returns their areas, those in random order averaged. */
    private static Map<String, Object> writeCurves(List<DeletionCurve> curves, Path file) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> areas = new LinkedHashMap<>();
        for (DeletionCurve curve : curves) {
            String kind = curve.kind().name().toLowerCase(Locale.ROOT);
            for (int i = 0; i < curve.shares().length; i++) {
                rows.add(List.of(
                        curve.order(), kind, CsvTable.number(curve.shares()[i]), CsvTable.number(curve.scores()[i])));
            }
            areas.computeIfAbsent(kind + "_" + curve.order(), key -> new ArrayList<>())
                    .add(curve.area());
        }
        CsvTable.write(file, CURVE_COLUMNS, rows);
        Map<String, Object> means = new LinkedHashMap<>();
        areas.forEach((name, values) -> means.put(
                name, values.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
        return means;
    }

    private List<DeletionCurve> curves(Faithfulness faithfulness, List<Explanation> ordered) {
        List<DeletionCurve> curves = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Explanation map : ordered) {
                curves.add(faithfulness.curve(map, kind, progress));
            }
            curves.add(faithfulness.curveOfLesion(kind, progress));
            SEEDS.forEach(seed -> curves.add(faithfulness.curveAtRandom(seed, kind, progress)));
        }
        return curves;
    }

    /** The maps whose order is tried; occlusion, which asked the network itself, as the control. */
    private List<Explanation> ordered(boolean occlusion) {
        List<Explanation> ordered = new ArrayList<>();
        if (maps.slice().hasAttention()) {
            ordered.add(maps.slice().attentionOf(maps.lesionMask()));
        }
        if (maps.names().contains("gates")) {
            ordered.add(maps.slice().allGates());
        }
        ordered.add(maps.slice().probability());
        if (occlusion) {
            ordered.add(maps.map(OCCLUSION, progress));
        }
        return ordered;
    }

    private Map<String, Object> sidecar() {
        Map<String, Object> sidecar =
                AnalysisSidecar.of(results, results.analysis().seconds());
        List<Map<String, Object>> queries = new ArrayList<>();
        for (QueryPoint point : points) {
            Map<String, Object> query = new LinkedHashMap<>();
            query.put("name", point.name());
            query.put("voxel", voxel(point));
            queries.add(query);
        }
        sidecar.put("explained_slice", maps.slice().slice());
        sidecar.put("queries", queries);
        sidecar.put("measures", ExplanationMeasures.of(maps));
        return sidecar;
    }

    private long[] voxel(QueryPoint point) {
        return DisplayOrientation.of(results.source().volume().geometry())
                .toVoxel(point.column(), point.row(), maps.slice().slice());
    }
}
