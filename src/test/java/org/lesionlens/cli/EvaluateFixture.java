package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Folders of predictions and references whose masks are boxes, so that figures are known in closed form. */
abstract class EvaluateFixture {
    static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {20, 20, 10}, 1, 1, 1);
    static final BoundingBox BIG = new BoundingBox(2, 2, 2, 6, 6, 6);
    static final BoundingBox FAR = new BoundingBox(12, 12, 2, 16, 16, 6);

    @TempDir
    Path folder;

    Path predictions;
    Path references;

    @BeforeEach
    void layOutFolders() throws IOException {
        predictions = Files.createDirectory(folder.resolve("predictions"));
        references = Files.createDirectory(folder.resolve("references"));
    }

    static LabelMap boxes(Map<BoundingBox, Integer> values) {
        LabelMap map = LabelMap.allocate(GRID);
        values.forEach((box, value) -> {
            for (long z = box.zMin(); z < box.zMax(); z++) {
                for (long y = box.yMin(); y < box.yMax(); y++) {
                    for (long x = box.xMin(); x < box.xMax(); x++) {
                        map.voxels().getAt(x, y, z).set(value);
                    }
                }
            }
        });
        return map;
    }

    static void put(Path file, Map<BoundingBox, Integer> values) throws IOException {
        Files.createDirectories(file.getParent());
        NiftiWriter.FAST.writeLabels(file, boxes(values));
    }

    /** A result as analyze writes it: numbers of lesions with their mean probabilities. */
    void result(String name, Map<BoundingBox, Integer> numbers, double... scores) throws IOException {
        put(predictions.resolve(name + "/mask.nii.gz"), numbers);
        put(predictions.resolve(name + "/labels.nii.gz"), numbers);
        StringBuilder rows = new StringBuilder("case,label,mean_probability\n");
        for (int i = 0; i < scores.length; i++) {
            rows.append(name + "," + (i + 1) + "," + scores[i] + "\n");
        }
        Files.writeString(predictions.resolve(name + "/lesions.csv"), rows);
    }

    CommandLineRun run(String... options) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of("evaluate", predictions, references, "--output", folder.resolve("scores.csv")),
                        Stream.of(options))
                .toArray());
    }

    CommandLineRun done(String... options) {
        CommandLineRun run = run(options);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    List<Map<String, String>> rows(String word) throws IOException {
        return CsvTable.read(folder.resolve("scores" + word + ".csv"));
    }

    Map<String, String> summary(String label, String metric) throws IOException {
        return rows("-summary").stream()
                .filter(row ->
                        row.get("label").equals(label) && row.get("metric").equals(metric))
                .findFirst()
                .orElseThrow();
    }

    double pooled(String metric) throws IOException {
        return Double.parseDouble(summary("", metric).get("pooled"));
    }

    void cases(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            put(references.resolve("c" + i + ".nii.gz"), Map.of(BIG, 1));
            result("c" + i, Map.of(new BoundingBox(2, 2, 2, 6, 6, 3 + i % 4), 1), 0.9);
        }
    }

    Path table(String text) throws IOException {
        return Files.writeString(folder.resolve("cases.csv"), text);
    }
}
