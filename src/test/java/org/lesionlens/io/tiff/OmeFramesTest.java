package org.lesionlens.io.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Volume;

/** Frames of OME-TIFF as the slices of a volume whose third axis is time: pages of 10 k and 10 k + 1. */
class OmeFramesTest {
    private static final ReadOptions SEQUENCE = new ReadOptions(Optional.empty(), false).ofSequence();

    /** Three frames of two channels. */
    private static final String FRAMES = TiffStackTest.OME
            .replaceAll("<TiffData.*/>", "")
            .replace("SizeZ=\"3\" SizeC=\"1\" SizeT=\"1\"", "SizeZ=\"1\" SizeC=\"2\" SizeT=\"3\"");

    @TempDir
    private Path folder;

    private Path file(String ome) throws IOException {
        return Files.write(folder.resolve("cine.ome.tif"), TiffStackTest.pages(ome, 6));
    }

    private static List<Float> values(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }

    @Test
    void framesFollowEachOtherInTheOrderOfTheDimensions() throws IOException {
        Path file = file(FRAMES.replace("XYZCT", "XYCZT"));
        LoadedVolume frames = VolumeFiles.read(file, SEQUENCE);
        assertThat(values(frames.volume())).containsExactly(0f, 1f, 20f, 21f, 40f, 41f);
        assertThat(frames.warnings()).contains("the file has 2 channels: the first is used");
        assertThat(frames.volume().geometry().spacingMm(1)).isEqualTo(2);
        assertThat(frames.volume().geometry().voxelVolumeMl()).isNaN();
        assertThat(VolumeFiles.header(file, SEQUENCE).size()).containsExactly(2L, 1L, 3L);
        assertThat(values(VolumeFiles.read(file, Optional.empty()).volume())).containsExactly(0f, 1f);
        assertThat(values(TiffStack.readFrames(file(FRAMES.replace("XYZCT", "XYTCZ")), 1, warning -> {})))
                .containsExactly(30f, 31f, 40f, 41f, 50f, 51f);
    }

    @Test
    void tiffDataSayWhichPageIsWhichFrame() throws IOException {
        Path file = file(FRAMES.replace(
                "</Pixels>",
                "<TiffData IFD=\"4\" FirstT=\"0\"/><TiffData IFD=\"0\" FirstT=\"1\"/><TiffData IFD=\"2\" FirstT=\"2\"/>"
                        + "<TiffData IFD=\"1\" FirstC=\"1\"/><TiffData IFD=\"3\" FirstC=\"1\" FirstT=\"1\"/>"
                        + "<TiffData IFD=\"5\" FirstC=\"1\" FirstT=\"2\"/></Pixels>"));
        assertThat(values(VolumeFiles.read(file, SEQUENCE).volume())).containsExactly(40f, 41f, 0f, 1f, 20f, 21f);
        assertThat(values(TiffStack.readFrames(file, 1, warning -> {}))).containsExactly(10f, 11f, 30f, 31f, 50f, 51f);
    }

    private static String plane(int frame, int channel, String time) {
        return "<Plane TheZ=\"0\" TheC=\"" + channel + "\" TheT=\"" + frame + "\" DeltaT=\"" + time + "\"/>";
    }

