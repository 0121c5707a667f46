package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThat;

import ij.measure.ResultsTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lesionlens.cases.CaseLesion;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class LesionTableTest {
    private final StackGrid grid = StackGrid.shown(VolumeGeometry.axisAligned(new long[] {6, 5, 4}, 1, 1, 3));

    private Lesion lesion() {
        LabelMap labels = LabelMap.allocate(grid.geometry());
        labels.voxels().getAt(1, 1, 2).set(1);
        return LesionMeasurements.measure(labels, Optional.empty(), Optional.empty())
                .get(0)
                .withClass("glioma", 0.75);
    }

    @Test
    void whatARadiologistReadsFirstComesFirst() {
        ResultsTable table = LesionTable.empty();
        LesionTable.add(table, "case7", List.of(lesion()), grid);
        assertThat(table.getHeadings())
                .startsWith(
                        "label",
                        "class",
                        "volume_ml",
                        "diameter_mm",
                        "perpendicular_mm",
                        "stack_slice",
                        "mean_probability",
                        "case")
                .containsAll(LesionsCsv.TABLE.header())
                .hasSize(LesionsCsv.TABLE.columns().size() + 1);
        assertThat(table.getValue("stack_slice", 0)).isEqualTo(3);
        assertThat(table.getStringValue("class", 0)).isEqualTo("glioma");
    }

    @Test
    void ofSeveralCasesTheirNamesComeFirst() {
        ResultsTable table = LesionTable.ofCases();
        LesionTable.add(table, LesionsCsv.TABLE.row(new CaseLesion("case7", lesion(), Map.of())));
        LesionTable.add(table, LesionsCsv.TABLE.row(new CaseLesion("case8", lesion(), Map.of())));
        assertThat(table.getHeadings()).startsWith("case", "label", "class").doesNotContain("stack_slice");
        assertThat(table.getStringValue("case", 1)).isEqualTo("case8");
    }

    @Test
    void everyClassHasAColumn() {
        ResultsTable table = LesionTable.empty();
        Map<String, Double> classes = new LinkedHashMap<>();
        classes.put("meningioma", 0.25);
        classes.put("glioma", 0.75);
        LesionTable.add(table, "case7", List.of(lesion()), grid, Map.of(1, classes));
        assertThat(table.getHeadings())
                .containsSubsequence("mean_probability", "probability_meningioma", "probability_glioma", "case");
        assertThat(table.getValue("probability_meningioma", 0)).isEqualTo(0.25);
    }

    @Test
    void withoutAPixelSizeTheSizeInPixelsComesFirst() {
        LabelMap labels = LabelMap.allocate(VolumeGeometry.uncalibrated(4, 4));
        labels.voxels().getAt(1, 1, 0).set(1);
        StackGrid pixels = new StackGrid(labels.geometry(), false, "");
        ResultsTable table = LesionTable.empty();
        LesionTable.add(table, "case7", LesionMeasurements.measure(labels, Optional.empty(), Optional.empty()), pixels);
        assertThat(table.getHeadings()).startsWith("label", "class", "voxels", "stack_slice");
    }
}
