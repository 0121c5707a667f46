package org.lesionlens.draw;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.util.List;
import java.util.Map;

/** What pictures of an image show of what was found in it: lesions, or boxes. Slices are those of the display. */
interface ShownFindings {
    /** Slices that are worth showing, rising; at least one. */
    List<Long> slices();

    /** The one that is shown small. */
    long first();

    /** Outlines in a slice by the number of the finding, in pixel corners of the display. */
    Map<Integer, ? extends Shape> outlines(long slice);

    Color color(int number);

    /** Draws what stands beside outlines: diameters, numbers. */
    void drawNotes(Graphics2D g, AffineTransform toPanel, long slice);

    /** What is said of each finding, those first that count most. */
    List<Line> lines();

    /** A line of a legend. */
    record Line(int number, String words) {}

    /** Without findings. */
    String nothing();

    /** What the other findings are, and the table that they stand in. */
    String others();

    /** What a line of the legend has. */
    String explained();
}
