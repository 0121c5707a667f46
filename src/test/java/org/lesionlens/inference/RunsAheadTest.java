package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Slices so large that those of a run are put into the network's memory while it is at work on the ones before. */
class RunsAheadTest {
    private static final int SIDE = 512;
    private static final int PIXELS = SIDE * SIDE;

    @TempDir
    private Path models;

    private Model model() throws IOException {
        return new DescribedModel(models, "large")
                .weights(network().operator("Identity", "good", "probability").file())
                .own("labels: [{name: lesion}]")
                .own("preparation: [{step: linear, gain: 1}]")
                .network("input: {name: input, axes: bcyx}")
                .network("window: {kind: whole, sides: [{least: 16, step: 16}, {least: 16, step: 16}]}")
                .own("output: {name: probability, axes: bcyx}")
                .write();
    }

    private static TinyNetwork network() {
        return new TinyNetwork()
                .input("input", 1, "n", "1", "y", "x")
                .output("probability", 1, "n", "1", "y", "x")
                .operator("Sigmoid", "input", "good");
    }

    /** Each slice unlike the others and its mirrored self, with a bright voxel in one of them. */
    private static Image image(int slices, int bright) {
        float[] values = new float[slices * PIXELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 251 / 100f + i / PIXELS / 100f - 2;
        }
        values[bright * PIXELS + 70_000] = 9;
        long[] size = {SIDE, SIDE, slices};
        return Image.of(new Volume(ArrayImgs.floats(values, size), VolumeGeometry.axisAligned(size, 1, 1, 1)));
    }

    private static Segmentation segmented(OnnxModel model, int batch, boolean mirror, Image image) {
        return new LesionSegmenter(model, batch, mirror).segment(image, Progress.NONE);
    }

    private static void requireSame(Segmentation found, Segmentation expected) {
        float[] values = FailingDeviceTest.values(found);
        float[] others = FailingDeviceTest.values(expected);
        float largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i] - others[i]));
        }
        assertThat(largest).isLessThan(1e-4f); // slices are 0.01 apart before the sigmoid
    }

    /** The last run is not full, and the bright voxel is in the second one, when the third is already there. */
    @ParameterizedTest
    @CsvSource({
        "8, false, 20, 4, '4 windows at once'",
        "8, false, 20, 0, 'on the device cpu'",
        "4, true, 10, 2, '2 windows at once'",
        "4, true, 10, 0, 'on the device cpu'"
    })
    void whatIsThereForARunOfAFailedDeviceIsSeenByTheNextOne(
            int batch, boolean mirror, int slices, int most, String said) throws IOException, OrtException {
        Model description = model();
        TinyNetwork hungry = FailingDeviceTest.hungry(network(), most).operator("Add", "good memory", "probability");
        Image image = image(slices, batch + 1);
        try (OnnxModel cpu = TinyModels.open(description);
                OnnxModel gpu = FailingDeviceTest.onGpu(description, hungry)) {
            Segmentation undisturbed = segmented(cpu, 1, mirror, image);
            Segmentation found = segmented(gpu, batch, mirror, image);
            assertThat(found.note().orElseThrow()).contains("memory of the device cuda was full", said);
            requireSame(found, undisturbed);
        }
    }

    /** Each slice is seen between its neighbours, which are kept: nothing of a run that is put ahead is anywhere else. */
    private Model betweenNeighbours() throws IOException {
        return new DescribedModel(models, "between")
                .weights(ofThree().operator("Identity", "good", "probability").file())
                .own("labels: [{name: lesion}]")
                .own("preparation: [{step: linear, gain: 1}]")
                .own("context: {axis: slice, before: 1, after: 1, as: channels}")
                .network("input: {name: input, axes: bcyx}")
                .network("window: {kind: whole, sides: [{least: 16, step: 16}, {least: 16, step: 16}]}")
                .own("output: {name: probability, axes: bcyx}")
                .write();
    }

    private static TinyNetwork ofThree() {
        return new TinyNetwork()
                .input("input", 1, "n", "3", "y", "x")
                .output("probability", 1, "n", "1", "y", "x")
                .floats("weights", new long[] {1, 3, 1, 1}, 0.5f, 1, 0.25f)
                .operator("Conv", "input weights", "mixed")
                .operator("Sigmoid", "mixed", "good");
    }

    @ParameterizedTest
    @CsvSource({"8, false, 20, 4", "8, false, 20, 0", "4, true, 10, 2", "4, true, 10, 0", "8, false, 20, 8"})
    void neighboursOfARunOfAFailedDeviceAreSeenByTheNextOne(int batch, boolean mirror, int slices, int most)
            throws IOException, OrtException {
        Model description = betweenNeighbours();
        TinyNetwork hungry = FailingDeviceTest.hungry(ofThree(), most).operator("Add", "good memory", "probability");
        Image image = image(slices, batch + 1);
        try (OnnxModel cpu = TinyModels.open(description);
                OnnxModel gpu = FailingDeviceTest.onGpu(description, hungry)) {
            Segmentation found = segmented(gpu, batch, mirror, image);
            assertThat(found.note().isPresent()).isEqualTo(most < batch);
            requireSame(found, segmented(cpu, 1, mirror, image));
        }
    }

    @ParameterizedTest
    @CsvSource({"8, false, 20", "4, true, 10"})
    void severalRunsSayWhatSlicesSayOneByOne(int batch, boolean mirror, int slices) throws IOException {
        Image image = image(slices, 0);
        try (OnnxModel cpu = TinyModels.open(model())) {
            requireSame(segmented(cpu, batch, mirror, image), segmented(cpu, 1, mirror, image));
        }
    }

    @Test
    void whoCancelsBetweenRunsIsHeard() throws IOException {
        Progress second = new Progress() {
            private long done;

            @Override
            public void update(String stage, long now, long total) {
                done = now;
            }

            @Override
            public boolean isCancelled() {
                return done >= 8;
            }
        };
        try (OnnxModel cpu = TinyModels.open(model())) {
            LesionSegmenter segmenter = new LesionSegmenter(cpu, 8, false);
            Image image = image(20, 0);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> segmenter.segment(image, second));
        }
    }

    /** Its window and its answer; there is no run after it whose windows need room. */
    @Test
    void whatFitsARunTakesTheMemoryOfOne() throws IOException {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        Image image = image(8, 0);
        try (OnnxModel cpu = TinyModels.open(model())) {
            long before = direct.getTotalCapacity();
            segmented(cpu, 8, false, image);
            assertThat(direct.getTotalCapacity() - before).isLessThan(5L * 8 * PIXELS * Float.BYTES / 2);
        }
    }
}
