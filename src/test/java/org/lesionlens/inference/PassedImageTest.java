package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** An image that is larger than a window may be has the answer of the network for the whole image. */
class PassedImageTest {
    /** The logistic function, which the description asks for, divides differences by 4 at least. */
    private static final double EXACT = 1e-5 / 4;

    private static final long FEW_VOXELS = 1200;
    private static final long FEW_VOXELS_OF_VOLUMES = 8000;
    private static final String GROWING = "{least: 8, step: 4}";

    @TempDir
    private Path models;

    private Model model(String name, int axes, String side, byte[]... networks) throws IOException {
        String letters = axes == 2 ? "bcyx" : "bczyx";
        String sides = String.join(", ", Collections.nCopies(axes, side));
        DescribedModel model = new DescribedModel(models, name)
                .own("labels: [{name: lesion}]")
                .own("preparation: [{step: linear, gain: 0.02}]")
                .network("input: {name: input, axes: " + letters + "}")
                .network("mirror_axes: [" + (axes == 2 ? "x, y" : "x, z") + "]")
                .network("window: {kind: whole, sides: [" + sides + "], fill: {mode: lowest}}")
                .own("output: {name: answer, axes: " + letters + ", activation: sigmoid}");
        for (byte[] network : networks) {
            model.weights(network);
        }
        return model.write();
    }

    /** Brighter at one end, so that what is known of a part is wrong for the whole. */
    private static Image image(long... size) {
        Random random = new Random(5);
        float[] values = new float[(int) (size[0] * size[1] * size[2])];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(100) + 200f * i / values.length;
        }
        VolumeGeometry grid = VolumeGeometry.axisAligned(size, 1, 1, size[2] < 10 ? 4 : 1);
        return Image.of(new Volume(ArrayImgs.floats(values, size), grid));
    }

    private static List<ProbabilityMap> said(OnnxModel model, Image image, boolean mirror, long mostVoxels) {
        return new LesionSegmenter(model, 1, mirror, mostVoxels).channels(image, Progress.NONE);
    }

    private static long few(int axes) {
        return axes == 2 ? FEW_VOXELS : FEW_VOXELS_OF_VOLUMES;
    }

    private static double difference(List<ProbabilityMap> one, List<ProbabilityMap> other) {
        Iterator<FloatType> there = Views.flatIterable(other.get(0).voxels()).iterator();
        double largest = 0;
        for (FloatType here : Views.flatIterable(one.get(0).voxels())) {
            largest = Math.max(largest, Math.abs(here.get() - there.next().get()));
        }
        return largest;
    }

    private static byte[] chain(int axes, int length) {
        ContextNetwork network = new ContextNetwork(axes).conv(2).conv(1);
        for (int i = 0; i < length; i++) {
            network.excitation().conv(1);
        }
        return network.enlarge().conv(1).file();
    }

    private static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(2, 1, image(50, 39, 3)),
                Arguments.of(2, 3, image(64, 40, 2)),
                Arguments.of(3, 1, image(30, 17, 22)),
                Arguments.of(3, 2, image(16, 16, 41)));
    }

    @ParameterizedTest(name = "{0} axes, P = {1}")
    @MethodSource("networks")
    void inTilesIsAsInOneWindow(int axes, int chain, Image image) throws IOException {
        try (OnnxModel model = TinyModels.open(model("chain" + chain, axes, GROWING, chain(axes, chain)))) {
            List<ProbabilityMap> whole = said(model, image, false, PassPlan.MOST_VOXELS);
            assertThat(difference(said(model, image, false, few(axes)), whole)).isLessThan(EXACT);
        }
    }

    @ParameterizedTest(name = "{0} axes, P = {1}")
    @MethodSource("networks")
    void mirroredViewsAndSeveralNetworksAreAveraged(int axes, int chain, Image image) throws IOException {
        byte[] other = new ContextNetwork(axes).conv(1).instanceNorm().conv(1).file();
        try (OnnxModel model = TinyModels.open(model("two", axes, GROWING, chain(axes, chain), other))) {
            List<ProbabilityMap> whole = said(model, image, true, PassPlan.MOST_VOXELS);
            assertThat(difference(said(model, image, true, few(axes)), whole)).isLessThan(EXACT);
        }
    }

    @Test
    void aLongerChainIsRefusedWithTheWindowThatItNeeds() throws IOException {
        try (OnnxModel model = TinyModels.open(model("four", 2, GROWING, chain(2, 4)))) {
            assertThatThrownBy(() -> said(model, image(50, 39, 1), false, FEW_VOXELS))
                    .isInstanceOf(UnsuitableImageException.class)
                    .hasMessageContaining("larger than a window of the model four may be")
                    .hasMessageContaining("in one window of 40 x 52: it has a chain of 4 operations")
                    .hasMessageContaining("crop the image");
        }
    }

    @Test
    void otherNumbersThanThoseOf32BitsAreRefused() throws IOException {
        PixelwiseForm form = new PixelwiseForm(
                "2d-1to2-sigmoid-double",
                "none",
                new PixelwiseForm.Tensors("byx", "float32"),
                new PixelwiseForm.Tensors("bcyx", "float64"),
                "{kind: whole, sides: [" + GROWING + ", " + GROWING + "]}");
        try (OnnxModel model = TinyModels.open(form.write(models, 0.5))) {
            assertThatThrownBy(() -> said(model, image(50, 39, 1), false, FEW_VOXELS))
                    .isInstanceOf(UnsuitableImageException.class)
                    .hasMessageContaining("made for tensors of float32 with the axes bcyx");
        }
    }

    @Test
    void aFixedWindowIsNoLimitForANetworkThatTakesAnySide() throws IOException {
        Image image = image(50, 40, 2);
        List<ProbabilityMap> whole;
        try (OnnxModel model = TinyModels.open(model("growing", 2, "{least: 2, step: 2}", chain(2, 1)))) {
            whole = said(model, image, false, PassPlan.MOST_VOXELS);
        }
        try (OnnxModel model = TinyModels.open(model("fixed", 2, "{least: 24}", chain(2, 1)))) {
            assertThat(difference(said(model, image, false, PassPlan.MOST_VOXELS), whole))
                    .isLessThan(EXACT);
        }
    }

    @Test
    void aNetworkThatSeesOnlyWhatIsNearIsExactInAFixedWindow() throws IOException {
        Image image = image(50, 40, 2);
        byte[] local = new ContextNetwork(2).conv(1).file();
        List<ProbabilityMap> whole;
        try (OnnxModel model = TinyModels.open(model("growing", 2, "{least: 2, step: 2}", local))) {
            whole = said(model, image, false, PassPlan.MOST_VOXELS);
        }
        try (OnnxModel model = TinyModels.open(model("fixed", 2, "{least: 24}", local))) {
            assertThat(difference(said(model, image, false, PassPlan.MOST_VOXELS), whole))
                    .isLessThan(EXACT);
        }
    }
}
