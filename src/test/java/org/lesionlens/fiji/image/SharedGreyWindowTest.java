package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.ImagePlus;
import java.util.List;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Two images seen in one grey window, whatever their pixels hold. */
class SharedGreyWindowTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {50, 50, 4}, 1, 1, 1);

    /** A ramp. */
    private static LoadedVolume image(double scale, double shift, String modality) {
        Volume volume = Volume.allocate(GRID);
        Cursor<FloatType> voxel = volume.voxels().localizingCursor();
        while (voxel.hasNext()) {
            voxel.fwd();
            voxel.get().set((float) (shift + scale * (voxel.getIntPosition(0) + 50 * voxel.getIntPosition(1))));
        }
        ImageTraits traits = new ImageTraits(Optional.of(modality), false, false).with(volume);
        return new LoadedVolume(
                volume, VolumeFormat.NIFTI, Optional.empty(), List.of(), traits, Optional.empty(), Optional.empty());
    }

    private static ImagePlus seen(LoadedVolume one, LoadedVolume other, double black, double white) {
        ImagePlus from = FijiVolumes.image("one", one);
        double shift = from.getCalibration().isSigned16Bit() ? 32768 : 0;
        from.setDisplayRange(black + shift, white + shift);
        ImagePlus to = FijiVolumes.image("other", other);
        SharedGreyWindow.between(one, other).apply(from, to);
        return to;
    }

    @Test
    void hounsfieldUnitsAreTheSameInBoth() {
        ImagePlus seen = seen(image(1, -1000, "CT"), image(0.25, 20, "CT"), -160, 240);
        assertThat(seen.getDisplayRangeMin()).isEqualTo(-160);
        assertThat(seen.getDisplayRangeMax()).isEqualTo(240);
        ImagePlus signed = seen(image(0.25, 20, "CT"), image(1, -1000, "CT"), -160, 240);
        assertThat(signed.getDisplayRangeMin()).isEqualTo(-160 + 32768);
        assertThat(signed.getDisplayRangeMax()).isEqualTo(240 + 32768);
    }

    @Test
    void anMrScanOfAnotherScaleIsAsBright() {
        ImagePlus seen = seen(image(1, 0, "MR"), image(3, 100, "MR"), 200, 900);
        assertThat(seen.getDisplayRangeMin()).isCloseTo(100 + 3 * 200, within(1e-6));
        assertThat(seen.getDisplayRangeMax()).isCloseTo(100 + 3 * 900, within(1e-6));
    }

    /** Their pixels are what is seen, and a window would change them for good. */
    @Test
    void coloursStayAsTheyAre() {
        LoadedVolume loaded = image(0.1, 0, "ES");
        LoadedImage colours = new LoadedImage(
                Image.COLOURS.stream()
                        .map(name -> new LoadedImage.Channel(name, loaded))
                        .toList(),
                List.of());
        ImagePlus from = FijiVolumes.image("one", loaded);
        ImagePlus to = FijiVolumes.image("other", colours);
        from.setDisplayRange(10, 40);
        int[] before = to.getPixel(20, 30);
        SharedGreyWindow.between(loaded, loaded).apply(from, to);
        assertThat(to.getPixel(20, 30)).isEqualTo(before);
        assertThat(to.getDisplayRangeMax()).isEqualTo(255);
    }
}
