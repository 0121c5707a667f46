package org.lesionlens.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lesionlens.explain.Explanation;
import org.lesionlens.explain.SliceExplanation;
import org.lesionlens.io.JsonFiles;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.DisplayOrientation;

/** All files of an explained case's folder. */
record ExplanationResults(CaseResults results, SliceExplanation explanation, List<QueryPoint> points) {
    void write(Path folder) throws IOException {
        List<Explanation> maps = new ArrayList<>(explanation.gates());
        maps.addAll(List.of(
                explanation.allGates(),
                explanation.probability(),
                explanation.attendedDistance(),
                explanation.attentionEntropy()));
        for (Explanation map : maps) {
            write(folder, map.name(), map);
        }
        for (int i = 0; i < points.size(); i++) {
            long[] voxel = voxel(points.get(i));
            write(folder, "attention_" + (i + 1), explanation.attention(voxel));
            write(folder, "reverse_attention_" + (i + 1), explanation.reverseAttention(voxel));
        }
        new ExplanationPicture(results.name(), results.source().volume(), results.analysis(), explanation, points)
                .write(folder.resolve("explanation.png"));
        JsonFiles.write(folder.resolve(CaseFolder.SIDECAR), sidecar());
    }

    private void write(Path folder, String name, Explanation map) throws IOException {
        VolumeFiles.writeMap(folder, name, map.map(), results.source().format());
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
        sidecar.put("explained_slice", explanation.slice());
        sidecar.put("queries", queries);
        return sidecar;
    }

    private long[] voxel(QueryPoint point) {
        return DisplayOrientation.of(results.source().volume().geometry())
                .toVoxel(point.column(), point.row(), explanation.slice());
    }
}
