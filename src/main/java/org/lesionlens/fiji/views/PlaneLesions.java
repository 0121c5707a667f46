package org.lesionlens.fiji.views;

import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.lesionlens.fiji.image.LesionVoxels;

/** The lesions in a plane: where each of its pixels belongs, and their outlines along the edges of pixels. */
final class PlaneLesions {
    private final int width;
    private final int[] lesion;

    private PlaneLesions(int width, int... lesion) {
        this.width = width;
        this.lesion = lesion;
    }

    /** In the plane through a spot, of a frame (from 1). */
    static PlaneLesions of(LesionVoxels voxels, ViewPlane plane, Spot spot, int frame) {
        int width = plane.across().size();
        int[] lesion = new int[width * plane.down().size()];
        Arrays.fill(lesion, LesionVoxels.NONE);
        int through = plane.through().stack();
        int slices = through == 2 ? 1 : plane.size(2);
        Rectangle within = new Rectangle(
                through == 0 ? spot.column() : 0,
                through == 1 ? spot.row() : 0,
                through == 0 ? 1 : plane.size(0),
                through == 1 ? 1 : plane.size(1));
        for (int i = 0; i < slices; i++) {
            int slice = through == 2 ? spot.slice() : i;
            voxels.each(slice, frame, within, (number, column, row) -> {
                Spot there = new Spot(column, row, slice);
                int x = plane.across().turned(there.along(plane.across().stack()));
                int y = plane.down().turned(there.along(plane.down().stack()));
                int at = y * width + x;
                lesion[at] = lesion[at] == LesionVoxels.NONE ? number : lesion[at];
            });
        }
        return new PlaneLesions(width, lesion);
    }

    int width() {
        return width;
    }

    int height() {
        return lesion.length / width;
    }

    /** The place of the lesion of a pixel; {@link LesionVoxels#NONE} if there is none, or the plane does not reach there. */
    int at(int x, int y) {
        return x < 0 || y < 0 || x >= width || y >= height() ? LesionVoxels.NONE : lesion[y * width + x];
    }

    /** The edges of each lesion, in pixels of the plane; the first pixel reaches from 0 to 1. */
    Map<Integer, Path2D> outlines() {
        Map<Integer, Path2D> outlines = new TreeMap<>();
        for (int y = 0; y < height(); y++) {
            for (int x = 0; x < width; x++) {
                int own = at(x, y);
                if (own != LesionVoxels.NONE) {
                    addEdges(outlines.computeIfAbsent(own, none -> new Path2D.Double()), x, y);
                }
            }
        }
        return outlines;
    }

    private void addEdges(Path2D outline, int x, int y) {
        int own = at(x, y);
        if (at(x, y - 1) != own) {
            edge(outline, x, y, x + 1, y);
        }
        if (at(x, y + 1) != own) {
            edge(outline, x, y + 1, x + 1, y + 1);
        }
        if (at(x - 1, y) != own) {
            edge(outline, x, y, x, y + 1);
        }
        if (at(x + 1, y) != own) {
            edge(outline, x + 1, y, x + 1, y + 1);
        }
    }

    private static void edge(Path2D outline, int x1, int y1, int x2, int y2) {
        outline.moveTo(x1, y1);
        outline.lineTo(x2, y2);
    }
}
