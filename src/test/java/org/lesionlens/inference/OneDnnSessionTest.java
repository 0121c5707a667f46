package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.loops.LoopBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Runs where the profile onednn has laid its jars beside the classes. */
@EnabledIf("isInstalled")
@Timeout(300)
class OneDnnSessionTest {
    private static final long[] SHAPE = {1, 1, 8, 6, 10};
    private static final Path FILE = Path.of("nowhere", "weights.onnx");
    private static final int SIZE = 480;
    private static final int FLOAT = 1;
    /** Number of a voxel that has all its neighbours. */
    private static final int INSIDE = 3 * 60 + 3 * 10 + 4;

    static boolean isInstalled() {
        return Device.ONEDNN.isCompiledIn();
    }

    private static OneDnnLibraries libraries() {
        return OneDnnLibraries.find().orElseThrow();
    }

    /** Twice the mean over 3 x 3 x 3 voxels, with zeros beyond the border; and the absolute value. */
    private static byte[] network() {
        float[] kernel = new float[27];
        Arrays.fill(kernel, 2 / 27f);
        return new TinyNetwork()
                .input("input", FLOAT, "n", "1", "z", "y", "x")
                .output("twice_the_mean", FLOAT, "n", "1", "z", "y", "x")
                .output("absolute", FLOAT, "n", "1", "z", "y", "x")
                .floats("kernel", new long[] {1, 1, 3, 3, 3}, kernel)
                .operator("Conv", "input kernel", "twice_the_mean", Attribute.numbers("pads", 1, 1, 1, 1, 1, 1))
                .operator("Abs", "input", "absolute")
                .file();
    }

