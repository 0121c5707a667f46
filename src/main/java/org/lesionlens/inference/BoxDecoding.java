package org.lesionlens.inference;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.model.Detection;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;

/** From what a detector answers of a window to boxes in voxels of the prepared image: see {@link Detection}. */
final class BoxDecoding {
    private final Model model;
    private final Detection detection;
    private final int dimensions;
    private final int labels;

    BoxDecoding(Model model) {
        this.model = model;
        this.detection = model.detection().orElseThrow();
        this.dimensions = model.network().window().dimensions();
        this.labels = model.labels().size();
    }

    /**
     * The boxes of a window that are sure enough, hold something, and have their middle in its core; label by label, each as the
     * network orders them.
     *
     * @param answer both outputs, of which the shapes and the numbers were looked at
     * @param row of the window in them
     * @throws UnsuitableModelException if there are not as many scores as boxes, or a box ends before it begins
     */
    void add(Map<String, Tensor> answer, int row, DetectorTile tile, Collection<DetectedBox> found) {
        Tensor boxes = answer.get(detection.boxes());
        Tensor scores = answer.get(detection.scores());
        int count = requireAsMany(boxes, scores);
        Rows rows = detection.cell().isPresent()
                ? new Cells(boxes, scores, row, count)
                : new Listed(boxes.values(), scores.values(), row * count);
        float least = (float) detection.leastScore();
        for (int label = 0; label < labels; label++) {
            for (int i = 0; i < count; i++) {
                float score = rows.score(i, label);
                if (score >= least) {
                    add(new DetectedBoxAt(rows, i, label, score), tile, found);
                }
            }
        }
    }

    /** One of the answers. */
    private record DetectedBoxAt(Rows rows, int row, int label, float score) {}

    private void add(DetectedBoxAt at, DetectorTile tile, Collection<DetectedBox> found) {
        double[] low = {0, 0, 0};
        double[] high = {1, 1, 1};
        boolean empty = false;
        for (int axis = 0; axis < dimensions; axis++) {
            low[axis] = at.rows.side(at.row, axis);
            high[axis] = at.rows.side(at.row, dimensions + axis);
            requireForwards(low[axis], high[axis], axis);
            empty |= low[axis] == high[axis];
        }
        if (empty) {
            return;
        }
        RealBox box = new RealBox(corner(low, tile), corner(high, tile));
        if (tile.answersFor(box)) {
            found.add(new DetectedBox(box, at.label, Math.min(1, at.score)));
        }
    }

    private static Corner corner(double[] at, DetectorTile tile) {
        return new Corner(
                at[0] + tile.window().x(),
                at[1] + tile.window().y(),
                at[2] + tile.window().z());
    }

    private void requireForwards(double low, double high, int axis) {
        if (high < low) {
            throw new UnsuitableModelException("a box of the model " + model.shownName() + " is from " + low + " to "
                    + high + " along " + "xyz".charAt(axis)
                    + " but must not end before it begins: its coordinates are others than its description says, correct"
                    + " that or choose another model");
        }
    }

    private int requireAsMany(Tensor boxes, Tensor scores) {
        int count = count(boxes);
        if (count != count(scores)) {
            throw new UnsuitableModelException("the model " + model.shownName() + " answers with boxes of the shape "
                    + Arrays.toString(boxes.shape()) + " and scores of the shape " + Arrays.toString(scores.shape())
                    + " but must have as many of both: correct its description, or choose another model");
        }
        return count;
    }

    /** Rows, or cells. */
    private int count(Tensor tensor) {
        long[] shape = tensor.shape();
        return detection.cell().isPresent()
                ? (int) Arrays.stream(shape).skip(2).reduce(1, Math::multiplyExact)
                : (int) shape[1];
    }

    /** What a network says of a window, box by box. */
    private sealed interface Rows {
        float score(int row, int label);

        /** A coordinate, in voxels of the window. */
        double side(int row, int number);
    }

    /** Decoded by the network. */
    private final class Listed implements Rows {
        private final float[] boxes;
        private final float[] scores;
        private final int first;

        Listed(float[] boxes, float[] scores, int first) {
            this.boxes = boxes;
            this.scores = scores;
            this.first = first;
        }

        @Override
        public float score(int row, int label) {
            return scores[(first + row) * labels + label];
        }

        @Override
        public double side(int row, int number) {
            return boxes[(first + row) * 2 * dimensions + number];
        }
    }

    /** Distances and logits of cells. */
    private final class Cells implements Rows {
        private final float[] distances;
        private final float[] logits;
        private final long[] shape;
        private final int window;
        private final int count;

        Cells(Tensor boxes, Tensor scores, int window, int count) {
            this.distances = boxes.values();
            this.logits = scores.values();
            this.shape = boxes.shape();
            this.window = window;
            this.count = count;
        }

        @Override
        public float score(int cell, int label) {
            return (float) (1 / (1 + Math.exp(-logits[(window * labels + label) * count + cell])));
        }

        @Override
        public double side(int cell, int number) {
            int axis = number % dimensions;
            int before = 1;
            for (int other = 0; other < axis; other++) {
                before *= (int) shape[shape.length - 1 - other];
            }
            int along = cell / before % (int) shape[shape.length - 1 - axis];
            double middle = (along + 0.5) * detection.cell().orElseThrow();
            double distance = distances[(window * 2 * dimensions + number) * count + cell];
            return number < dimensions ? middle - distance : middle + distance;
        }
    }
}
