package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.lesionlens.volume.LabelMap;

/** The outlines of lesions as selections: one a lesion and slice, in the colour of its label, or of its class. */
public final class LesionOutlines {
    /** Marks our selections, so that the next run replaces them. */
    private static final String OURS = "LesionLens";

    private static final Font LETTERS = new Font(Font.SANS_SERIF, Font.BOLD, 8);

    private LesionOutlines() {}

    /**
     * The outlines of a frame.
     *
     * @param frame from 1; 0 if the image has only one
     * @param channels how many the image has
     */
    public static List<Roi> of(LabelMap labels, StackGrid grid, int frame, int channels) {
        return of(labels, grid, frame, channels, LesionColors::of);
    }

    /** The same in colours by label. */
    static List<Roi> of(LabelMap labels, StackGrid grid, int frame, int channels, IntFunction<Color> colors) {
        List<Roi> rois = new ArrayList<>();
        for (int slice = 0; slice < grid.slices(); slice++) {
            ShortProcessor pixels = FijiVolumes.labelSlice(grid.slice(labels.voxels(), slice));
            for (Map.Entry<Integer, Rectangle> section : sections(pixels).entrySet()) {
                Roi roi = outline(pixels, section.getKey(), section.getValue());
                place(roi, grid.slices(), slice + 1, frame, channels);
                Roi styled = styled(roi, section.getKey(), slice + 1, frame);
                styled.setStrokeColor(colors.apply(section.getKey()));
                rois.add(styled);
            }
        }
        return rois;
    }

    private static Map<Integer, Rectangle> sections(ShortProcessor pixels) {
        Map<Integer, Rectangle> boxes = new TreeMap<>();
        for (int y = 0; y < pixels.getHeight(); y++) {
            for (int x = 0; x < pixels.getWidth(); x++) {
                int label = pixels.get(x, y);
                if (label > 0) {
                    boxes.merge(label, new Rectangle(x, y, 1, 1), Rectangle::union);
                }
            }
        }
        return boxes;
    }

    private static Roi outline(ShortProcessor pixels, int label, Rectangle box) {
        ByteProcessor mask = new ByteProcessor(box.width, box.height);
        for (int y = 0; y < box.height; y++) {
            for (int x = 0; x < box.width; x++) {
                mask.set(x, y, pixels.get(box.x + x, box.y + y) == label ? 255 : 0);
            }
        }
        mask.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
        Roi roi = new ThresholdToSelection().convert(mask);
        Rectangle inside = roi.getBounds();
        roi.setLocation(box.x + inside.x, box.y + inside.y);
        return roi;
    }

    private static void place(Roi roi, int slices, int slice, int frame, int channels) {
        if (frame > 0 || channels > 1) {
            roi.setPosition(0, slices > 1 ? slice : 0, frame);
        } else if (slices > 1) {
            roi.setPosition(slice);
        }
    }

    private static Roi styled(Roi roi, int label, int slice, int frame) {
        roi.setName(label + (frame > 0 ? "-t" + frame : "") + "-" + slice);
        roi.setProperty(OURS, Integer.toString(label));
        return roi;
    }

    /** Draws over an image what a run found; older outlines of ours go, the user's own overlay stays. */
    public static void drawOver(ImagePlus image, List<Roi> rois) {
        Overlay overlay = new Overlay();
        if (image.getOverlay() != null) {
            for (Roi roi : image.getOverlay()) {
                if (roi.getProperty(OURS) == null) {
                    overlay.add(roi);
                }
            }
        }
        for (Roi roi : rois) {
            overlay.add((Roi) roi.clone());
            overlay.add(number(roi));
        }
        image.setOverlay(overlay);
    }

    /** The lesion's number, right of its outline, so that it hides nothing. */
    private static Roi number(Roi outline) {
        Rectangle box = outline.getBounds();
        TextRoi number = new TextRoi(box.x + box.width + 1, box.y, outline.getProperty(OURS), LETTERS);
        number.setStrokeColor(outline.getStrokeColor());
        if (outline.hasHyperStackPosition()) {
            number.setPosition(outline.getCPosition(), outline.getZPosition(), outline.getTPosition());
        } else {
            number.setPosition(outline.getPosition());
        }
        number.setProperty(OURS, outline.getProperty(OURS));
        return number;
    }
}
