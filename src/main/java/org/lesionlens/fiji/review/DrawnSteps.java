package org.lesionlens.fiji.review;

import ij.gui.Line;
import ij.gui.Roi;
import ij.process.FloatPolygon;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.HashMap;
import java.util.Map;
import org.lesionlens.correction.Change;
import org.lesionlens.correction.Ink;
import org.lesionlens.correction.IntensityRange;
import org.lesionlens.correction.Region;
import org.lesionlens.correction.RegionSteps;
import org.lesionlens.correction.SegmentAgain;
import org.lesionlens.correction.SliceLine;
import org.lesionlens.correction.SplitSteps;
import org.lesionlens.lesion.Position;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/** From what is drawn on the slice that is shown, in places of ImageJ, to a step of the correction. */
final class DrawnSteps {
    private DrawnSteps() {}

    /** Whether a selection is what a tool works on. */
    static boolean takes(Tool tool, Roi selection) {
        return switch (tool.drag()) {
            case LINE -> selection instanceof Line;
            case REGION -> selection.isArea();
            case BOX -> selection.getType() == Roi.RECTANGLE;
            default -> false;
        };
    }

    /** The step of a tool that takes a selection; on the chosen lesion, or a new one, if it adds to one. */
    static Change of(LesionsOnScreen lesions, Tool tool, Roi selection, ToolValues values) {
        CorrectedImage shown = lesions.shown();
        return switch (tool.drag()) {
            case LINE -> {
                Line line = (Line) selection;
                yield split(shown, new Line2D.Double(line.x1d, line.y1d, line.x2d, line.y2d));
            }
            case REGION -> threshold(shown, lesions.painted(), values.range(shown), selection.getFloatPolygon());
            default -> again(shown, values, selection.getFloatBounds());
        };
    }

    /** Which slices a tool works in, for the end of a sentence; nothing of one that says so by itself. */
    static String where(CorrectedImage shown, Tool tool, Roi selection, ToolValues values) {
        if (tool.drag() != Tool.Drag.BOX) {
            return "";
        }
        int[] slices = slices(shown, values.slices(), selection.getFloatBounds());
        return slices[0] == slices[1]
                ? ", in the slice " + (slices[0] + 1) + " alone"
                : ", in the slices " + (slices[0] + 1) + " to " + (slices[1] + 1);
    }

    /**
     * Splits the lesion that most of a line lies in.
     *
     * @throws UsageException if it lies in none, or does not go through
     */
    static Change split(CorrectedImage shown, Line2D line) {
        double[] from = shown.inSlice(line.getX1(), line.getY1());
        double[] to = shown.inSlice(line.getX2(), line.getY2());
        int number = mostUnder(shown, line);
        return SplitSteps.split(
                shown.correction(), number, new SliceLine(shown.grid().sliceAxis(), from[0], from[1], to[0], to[1]));
    }

    private static int mostUnder(CorrectedImage shown, Line2D line) {
        int steps = 1 + (int) Math.ceil(2 * line.getP1().distance(line.getP2()));
        if (steps == 1) {
            throw new UsageException("the line has no length: drag it across the lesion");
        }
        Map<Integer, Integer> counts = new HashMap<>();
        for (int step = 0; step <= steps; step++) {
            double share = (double) step / steps;
            int number = shown.number(
                    line.getX1() + share * (line.getX2() - line.getX1()),
                    line.getY1() + share * (line.getY2() - line.getY1()));
            if (number > 0) {
                counts.merge(number, 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow(() -> new UsageException("the line crosses no lesion: draw it across one in this slice"))
                .getKey();
    }

    /** Gives voxels of the slice inside a contour to a lesion, where their intensities lie in a range. */
    static Change threshold(CorrectedImage shown, int number, IntensityRange range, FloatPolygon contour) {
        double[] first = new double[contour.npoints];
        double[] second = new double[contour.npoints];
        for (int i = 0; i < contour.npoints; i++) {
            double[] place = shown.inSlice(contour.xpoints[i], contour.ypoints[i]);
            first[i] = place[0];
            second[i] = place[1];
        }
        Region region = Region.inSlice(shown.grid().geometry(), shown.grid().sliceAxis(), shown.slice(), first, second);
        return RegionSteps.fill(shown.correction(), region, Ink.paint(number).where(range));
    }

    /**
     * Segments again in a box: a rectangle in several slices, or in several frames each by itself.
     *
     * @throws UsageException if there is no probability
     */
    private static Change again(CorrectedImage shown, ToolValues values, Rectangle2D rectangle) {
        Box box = box(shown, rectangle, slices(shown, values.slices(), rectangle));
        ProbabilityMap probability = shown.probability().orElseThrow(() -> new UsageException(ToolValues.reason()));
        return shown.inTime()
                ? SegmentAgain.inFrames(shown.correction(), box, probability, values.probability(), 0)
                : SegmentAgain.inside(shown.correction(), box, probability, values.probability(), 0);
    }

    /**
     * The first and the last slice of a box round the slice that is shown.
     *
     * @param count how many they are, as far as the image has them; 0 for a box that is as deep as it is wide, or in that slice
     *     alone where the distance of slices is unknown
     */
    static int[] slices(CorrectedImage shown, int count, Rectangle2D rectangle) {
        int before = count == 0 ? reach(shown, inside(shown, rectangle)) : (count - 1) / 2;
        int after = count == 0 ? before : count / 2;
        return new int[] {
            Math.max(0, shown.slice() - before), Math.min(shown.grid().slices() - 1, shown.slice() + after)
        };
    }

    private static int reach(CorrectedImage shown, Rectangle2D inside) {
        double wide = Math.max(
                inside.getWidth() * shown.grid().spacingMm(0),
                inside.getHeight() * shown.grid().spacingMm(1));
        VolumeGeometry geometry = shown.correction().labels().geometry(); // which has no depth where slices are frames
        boolean isDepthKnown = geometry.depthKnown() || !geometry.calibrated();
        return isDepthKnown ? (int) (wide / 2 / shown.grid().spacingMm(2)) : 0;
    }

    private static Rectangle2D inside(CorrectedImage shown, Rectangle2D drawn) {
        Rectangle2D inside = drawn.createIntersection(new Rectangle2D.Double(
                0, 0, shown.grid().columns(), shown.grid().rows()));
        if (inside.isEmpty()) {
            throw new UsageException("the rectangle holds no pixel of the image: drag it over what to segment again");
        }
        return inside;
    }

    private static Box box(CorrectedImage shown, Rectangle2D drawn, int... slices) {
        Rectangle2D inside = inside(shown, drawn);
        Position one = shown.grid().toPlace(Math.floor(inside.getMinX()), Math.floor(inside.getMinY()), slices[0]);
        Position other =
                shown.grid().toPlace(Math.ceil(inside.getMaxX()) - 1, Math.ceil(inside.getMaxY()) - 1, slices[1]);
        return new Box(
                (long) Math.min(one.x(), other.x()),
                (long) Math.min(one.y(), other.y()),
                (long) Math.min(one.z(), other.z()),
                (long) Math.max(one.x(), other.x()) + 1,
                (long) Math.max(one.y(), other.y()) + 1,
                (long) Math.max(one.z(), other.z()) + 1);
    }
}
