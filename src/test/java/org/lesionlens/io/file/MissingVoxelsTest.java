package org.lesionlens.io.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class MissingVoxelsTest {
    @TempDir
    Path folder;

    @Test
    void howMuchIsMissingIsSaidAndStaysMissing() throws IOException {
        LoadedVolume loaded = read(5);
        assertThat(loaded.warnings()).containsExactly("5 of 40 voxels (13 %) are NaN: they are taken for background");
        assertThat(loaded.volume().voxels().getAt(0, 4, 0).get()).isNaN();
        assertThat(loaded.volume().voxels().getAt(1, 4, 0).get()).isEqualTo(7);
        assertThat(read(0).warnings()).isEmpty();
    }

    @Test
    void anImageOfNothingIsRefused() {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(40))
                .withMessageContaining("has no number in any of its 40 voxels (all are NaN)");
    }

    private LoadedVolume read(int missing) throws IOException {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {4, 5, 2}, 1, 1, 3));
        int index = 0;
        for (int z = 0; z < 2; z++) {
            for (int x = 0; x < 4; x++) {
                for (int y = 0; y < 5; y++) {
                    volume.voxels().getAt(x, y, z).set(index++ < missing ? Float.NaN : 7);
                }
            }
        }
        NiftiWriter.FAST.writeVolume(folder.resolve("v.nii"), volume);
        return VolumeFiles.read(folder.resolve("v.nii"), Optional.empty());
    }
}
