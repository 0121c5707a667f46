package org.lesionlens.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.lesionlens.cases.BoxesCsv;
import org.lesionlens.cases.CaseBox;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.Label;
import org.lesionlens.pipeline.FoundBox;
import org.lesionlens.volume.VolumeGeometry;

/** Predictions that are boxes, as a detector writes them. */
abstract class EvaluateDetectorFixture extends EvaluateFixture {
    static final String COLUMNS = "case,box,class,score,x_min,y_min,z_min,x_max,y_max,z_max\n";

    /** What a detector's results of a case hold. */
    void detected(String name, VolumeGeometry grid, FoundBox... boxes) throws IOException {
        List<CaseBox> rows =
                List.of(boxes).stream().map(box -> new CaseBox(name, box, grid)).toList();
        BoxesCsv.TABLE.write(Files.createDirectories(predictions.resolve(name)).resolve(BoxesCsv.FILE), rows);
    }

    static FoundBox found(int number, BoundingBox box, String kind, double score) {
        Label label = new Label(1, kind, Optional.empty(), "#FF0000", true);
        return new FoundBox(number, RealBox.of(box), label, score);
    }

    void predictedTable(String... rows) throws IOException {
        predictions = Files.writeString(folder.resolve("predicted.csv"), COLUMNS + String.join("\n", rows) + "\n");
    }

    void referenceTable(String... rows) throws IOException {
        references = Files.writeString(
                folder.resolve("truth.csv"),
                "case,x_min,y_min,z_min,x_max,y_max,z_max,class\n" + String.join("\n", rows) + "\n");
    }
}
