package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.VolumeGeometry;

/** Volumes of NRRD and MetaImage as the slices of one whose third axis is time: bytes from 0 on. */
class FramesOfVolumesTest {
    private static final ReadOptions SPACE = new ReadOptions(Optional.empty(), false);
    private static final String LPS = "space: left-posterior-superior\nspace origin: (5,6,7)\n";

    @TempDir
    private Path folder;

    private Path file(String name, String header, int bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < bytes; i++) {
            out.write(i);
        }
        return Files.write(folder.resolve(name), out.toByteArray());
    }

    private Path nrrd(String sizes, String more) throws IOException {
        return file(
                "cine.nrrd",
                "NRRD0004\ntype: uchar\ndimension: " + sizes.split(" ").length + "\nsizes: " + sizes
                        + "\nencoding: raw\n" + more + "\n",
                24);
    }

    private Path metaImage(String sizes, String spacings) throws IOException {
        return file(
                "cine.mha",
                "NDims = 4\nDimSize = " + sizes + "\nElementType = MET_UCHAR\nOffset = 5 6 7 0\nElementSpacing = "
                        + spacings + "\nElementDataFile = LOCAL\n",
                24);
    }

    private static List<Float> values(LoadedVolume loaded) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(loaded.volume().voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }

    /** 3 x 2 pixels, four times. */
    private static void assertFourFrames(Path file) throws IOException {
        LoadedVolume frames = VolumeFiles.read(file, SPACE.ofSequence());
        VolumeGeometry grid = frames.volume().geometry();
        assertThat(grid.size()).containsExactly(3, 2, 4);
        assertThat(values(frames)).hasSize(24).startsWith(0f, 1f).endsWith(22f, 23f);
        assertThat(grid.spacingMm(0)).isEqualTo(0.5);
        assertThat(grid.spacingMm(1)).isEqualTo(0.25);
        assertThat(grid.voxelVolumeMl()).isNaN();
        assertThat(frames.warnings()).noneMatch(warning -> warning.contains("the first is used"));
        assertThat(VolumeFiles.header(file, SPACE.ofSequence())
                        .sketch()
                        .orElseThrow()
                        .geometry())
                .isEqualTo(grid);
        assertThat(values(VolumeFiles.read(file, SPACE))).containsExactly(0f, 1f, 2f, 3f, 4f, 5f);
    }

    @ParameterizedTest
    @CsvSource({
        "3 2 1 4, '', 0.5 0.25 2 0.04",
        "3 2 1 4, kinds: space space space time, 0.5 0.25 2 0.04",
        "3 2 1 4 1, '', 0.5 0.25 2 0.04 1",
        "3 2 1 4, kinds: domain domain domain list, 0.5 0.25 2 nan",
        "3 2 4, kinds: space space time, 0.5 0.25 0.04"
    })
    void volumesOfNrrdAreFrames(String sizes, String kinds, String spacings) throws IOException {
        assertFourFrames(nrrd(sizes, (kinds.isEmpty() ? "" : kinds + "\n") + "spacings: " + spacings + "\n"));
    }

    @Test
    void framesOfNrrdLieWhereItsSliceDoes() throws IOException {
        Path file = nrrd("3 2 1 4", LPS + "space directions: (0.5,0,0) (0,0.25,0) (0,0,2) none\n");
        assertFourFrames(file);
        assertThat(VolumeFiles.read(file, SPACE.ofSequence())
                        .volume()
                        .geometry()
                        .toWorld(new double[] {2, 0, 0}))
                .containsExactly(6, 6, 7);
    }

    /** Units are in quotes, here apostrophes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "3 2 1 4   | spacings: 1 1 1 40; units: 'mm' 'mm' 'mm' 'ms' | 0.0, 0.04, 0.08, 0.12",
                "3 2 1 4 1 | spacings: 1 1 1 2 1; units: 'mm' 'mm' 'mm' 's' 's' | 0.0, 2.0, 4.0, 6.0",
                "3 2 4     | spacings: 1 1 2; units: 'mm' 'mm' 'sec'; kinds: domain domain time | 0.0, 2.0, 4.0, 6.0",
                "3 2 4     | spacings: 1 1 2; units: 'mm' 'mm' 's' | 0.0, 2.0, 4.0, 6.0",
                "3 2 1 4   | space directions: (1,0,0) (0,1,0) (0,0,1) none; spacings: nan nan nan 2; units: '' '' '' 's'"
                        + " | 0.0, 2.0, 4.0, 6.0",
                "3 2 1 4   | space directions: (1,0,0) (0,1,0) (0,0,1) none; spacings: none none none 2; units: '' '' '' 's'"
                        + " | 0.0, 2.0, 4.0, 6.0",
                "3 2 1 4   | space directions: (1,0,0) (0,1,0) (0,0,1) none; spacings: 1 1 1 x; units: '' '' '' 's' | ``",
                "3 2 1 4   | spacings: 1 1 1 -2; units: 'mm' 'mm' 'mm' 's' | ``",
                "3 2 1 4   | spacings: 1 1 1 2; units: 'mm' 'mm' 'mm' 'Ms' | ``",
                "3 2 1 4   | spacings: 1 1 1 2; units: 'mm' 'mm' 'mm' 'mm' | ``",
                "3 2 1 4   | spacings: 1 1 1 2 | ``",
                "3 2 1 4   | spacings: 1 1 1 nan; units: 'mm' 'mm' 'mm' 's' | ``",
                "3 2 1 4   | units: 'mm' 'mm' 'mm' 's' | ``",
                "3 2 4     | spacings: 1 1 2; units: 'mm' 'mm' 'mm' | ``",
            })
    void framesOfNrrdAreTimedByAUnitOfTime(String sizes, String fields, String seconds) throws IOException {
        Path file = nrrd(sizes, fields.replace("; ", "\n").replace('\'', '"') + "\n");
        LoadedVolume frames = VolumeFiles.read(file, SPACE.ofSequence());
        assertThat(values(frames)).hasSize(24);
        assertThat(frames.seconds()).hasToString("[" + seconds + "]");
        assertThat(VolumeFiles.read(file, SPACE).seconds()).isEmpty();
    }

    @Test
    void volumesOfMetaImageAreFrames() throws IOException {
        assertFourFrames(metaImage("3 2 1 4", "0.5 0.25 2 1"));
    }

    @Test
    void volumesOfSeveralSlicesAreRefused() throws IOException {
        List<Path> files = List.of(nrrd("3 2 2 2", "spacings: 1 1 1 1\n"), metaImage("3 2 2 2", "1 1 1 1"));
        for (Path file : files) {
            assertThatThrownBy(() -> VolumeFiles.read(file, SPACE.ofSequence()))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining(
                            "holds 2 volumes of 2 slices but the model sees pictures that follow each other");
            assertThatThrownBy(() -> VolumeFiles.header(file, SPACE.ofSequence()))
                    .isInstanceOf(MalformedFileException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3 2 1 2 2|spacings: 1 1 1 1 1", "3 2 1 4|kinds: space space space covariant-vector"})
    void axesThatAreNotTimeAreRefused(String fields) throws IOException {
        String[] parts = fields.split("\\|");
        Path file = nrrd(parts[0], parts[1] + "\n");
        assertThatThrownBy(() -> VolumeFiles.read(file, SPACE.ofSequence()))
                .hasMessageContaining("holds 4 volumes of 1 slice, not all of them in time, but");
    }

    /** As of NIfTI. */
    @Test
    void volumesThatAreChannelsAreNoFrames() throws IOException {
        for (Path file : List.of(nrrd("3 2 2 2", "spacings: 1 1 1 1\n"), metaImage("3 2 2 2", "1 1 1 1"))) {
            ChannelInput both = ChannelInput.whole(file, SPACE.ofSequence());
            assertThat(ImageFiles.headers(List.of(both), List.of("a", "b")))
                    .allSatisfy(header -> assertThat(header.size()).containsExactly(3L, 2L, 2L));
            assertThat(values(ImageFiles.read(List.of(both), List.of("a", "b"))
                            .channels()
                            .get(1)
                            .loaded()))
                    .startsWith(12f, 13f);
        }
    }
}