    private static FloatBuffer direct() {
        return ByteBuffer.allocateDirect(Float.BYTES * SIZE)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static FloatBuffer filled(float value) {
        FloatBuffer buffer = direct();
        for (int i = 0; i < SIZE; i++) {
            buffer.put(i, value);
        }
        return buffer;
    }

    private static OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(OnnxModel.ENVIRONMENT, values, shape);
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    @Test
    void itAnswersInClosedForm() throws OrtException {
        try (OneDnnSession session = OneDnnSession.open(libraries(), FILE, network(), 1);
                OnnxTensor input = tensor(filled(-1.5f), SHAPE);
                RunOptions options = new RunOptions();
                NetworkAnswer answer =
                        session.run(Map.of("input", input), Set.of("twice_the_mean", "absolute"), Map.of(), options)) {
            FloatBuffer mean = ((OnnxTensor) answer.values().get("twice_the_mean")).getFloatBuffer();
            assertThat(mean.get(INSIDE)).isCloseTo(-3, offset(1e-5f));
            assertThat(mean.get(0)).as("a corner has 8 of 27 neighbours").isCloseTo(-3 * 8 / 27f, offset(1e-5f));
            assertThat(((OnnxTensor) answer.values().get("absolute"))
                            .getFloatBuffer()
                            .get(SIZE - 1))
                    .isEqualTo(1.5f);
        }
    }

    @Test
    void itTellsWhatGoesInAndComesOut() throws OrtException {
        try (OneDnnSession oneDnn = OneDnnSession.open(libraries(), FILE, network(), 1);
                OrtNetworkSession cpu = OrtNetworkSession.open(FILE, network(), Device.CPU, 1)) {
            assertThat(oneDnn.inputs()).isEqualTo(cpu.inputs());
            assertThat(oneDnn.inputs().get("input").shape()).containsExactly(-1L, 1L, -1L, -1L, -1L);
            assertThat(oneDnn.outputNames()).isEqualTo(cpu.outputNames());
        }
    }

    @Test
    void anOutputThatIsPinnedIsWrittenInPlaceAgainAndAgain() throws OrtException {
        FloatBuffer question = filled(1);
        ByteBuffer bytes = ByteBuffer.allocateDirect(Float.BYTES * SIZE).order(ByteOrder.nativeOrder());
        FloatBuffer place = bytes.asFloatBuffer();
        try (OneDnnSession session = OneDnnSession.open(libraries(), FILE, network(), 2);
                OnnxTensor input = tensor(question, SHAPE);
                OnnxTensor output = OnnxTensor.createTensor(OnnxModel.ENVIRONMENT, bytes, SHAPE, OnnxJavaType.FLOAT);
                RunOptions options = new RunOptions()) {
            for (float value : new float[] {1, -4, 0.25f}) {
                question.clear().put(filled(value)).clear();
                session.run(Map.of("input", input), Set.of(), Map.of("twice_the_mean", output), options)
                        .close();
                assertThat(place.get(INSIDE)).isCloseTo(2 * value, offset(1e-5f));
            }
        }
    }

    @Test
    void anInputThatDoesNotFitIsAnErrorAndTheNextRunIsNone() throws OrtException {
        try (OneDnnSession session = OneDnnSession.open(libraries(), FILE, network(), 1);
                OnnxTensor wrong = tensor(filled(1), 1, 2, 8, 3, 10);
                OnnxTensor right = tensor(filled(1), SHAPE);
                RunOptions options = new RunOptions()) {
            assertThatThrownBy(() -> session.run(Map.of("input", wrong), Set.of("absolute"), Map.of(), options))
                    .isInstanceOf(OrtException.class)
                    .hasMessageContaining("input");
            session.run(Map.of("input", right), Set.of("absolute"), Map.of(), options)
                    .close();
        }
    }

    @Test
    void whatIsNoNetworkIsRefusedWithTheReason() {
        Set<ProcessHandle> before = children();
        assertThatThrownBy(
                        () -> OneDnnSession.open(libraries(), FILE, "no network".getBytes(StandardCharsets.UTF_8), 1))
                .isInstanceOf(OrtException.class)
                .hasMessageContaining("protobuf");
        assertThat(children()).isEqualTo(before);
    }

    @Test
    void aProcessThatIsKilledIsAnErrorAndNothingIsLeft() throws OrtException, IOException {
        Set<ProcessHandle> before = children();
        try (OneDnnSession session = OneDnnSession.open(libraries(), FILE, network(), 1);
                OnnxTensor input = tensor(filled(1), SHAPE);
                RunOptions options = new RunOptions()) {
            ProcessHandle worker = children().stream()
                    .filter(process -> !before.contains(process))
                    .findFirst()
                    .orElseThrow();
            worker.destroyForcibly();
            worker.onExit().join();
            assertThatThrownBy(() -> session.run(Map.of("input", input), Set.of("absolute"), Map.of(), options))
                    .isInstanceOf(OrtException.class)
                    .hasMessageContaining("the process with oneDNN");
        }
        assertThat(children()).isEqualTo(before);
    }

    @Test
    void aTrialIsMadeOnceAndRemembered(@TempDir Path folder) throws OrtException, IOException {
        OneDnnTrials trials = new OneDnnTrials(folder, libraries());
        OneDnnTrial first = trials.of(FILE, network(), 1, SHAPE);
        assertThat(first.difference()).isLessThan(OneDnnTrial.TOLERANCE);
        assertThat(trials.of(FILE, network(), 1, SHAPE)).isEqualTo(first);
        trials.of(FILE, network(), 2, SHAPE);
        try (Stream<Path> kept = Files.list(folder)) {
            assertThat(kept).as("one for each number of threads").hasSize(2);
        }
    }

    @Test
    void theSegmenterOfSlicesGivesItsNumbersWhereItIsAskedFor() throws IOException {
        Model model = Model.read(Path.of("models", "brain-t1ce-segmenter"));
        try (OnnxModel network = OnnxModel.open(model, Optional.of(Device.ONEDNN), 2)) {
            assertThat(network.device()).isEqualTo(Device.ONEDNN);
            assertThat(TestTensorCheck.largestDifference(network, Progress.NONE))
                    .isLessThan(TestTensorCheck.TOLERANCE);
        }
    }

    @Test
    void onlyThreeDimensionsTakeItByThemselves() {
        assertThat(Device.automatic(2)).doesNotContain(Device.ONEDNN);
        assertThat(Device.automatic(3)).containsSubsequence(Device.ONEDNN, Device.CPU);
    }

    /** Tiny networks are faster without a second process: then a note says why it is not used. */
    @Test
    void aNetworkOfThreeDimensionsIsTriedByItself(@TempDir Path models) throws IOException {
        PixelwiseForm form = new PixelwiseForm(
                "3d-1to1-sigmoid",
                "none",
                new PixelwiseForm.Tensors("bczyx", "float32"),
                new PixelwiseForm.Tensors("bczyx", "float32"),
                "{kind: tiles, sides: [8, 12, 4], step: 0.5, fill: {mode: constant}}");
        Model model = form.write(models, 0.5);
        Tensor zeros = new Tensor(new float[8 * 12 * 4], new long[] {1, 1, 4, 12, 8});
        float[] expected;
        try (OnnxModel cpu = OnnxModel.open(model, Optional.of(Device.CPU), 1)) {
            expected = cpu.run(zeros, Set.of("probability")).get("probability").values();
        }
        for (Optional<Device> device : List.of(Optional.<Device>empty(), Optional.of(Device.ONEDNN))) {
            try (OnnxModel found = OnnxModel.open(model, device, 1)) {
                assertThat(found.device() == Device.ONEDNN
                                || found.notes().toString().contains("onednn is not used"))
                        .isTrue();
                assertThat(found.run(zeros, Set.of("probability"))
                                .get("probability")
                                .values())
                        .containsExactly(expected, offset(1e-5f));
            }
        }
    }

    /** What went through it before stays. */
    @Test
    void aVolumeWhoseProcessIsKilledGoesOnOnTheCpu(@TempDir Path models) throws IOException {
        Model model = new DescribedModel(models, "killed")
                .weights(network())
                .own("labels: [{name: lesion}]")
                .own("preparation: [{step: linear, gain: 0.1}]")
                .network("input: {name: input, axes: bczyx}")
                .network("window: {kind: tiles, sides: [8, 8, 8], step: 0.5}")
                .own("output: {name: twice_the_mean, axes: bczyx, activation: sigmoid}")
                .write();
        Volume volume = new Volume(
                ArrayImgs.floats(new float[20 * 20 * 20], 20, 20, 20),
                VolumeGeometry.axisAligned(new long[] {20, 20, 20}, 1, 1, 1));
        for (int i = 0; i < 20; i++) {
            volume.voxels().getAt(i, i, i).set(i);
        }
        Set<ProcessHandle> before = children();
        try (OnnxModel cpu = OnnxModel.open(model, Optional.of(Device.CPU), 1);
                OnnxModel oneDnn = OnnxModel.open(model, Optional.of(Device.ONEDNN), 1)) {
            Progress killing = new Progress() {
                @Override
                public void update(String stage, long done, long total) {
                    if (done == 5) {
                        children().stream()
                                .filter(child -> !before.contains(child))
                                .forEach(child -> {
                                    child.destroyForcibly();
                                    child.onExit().join();
                                });
                    }
                }

                @Override
                public boolean isCancelled() {
                    return false;
                }
            };
            Segmentation expected = new LesionSegmenter(cpu, 1, false).segment(Image.of(volume), Progress.NONE);
            Segmentation found = new LesionSegmenter(oneDnn, 1, false).segment(Image.of(volume), killing);
            assertThat(found.note().orElseThrow()).contains("onednn failed", "on the device cpu");
            LoopBuilder.setImages(expected.lesion().voxels(), found.lesion().voxels())
                    .forEachPixel((one, other) -> assertThat(other.get()).isCloseTo(one.get(), offset(1e-5f)));
        }
    }
}
