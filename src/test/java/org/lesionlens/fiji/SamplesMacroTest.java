package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ij.IJ;
import ij.measure.ResultsTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.ModelsFrom;

/** The samples of the menu, with the shipped models. */
class SamplesMacroTest extends MacroFixture {
    private static final Path SAMPLES = Path.of("src/main/resources/org/lesionlens/fiji/sample");

    /** The size that the ellipsoid of each phantom has; of the nodule, 17 pixels wide, the network takes half a pixel more all round. */
    @ParameterizedTest
    @CsvSource({
        "Head MR Phantom, brain-t1ce, volume_ml, 14.95, 5, meningioma",
        "Breast Ultrasound Phantom, breast-ultrasound, area_mm2, 91.2, 5, benign",
        "Lung CT Phantom, lung-nodule, volume_ml, 1.144, 35, malignant"
    })
    void theShippedModelsFindTheOneLesionOfTheirSample(
            String sample, String models, String size, double expected, double percent, String kind) {
        try (ModelsFrom shipped = ModelsFrom.shipped()) {
            assertThat(shipped).isNotNull();
            String logged = log("run(\"" + sample + "\"); run(\"Segment Lesions...\", \"trust=true device=cpu\");"
                    + "print(\"found\", nResults, getResultString(\"class\", 0));");
            assertThat(logged).contains(models + "-segmenter", "found 1 " + kind);
            assertThat(ResultsTable.getResultsTable().getValue(size, 0)).isCloseTo(expected, withinPercentage(percent));
        }
    }

    @Test
    void aSampleOpensOnTheSliceOfItsLesion() {
        assertThat(IJ.runMacro("run(\"Head MR Phantom\"); return getTitle() + \" \" + getSliceNumber();"))
                .isEqualTo("head-phantom 15");
        assertThat(IJ.runMacro("run(\"Lung CT Phantom\"); getVoxelSize(w, h, d, u);"
                        + "return getTitle() + \" \" + getSliceNumber() + \" \" + selectionType + \" \" + d + u;"))
                .isEqualTo("lung-phantom 21 10 1.5mm");
    }

    @Test
    void samplesAreSmall() throws Exception {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            assertThat(files.toList()).hasSize(4).allMatch(file -> file.toFile().length() < 300_000);
        }
    }
}
