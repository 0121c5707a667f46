package org.lesionlens.inference;

/** A box of cells of a row-major tensor: where it begins and how many cells it has along each dimension. */
final class CellBlock {
    private final long[] from;
    private final long[] size;

    CellBlock(long[] from, long[] size) {
        this.from = from.clone();
        this.size = size.clone();
    }

    /** From the first cell to before the last. */
    static CellBlock between(long[] from, long[] to) {
        long[] size = new long[from.length];
        for (int i = 0; i < size.length; i++) {
            size[i] = Math.max(0, to[i] - from[i]);
        }
        return new CellBlock(from, size);
    }

    /** Within a part of the tensor that begins elsewhere. */
    CellBlock within(long[] start) {
        long[] moved = new long[from.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = from[i] - start[i];
        }
        return new CellBlock(moved, size);
    }

    long[] from() {
        return from.clone();
    }

    long count() {
        long count = 1;
        for (long cells : size) {
            count = Math.multiplyExact(count, cells);
        }
        return count;
    }

    /** A copy of these cells. */
    Tensor cut(Tensor tensor) {
        Tensor target = new Tensor(new float[Math.toIntExact(count())], size);
        new Rows(tensor, target).copy(this, new CellBlock(new long[size.length], size));
        return target;
    }

    /** Writes a tensor of this block's size into these cells of a larger one. */
    void put(Tensor block, Tensor target) {
        new Rows(block, target).copy(new CellBlock(new long[size.length], size), this);
    }

    /** Copies rows of the last dimension. */
    private static final class Rows {
        private final Tensor source;
        private final Tensor target;

        Rows(Tensor source, Tensor target) {
            this.source = source;
            this.target = target;
        }

        void copy(CellBlock read, CellBlock written) {
            copy(read, written, 0, 0, 0);
        }

        private void copy(CellBlock read, CellBlock written, int dimension, long readStart, long writtenStart) {
            long first = readStart * source.shape()[dimension] + read.from[dimension];
            long second = writtenStart * target.shape()[dimension] + written.from[dimension];
            int cells = Math.toIntExact(read.size[dimension]);
            if (dimension == read.size.length - 1) {
                System.arraycopy(
                        source.values(), Math.toIntExact(first), target.values(), Math.toIntExact(second), cells);
                return;
            }
            for (int i = 0; i < cells; i++) {
                copy(read, written, dimension + 1, first + i, second + i);
            }
        }
    }
}
