package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.LinearOntoGrid;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A patient at several dates, side by side in one plane: that of a slice of the first date. Images are interpolated linearly in
 * it, lesions have the label of the nearest voxel, and a lesion has one colour and one name at all dates.
 */
public final class DatesPicture {
    private static final int PANEL = 320;
    private static final int GAP = 8;
    private static final int LINE = 20;

    /**
     * A date.
     *
     * @param title written above it
     * @param image moved into the space of the first date; empty if only lesions are known
     * @param lesions by the numbers of what they became over time, moved likewise
     */
    public record Date(String title, Optional<Volume> image, LabelMap lesions) {}

    private final VolumeGeometry space;
    private final DisplayOrientation orientation;
    private final List<Date> dates;
    private final Map<Integer, String> names;
    private final List<GreyWindow> windows;
    private final AffineTransform toPanel;

    /**
     * A picture that can be drawn of every slice.
     *
     * @param space the grid of the first date
     * @param names of the lesions by their numbers
     */
    public DatesPicture(VolumeGeometry space, List<Date> dates, Map<Integer, String> names) {
        this.space = space;
        this.orientation = DisplayOrientation.of(space);
        this.dates = List.copyOf(dates);
        this.names = Map.copyOf(names);
        this.windows = dates.stream()
                .map(date -> date.image().map(GreyWindow::of).orElse(new GreyWindow(0, 1)))
                .toList();
        double width = orientation.columns() * orientation.columnSpacingMm();
        double height = orientation.rows() * orientation.rowSpacingMm();
        double perMm = PANEL / Math.max(width, height);
        this.toPanel = AffineTransform.getTranslateInstance((PANEL - perMm * width) / 2, (PANEL - perMm * height) / 2);
        toPanel.scale(perMm * orientation.columnSpacingMm(), perMm * orientation.rowSpacingMm());
    }

    /** JPEG in base 64, for a page. */
    public String jpeg(long slice) throws IOException {
        return Thumbnail.jpeg(draw(slice));
    }

    /** The dates from left to right. */
    public BufferedImage draw(long slice) {
        BufferedImage picture = new BufferedImage(
                dates.size() * (PANEL + GAP) + GAP, PANEL + LINE + 2 * GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Canvas.smooth(picture.createGraphics());
        Canvas.paper(g, picture.getWidth(), picture.getHeight());
        for (int i = 0; i < dates.size(); i++) {
            int x = GAP + i * (PANEL + GAP);
            g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
            g.setColor(Canvas.INK);
            g.drawString(dates.get(i).title(), x, LINE);
            Graphics2D inside = (Graphics2D) g.create(x, LINE + GAP, PANEL, PANEL);
            panel(inside, i, slice);
            inside.dispose();
        }
        g.dispose();
        return picture;
    }

    private void panel(Graphics2D g, int date, long slice) {
        VolumeGeometry plane = space.slice(slice);
        g.setColor(Color.BLACK);
        g.fillRect(0, 0, PANEL, PANEL);
        dates.get(date).image().ifPresent(image -> g.drawImage(tissue(image, plane, windows.get(date)), toPanel, null));
        LabelMap lesions = dates.get(date).lesions();
        if (space.placed()) {
            LabelMap cut = NearestLabels.on(plane, lesions);
            outlines(g, SlicePanel.outlines(cut, DisplayOrientation.of(plane), 0));
            SlicePanel.drawSides(g, orientation.plane(), PANEL);
        } else {
            outlines(g, SlicePanel.outlines(lesions, orientation, slice));
        }
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
        Canvas.scaleBar(g, 0, PANEL, PANEL, toPanel.getScaleX() / orientation.columnSpacingMm());
    }

    private BufferedImage tissue(Volume image, VolumeGeometry plane, GreyWindow window) {
        Volume cut = LinearOntoGrid.of(image, plane).volume();
        DisplayOrientation ofPlane = DisplayOrientation.of(plane);
        return SlicePanel.image(ofPlane.pixels(cut.voxels(), 0), ofPlane, window);
    }

    private void outlines(Graphics2D g, Map<Integer, Path2D> outlines) {
        g.setStroke(new BasicStroke(1.8f));
        outlines.forEach((label, outline) -> {
            Path2D shape = new Path2D.Double(outline, toPanel);
            g.setColor(OverviewPicture.color(label));
            g.draw(shape);
            name(g, names.getOrDefault(label, ""), shape.getBounds2D(), OverviewPicture.color(label));
        });
    }

    /** Beside the outline, on a dark shadow. */
    private static void name(Graphics2D g, String name, Rectangle2D beside, Color color) {
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        float x = (float) beside.getMaxX() + 3;
        float y = (float) beside.getCenterY() + 5;
        g.setColor(Color.BLACK);
        g.drawString(name, x + 1, y + 1);
        g.setColor(color);
        g.drawString(name, x, y);
    }
}
