package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Labels as RT structure sets, and structure sets as labels. */
class ExportStructuresMacroTest extends MacroFixture {
    private static final String SEGMENT =
            "run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=cpu classify\");";

    private String export() throws IOException {
        return "run(\"Export Segmentation...\", \"folder=[" + path(folder("out")) + "] name=x"
                + " format=nifti,rtstruct csv=false roizip=false\");";
    }

    private Path structures() throws IOException {
        return folder("out").resolve("x_structures.dcm");
    }

    private String openStructures() throws IOException {
        return "run(\"Open Medical Volume...\", \"path=[" + path(structures()) + "]\"); rename(\"b\");";
    }

    @Test
    void structuresAreAReferenceAndAreMeasuredLikeTheLabels() throws IOException {
        assertThat(log(open("phantom_dicom") + SEGMENT + export() + "close(\"*\");"))
                .doesNotContain("Exception");
        String openLabels = "run(\"Open Medical Volume...\", \"path=["
                + path(folder("out").resolve("x_labels.nii.gz")) + "]\"); rename(\"a\");";
        IJ.runMacro(
                openLabels + openStructures() + "run(\"Compare With Reference...\", \"prediction=a reference=b\");");
        assertThat(ResultsTable.getResultsTable().getValue("dice", 0)).isEqualTo(1);
        double[][] found = new double[2][];
        for (int i = 0; i < 2; i++) {
            IJ.runMacro("close(\"*\");" + (i == 0 ? openLabels : openStructures()) + "run(\"Measure Lesions...\");");
            ResultsTable table = ResultsTable.getResultsTable();
            found[i] = new double[] {table.getValue("volume_ml", 0), table.getValue("centroid_z_mm", 0)};
        }
        assertThat(found[1][0]).isCloseTo(found[0][0], within(1e-6)).isPositive();
        assertThat(found[1][1]).isCloseTo(found[0][1], within(0.01));
    }

    /** As of another program, which says nothing of the pixels that contours were made of. */
    @Test
    void contoursAloneLieOnAnOpenImageOfTheirSpace() throws IOException {
        log(open("phantom_dicom") + SEGMENT + export() + "close(\"*\");");
        byte[] bytes = Files.readAllBytes(structures());
        for (int i = 0; i + 8 < bytes.length; i++) { // (3006,004A) becomes (3006,004B)
            boolean said = bytes[i] == 0x06 && bytes[i + 1] == 0x30 && bytes[i + 2] == 0x4a && bytes[i + 3] == 0;
            bytes[i + 2] = said ? 0x4b : bytes[i + 2];
        }
        Files.write(structures(), bytes);
        assertThat(log(openStructures())).contains("in Fiji open the images first");
        String compared = open("phantom_dicom") + openStructures()
                + SEGMENT.replace("run(", "selectWindow(\"phantom_dicom\"); run(")
                + "run(\"Compare With Reference...\", \"prediction=[Labels of phantom_dicom] reference=b\");";
        assertThat(log(compared)).doesNotContain("Exception");
        assertThat(ResultsTable.getResultsTable().getValue("dice", 0)).isEqualTo(1);
    }
}
