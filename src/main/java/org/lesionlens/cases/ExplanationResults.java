package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.draw.ExplanationPicture;
import org.lesionlens.explain.DeletionCurve;
import org.lesionlens.explain.DeletionCurve.Kind;
import org.lesionlens.explain.Explanation;
import org.lesionlens.explain.ExplanationMaps;
import org.lesionlens.explain.ExplanationMeasures;
import org.lesionlens.explain.Faithfulness;
import org.lesionlens.explain.FeatureChoice;
import org.lesionlens.explain.MapKind;
import org.lesionlens.explain.QueryPoint;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.io.table.Table;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Progress;

/** All files of an explained case's folder. */
public record ExplanationResults(
        CaseResults results, ExplanationMaps maps, List<QueryPoint> points, Progress progress) {
    private static final Table<CurvePoint> CURVES = new Table<>(
            Column.text("order", row -> row.curve().order()),
            Column.text("kind", row -> kind(row.curve())),
            Column.number("share", "", row -> row.point().share()),
            Column.number("score", "", row -> row.point().score()));
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L);

    public void write(Path folder, List<FeatureChoice> features, boolean faithfulness, boolean occlusion)
            throws IOException {
        for (MapKind kind : maps.kinds()) {
            if (!kind.isOfPoint() && (occlusion || kind != MapKind.OCCLUSION)) {
                write(folder, kind.name(), kind.make(maps, progress));
            }
        }
        for (int i = 0; i < points.size(); i++) {
            for (MapKind kind : maps.kinds()) {
                if (kind.isOfPoint()) {
                    write(folder, kind.name() + "_" + (i + 1), kind.make(maps, progress, voxel(points.get(i))));
                }
            }
        }
        for (FeatureChoice choice : features) {
            for (Explanation map : choice.maps()) {
                write(folder, map.name(), map);
            }
        }
        ExcitationsCsv.write(folder, maps.excitations(), maps.likeliest());
        FrameWeightsCsv.write(folder, maps.excitations());
        new ExplanationPicture(results.name(), results.source().volume(), results.lesions(), maps, points)
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

    private record CurvePoint(DeletionCurve curve, DeletionCurve.Point point) {
        static Stream<CurvePoint> of(DeletionCurve curve) {
            return curve.points().stream().map(point -> new CurvePoint(curve, point));
        }
    }

    private static String kind(DeletionCurve curve) {
        return curve.kind().name().toLowerCase(Locale.ROOT);
    }

    /** Writes the curves; returns their areas, those in random order averaged. */
    private static Map<String, Double> writeCurves(List<DeletionCurve> curves, Path file) throws IOException {
        CURVES.write(file, curves.stream().flatMap(CurvePoint::of).toList());
        return curves.stream()
                .collect(Collectors.groupingBy(
                        curve -> kind(curve) + "_" + curve.order(),
                        LinkedHashMap::new,
                        Collectors.averagingDouble(DeletionCurve::area)));
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
            ordered.add(MapKind.REGION_ATTENTION.make(maps, progress));
        }
        if (maps.kinds().contains(MapKind.GATES)) {
            ordered.add(maps.slice().allGates());
        }
        ordered.add(maps.slice().probability());
        if (occlusion) {
            ordered.add(MapKind.OCCLUSION.make(maps, progress));
        }
        return ordered;
    }

    private Map<String, Object> sidecar() {
        Map<String, Object> sidecar = AnalysisSidecar.of(
                results, results.warnings(), results.analysis().seconds());
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
