package org.lesionlens.model;

import java.util.List;
import java.util.stream.Collectors;

/** The part of a prepared image that goes into a network at once; sides along x, y and, for three dimensions, z, in voxels. */
public sealed interface Window {
    /** The most voxels along a side: larger windows would fill the memory. */
    int LARGEST_SIDE = 4096;

    /**
     * How large a side may be: {@code least + n * step}; fixed if the step is 0.
     *
     * @param least at least 1
     * @param step at least 0
     */
    record Side(int least, int step) {
        private String words() {
            return step == 0 ? Integer.toString(least) : least + " and steps of " + step;
        }

        /** The smallest side that holds so many voxels, as long as it may grow; else the fixed one. */
        public long holding(long voxels) {
            return step == 0 || voxels <= least ? least : least + ((voxels - least - 1) / step + 1) * step;
        }
    }

    /**
     * The whole slice, or the whole volume: for networks whose answer depends on all that they see.
     *
     * @param sides two for slices, three for volumes
     */
    record Whole(List<Side> sides, Fill fill) implements Window {}

    /**
     * Overlapping tiles, put together again: for networks whose answer depends on what is near.
     *
     * @param sides two for tiles of slices, three for those of volumes
     * @param step from one tile to the next as a share of its side, above 0 to 1; with a halo the tiles' cores meet
     * @param placing where the tiles lie
     */
    record Tiles(List<Integer> sides, double step, Placing placing, Blend blend, Fill fill) implements Window {
        /** Tiles that lie evenly. */
        public Tiles(List<Integer> sides, double step, Blend blend, Fill fill) {
            this(sides, step, Placing.EVEN, blend, fill);
        }
    }

    /** Where tiles lie along an axis. */
    enum Placing {
        /** As evenly as whole voxels allow, a step at most from one to the next: nnU-Net's way. */
        EVEN,
        /** A step, rounded down, from one to the next, and the last one moved back into the image: MONAI's way. */
        MOVED_BACK
    }

    /**
     * A square of a slice, or a part of a volume, round the middle of each lesion.
     *
     * @param sides in samples: two equal ones for slices, three for volumes
     * @param step distance of the samples in voxels of the prepared image
     * @param fill what lies beyond the image
     */
    record Patch(List<Integer> sides, double step, Fill fill) implements Window {
        /** A square of a slice. */
        public Patch(int side, double step) {
            this(List.of(side, side), step, Fill.LOWEST);
        }

        /** Of a square. */
        public int side() {
            return sides.get(0);
        }
    }

    /** How tiles that overlap are put together. */
    sealed interface Blend {
        /**
         * Weighted by a Gaussian.
         *
         * @param sigma its standard deviation as a share of the side; nnU-Net's and MONAI's is 1/8
         * @param peak where it is largest
         * @param least weight of a voxel of a tile, of at most 1: 0.001 in MONAI
         */
        record Gaussian(double sigma, Peak peak, double least) implements Blend {
            /** One with its peak in the middle. */
            public Gaussian(double sigma) {
                this(sigma, Peak.MIDDLE, 0);
            }
        }

        /** Where the weight of a tile is largest, along a side of n voxels counted from 0. */
        enum Peak {
            /** At (n - 1) / 2, as MONAI has it. */
            MIDDLE,
            /** At the voxel n / 2, rounded down, as nnU-Net has it: half a voxel further where n is even. */
            HALF
        }

        /** All voxels of a tile count alike. */
        record Constant() implements Blend {}

        /**
         * The border of each tile is thrown away, but at the image's own border.
         *
         * @param widths in voxels along x, y(, z)
         */
        record Halo(List<Integer> widths) implements Blend {}
    }

    /** For people. */
    default String words() {
        if (this instanceof Whole whole) {
            return "whole " + (dimensions() == 2 ? "slice" : "volume") + " in sides of "
                    + whole.sides().stream().map(Side::words).collect(Collectors.joining(" x "));
        }
        if (this instanceof Tiles tiles) {
            return "tiles of " + tiles.sides() + " voxels, step " + tiles.step();
        }
        Patch patch = (Patch) this;
        return "patch of " + (dimensions() == 2 ? patch.side() + " pixels" : patch.sides() + " voxels") + ", step "
                + patch.step();
    }

    /** 2 if it is a part of a slice, 3 of a volume. */
    default int dimensions() {
        if (this instanceof Whole whole) {
            return whole.sides().size();
        }
        return this instanceof Tiles tiles
                ? tiles.sides().size()
                : ((Patch) this).sides().size();
    }
}
