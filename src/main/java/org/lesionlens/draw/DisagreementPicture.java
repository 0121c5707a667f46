package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/**
 * A prediction over its reference in the slice where they differ most, cut to what both have: voxels that agree, that were missed and
 * that were invented, each in a colour, and the reference's outline in white; on the image if there is one, else on black.
 */
public final class DisagreementPicture {
    /** What a voxel is, in colours that colour-blind people tell apart (Okabe and Ito 2008). */
    public enum Part {
        HIT("hit", 0x009E73),
        MISSED("missed", 0xE69F00),
        INVENTED("invented", 0x56B4E9),
        OTHER_KIND("another kind", 0xCC79A7);

        private final String words;
        private final Color color;

        Part(String words, int rgb) {
            this.words = words;
            this.color = new Color(rgb);
        }

        /** For a legend. */
        public String words() {
            return words;
        }

        /** As #RRGGBB. */
        public String colorText() {
            return String.format("#%06X", color.getRGB() & 0xffffff);
        }

        /** Empty where neither has anything. */
        static Optional<Part> of(int predicted, int real) {
            if (predicted == 0 && real == 0) {
                return Optional.empty();
            }
            return Optional.of(predicted == real ? HIT : predicted == 0 ? MISSED : real == 0 ? INVENTED : OTHER_KIND);
        }
    }

    /**
     * A picture for a page.
     *
     * @param jpeg in base 64, {@value #SIDE} pixels high and wide
     * @param slice that is shown, 0 to {@code slices} - 1, in stored order
     */
    public record Picture(String jpeg, long slice, long slices) {}

    /** Whether it is known which voxel of an image lies under which of a mask: both have a place, or they have one size. */
    public static boolean liesUnder(Volume image, LabelMap mask) {
        return ImageUnderMask.of(image, mask.geometry()).isPresent();
    }

    static final int SIDE = 288;
    private static final float OPACITY = 0.6f;

    /** Least share of the image's longer side that is shown, so that a place is recognised. */
    private static final double LEAST = 0.4;

    private static final double MARGIN = 0.4;

    private final LabelMap prediction;
    private final LabelMap reference;
    private final DisplayOrientation orientation;
    private final long slice;
    private final int[] predicted;
    private final int[] real;

    private DisagreementPicture(LabelMap prediction, LabelMap reference) {
        this.prediction = prediction;
        this.reference = reference;
        this.orientation = DisplayOrientation.of(reference.geometry());
        this.slice = worstSlice();
        this.predicted = pixels(prediction, slice);
        this.real = pixels(reference, slice);
    }

    /**
     * Draws it.
     *
     * @param prediction 0 where nothing was predicted, else the kind of lesion
     * @param reference on the same grid, likewise
     * @param image shown where it is known by place, or has the same voxels
     */
    public static Picture of(LabelMap prediction, LabelMap reference, Optional<Volume> image) throws IOException {
        DisagreementPicture picture = new DisagreementPicture(prediction, reference);
        return new Picture(Thumbnail.jpeg(picture.draw(image)), picture.slice, picture.orientation.slices());
    }

    /** Where most voxels differ; if none do, where most agree. */
    private long worstSlice() {
        long worst = orientation.slices() / 2;
        long most = 0;
        long mostBoth = 0;
        for (long at = 0; at < orientation.slices(); at++) {
            long different = 0;
            long both = 0;
            Cursor<UnsignedShortType> other = Views.flatIterable(orientation.slice(reference.voxels(), at))
                    .cursor();
            for (UnsignedShortType voxel : Views.flatIterable(orientation.slice(prediction.voxels(), at))) {
                int value = other.next().get();
                different += voxel.get() != value ? 1 : 0;
                both += voxel.get() == value && value != 0 ? 1 : 0;
            }
            if (different > most || most == 0 && both > mostBoth) {
                worst = at;
                most = different;
                mostBoth = both;
            }
        }
        return worst;
    }

