package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.imglib2.img.planar.PlanarImgFactory;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import org.junit.jupiter.api.Test;

/** Turned voxels are those of the same place, however they are stored. */
class AxisTurnTest {
    private static final Block PART = new Block(1, 2, 1, 3, 2, 4);

    private static Volume phantom() {
        return Grids.counting(VolumeGeometry.axisAligned(new long[] {5, 6, 7}, 1, 1.5, 2));
    }

    @Test
    void theLettersSayWhereAxesGrowTo() {
        float[] straight = AxisTurn.towards(phantom().geometry(), "LPS").tissue(phantom(), PART);
        for (Volume stored : Grids.storedInAllWays(phantom())) {
            assertThat(AxisTurn.towards(stored.geometry(), "LPS").tissue(stored, PART))
                    .isEqualTo(straight);
        }
        float[] ras = AxisTurn.towards(phantom().geometry(), "RAS").tissue(phantom(), new Block(0, 0, 0, 5, 6, 7));
        assertThat(ras[0]).isEqualTo(4 + 5 * 5);
        float[] spl = AxisTurn.towards(phantom().geometry(), "SPL").tissue(phantom(), new Block(1, 0, 0, 1, 1, 1));
        assertThat(spl).containsExactly(30);
    }

    @Test
    void voxelsThatAreNotInOneArrayAreReadAndWrittenAlike() {
        for (Volume stored : Grids.storedInAllWays(phantom())) {
            var planar = new PlanarImgFactory<>(new FloatType())
                    .create(stored.geometry().size());
            ImgUtil.copy(stored.voxels(), planar);
            Volume other = new Volume(planar, stored.geometry());
            AxisTurn turn = AxisTurn.towards(stored.geometry(), "LPS");
            assertThat(turn.tissue(other, PART)).isEqualTo(turn.tissue(stored, PART));
            ProbabilityMap one = new ProbabilityMap(
                    new PlanarImgFactory<>(new FloatType())
                            .create(stored.geometry().size()),
                    stored.geometry());
            for (int z = 0; z < turn.size(2); z++) {
                turn.write(one, z, turn.tissue(stored, Block.plane(turn.size(0), turn.size(1), z)));
            }
            assertThat(turn.tissue(new Volume(one.voxels(), stored.geometry()), PART))
                    .isEqualTo(turn.tissue(stored, PART));
        }
    }

    @Test
    void paddingMayDifferFromSliceToSlice() {
        Volume volume = phantom();
        List<Padding.Range> ranges = new Random(1)
                .ints(7, 0, 30)
                .mapToObj(i -> new Padding.Range(i, i + 40))
                .toList();
        Volume padded = volume.with(new Padding(ranges));
        AxisTurn turn = AxisTurn.towards(volume.geometry(), "SPR");
        float[] found = turn.tissue(padded, new Block(0, 0, 0, 7, 6, 5));
        float[] plain = turn.tissue(volume, new Block(0, 0, 0, 7, 6, 5));
        for (int i = 0; i < found.length; i++) {
            assertThat(Float.isNaN(found[i])).isEqualTo(ranges.get(i % 7).contains(plain[i]));
        }
    }
}
