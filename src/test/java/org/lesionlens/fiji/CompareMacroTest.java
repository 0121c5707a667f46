package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ij.IJ;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.SegmentationBytes;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Masks whose places are known are compared by them. */
class CompareMacroTest extends MacroFixture {
    private static final String COMPARE = "run(\"Compare With Reference...\", \"prediction=a reference=b\");";

    private static String openAs(Path file, String title) {
        return "run(\"Open Medical Volume...\", \"path=[" + path(file) + "]\"); rename(\"" + title + "\");";
    }

    private static String openMask() {
        return openAs(DATA.resolve("phantom_mask.nii.gz"), "a");
    }

    private static double value(String column) {
        return ResultsTable.getResultsTable().getValue(column, 0);
    }

    private static String note() {
        return ResultsTable.getResultsTable().getStringValue("note", 0);
    }

    @Test
    void aReferenceStoredInAnotherOrderIsTheSameMask() throws IOException {
        Volume mask = VolumeFiles.read(DATA.resolve("phantom_mask.nii.gz"), Optional.empty())
                .volume();
        Path turned = folder("in").resolve("turned.nii.gz");
        NiftiWriter.FAST.writeVolume(turned, Grids.storedInAllWays(mask).get(29));
        IJ.runMacro(openMask() + openAs(turned, "b") + COMPARE);
        assertThat(value("dice")).isEqualTo(1);
        assertThat(value("hd95_mm")).isZero();
        assertThat(note()).contains("another order or direction");
        assertThat(IJ.getImage().getTitle()).isEqualTo("Agreement of a and b");
    }

    /** Every figure of a case, on the same files. */
    @Test
    void theTableHasTheNumbersOfTheCommandLine() throws IOException {
        Path in = folder("in");
        Path predictions = Files.createDirectories(in.resolve("predictions"));
        Path references = Files.createDirectories(in.resolve("references"));
        LabelMap mask = VolumeFiles.readLabels(DATA.resolve("phantom_mask.nii.gz"));
        NiftiWriter.FAST.writeMask(references.resolve("a.nii.gz"), mask);
        for (int z = 0; z < 15; z++) {
            Views.hyperSlice(mask.voxels(), 2, z).forEach(voxel -> voxel.set(0));
        }
        mask.voxels().getAt(3, 4, 5).set(1);
        NiftiWriter.FAST.writeMask(predictions.resolve("a.nii.gz"), mask);
        Path table = in.resolve("scores.csv");
        assertThat(CommandLineRun.of("evaluate", predictions, references, "--output", table)
                        .code())
                .isZero();
        IJ.runMacro(
                openAs(predictions.resolve("a.nii.gz"), "a") + openAs(references.resolve("a.nii.gz"), "b") + COMPARE);
        Map<String, String> row = CsvTable.read(table).get(0);
        List<String> shown = List.of(ResultsTable.getResultsTable().getHeadings());
        int compared = 0;
        for (Map.Entry<String, String> figure : row.entrySet()) {
            String column = Map.of("hd95", "hd95_mm", "assd", "assd_mm", "lesion_f1_iou10", "f1")
                    .getOrDefault(figure.getKey(), figure.getKey());
            if (figure.getValue().matches("-?[0-9.]+") && !column.equals("case")) {
                assertThat(shown).contains(column);
                assertThat(value(column))
                        .as(column)
                        .isCloseTo(Double.parseDouble(figure.getValue()), withinPercentage(1e-3));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
    }

    @Test
    void aReferenceThatLiesElsewhereIsRefused() throws IOException {
        LabelMap mask = VolumeFiles.readLabels(DATA.resolve("phantom_mask.nii.gz"));
        double[][] affine = mask.geometry().affine();
        affine[1][3] += 30;
        VolumeGeometry moved = VolumeGeometry.fromAffine(mask.geometry().size(), affine);
        Path file = folder("in").resolve("moved.nii.gz");
        NiftiWriter.FAST.writeMask(file, new LabelMap(mask.voxels(), moved));
        assertThat(log(openMask() + openAs(file, "b") + COMPARE)).contains("do not cover the same part of the patient");
    }

    /** The lesion lies in slices 13 to 17, of which the part has two. */
    @Test
    void aPartOfAStackIsComparedWithTheWhole() {
        IJ.runMacro(openMask() + "run(\"Duplicate...\", \"title=b duplicate range=3-14\");" + COMPARE);
        assertThat(value("dice")).isBetween(0.1, 0.99);
        assertThat(note()).contains("outside the field of the reference");
        IJ.runMacro(
                "close(\"*\");" + openMask() + "run(\"Duplicate...\", \"title=b duplicate range=2-19\");" + COMPARE);
        assertThat(value("dice")).isEqualTo(1);
        assertThat(note()).contains("different grids");
    }

    @Test
    void anImageOfUnknownPlaceIsComparedAsShownAndThatIsSaid() {
        String unknown = "getDimensions(w, h, c, n, t); newImage(\"b\", \"8-bit black\", w, h, n);";
        assertThat(log(openMask() + unknown + COMPARE))
                .contains("Compare With Reference...: nobody knows where the image \"b\"");
        assertThat(value("dice")).isZero();
        assertThat(note()).contains("the reference is empty", "pixel by pixel");
    }

    @Test
    void aDicomSegmentationIsOpenedAsALabelImage() throws IOException {
        SegmentationBytes segmentation = new SegmentationBytes(4, 3).measure(0x00180088, "2");
        segmentation.frame(7, 0, 0, 2, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0);
        segmentation.frame(7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        Path file = Files.write(folder("in").resolve("seg.dcm"), segmentation.array());
        IJ.runMacro(openAs(file, "a"));
        assertThat(IJ.getImage().getNSlices()).isEqualTo(2);
        assertThat(IJ.getImage().getStack().getProcessor(2).getStats().max).isEqualTo(7);
        IJ.runMacro("run(\"Duplicate...\", \"title=b duplicate\");" + COMPARE);
        assertThat(value("dice")).isEqualTo(1);
    }
}
