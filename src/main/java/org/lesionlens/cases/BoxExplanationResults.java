package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lesionlens.draw.BoxExplanationPicture;
import org.lesionlens.explain.BoxExplanation;
import org.lesionlens.explain.Explanation;
import org.lesionlens.explain.ExplanationMaps.Excitations;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.FoundBox;

/**
 * All files of a case's folder in which a box of a detector is explained.
 *
 * @param results of a detector
 * @param slice that was looked at, in stored order from 0
 * @param box of that slice
 */
public record BoxExplanationResults(CaseResults results, long slice, FoundBox box, BoxExplanation explanation) {
    public void write(Path folder) throws IOException {
        for (String kind : explanation.kinds()) {
            Explanation map = explanation.map(kind);
            String name = map.name().replaceAll("[^A-Za-z0-9_-]", "_");
            VolumeFiles.writeMap(folder, name, map.map(), results.source().format());
        }
        Excitations network = new Excitations(results.models().segmenter().description(), explanation.excitations());
        ExcitationsCsv.write(folder, List.of(network), explanation.kind());
        BoxesCsv.TABLE.write(folder.resolve(BoxesCsv.FILE), CaseBox.of(results.name(), boxes()));
        new BoxExplanationPicture(results.name(), results.source().image(), boxes(), slice, box, explanation)
                .write(folder.resolve("explanation.png"));
        JsonFiles.write(folder.resolve(CaseFolder.SIDECAR), sidecar());
    }

    private DetectionAnalysis boxes() {
        return (DetectionAnalysis) results.analysis();
    }

    private Map<String, Object> sidecar() {
        Map<String, Object> sidecar = AnalysisSidecar.of(
                results, results.warnings(), results.analysis().seconds());
        sidecar.put("explained_slice", slice);
        sidecar.put("explained_box", box.number());
        Map<String, Double> logits = new LinkedHashMap<>();
        explanation.kinds().forEach(kind -> logits.put(kind, known(explanation.logitInBox(kind))));
        sidecar.put("largest_logit_in_box", logits);
        return sidecar;
    }

    private static Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
