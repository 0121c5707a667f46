package org.lesionlens.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a detector's answers become boxes.
 *
 * <p>Boxes are x0, y0, x1, y1 (of volumes x0, y0, z0, x1, y1, z1) in voxels of the network's input, between voxel edges: the first
 * voxel alone is 0 to 1. Decoded in the network they are a tensor N, rows, 4 (6), and the scores, 0 to 1, are N, rows, labels. Else
 * there is a cell for each {@code cell} voxels of the input along every axis, and N, 4 (6), (z,) y, x are the distances in voxels
 * from a cell's middle to its box's left, upper(, front), right, lower(, back) side; the scores' logits are N, labels, (z,) y, x.
 *
 * @param boxes name of the output with the boxes, or the distances
 * @param scores name of the output with the scores, or their logits; its columns or channels are the labels in their order
 * @param cell voxels of a cell; empty where the network decodes
 * @param leastScore a box with a lower one is none; above 0, at most 1
 * @param most boxes that stay in a slice, or a volume: of each label, or altogether, as the suppression goes
 * @param suppression which of boxes that overlap stays
 * @param thresholds of each label, in their order: the score from which a box is shown unless the user says otherwise, 0 to 1
 * @param hit when a box is right, in the figures of its card; empty if nobody says
 */
public record Detection(
        String boxes,
        String scores,
        OptionalInt cell,
        double leastScore,
        int most,
        Suppression suppression,
        List<Double> thresholds,
        Optional<Hit> hit) {
    public Detection {
        thresholds = List.copyOf(thresholds);
    }

    /** Between which boxes it is chosen. */
    public enum Over {
        /** Those of one label. */
        LABEL,
        /** All. */
        ALL
    }

    /** Which of boxes that overlap stays; the surest is looked at first. */
    public sealed interface Suppression {
        /** Between which boxes. */
        Over over();

        /**
         * A box goes that overlaps a surer one.
         *
         * @param overlap intersection over union above which it does, 0 to 1
         */
        record Hard(double overlap, Over over) implements Suppression {}

        /**
         * The score of a box is multiplied by exp(-overlap * overlap / sigma) for each surer one: Bodla et al. 2017, Soft-NMS,
         * arXiv 1704.04503.
         *
         * @param sigma above 0
         */
        record Soft(double sigma, Over over) implements Suppression {}
    }

    /** When a box is right; boxes and true ones go together one to one, the surest first. */
    public sealed interface Hit {
        /** As it is written and asked for: {@code overlap:0.5} or {@code centre:2}. */
        String text();

        private static String plain(double number) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }

        /**
         * Where its intersection over union with a true one is large enough, as COCO counts.
         *
         * @param least above 0, at most 1
         */
        record Overlap(double least) implements Hit {
            @Override
            public String text() {
                return "overlap:" + Hit.plain(least);
            }
        }

        /**
         * Where its middle lies in a true box that is grown on each side.
         *
         * @param grownPixels at least 0
         */
        record Centre(double grownPixels) implements Hit {
            @Override
            public String text() {
                return "centre:" + Hit.plain(grownPixels);
            }
        }
    }
}
