package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** With the networks of {@code models/tiny/neighbours}. */
class NeighboursFitTest {
    private static final VolumeGeometry VOLUME = VolumeGeometry.axisAligned(new long[] {32, 20, 5}, 1, 1, 2.5);
    private static final VolumeGeometry SLICE = VolumeGeometry.axisAligned(new long[] {32, 20, 1}, 1, 1, 2.5);

    private static Model read(String name) throws IOException {
        return Model.read(TinyModels.FOLDER.resolve("neighbours").resolve(name));
    }

    private static String warning(VolumeGeometry grid, String model) throws IOException {
        return NeighboursFit.warning(grid, read(model)).orElse("");
    }

    @Test
    void aListSaysThatFramesMakeASequence() throws IOException {
        assertThat(ModelChoices.use(read("weighted-frames"))).startsWith("sequences of frames of ");
        assertThat(ModelChoices.use(read("weighted-slices")))
                .startsWith("volumes, slice by slice with their neighbours, of ");
    }

    @Test
    void aModelOfNeighboursSaysWhatIsDoneWithASingleImage() throws IOException {
        assertThat(warning(SLICE, "weighted-slices"))
                .contains("5 neighbouring slices", "put in the place of its neighbours", "the whole volume");
        assertThat(warning(SLICE, "weighted-frames")).contains("4 neighbouring frames", "the whole sequence");
    }

    @Test
    void framesThatAreTakenForSlicesAreWarnedOf() throws IOException {
        assertThat(warning(VOLUME.withoutDepth(), "weighted-slices")).contains("taken for slices");
        assertThat(warning(VolumeGeometry.uncalibrated(32, 20, 5), "weighted-slices"))
                .contains("taken for slices");
    }

    @Test
    void theThirdAxisOfAVolumeIsTimeForAModelOfFramesWhichIsSaid() throws IOException {
        assertThat(warning(VOLUME, "weighted-frames"))
                .contains("third axis of the image for time", "nothing is measured in ml");
        assertThat(ModelFit.ofForm(seen(VOLUME, 2), read("weighted-frames"))).isEmpty();
        assertThat(ModelFit.ofForm(seen(SLICE, 2), read("weighted-frames")))
                .hasValueSatisfying(why -> assertThat(why).contains("has one"));
    }

    /** Picture and overlay would show columns and call them frames. */
    @Test
    void framesAlongAnotherAxisThanTheThirdAreRefused() throws IOException {
        Model model = read("weighted-frames");
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {8, 20, 32}, 2.5, 1, 1);
        Image sequence = Image.of(new Volume(ArrayImgs.floats(grid.size()), grid));
        assertThatThrownBy(() -> NeighboursFit.seen(sequence, model))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("slices along the first");
    }

    private static SeenImage seen(VolumeGeometry grid, int channels) {
        ImageTraits plain = new ImageTraits(Optional.empty(), false, false);
        return new SeenImage(grid, Collections.nCopies(channels, plain), false);
    }

    @Test
    void imagesThatHaveWhatIsSeenGetNoWarning() throws IOException {
        assertThat(warning(VOLUME, "weighted-slices")).isEmpty();
        assertThat(warning(VOLUME.withoutDepth(), "weighted-frames")).isEmpty();
        assertThat(warning(VolumeGeometry.uncalibrated(32, 20, 5), "weighted-frames"))
                .isEmpty();
        assertThat(NeighboursFit.warning(SLICE, TinyModels.segmenter())).isEmpty();
    }

    @Test
    void theWarningStandsInEveryResult() throws IOException {
        ImageTraits plain = new ImageTraits(Optional.empty(), false, false);
        assertThat(ImageSuitability.warnings(SLICE, List.of(plain), read("weighted-slices")))
                .anySatisfy(sentence -> assertThat(sentence).contains("5 neighbouring slices"));
    }
}