    private int[] pixels(LabelMap map, long at) {
        int[] pixels = new int[Math.toIntExact(Math.multiplyExact(orientation.columns(), orientation.rows()))];
        int i = 0;
        for (UnsignedShortType pixel : Views.flatIterable(orientation.slice(map.voxels(), at))) {
            pixels[i++] = pixel.get();
        }
        return pixels;
    }

    private BufferedImage draw(Optional<Volume> image) {
        Rectangle shown = shown();
        AffineTransform toPanel = toPanel(shown);
        BufferedImage panel = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Canvas.smooth(panel.createGraphics());
        image.flatMap(volume -> ImageUnderMask.of(volume, reference.geometry()))
                .ifPresent(under -> g.drawImage(under.picture(orientation, slice, shown), toPanel, null));
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        g.drawImage(overlay(shown, image.isPresent() ? OPACITY : 1), toPanel, null);
        drawOutline(g, toPanel, shown);
        g.dispose();
        return panel;
    }

    /** A square round all that both have, as far as the slice goes. */
    private Rectangle shown() {
        int columns = (int) orientation.columns();
        int rows = (int) orientation.rows();
        Rectangle box = null;
        for (int i = 0; i < real.length; i++) {
            if (real[i] != 0 || predicted[i] != 0) {
                Rectangle pixel = new Rectangle(i % columns, i / columns, 1, 1);
                box = box == null ? pixel : box.union(pixel);
            }
        }
        if (box == null) {
            return new Rectangle(columns, rows);
        }
        double longer = Math.max(columns, rows);
        int side = (int) Math.ceil(Math.max(LEAST * longer, (1 + 2 * MARGIN) * Math.max(box.width, box.height)));
        Rectangle square =
                new Rectangle((int) box.getCenterX() - side / 2, (int) box.getCenterY() - side / 2, side, side);
        square.x = Math.max(0, Math.min(square.x, columns - side));
        square.y = Math.max(0, Math.min(square.y, rows - side));
        return square.intersection(new Rectangle(columns, rows));
    }

    /** Pixels of what is shown to the panel, in millimetres' proportions, in its middle. */
    private AffineTransform toPanel(Rectangle shown) {
        double width = shown.width * orientation.columnSpacingMm();
        double height = shown.height * orientation.rowSpacingMm();
        double perMm = SIDE / Math.max(width, height);
        AffineTransform toPanel =
                AffineTransform.getTranslateInstance((SIDE - perMm * width) / 2, (SIDE - perMm * height) / 2);
        toPanel.scale(perMm * orientation.columnSpacingMm(), perMm * orientation.rowSpacingMm());
        return toPanel;
    }

    private BufferedImage overlay(Rectangle shown, float opacity) {
        BufferedImage overlay = new BufferedImage(shown.width, shown.height, BufferedImage.TYPE_INT_ARGB);
        int alpha = Math.round(255 * opacity) << 24;
        for (int y = 0; y < shown.height; y++) {
            for (int x = 0; x < shown.width; x++) {
                int at = index(shown, x, y);
                int column = x;
                int row = y;
                Part.of(predicted[at], real[at])
                        .ifPresent(part -> overlay.setRGB(column, row, alpha | part.color.getRGB() & 0xffffff));
            }
        }
        return overlay;
    }

    private int index(Rectangle shown, int x, int y) {
        return (shown.y + y) * (int) orientation.columns() + shown.x + x;
    }

    private void drawOutline(Graphics2D g, AffineTransform toPanel, Rectangle shown) {
        Path2D outline = new Path2D.Double();
        for (int i = 0; i < real.length; i++) {
            if (real[i] != 0) {
                SlicePanel.addEdges(outline, real, i, (int) orientation.columns());
            }
        }
        AffineTransform fromSlice = new AffineTransform(toPanel);
        fromSlice.translate(-shown.x, -shown.y);
        Shape drawn = fromSlice.createTransformedShape(outline);
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(3));
        g.draw(drawn);
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(1.4f));
        g.draw(drawn);
    }
}
