package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Frames of 3 columns and 1 row: 1 2 3 and 4 5 6. */
class StackedFramesTest extends SeriesFixture {
    private static DicomBytes frames() {
        return DicomBytes.slice(0)
                .text(0x00080060, "CS", "CT")
                .text(0x00280008, "IS", "2")
                .shorts(0x00280010, "US", 1)
                .text(0x00180088, "DS", "0.3")
                .text(0x00280030, "DS", "0.25\\0.25");
    }

    @Test
    void framesOfOnePositionAreSlicesAlongTheNormal() throws IOException {
        Volume volume = read(frames());
        assertThat(volume.geometry()).isEqualTo(grid(0.3, 0));
        assertThat(values(volume)).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
        assertThat(warnings)
                .containsExactly(
                        "the 2 frames say one position for all of them: they are taken for slices 0.3000 mm apart"
                                + " (SpacingBetweenSlices (0018,0088) or SliceThickness (0018,0050)), one above the other along the"
                                + " normal");
    }

    private static VolumeGeometry grid(double step, double z) {
        return VolumeGeometry.of(
                new long[] {3, 1, 2}, new double[] {0.25, 0.25, step}, new double[] {-10, -20, z}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
    }

    @Test
    void theThicknessIsTheStepWhereNothingElseIsSaid() throws IOException {
        assertThat(read(frames().without(0x00180088)).geometry()).isEqualTo(grid(5, 0));
        write("only", frames().without(0x00180088).text(0x00180050, "DS", "0"));
        assertThat(refusal()).contains("NumberOfFrames (0028,0008) is 2 but there is one position", "SpacingBetween");
    }

    @Test
    void framesWithoutPositionAreAStackThatLiesNobodyKnowsWhere() throws IOException {
        Volume volume = read(frames().without(0x00200032).without(0x00200037));
        assertThat(volume.geometry()).isEqualTo(VolumeGeometry.unplaced(new long[] {3, 1, 2}, 0.25, 0.25, 0.3));
        assertThat(volume.geometry().depthKnown()).isTrue();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("2 frames say no position: ", "slices 0.3000 mm apart");
    }

    /** As from a movie: a time between frames, or a modality that makes no slices. */
    @Test
    void framesInTimeAreNoSlices() throws IOException {
        DicomBytes movie = frames().without(0x00200032).without(0x00200037);
        assertThat(read(movie.text(0x00181063, "DS", "40")).geometry().depthKnown())
                .isFalse();
        DicomBytes fluoroscopy =
                frames().without(0x00200032).without(0x00200037).text(0x00080060, "CS", "XA");
        assertThat(read(fluoroscopy).geometry().depthKnown()).isFalse();
        assertThat(read(fluoroscopy).geometry().spacingMm(0)).isEqualTo(0.25);
        assertThat(warnings).anyMatch(warning -> warning.contains("points in time"));
    }

    @ParameterizedTest
    @CsvSource({"'0\\40\\41', 0", "'0\\40\\80', 1"})
    void framesThatComeAtUnequalTimesAreToldOf(String times, int told) throws IOException {
        read(frames().without(0x00200032)
                .without(0x00200037)
                .text(0x00280008, "IS", "3")
                .shorts(0x00280011, "US", 2)
                .text(0x00181065, "DS", times));
        assertThat(warnings.stream().filter(warning -> warning.contains("unequal times, 40.00 to 80.00 ms")))
                .hasSize(told);
    }

    @ParameterizedTest
    @CsvSource({
        "0x00181065, DS, '0\\40\\80', '0.0 0.04 0.12'",
        "0x00181063, DS, 50, '0.0 0.05 0.1'",
        "0x00180040, IS, 25, '0.0 0.04 0.08'",
        "0x00181065, DS, '0\\40', ''",
        "0x00181065, DS, '0\\40\\-1', ''",
        "0x00181063, DS, 0, ''",
        "0x00181063, DS, ' ', ''",
        "0x00181063, DS, '1\\2', ''",
        "0x00181063, DS, forty, ''",
        "0x00180040, IS, ' ', ''",
        "0x00180040, IS, '25\\30', ''",
        "0x00181065, DS, 'a\\b\\c', ''",
    })
    void framesSayWhenTheyWereTaken(int attribute, String kind, String value, String seconds) throws IOException {
        write(
                "only",
                frames().without(0x00200032)
                        .without(0x00200037)
                        .text(0x00280008, "IS", "3")
                        .shorts(0x00280011, "US", 2)
                        .text(attribute, kind, value));
        assertThat(DicomSeriesReader.load(folder, new ReadOptions(Optional.empty(), false), warnings::add)
                        .seconds())
                .hasToString("[" + seconds.replace(" ", ", ") + "]");
    }

    /** PS3.3 C.8.8.3.2: offsets from the first, or heights along z, which fall where the normal points down. */
    @ParameterizedTest
    @CsvSource({
        "'0\\2.5', '1\\0\\0\\0\\1\\0', 40",
        "'40\\42.5', '1\\0\\0\\0\\1\\0', 40",
        "'0\\-2.5', '1\\0\\0\\0\\1\\0', 37.5",
        "'40\\37.5', '1\\0\\0\\0\\-1\\0', 40",
    })
    void aDoseGridSaysWhereItsFramesLie(String offsets, String cosines, double z) throws IOException {
        Volume volume = read(frames().text(0x00080060, "CS", "RTDOSE")
                .text(0x00200032, "DS", "-10\\-20\\40")
                .text(0x00200037, "DS", cosines)
                .text(0x3004000c, "DS", offsets)
                .text(0x3004000e, "DS", "0.5"));
        assertThat(volume.geometry().spacingMm(2)).isEqualTo(2.5);
        assertThat(volume.geometry().origin(2)).isEqualTo(z);
        boolean rising = z == 40;
        assertThat(values(volume).subList(0, 3))
                .containsExactly(rising ? 0.5f : 2f, rising ? 1f : 2.5f, rising ? 1.5f : 3f);
        assertThat(warnings).isEmpty();
    }
}