    /** Times of a second channel count for nothing. */
    @ParameterizedTest
    @CsvSource({
        "'', 0.5 1.5 4.5, '0.0, 1.0, 4.0', '1000 to 3000 ms'",
        "'', 0.5 1.5 2.55, '0.0, 1.0, 2.05', ''",
        "'', 3 2 4, '', do not rise",
        "'', 3 2 1, '', do not rise",
        "'', 3 2, '', ''",
        "TimeIncrement=\"40\" TimeIncrementUnit=\"ms\", '', '0.0, 0.04, 0.08', ''",
        "TimeIncrement=\"40\" TimeIncrementUnit=\"Ms\", '', '', ''",
        "TimeIncrement=\"2\", 0 0 0, '0.0, 2.0, 4.0', ''",
        "TimeIncrement=\"2\", 1 x 9, '0.0, 2.0, 4.0', ''",
        "TimeIncrement=\"2\", 0 1 2, '0.0, 1.0, 2.0', ''",
        "TimeIncrement=\"2\" TimeIncrementUnit=\"pixel\", '', '', ''",
        "TimeIncrement=\"-1\", '', '', ''",
    })
    void framesSayWhenTheyWereTaken(String increment, String times, String seconds, String told) throws IOException {
        StringBuilder planes = new StringBuilder();
        String[] all = times.isEmpty() ? new String[0] : times.split(" ");
        for (int frame = 0; frame < all.length; frame++) {
            planes.append(plane(frame, 0, all[frame])).append(plane(frame, 1, "7"));
        }
        LoadedVolume frames = VolumeFiles.read(
                file(FRAMES.replace(" SizeX", " " + increment + " SizeX").replace("</Pixels>", planes + "</Pixels>")),
                SEQUENCE);
        assertThat(frames.seconds()).hasToString("[" + seconds + "]");
        assertThat(frames.warnings().stream().filter(warning -> warning.contains("(DeltaT)")))
                .hasSize(told.isEmpty() ? 0 : 1)
                .allSatisfy(warning -> assertThat(warning).contains(told));
    }

    @Test
    void deltaTMayNameItsUnit() throws IOException {
        String planes = (plane(0, 0, "1") + plane(1, 0, "2") + plane(2, 0, "4")).replace("/>", " DeltaTUnit=\"min\"/>");
        LoadedVolume frames = VolumeFiles.read(file(FRAMES.replace("</Pixels>", planes + "</Pixels>")), SEQUENCE);
        assertThat(frames.seconds()).containsExactly(0.0, 60.0, 180.0);
        assertThat(frames.warnings())
                .contains(
                        "the frames follow each other in unequal times, 6.000e+04 to 1.200e+05 ms (DeltaT): a model that"
                                + " sees neighbouring frames takes them as they come");
    }

    @ParameterizedTest
    @CsvSource({
        "finterval=0.25, '0.0, 0.25, 0.5'",
        "finterval=50|tunit=ms, '0.0, 0.05, 0.1'",
        "finterval=x, ''",
        "loop=false, ''"
    })
    void imageJSaysTheTimeBetweenFrames(String lines, String seconds) throws IOException {
        Path file = Files.write(
                folder.resolve("cine.tif"),
                TiffStackTest.pages("ImageJ=1.54p\nimages=3\nframes=3\n" + lines.replace('|', '\n') + "\n", 3));
        assertThat(VolumeFiles.read(file, SEQUENCE).seconds()).hasToString("[" + seconds + "]");
        assertThat(VolumeFiles.read(file, Optional.empty()).seconds()).isEmpty();
    }

    /** It is written as an escape. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00b5s", "\u03bcs", "us"})
    void imageJMayNameMicroseconds(String unit) throws IOException {
        ImagePlus image = IJ.createHyperStack("cine", 2, 2, 1, 1, 3, 8);
        image.getCalibration().frameInterval = 250_000;
        image.getCalibration().setTimeUnit(unit);
        Path file = folder.resolve("cine.tif");
        assertThat(new FileSaver(image).saveAsTiff(file.toString())).isTrue();
        assertThat(VolumeFiles.read(file, SEQUENCE).seconds()).containsExactly(0.0, 0.25, 0.5);
    }

    @Test
    void framesOfSeveralSlicesAreRefused() throws IOException {
        Path deep = file(FRAMES.replace("SizeZ=\"1\" SizeC=\"2\"", "SizeZ=\"2\" SizeC=\"1\""));
        assertThatThrownBy(() -> VolumeFiles.read(deep, SEQUENCE))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(
                        "has 3 frames of 2 slices but the model sees pictures that follow each other in time");
    }
}
