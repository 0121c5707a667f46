package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.process.ImageProcessor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.explain.SliceExplainer;
import org.lesionlens.explain.SliceExplanation;
import org.lesionlens.fiji.explorer.ShownMap;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/** Explain Prediction and Explore Attention in macros, without a screen. */
class ExplainMacroTest {
    private static final int SLICE = 15;

    private ImagePlus phantom;

    @BeforeAll
    static void startImageJ() {
        PluginsFolder.startHeadless();
    }

    private static Volume volume() throws IOException {
        return VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
    }

    @BeforeEach
    void showPhantom() throws IOException {
        phantom = FijiVolumes.image("phantom", volume(), Optional.empty());
        phantom.show();
        phantom.setSlice(SLICE);
    }

    @AfterEach
    void closeAll() {
        for (int id = 0; WindowManager.getImageCount() > 0 && id < 100; id++) {
            IJ.getImage().close();
        }
    }

    private static ImageProcessor explain(String options) {
        assertThat(IJ.runMacro("run(\"Explain Prediction...\", \"device=cpu " + options + "\"); return \"done\";"))
                .isEqualTo("done");
        return IJ.getImage().getProcessor();
    }

    private static String failure(String command, String options) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream errors = System.err;
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        try {
            assertThat(IJ.runMacro("run(\"" + command + "\", \"" + options + "\"); return \"survived\";"))
                    .isNotEqualTo("survived");
        } finally {
            System.setOut(before);
            System.setErr(errors);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    /** The phantom is stored with its rows upwards, so the point must be turned to the voxel that is shown there. */
    @Test
    void theMapIsThatOfTheVoxelShownAtThePoint() throws IOException {
        int x = 104;
        int y = 61;
        ImageProcessor map = explain("x=" + x + " y=" + y + " z=" + SLICE);
        StackGrid grid = StackGrid.of(phantom);
        long[] voxel = grid.toVoxel(x, y, SLICE - 1);
        try (OnnxModel segmenter =
                OnnxModel.open(ModelFolders.find("brain-t1ce-segmenter"), Optional.of(Device.CPU), 2)) {
            SliceExplanation slice = new SliceExplainer(
                            segmenter,
                            Optional.empty(),
                            Image.of(volume()),
                            LabelMap.allocate(volume().geometry()),
                            0.5)
                    .maps(SLICE - 1)
                    .slice();
            ShownMap expected = ShownMap.of(slice.attention(voxel), grid);
            for (int i = 0; i < map.getPixelCount(); i++) {
                assertThat(map.getf(i)).isCloseTo(expected.pixels()[i], within(1e-4f));
            }
        }
        assertThat(phantom.getStack().getProcessor(SLICE).getf(x, y))
                .isEqualTo(grid.slice(volume().voxels(), SLICE - 1).getAt(x, y).get());
    }

    @Test
    void theMapIsACalibratedImageOnTheGridOfItsSlice() {
        explain("");
        ImagePlus map = IJ.getImage();
        assertThat(map.getTitle()).isEqualTo("attention of phantom");
        assertThat(map.getBitDepth()).isEqualTo(32);
        assertThat(map.getStackSize()).isEqualTo(1);
        assertThat(map.getCalibration().getUnit()).isEqualTo("mm");
        assertThat(map.getCalibration().pixelWidth).isEqualTo(phantom.getCalibration().pixelWidth);
        assertThat(map.getDisplayRangeMin()).isZero();
        assertThat(map.getDisplayRangeMax()).isCloseTo(map.getProcessor().getStats().max, within(1e-3));
        assertThat(map.getProcessor().getLut().getRed(255))
                .as("viridis ends in yellow")
                .isEqualTo(0xFD);
        assertThat(StackGrid.of(map)
                        .geometry()
                        .sameGrid(StackGrid.of(phantom).geometry().slice(SLICE - 1), 1e-4))
                .isTrue();
    }

    /** In the lesion of the phantom, which is one bright ellipse. */
    @Test
    void withoutAPointItIsTheMiddleOfTheLargestLesion() {
        float[] proposed = (float[]) explain("").getPixels();
        phantom.setSlice(1);
        IJ.selectWindow("phantom");
        float[] named = (float[]) explain("x=103 y=60 z=" + SLICE).getPixels();
        float[] far = (float[]) explain("image=phantom x=5 y=5 z=" + SLICE).getPixels();
        assertThat(difference(proposed, named)).isLessThan(difference(proposed, far) / 2);
    }

    private static double difference(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gates", "covariance", "attended_distance", "mirror_deviation", "cam_meningioma"})
    void everyKindOfMapComesAsAnImage(String map) {
        assertThat(explain("map=" + map).getStats().stdDev).isPositive();
        assertThat(IJ.getImage().getTitle()).isEqualTo(map + " of phantom");
    }

    @Test
    void whatChannelsRespondToComesAsAStack() {
        explain("map=decoder0_excitation channels=[3, 17]");
        ImagePlus chosen = IJ.getImage();
        assertThat(chosen.getTitle()).isEqualTo("Features after decoder0_excitation of phantom");
        assertThat(chosen.getStackSize()).isEqualTo(2);
        assertThat(chosen.getStack().getSliceLabel(1)).startsWith("channel 3, weight ");
        assertThat(chosen.getStack().getSliceLabel(2)).startsWith("channel 17, weight ");
        assertThat(chosen.getCalibration().pixelWidth).isEqualTo(phantom.getCalibration().pixelWidth);
        assertThat((float[]) chosen.getStack().getPixels(1))
                .isNotEqualTo(chosen.getStack().getPixels(2));
        explain("image=phantom map=decoder0_excitation");
        assertThat(IJ.getImage().getStackSize()).isEqualTo(6);
        assertThat(IJ.getImage().getStack().getSliceLabel(1)).contains("SD from usual");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x=160 y=3|the point 160, 3 lies outside the image \"phantom\": choose x from 0 to 159 and y from 0 to 159",
                "x=-1 y=3|the point -1, 3 lies outside",
                "x=3|only one of x and y is given",
                "z=21|the slice z is 21 but the image \"phantom\" has 20: choose 1 to 20",
                "map=atention|the option map (\"Map\") is \"atention\" but must be one of [attention, reverse_attention",
                "z=1 map=cam_glioma|there is no map \"cam_glioma\" of this slice",
                "map=decoder0_excitation channels=3,x|the channels are \"3,x\" but must be whole numbers from 0",
                "map=decoder0_excitation channels=32|the channel of decoder0_excitation is 32 but must be 0 to 31",
                "frame=2|the frame is 2 but the image \"phantom\" has 1",
                "model=brain-t1ce-classifier|must be one of [brain-t1ce-segmenter",
            })
    void whatDoesNotFitIsSaidInASentence(String options, String sentence) {
        assertThat(failure("Explain Prediction...", "device=cpu " + options))
                .contains("Explain Prediction...: ")
                .contains(sentence);
        assertThat(WindowManager.getImageCount()).isLessThanOrEqualTo(1);
    }

    @Test
    void slicesThatTheNetworkDoesNotSeeAreRefused() {
        phantom.getCalibration().pixelWidth = 40; // slices are cut across x, the coarsest axis
        assertThat(failure("Explain Prediction...", "device=cpu")).contains("lie closer than its pixels");
    }

    @Test
    void withoutAScreenTheExplorerNamesTheCommandThatNeedsNone() {
        assertThat(failure("Explore Attention...", "device=cpu"))
                .contains("there is no screen: use Explain Prediction...");
    }

    /** The shipped networks, the segmenter's description without queries and keys. */
    @Test
    void aModelWithoutSelfAttentionSaysWhatItOffers(@TempDir Path models) throws IOException {
        ChangedModel.copy("brain-t1ce-segmenter", models, ChangedModel::withoutAttention);
        ChangedModel.copy("brain-t1ce-classifier", models, UnaryOperator.identity());
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            assertThat(failure("Explain Prediction...", "device=cpu"))
                    .contains("there is no map \"attention\" of this slice: choose one of [covariance, gate2");
        }
    }
}
