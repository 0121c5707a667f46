package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.lesion.Position;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.pipeline.FoundBox;

/**
 * The boxes of a detector as they are drawn on an image and listed beside it.
 *
 * @param grid of the image
 * @param frames that were looked at, from 1; 0 alone if the image has only one
 * @param slices that were looked at, from 1; none for all
 * @param boxes of these frames, frame by frame
 */
public record ShownBoxes(StackGrid grid, List<Integer> frames, List<Integer> slices, List<ShownBox> boxes) {
    /**
     * One of them.
     *
     * @param frame from 1; 0 if the image has only one
     * @param area columns and rows between the edges of pixels: the first pixel alone is 0 to 1
     * @param first slice that it covers, from 1
     * @param last likewise
     */
    public record ShownBox(int frame, FoundBox found, Rectangle2D.Double area, int first, int last) {
        private static final double HALF_A_PIXEL = 0.5;
        /** Sides come from an affine, so they miss whole numbers by a little. */
        private static final double NEARLY = 1e-6;

        static ShownBox of(FoundBox found, StackGrid grid, int frame) {
            double[] one = edge(found.box().min(), grid);
            double[] other = edge(found.box().max(), grid);
            Rectangle2D.Double area = new Rectangle2D.Double();
            area.setFrameFromDiagonal(one[0], one[1], other[0], other[1]);
            int first = (int) Math.floor(Math.min(one[2], other[2]) + NEARLY) + 1;
            int last = (int) Math.ceil(Math.max(one[2], other[2]) - NEARLY);
            return new ShownBox(frame, found, area, Math.max(1, first), Math.min(grid.slices(), Math.max(first, last)));
        }

        private static double[] edge(Corner corner, StackGrid grid) {
            double[] pixel = grid.toPixel(
                    new Position(corner.x() - HALF_A_PIXEL, corner.y() - HALF_A_PIXEL, corner.z() - HALF_A_PIXEL));
            return new double[] {pixel[0] + HALF_A_PIXEL, pixel[1] + HALF_A_PIXEL, pixel[2] + HALF_A_PIXEL};
        }

        /** What stands beside it on the image: what it is called, and how sure the network is. */
        public String text() {
            return String.format(Locale.ROOT, "%s %.2f", found.kind().name(), found.score());
        }

        /** The colour of its kind. */
        public Color color() {
            return Color.decode(found.kind().color());
        }

        /** The slice in its middle, from 1. */
        public int slice() {
            return (first + last) / 2;
        }

        private boolean isIn(int slice, int ofFrame) {
            return (frame == 0 || frame == ofFrame) && first <= slice && slice <= last;
        }
    }

    /**
     * The boxes of frames.
     *
     * @param frames from 1; 0 alone if the image has only one
     * @param slices that were looked at, from 1; none for all
     * @param boxes of each frame
     */
    public static ShownBoxes of(
            StackGrid grid, List<Integer> frames, List<Integer> slices, List<List<FoundBox>> boxes) {
        List<ShownBox> shown = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            boxes.get(i).forEach(box -> shown.add(ShownBox.of(box, grid, frame)));
        }
        return new ShownBoxes(grid, frames, slices, shown);
    }

    /** The slices, from 1, of which a frame may have boxes. */
    List<Integer> looked() {
        return slices.isEmpty()
                ? IntStream.rangeClosed(1, grid.slices()).boxed().toList()
                : slices;
    }

    /** The surest one; empty if there is none. */
    public Optional<ShownBox> surest() {
        return boxes.stream()
                .max(Comparator.<ShownBox>comparingDouble(box -> box.found().score())
                        .thenComparing(Comparator.comparingInt(boxes::indexOf).reversed()));
    }

    /** The boxes that a slice of a frame (both from 1) shows. */
    List<ShownBox> in(int slice, int frame) {
        return boxes.stream().filter(box -> box.isIn(slice, frame)).toList();
    }

    /** The smallest box round a place (between the edges of pixels) of what an image shows; empty if there is none. */
    public Optional<ShownBox> at(ImagePlus image, double column, double row) {
        return in(image.getZ(), image.getT()).stream()
                .filter(box -> box.area().contains(column, row))
                .min(Comparator.comparingDouble(
                        box -> box.area().getWidth() * box.area().getHeight()));
    }

    /**
     * A selection for each box and slice, in the colour of its kind; each has a name of its own.
     *
     * @param channels how many the image has
     */
    public List<Roi> rois(int channels) {
        List<Roi> rois = new ArrayList<>();
        for (ShownBox box : boxes) {
            for (int slice = box.first(); slice <= box.last(); slice++) {
                rois.add(roi(box, slice, channels));
            }
        }
        return rois;
    }

    Roi roi(ShownBox box, int slice, int channels) {
        Rectangle2D.Double area = box.area();
        Roi roi = new Roi(area.x, area.y, area.width, area.height);
        LesionOutlines.mark(roi, box.found().number());
        LesionOutlines.place(roi, grid.slices(), slice, box.frame(), channels);
        roi.setStrokeColor(box.color());
        roi.setName(name(box) + (box.last() > box.first() ? " slice " + slice : ""));
        return roi;
    }

    /** Fit for a file's name, which it becomes in a zip. */
    private static String name(ShownBox box) {
        String name = box.found().number() + " " + box.text().replaceAll("[/\\\\:]", "-");
        return box.frame() > 0 ? name + " frame " + box.frame() : name;
    }
}
