package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.table.CsvTable;

/** What the image is like inside a lesion, from menus and macros. */
class IntensityMacroTest extends MacroFixture {
    private static final String MEASURE = "selectImage(\"Labels of phantom\"); run(\"Measure Lesions...\");";

    private ImagePlus phantom;
    private double mean;

    @BeforeEach
    void segment() throws IOException {
        phantom = showPhantom();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false\");");
        mean = mean();
    }

    private static double mean() {
        return ResultsTable.getResultsTable().getValue("mean_intensity", 0);
    }

    private static double measured(String macro) {
        IJ.runMacro(macro);
        return mean();
    }

    @Test
    void theyAreThoseOfThePixelsUnderTheLabel() {
        ImagePlus labels = WindowManager.getImage("Labels of phantom");
        List<Double> inside = new ArrayList<>();
        for (int slice = 1; slice <= labels.getNSlices(); slice++) {
            for (int i = 0; i < labels.getWidth() * labels.getHeight(); i++) {
                if (labels.getStack().getProcessor(slice).get(i) == 1) {
                    inside.add((double) phantom.getStack().getProcessor(slice).getf(i));
                }
            }
        }
        assertThat(mean)
                .isCloseTo(inside.stream().mapToDouble(each -> each).average().orElseThrow(), within(1e-3));
        assertThat(ResultsTable.getResultsTable().getValue("p90_intensity", 0))
                .isBetween(mean, inside.stream().mapToDouble(each -> each).max().orElseThrow());
    }

    @Test
    void measuringAgainAndClassifyingGiveTheSame() {
        assertThat(measured(MEASURE)).isEqualTo(mean);
        assertThat(measured("run(\"Measure Lesions...\");"))
                .as("the new label image")
                .isEqualTo(mean);
        assertThat(measured("selectImage(\"phantom\"); rename(\"other\");" + MEASURE))
                .as("under another name")
                .isEqualTo(mean);
        assertThat(measured("selectImage(\"other\");"
                        + "run(\"Classify Lesions...\", \"lesions=[Labels of phantom] device=cpu\");"))
                .isEqualTo(mean);
    }

    /** A lesion that was corrected has those of its new voxels. */
    @Test
    void whatIsPaintedCounts() {
        double painted = measured("selectImage(\"Labels of phantom\");"
                + "for (s = 1; s <= nSlices; s++) { setSlice(s); changeValues(0, 0, 1); }" + MEASURE);
        double sum = 0;
        for (int slice = 1; slice <= phantom.getNSlices(); slice++) {
            sum += phantom.getStack().getProcessor(slice).getStats().mean;
        }
        assertThat(painted).isCloseTo(sum / phantom.getNSlices(), within(1e-3));
    }

    /** Of another image with this name and size, or of one that was changed, nobody would see that it is the wrong one. */
    @Test
    void thoseOfAnImageThatWasChangedOrClosedAreUnknown() throws IOException {
        int before = phantom.getStack().getProcessor(1).get(0);
        phantom.getStack().getProcessor(1).set(0, before + 1);
        assertThat(measured(MEASURE)).isNaN();
        phantom.getStack().getProcessor(1).set(0, before);
        assertThat(measured(MEASURE)).isEqualTo(mean);
        assertThat(exported()).isEqualTo(Double.toString(mean));
        phantom.changes = false;
        phantom.close();
        assertThat(measured(MEASURE)).isNaN();
        assertThat(exported()).isEmpty();
    }

    private String exported() throws IOException {
        IJ.runMacro("selectImage(\"Labels of phantom\"); run(\"Export Segmentation...\", \"folder=["
                + path(folder("out")) + "] name=a overwrite=true\");");
        return CsvTable.read(folder("out").resolve("a_lesions.csv")).get(0).get("mean_intensity");
    }
}
