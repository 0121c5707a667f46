package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.Padding.Range;
import org.lesionlens.volume.Volume;

/** Which intensities are padding follows from the stored numbers that attributes name. */
class SlicePaddingTest {
    private static final int VALUE = 0x00280120;
    private static final int LIMIT = 0x00280121;

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    /** Whatever the representation of the attribute is, PixelRepresentation says whether there is a sign. */
    @ParameterizedTest
    @CsvSource({"1, SS, -2000, -2000", "1, US, 63536, -2000", "0, US, 63536, 63536", "0, SS, -2000, 63536"})
    void theValueIsAStoredNumberWithTheSignOfPixels(int signed, String vr, int declared, float padding)
            throws IOException {
        Volume volume = read(DicomBytes.slice(0)
                .shorts(0x00280103, "US", signed)
                .shorts(VALUE, vr, declared)
                .shorts(0x7fe00010, "OW", -2000, 2, 3, 4, 5, -2000));
        assertThat(volume.padding()).isEqualTo(new Padding(padding, padding));
        assertThat(tissue(volume)).containsExactly(Float.NaN, 2f, 3f, 4f, 5f, Float.NaN);
        assertThat(volume.voxels().getAt(0, 0, 0).get()).isEqualTo(padding);
    }

    @ParameterizedTest
    @CsvSource({"-2000, -1998", "-1998, -2000"})
    void aRangeGoesThroughTheRescaling(int value, int limit) throws IOException {
        DicomBytes slice = DicomBytes.slice(0)
                .text(0x00281053, "DS", "-2")
                .text(0x00281052, "DS", "10")
                .shorts(VALUE, "SS", value)
                .shorts(LIMIT, "SS", limit)
                .shorts(0x7fe00010, "OW", -2000, -1999, -1998, -1997, -2001, 6);
        assertThat(read(slice).padding()).isEqualTo(new Padding(4006, 4010));
        assertThat(tissue(read(slice))).containsExactly(Float.NaN, Float.NaN, Float.NaN, 4004f, 4012f, -2f);
    }

    @Test
    void mirroredGreyMirrorsItsPadding() throws IOException {
        Volume volume = read(DicomBytes.slice(0)
                .text(0x00280004, "CS", "MONOCHROME1")
                .shorts(VALUE, "SS", -2000)
                .shorts(0x7fe00010, "OW", -2000, 1, 2, 3, 4, 5));
        assertThat(volume.padding()).isEqualTo(new Padding(1999, 1999)); // -1 - number
        assertThat(tissue(volume)).containsExactly(Float.NaN, -2f, -3f, -4f, -5f, -6f);
    }

    @Test
    void aNumberThatNoPixelCanHaveIsNoPadding() throws IOException {
        Volume volume = read(DicomBytes.slice(0)
                .shorts(0x00280101, "US", 12)
                .shorts(0x00280102, "US", 11)
                .shorts(0x00280103, "US", 0)
                .shorts(VALUE, "US", 63536));
        assertThat(volume.padding()).isEqualTo(Padding.NONE);
    }

    /** As in PET: one stored number, a slope a slice. */
    @Test
    void slicesOfOtherSlopesHaveTheirOwnPadding() throws IOException {
        for (int k = 0; k < 2; k++) {
            write(
                    "s" + k,
                    DicomBytes.slice(5 * k)
                            .text(0x00281053, "DS", k == 0 ? "2" : "0.5")
                            .text(0x00281052, "DS", "0")
                            .shorts(VALUE, "SS", -8)
                            .shorts(0x7fe00010, "OW", -8, -32, 3, 4, 5, -2));
        }
        Volume volume = read();
        assertThat(volume.padding()).isEqualTo(new Padding(List.of(new Range(-16, -16), new Range(-4, -4))));
        assertThat(tissue(volume))
                .containsExactly(Float.NaN, -64f, 6f, 8f, 10f, -4f, Float.NaN, -16f, 1.5f, 2f, 2.5f, -1f);
    }

