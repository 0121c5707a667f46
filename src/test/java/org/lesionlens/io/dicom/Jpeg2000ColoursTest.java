package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.jaiimageio.jpeg2000.J2KImageWriteParam;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.file.ReadOptions;

/** What JPEG 2000 data and the attributes of a file say of colours, alike and not. All pixels are 200, 30, 60. */
class Jpeg2000ColoursTest extends SeriesFixture {
    private static final ReadOptions READING = new ReadOptions(Optional.empty(), false);
    private static final String LOSSLESS = "1.2.840.10008.1.2.4.90";
    private static final String LOSSY = "1.2.840.10008.1.2.4.91";
    private static final int SIDE = 16;

    private static byte[] codestream(boolean transform, boolean lossless) throws IOException {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            picture.setRGB(pixel % SIDE, pixel / SIDE, 0xc81e3c);
        }
        ImageWriter writer = new J2KImageWriterSpi().createWriterInstance();
        J2KImageWriteParam form = (J2KImageWriteParam) writer.getDefaultWriteParam();
        form.setComponentTransformation(transform);
        form.setLossless(lossless);
        form.setFilter(lossless ? J2KImageWriteParam.FILTER_53 : J2KImageWriteParam.FILTER_97);
        form.setWriteCodeStreamOnly(true);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), form);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private List<Float> colour(String photometric, byte[] codestream, String syntax) throws IOException {
        DicomBytes attributes = JpegFiles.colours(1, SIDE, SIDE, 8)
                .text(0x00280004, "CS", photometric)
                .syntax(syntax);
        Files.write(folder.resolve("only"), JpegFiles.file(attributes, codestream));
        return DicomSeriesReader.loadColours(folder, READING, warnings::add).stream()
                .map(colour -> colour.volume().voxels().getAt(5, 5, 0).get())
                .toList();
    }

    /** What pydicom 3.0 and GDCM 3.0 read of the same, by a codestream of another encoder. */
    @ParameterizedTest
    @CsvSource({
        "RGB, true, 200, 30, 60, ''",
        "RGB, false, 200, 30, 60, ''",
        "YBR_RCT, true, 200, 30, 60, ''",
        "YBR_ICT, true, 200, 30, 60, ''",
        "YBR_RCT, false, 200, 30, 60, have no colour transform",
        "YBR_ICT, false, 200, 30, 60, have no colour transform",
        "YBR_FULL, false, 105, 255, 26, ''",
        "YBR_FULL, true, 105, 255, 26, have a colour transform",
        "YBR_FULL_422, true, 105, 255, 26, have a colour transform",
    })
    void coloursAreThoseOfOtherReadersWithAWordWhereTheFileContradictsItself(
            String photometric, boolean transform, float red, float green, float blue, String said) throws IOException {
        assertThat(colour(photometric, codestream(transform, true), LOSSLESS)).containsExactly(red, green, blue);
        List<String> doubts = warnings.stream()
                .filter(warning -> warning.contains("JPEG 2000 data have"))
                .toList();
        assertThat(doubts)
                .hasSize(said.isEmpty() ? 0 : 1)
                .allMatch(warning ->
                        warning.contains("its colours are " + photometric + " but its JPEG 2000 data " + said));
    }

    @Test
    void aTransformThatLosesIsUndoneToo() throws IOException {
        List<Float> found = colour("YBR_ICT", codestream(true, false), LOSSY);
        assertThat(found.get(0)).isCloseTo(200, within(2f));
        assertThat(found.get(1)).isCloseTo(30, within(2f));
        assertThat(found.get(2)).isCloseTo(60, within(2f));
        assertThat(warnings).noneMatch(warning -> warning.contains("JPEG 2000"));
    }
}
