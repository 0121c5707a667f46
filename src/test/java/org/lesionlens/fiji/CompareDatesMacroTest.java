package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.WindowManager;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.VolumeGeometry;

/** Two dates that are open in Fiji. */
class CompareDatesMacroTest extends MacroFixture {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {40, 40, 20}, 1, 1, 1);
    private static final String DATES = "firstdate=2024-01-31 lastdate=20240301";

    private String open(String title, Phantoms.Shape shape) throws IOException {
        Path file = folder("in").resolve(title + ".nii.gz");
        NiftiWriter.FAST.writeMask(file, Phantoms.mask(GRID, shape));
        return "run(\"Open Medical Volume...\", \"path=[" + path(file) + "]\"); rename(\"" + title + "\");";
    }

    private String openBoth() throws IOException {
        return open("before", Phantoms.box(5, 5, 5, 10, 10, 10)) + open("after", Phantoms.box(5, 5, 5, 15, 15, 15));
    }

    private static String compare(String options) {
        return "run(\"Compare Dates...\", \"earlier=before later=after " + options + "\");";
    }

    /** 125 mm3 become 1000 mm3 in 30 days. */
    @Test
    void theTableIsThatOfTheCommandLine() throws IOException {
        IJ.runMacro(openBoth() + compare(DATES));
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.getStringValue("state", 1)).isEqualTo("grown");
        assertThat(table.getStringValue("date", 1)).isEqualTo("2024-03-01");
        assertThat(table.getValue("volume_ml", 1)).isCloseTo(1, within(1e-6));
        assertThat(table.getValue("doubling_days", 1)).isCloseTo(10, within(1e-5));
        assertThat(WindowManager.getImage("Dates of before and after").getWidth())
                .isGreaterThan(600);
    }

    @Test
    void theResponseIsNamedAnUnconfirmedAid() throws IOException {
        assertThat(log(openBoth() + compare(DATES + " organ=brain")))
                .contains("RECIST 1.1: non-CR/non-PD, a computed aid, unconfirmed")
                .contains("RANO 2010: not evaluable (NE)");
    }

    @Test
    void anOrganThatOnlySpeaksOfLymphNodesIsTold() throws IOException {
        assertThat(log(openBoth() + compare(DATES + " organ=nodes")))
                .contains("Compare Dates...: the organ \"nodes\" is not taken for lymph nodes");
        assertThat(log("close(\"*\");" + openBoth() + compare(DATES + " organ=[lymph nodes]")))
                .contains("short axis at least 15 mm")
                .doesNotContain("not taken for");
    }

    @Test
    void wrongChoicesAreToldInASentence() throws IOException {
        assertThat(log(openBoth() + compare("firstdate=03/05/2024 lastdate=2024-06-01")))
                .contains("the image \"before\" has a date in a form that others read as another day");
        assertThat(log("close(\"*\");" + openBoth() + compare("lastdate=2024-06-01")))
                .contains("the image \"before\" has a date that is none");
        assertThat(log("close(\"*\");" + openBoth() + compare("firstdate=2024-06-01 lastdate=2024-06-01")))
                .contains("the earlier date is not before the later one");
        assertThat(log("close(\"*\");" + openBoth() + "run(\"Compare Dates...\", \"earlier=before later=before " + DATES
                        + "\");"))
                .contains("would be compared with itself");
        assertThat(log("close(\"*\");" + openBoth() + compare(DATES + " registration=rigid")))
                .contains("without both images nothing can be registered");
    }
}
