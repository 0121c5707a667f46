package org.lesionlens.inference;

import java.util.List;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * Where any channel of an image is not 0; holes, which are zeros that no path over faces leads out of, may be filled. As
 * nnU-Net's {@code create_nonzero_mask} does it. A bit a voxel.
 */
final class NonzeroMask {
    private final int width;
    private final int height;
    private final int depth;
    /** Words of a row. */
    private final int words;
    /** By z and word; each row starts a new word. */
    private final long[][] planes;

    private NonzeroMask(List<Voxels> channels, boolean positive) {
        Voxels first = channels.get(0);
        width = first.size(0);
        height = first.size(1);
        depth = first.size(2);
        words = (width + Long.SIZE - 1) / Long.SIZE;
        planes = new long[depth][Math.multiplyExact(words, height)];
        for (Voxels channel : channels) {
            Statistics.bySlab(channel, block -> {
                mark(channel.read(block), block, positive);
                return block;
            });
        }
    }

    /** With holes filled. */
    static NonzeroMask filled(List<Voxels> channels) {
        NonzeroMask mask = new NonzeroMask(channels, false);
        mask.fillHoles();
        return mask;
    }

    /**
     * The smallest box that holds all that is not 0; that of the mask with holes filled is the same.
     *
     * @param positive whether only what is above 0 counts
     * @throws UnsuitableImageException if there is nothing
     */
    static Block box(List<Voxels> channels, boolean positive) {
        return new NonzeroMask(channels, positive).box();
    }

    private void mark(float[] values, Block block, boolean positive) {
        int at = 0;
        for (int z = block.z(); z < block.z() + block.depth(); z++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    float value = values[at++];
                    if (positive ? value > 0 : value != 0) {
                        planes[z][y * words + x / Long.SIZE] |= 1L << x;
                    }
                }
            }
        }
    }

    private Block box() {
        boolean[] x = new boolean[width];
        boolean[] y = new boolean[height];
        boolean[] z = new boolean[depth];
        for (int plane = 0; plane < depth; plane++) {
            for (int row = 0; row < height; row++) {
                for (int word = 0; word < words; word++) {
                    long bits = planes[plane][row * words + word];
                    y[row] |= bits != 0;
                    z[plane] |= bits != 0;
                    for (; bits != 0; bits &= bits - 1) {
                        x[word * Long.SIZE + Long.numberOfTrailingZeros(bits)] = true;
                    }
                }
            }
        }
        if (first(z) < 0) {
            throw new UnsuitableImageException(
                    "the image is 0 (or less, where only more counts) throughout, so there is nothing to analyze: choose another");
        }
        return new Block(first(x), first(y), first(z), count(x), count(y), count(z));
    }

    private static int first(boolean... marked) {
        for (int i = 0; i < marked.length; i++) {
            if (marked[i]) {
                return i;
            }
        }
        return -1;
    }

    private static int count(boolean... marked) {
        int last = marked.length - 1;
        while (!marked[last]) {
            last--;
        }
        return last + 1 - first(marked);
    }

    /** Floods the outside from the faces of the grid, to and fro until nothing changes; what stays dry is mask or hole. */
    private void fillHoles() {
        long[][] outside = new long[depth][planes[0].length];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int row = 0; row < depth * height; row++) {
                changed |= flood(row / height, row % height, outside);
            }
            for (int row = depth * height - 1; row >= 0; row--) {
                changed |= flood(row / height, row % height, outside);
            }
        }
        for (int z = 0; z < depth; z++) {
            for (int i = 0; i < planes[z].length; i++) {
                planes[z][i] = ~outside[z][i];
            }
        }
    }

    private boolean flood(int z, int y, long[][] outside) {
        boolean face = z == 0 || z == depth - 1 || y == 0 || y == height - 1;
        boolean changed = false;
        long carry = 1; // the face at x = 0
        for (int word = 0; word < words; word++) {
            int at = y * words + word;
            long seeds = outside[z][at] | carry | (face ? -1 : neighbours(z, at, outside));
            seeds |= word == words - 1 ? 1L << (width - 1) : 0;
            long wet = spread(seeds, free(z, y, word));
            changed |= wet != outside[z][at];
            outside[z][at] = wet;
            carry = wet >>> Long.SIZE - 1;
        }
        carry = 0;
        for (int word = words - 1; word >= 0; word--) {
            int at = y * words + word;
            long wet = spread(outside[z][at] | carry << Long.SIZE - 1, free(z, y, word));
            changed |= wet != outside[z][at];
            outside[z][at] = wet;
            carry = wet & 1;
        }
        return changed;
    }

    private long neighbours(int z, int at, long[][] outside) {
        return outside[z - 1][at] | outside[z + 1][at] | outside[z][at - words] | outside[z][at + words];
    }

    private long free(int z, int y, int word) {
        int bits = width - word * Long.SIZE;
        long row = bits >= Long.SIZE ? -1 : (1L << bits) - 1;
        return ~planes[z][y * words + word] & row;
    }

    /** The free bits that are reached from the seeds over free bits. */
    private static long spread(long seeds, long free) {
        long up = seeds & free;
        long down = up;
        long upFree = free;
        long downFree = free;
        for (int step = 1; step < Long.SIZE; step *= 2) {
            up |= upFree & up << step;
            upFree &= upFree << step;
            down |= downFree & down >>> step;
            downFree &= downFree >>> step;
        }
        return up | down;
    }

    /** Whether a voxel is in the mask. */
    boolean contains(int x, int y, int z) {
        return (planes[z][y * words + x / Long.SIZE] >>> x & 1) != 0;
    }

    /** Moves the values that are in the mask to the front and says how many they are. */
    int keep(float[] values, Block block) {
        int kept = 0;
        int at = 0;
        for (int z = block.z(); z < block.z() + block.depth(); z++) {
            for (int y = block.y(); y < block.y() + block.height(); y++) {
                for (int x = block.x(); x < block.x() + block.width(); x++) {
                    values[kept] = values[at++];
                    kept += contains(x, y, z) ? 1 : 0;
                }
            }
        }
        return kept;
    }
}
