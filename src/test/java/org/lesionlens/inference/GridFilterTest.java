package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.volume.AxisTurn;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Held to scikit-image's resize and nnU-Net's separate z; the .npy files come from src/test/python/make_resampling_fixtures.py. */
class GridFilterTest {
    private static Tensor reference(String name) throws IOException {
        Path file = Path.of("src/test/resources/org/lesionlens/inference/resampling", name + ".npy");
        return NpyFile.parse(file, Files.readAllBytes(file));
    }

    private static Voxels source() throws IOException {
        Tensor tensor = reference("source");
        long[] size = {tensor.shape()[2], tensor.shape()[1], tensor.shape()[0]};
        VolumeGeometry grid = VolumeGeometry.axisAligned(size, 1, 1, 1);
        return new Voxels.Stored(new Volume(ArrayImgs.floats(tensor.values(), size), grid), AxisTurn.asStored(grid));
    }

    private static GridFilter filter(Tensor target, int across, Interpolation within, Interpolation apart)
            throws IOException {
        Voxels source = source();
        AxisFilter[] filters = IntStream.range(0, 3)
                .mapToObj(axis -> {
                    int to = (int) target.shape()[2 - axis];
                    double scale = (double) source.size(axis) / to;
                    return AxisFilter.of(
                            axis == across ? apart : within, source.size(axis), to, scale, 0.5 * scale - 0.5);
                })
                .toArray(AxisFilter[]::new);
        return new GridFilter(filters, across, false, source);
    }

    private static Block all(GridFilter filter) {
        return new Block(0, 0, 0, filter.size(0), filter.size(1), filter.size(2));
    }

    @ParameterizedTest
    @CsvSource({
        "cubic, -1, CUBIC, NEAREST",
        "cubic-up, -1, CUBIC, NEAREST",
        "linear, -1, LINEAR, NEAREST",
        "nearest, -1, NEAREST, NEAREST",
        "apart-z-nearest, 2, CUBIC, NEAREST",
        "apart-z-linear, 2, CUBIC, LINEAR",
        "apart-x-nearest, 0, CUBIC, NEAREST",
        "apart-y-nearest, 1, CUBIC, NEAREST"
    })
    void whatIsResampledIsWhatScikitImageMakes(String name, int across, Interpolation within, Interpolation apart)
            throws IOException {
        Tensor expected = reference(name);
        GridFilter filter = filter(expected, across, within, apart);
        assertThat(filter.read(source(), all(filter))).containsExactly(expected.values(), within(1e-3f)); // of 500
    }

    @ParameterizedTest
    @CsvSource({"cubic-up, -1, CUBIC, NEAREST", "linear, -1, LINEAR, NEAREST", "apart-x-nearest, 0, CUBIC, NEAREST"})
    void aBlockIsAPartOfTheWhole(String name, int across, Interpolation within, Interpolation apart)
            throws IOException {
        GridFilter filter = filter(reference(name), across, within, apart);
        float[] whole = filter.read(source(), all(filter));
        Random random = new Random(4);
        for (int trial = 0; trial < 50; trial++) {
            Block block = all(filter);
            for (int axis = 0; axis < 3; axis++) {
                int side = 1 + random.nextInt(filter.size(axis));
                block = block.with(axis, random.nextInt(filter.size(axis) - side + 1), side);
            }
            Block full = all(filter);
            float[] part = filter.read(source(), block);
            int at = 0;
            for (int z = block.z(); z < block.z() + block.depth(); z++) {
                for (int y = block.y(); y < block.y() + block.height(); y++) {
                    for (int x = block.x(); x < block.x() + block.width(); x++) {
                        assertThat(part[at++])
                                .isCloseTo(whole[(z * full.height() + y) * full.width() + x], within(1e-3f));
                    }
                }
            }
        }
    }

    /** Voxel k of the target lies at k * new / old of the source, as in MONAI's Spacing: a straight line stays one. */
    @Test
    void theFirstCentreStaysWhereThatIsWanted() {
        AxisFilter filter = AxisFilter.of(Interpolation.LINEAR, 11, 6, 2, 0);
        float[] line = new float[11];
        for (int i = 0; i < line.length; i++) {
            line[i] = 3 * i + 1;
        }
        assertThat(filter.apply(line, 1, 11, 0, 0, 6)).containsExactly(1, 7, 13, 19, 25, 31);
    }

    @Test
    void aLongLineIsFilteredInPartsAsAWhole() {
        int source = 400;
        float[] line = new float[source];
        Random random = new Random(8);
        for (int i = 0; i < source; i++) {
            line[i] = random.nextFloat();
        }
        double scale = source / 700.0;
        AxisFilter filter = AxisFilter.of(Interpolation.CUBIC, source, 700, scale, 0.5 * scale - 0.5);
        float[] whole = filter.apply(line, 1, source, 0, 0, 700);
        int from = filter.from(300);
        int to = filter.to(319);
        assertThat(to - from).isLessThan(70);
        float[] part = filter.apply(Arrays.copyOfRange(line, from, to), 1, to - from, from, 300, 20);
        assertThat(part).containsExactly(Arrays.copyOfRange(whole, 300, 320), within(1e-6f));
    }
}
