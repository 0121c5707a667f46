package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cases.CentroidsTest;
import org.lesionlens.cases.WrittenCentroids;
import org.lesionlens.io.dicom.SourceImages;

/** Where Fiji's table says that lesions lie, as files of results do in {@link CentroidsTest}. */
class CentroidsMacroTest extends MacroFixture {
    private static final double MM = 0.01;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4})
    void lesionsLieWhereTheirPixelsDoOnAllStorageOrders(double angle) throws IOException {
        List<SourceImages> orders = CentroidsTest.orders(angle);
        assertThat(orders).hasSize(48);
        for (int i = 0; i < orders.size(); i++) {
            Path series = orders.get(i).write(folder("series" + i));
            String said =
                    log("run(\"Open Medical Volume...\", \"path=[" + path(series) + "]\"); setThreshold(1500, 4095);"
                            + "run(\"Convert to Mask\", \"background=Dark black\"); run(\"Measure Lesions...\");");
            assertThat(centroid(ResultsTable.getResultsTable()))
                    .as(said)
                    .containsExactly(
                            WrittenCentroids.ofImages(series, List.of(value -> value >= 1500))
                                    .get(0),
                            within(MM));
            closeAll();
        }
    }

    /** Of all parts together. */
    private static double[] centroid(ResultsTable table) {
        double[] centroid = new double[3];
        double voxels = 0;
        for (int row = 0; row < table.size(); row++) {
            double weight = table.getValue("voxels", row);
            voxels += weight;
            for (int axis = 0; axis < 3; axis++) {
                centroid[axis] += weight * table.getValue("centroid_" + "xyz".charAt(axis) + "_mm", row);
            }
        }
        return new double[] {centroid[0] / voxels, centroid[1] / voxels, centroid[2] / voxels};
    }
}
