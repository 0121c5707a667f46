package org.lesionlens.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Small masks and what an independent scorer in Python says of them; written by {@code score_reference.py}, which lies
 * beside the file.
 */
final class ScoreReference {
    /** A case; the prediction is null if it is missing. */
    record Case(String name, LabelMap prediction, LabelMap reference) {
        CaseAgreement compare(double minimum) {
            ComparedMasks masks = prediction == null
                    ? ComparedMasks.withoutPrediction(reference)
                    : ComparedMasks.of(prediction, reference);
            return masks.compare(name, name, Comparison.of(minimum));
        }
    }

    private static final JsonNode ROOT = read();

    private ScoreReference() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode node : ROOT.get("cases")) {
            VolumeGeometry grid = grid(node);
            LabelMap prediction = node.get("prediction").isNull() ? null : mask(grid, node.get("prediction"));
            cases.add(new Case(node.get("name").asText(), prediction, mask(grid, node.get("reference"))));
        }
        return cases;
    }

    /** For each smallest lesion: {@code minimum}, {@code line} (the summary), {@code cases} (the figures by name). */
    static JsonNode scores() {
        return ROOT.get("scores");
    }

    private static VolumeGeometry grid(JsonNode node) {
        long[] size = {
            node.get("size").get(0).asLong(),
            node.get("size").get(1).asLong(),
            node.get("size").get(2).asLong()
        };
        JsonNode spacing = node.get("spacing");
        return spacing.isNull()
                ? VolumeGeometry.uncalibrated(size[0], size[1], size[2])
                : VolumeGeometry.axisAligned(
                        size,
                        spacing.get(0).asDouble(),
                        spacing.get(1).asDouble(),
                        spacing.get(2).asDouble());
    }

    private static LabelMap mask(VolumeGeometry grid, JsonNode runs) {
        LabelMap mask = LabelMap.allocate(grid);
        Cursor<UnsignedShortType> voxel = Views.flatIterable(mask.voxels()).cursor();
        for (int run = 0; run < runs.size(); run++) {
            for (int i = 0; i < runs.get(run).asInt(); i++) {
                voxel.next().set(run % 2);
            }
        }
        return mask;
    }

    private static JsonNode read() {
        try (InputStream file = ScoreReference.class.getResourceAsStream("score_reference.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
