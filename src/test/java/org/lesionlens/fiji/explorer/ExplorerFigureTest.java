package org.lesionlens.fiji.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplorerFigureTest {
    @ParameterizedTest
    @CsvSource({"case 7, case 7_explanation", "case7.tif, case7_explanation", "a/b:c, a_b_c_explanation"})
    void aFigureIsCalledAsTheCase(String title, String name) {
        assertThat(ExplorerFigure.fileName(new ImagePlus(title, new ByteProcessor(1, 1))))
                .isEqualTo(name);
    }
}
