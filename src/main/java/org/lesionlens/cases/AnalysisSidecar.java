package org.lesionlens.cases;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.dicom.DicomVolume;
import org.lesionlens.model.Detection;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.ModelStanding;
import org.lesionlens.pipeline.SoftwareVersion;
import org.lesionlens.volume.VolumeGeometry;

/** What makes a result traceable ({@code analysis.json}): models, settings, device, versions, fingerprint, times. */
final class AnalysisSidecar {
    private AnalysisSidecar() {}

    /** No patient data: neither paths nor header texts. */
    static Map<String, Object> of(CaseResults results, List<String> warnings, Map<String, Double> seconds) {
        List<OnnxModel> models = new ArrayList<>(List.of(results.models().segmenter()));
        results.models().classifier().ifPresent(models::add);
        Map<String, Object> sidecar = new LinkedHashMap<>();
        sidecar.put("notice", "For research use only; not a medical device.");
        sidecar.put("case", results.name());
        sidecar.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        sidecar.put("input", input(results, warnings));
        sidecar.put("models", models.stream().map(AnalysisSidecar::model).toList());
        sidecar.put("settings", results.analysis().settings().byName());
        CaseFinding.of(results).describe(sidecar);
        sidecar.put("software", software());
        sidecar.put("seconds", seconds);
        return sidecar;
    }

    private static Map<String, Object> input(CaseResults results, List<String> warnings) {
        VolumeGeometry geometry = results.source().volume().geometry();
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("format", results.source().format().name().toLowerCase(Locale.ROOT));
        results.server().ifPresent(server -> input.put("server", server));
        input.put("sha256_of_voxels", Fingerprint.of(results.source().volume()));
        input.put("size", geometry.size());
        if (geometry.placed()) {
            input.put("affine_lps_mm", geometry.affine());
        } else if (geometry.calibrated()) {
            input.put("spacing_mm", new double[] {geometry.spacingMm(0), geometry.spacingMm(1), geometry.spacingMm(2)});
        }
        if (geometry.calibrated() && !geometry.depthKnown()) {
            input.put("depth_known", false);
        }
        results.source().first().part().ifPresent(part -> input.put("volume_of_series", part(part)));
        List<Map<String, Object>> parts = ReadPart.written(results.inputs());
        if (!parts.isEmpty()) {
            input.put(ReadPart.MEMBER, parts);
        }
        if (results.source().channels().size() > 1) {
            input.put(
                    "channels",
                    results.source().channels().stream()
                            .map(AnalysisSidecar::channel)
                            .toList());
        }
        input.put("warnings", warnings);
        return input;
    }

    /** A channel as the networks see it. */
    private static Map<String, Object> channel(LoadedImage.Channel channel) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", channel.name());
        entry.put("format", channel.loaded().format().name().toLowerCase(Locale.ROOT));
        channel.loaded().traits().modality().ifPresent(modality -> entry.put("modality", modality));
        entry.put("sha256_of_voxels", Fingerprint.of(channel.loaded().volume()));
        channel.loaded().part().ifPresent(part -> entry.put("volume_of_series", part(part)));
        return entry;
    }

    /** Which volume of a series, and what tells it from the others. */
    private static Map<String, Object> part(DicomVolume part) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("number", part.number());
        entry.put("told_by", part.marks());
        entry.put("slices", part.slices());
        return entry;
    }

    private static Map<String, Object> model(OnnxModel model) {
        Model description = model.description();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", description.name());
        entry.put("version", description.identity().version());
        entry.put("sha256", description.network().weights().get(0).sha256());
        description.purpose().bodyPart().ifPresent(part -> entry.put(WrittenSidecar.BODY_PART, part.byName()));
        entry.put("precision", description.network().precision().toString());
        description.detection().ifPresent(detection -> entry.putAll(detection(detection)));
        entry.put(
                "labels",
                description.labels().stream().map(AnalysisSidecar::label).toList());
        entry.put("check", ModelStanding.of(description).toString());
        description.identity().licence().ifPresent(licence -> entry.put("licence", licence));
        entry.put("cite", description.identity().citations());
        entry.put("device", model.device().toString());
        entry.put("device_notes", model.notes());
        return entry;
    }

    /** What figures of its boxes rest on. */
    private static Map<String, Object> detection(Detection detection) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("least_score", detection.leastScore());
        entry.put("thresholds", detection.thresholds());
        detection.hit().ifPresent(hit -> entry.put("hit", hit.text()));
        return entry;
    }

    private static Map<String, Object> label(Label label) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("value", label.value());
        entry.put("name", label.name());
        label.code().ifPresent(code -> entry.put("code", code.byName()));
        entry.put("color", label.color());
        entry.put("lesion", label.lesion());
        return entry;
    }

    private static Map<String, Object> software() {
        Map<String, Object> software = new LinkedHashMap<>();
        software.put("lesionlens", SoftwareVersion.text());
        software.put("onnxruntime", OnnxModel.runtimeVersion());
        software.put("java", System.getProperty("java.version"));
        software.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return software;
    }
}
