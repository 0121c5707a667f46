package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class SliceThicknessTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    /** Thickness and spacing of neighbours; what the slice is drawn with, and the volume of a voxel in ml. */
    @ParameterizedTest
    @CsvSource({"5, 6, 5", "'', 6, 6", "0, 6, 6", "-1, -6, 6", "2.5, '', 2.5"})
    void aSliceAloneIsAsThickAsItOrItsNeighboursSay(String thickness, String between, double expected)
            throws IOException {
        VolumeGeometry geometry = read(slice(thickness, between)).geometry();
        assertThat(geometry.spacingMm(2)).isEqualTo(expected);
        assertThat(geometry.voxelVolumeMl()).isCloseTo(0.25 * 0.5 * expected / 1000, within(1e-12));
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "0, ''", "-3, 0", "1e308, 1e-320"})
    void ofUnknownThicknessThereIsNoVolumeInMl(String thickness, String between) throws IOException {
        VolumeGeometry geometry = read(slice(thickness, between)).geometry();
        assertThat(geometry.depthKnown()).isFalse();
        assertThat(geometry.placed()).isTrue();
        assertThat(geometry.voxelVolumeMl()).isNaN();
        assertThat(geometry.spacingMm(0)).isEqualTo(0.25);
        assertThat(warnings).singleElement().asString().contains("SliceThickness (0018,0050)", "no volumes in ml");
        assertThat(read(slice(thickness, between).without(0x00180050)).geometry())
                .isEqualTo(geometry);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e10, -1e10, 1e307})
    void aPlaceThatNoDistanceCanBeMeasuredFromIsRefused(double z) throws IOException {
        write("near", DicomBytes.slice(0));
        write("far", DicomBytes.slice(z));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(this::read)
                .withMessageContaining("far: ImagePositionPatient (0020,0032) is ")
                .withMessageContaining("but must lie within 1.0E9 mm of the origin");
    }

    private static DicomBytes slice(String thickness, String between) {
        return DicomBytes.slice(0).text(0x00180050, "DS", thickness).text(0x00180088, "DS", between);
    }

    @Test
    void severalSlicesNeedNoThickness() throws IOException {
        write("a", slice("", ""));
        write("b", DicomBytes.slice(4).without(0x00180050));
        assertThat(read().geometry().voxelVolumeMl()).isCloseTo(0.25 * 0.5 * 4 / 1000, within(1e-12));
        assertThat(warnings).isEmpty();
    }

    private Volume read(DicomBytes only) throws IOException {
        write("only", only);
        return read();
    }

    private Volume read() throws IOException {
        warnings.clear();
        return DicomSeriesReader.read(folder, Optional.empty(), warnings::add);
    }

    private void write(String name, DicomBytes content) throws IOException {
        Files.write(folder.resolve(name), content.array());
    }
}