    @ParameterizedTest
    @CsvSource({"CT, -2000, 0, true", "CT, -2000, -1024, true", "CT, 0, -1024, false", "MR, -2000, 0, false"})
    void aSurroundOfCtThatIsDarkerThanAirIsPaddingWithANote(
            String modality, int surround, String intercept, boolean padded) throws IOException {
        Volume volume = read(ctSlice(surround, intercept).text(0x00080060, "CS", modality));
        float value = surround + Float.parseFloat(intercept);
        assertThat(volume.padding()).isEqualTo(padded ? new Padding(value, value) : Padding.NONE);
        if (padded) {
            assertThat(warnings).singleElement().asString().contains("surrounded by " + (int) value + " HU", "padding");
        } else {
            assertThat(warnings).isEmpty();
        }
    }

    /** Metal artefacts and noise are darker than air too, but are no surround. */
    @Test
    void darkValuesElsewhereAreTissue() throws IOException {
        DicomBytes slice = ctSlice(7, "0").shorts(0x7fe00010, "OW", pixels(7, -1500));
        assertThat(read(slice).padding()).isEqualTo(Padding.NONE);
    }

    @Test
    void aDeclaredSurroundNeedsNoNote() throws IOException {
        assertThat(read(ctSlice(-2000, "0").shorts(VALUE, "SS", -2000)).padding())
                .isEqualTo(new Padding(-2000, -2000));
        assertThat(warnings).isEmpty();
        assertThat(read(ctSlice(-2000, "0").shorts(VALUE, "SS", -3000)).padding())
                .isEqualTo(new Padding(-3000, -2000));
        assertThat(warnings).hasSize(1);
        assertThat(read(ctSlice(-2000, "-1024").shorts(VALUE, "SS", 0)).padding())
                .isEqualTo(new Padding(-3024, -1024));
    }

    private static DicomBytes ctSlice(int surround, String intercept) {
        return DicomBytes.slice(0)
                .text(0x00080060, "CS", "CT")
                .shorts(0x00280010, "US", 6)
                .shorts(0x00280011, "US", 5)
                .text(0x00281053, "DS", "1")
                .text(0x00281052, "DS", intercept)
                .shorts(0x7fe00010, "OW", pixels(surround, 40));
    }

    /** Six rows of five; the last two are surround. */
    private static int[] pixels(int surround, int tissue) {
        int[] pixels = new int[30];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i >= 20 ? surround : tissue + i;
        }
        return pixels;
    }

    /** Steps of 4, 4 and 8 mm: the middle of the last step lies half way between tissue of 30 and 50. */
    @Test
    void resamplingDoesNotBlendPaddingIntoTissue() throws IOException {
        int[][] stored = {
            {-2000, 10, 10, 10, 10, 10}, {-2000, -2000, 20, 20, 20, 20},
            {-2000, -2000, 30, 30, 30, 30}, {-2000, 50, -2000, 50, 50, 50}
        };
        double[] heights = {0, 4, 8, 14};
        for (int k = 0; k < 4; k++) {
            write(
                    "s" + k,
                    DicomBytes.slice(heights[k]).shorts(VALUE, "SS", -2000).shorts(0x7fe00010, "OW", stored[k]));
        }
        Volume volume =
                DicomSeriesReader.read(folder, new ReadOptions(Optional.empty(), true), warnings::add, window -> {});
        List<Float> tissue = tissue(volume);
        assertThat(volume.geometry().spacingMm(2)).isEqualTo(3.5);
        assertThat(tissue.subList(0, 6)).containsExactly(Float.NaN, 10f, 10f, 10f, 10f, 10f);
        assertThat(tissue.subList(6, 12)).containsExactly(Float.NaN, Float.NaN, 18.75f, 18.75f, 18.75f, 18.75f);
        assertThat(tissue.subList(18, 24).get(0)).isNaN();
        assertThat(tissue.subList(18, 24)).allMatch(value -> Float.isNaN(value) || value >= 30);
        assertThat(tissue.subList(24, 30)).containsExactly(Float.NaN, 50f, Float.NaN, 50f, 50f, 50f);
    }

    private static List<Float> tissue(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.tissue()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }

    private Volume read(DicomBytes only) throws IOException {
        write("only", only);
        return read();
    }

    private Volume read() throws IOException {
        return DicomSeriesReader.read(folder, Optional.empty(), warnings::add);
    }

    private void write(String name, DicomBytes content) throws IOException {
        Files.write(folder.resolve(name), content.array());
    }
}
