package org.lesionlens.fiji.image;

import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.awt.Color;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.lesionlens.volume.LabelMap;

/** The outlines of lesions as selections: one a lesion and slice, in the colour of its label, or of its class. */
final class LesionOutlines {
    /** Marks our selections, so that the next run replaces them. */
    private static final String OURS = "LesionLens";

    private LesionOutlines() {}

    /**
     * The outlines of a frame.
     *
     * @param frame from 1; 0 if the image has only one
     * @param channels how many the image has
     */
    static List<Roi> of(LabelMap labels, StackGrid grid, int frame, int channels) {
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

    /**
     * Puts a selection on a slice (from 1) and a frame.
     *
     * @param slices how many the image has
     * @param frame from 1; 0 if the image has only one
     */
    static void place(Roi roi, int slices, int slice, int frame, int channels) {
        if (frame > 0 || channels > 1) {
            roi.setPosition(0, slices > 1 ? slice : 0, frame);
        } else if (slices > 1) {
            roi.setPosition(slice);
        }
    }

    private static Roi styled(Roi roi, int label, int slice, int frame) {
        roi.setName(label + (frame > 0 ? "-t" + frame : "") + "-" + slice);
        mark(roi, label);
        return roi;
    }

    /** Makes a selection one of ours, of the finding of a number. */
    static void mark(Roi roi, int label) {
        roi.setProperty(OURS, Integer.toString(label));
    }

    /** Whether we drew it; the user's own overlay stays. */
    static boolean isOurs(Roi roi) {
        return roi.getProperty(OURS) != null;
    }

    /** The number of the lesion that a selection of ours belongs to. */
    static int label(Roi roi) {
        return Integer.parseInt(roi.getProperty(OURS));
    }

    /** The slice that an outline lies in, from 1; 0 if its image has only one. */
    static int slice(Roi roi) {
        return roi.hasHyperStackPosition() ? roi.getZPosition() : roi.getPosition();
    }

    /** The frame that an outline lies in, from 1; 0 if its image has only one. */
    static int frame(Roi roi) {
        return roi.getTPosition();
    }

    /** Makes something part of what is drawn of an outline: in its colour, on its slice and frame. */
    static Roi beside(Roi outline, Roi roi) {
        roi.setStrokeColor(outline.getStrokeColor());
        if (outline.hasHyperStackPosition()) {
            roi.setPosition(outline.getCPosition(), outline.getZPosition(), outline.getTPosition());
        } else {
            roi.setPosition(outline.getPosition());
        }
        roi.setProperty(OURS, outline.getProperty(OURS));
        return roi;
    }

    /** Makes something part of what is drawn of all lesions of a frame (from 1; 0 if the image has only one). */
    static Roi ofFrame(Roi roi, int frame, int channels) {
        place(roi, 1, 0, frame, channels);
        roi.setProperty(OURS, "0");
        return roi;
    }
}
