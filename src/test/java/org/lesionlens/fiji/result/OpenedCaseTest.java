package org.lesionlens.fiji.result;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.cases.Case;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.cli.SequenceFiles;
import org.lesionlens.inference.ColourFramesModel;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.dicom.ColourPictures;
import org.lesionlens.io.dicom.ColourPictures.Kind;
import org.lesionlens.io.file.ReadOptions;

class OpenedCaseTest {
    @TempDir
    private Path folder;

    private Case item(String ending) {
        ReadOptions options = new ReadOptions(Optional.empty(), false);
        return new Case(
                "cine",
                List.of(
                        new ChannelInput("first", folder.resolve("cine" + ending), options),
                        new ChannelInput("second", folder.resolve("second" + ending), options)),
                Case.About.NOTHING);
    }

    /** Slices 2.5 mm apart that a model took for frames, and frames of a file of four dimensions. */
    @ParameterizedTest
    @CsvSource({".nii.gz", ".nii"})
    void framesAreShownAndMeasuredAsTheyWereAnalysed(String ending) throws IOException {
        SequenceFiles.write(folder);
        SequenceFiles.inFourDimensions(folder, "cine", 1, 4);
        SequenceFiles.inFourDimensions(folder, "second", 1, 4);
        String channels = "first=" + folder.resolve("cine" + ending) + ",second=" + folder.resolve("second" + ending);
        CommandLineRun run = SequenceFiles.run(folder, "analyze", channels);
        assertThat(run.code()).as(run.err()).isZero();
        OpenedCase opened = OpenedCase.done(item(ending), folder.resolve("out/cine"));
        assertThat(opened.image().getStackSize()).isEqualTo(4);
        ResultsTable table = opened.lesions().orElseThrow().table().table();
        assertThat(table.getColumn("voxels")).containsExactly(64, 18);
        assertThat(table.getColumn("area_mm2")).containsExactly(4, 2.25);
        assertThat(table.getColumn("volume_ml")).containsOnly(Double.NaN);
        assertThat(table.getColumn("centroid_x_mm")).containsOnly(Double.NaN);
    }

    /** Red in three frames, of which the first has none before it; the white patch stays. */
    @Test
    void dicomInColourIsShownSoAndMeasuredAsItWasAnalysed() throws IOException {
        BufferedImage picture = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 80; pixel++) {
            picture.setRGB(8 + pixel % 10, 6 + pixel / 10, 0xc80000);
        }
        Path file = Files.write(
                folder.resolve("cine.dcm"),
                ColourPictures.of(Kind.YBR_FULL, List.of(picture, picture, picture))
                        .array());
        CommandLineRun run = CommandLineRun.of(
                "analyze",
                file,
                "--output",
                folder.resolve("out"),
                "--model",
                ColourFramesModel.write(folder.resolve("models"), "reds"),
                "--device",
                "cpu");
        assertThat(run.code()).as(run.err()).isZero();
        Case item = new Case("cine", file, new ReadOptions(Optional.empty(), false));
        OpenedCase opened = OpenedCase.done(item, folder.resolve("out/cine"));
        assertThat(opened.image().getType()).isEqualTo(ImagePlus.COLOR_RGB);
        assertThat(opened.image().getStackSize()).isEqualTo(3);
        assertThat(opened.image().getPixel(9, 7)).startsWith(200, 0, 0);
        ResultsTable table = opened.lesions().orElseThrow().table().table();
        assertThat(table.getColumn("area_mm2")).containsExactly(20);
        assertThat(table.getColumn("mean_intensity")).containsExactly(200);
        assertThat(OpenedCase.failed(item).image().getType()).isEqualTo(ImagePlus.COLOR_RGB);
    }
}
