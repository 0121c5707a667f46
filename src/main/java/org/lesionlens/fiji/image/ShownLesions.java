package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.lesion.Position;
import org.lesionlens.volume.LabelMap;

/**
 * The lesions of an image as they are drawn on it and listed beside it.
 *
 * @param grid of the image
 * @param frames that were looked at, from 1; 0 alone if the image has only one
 * @param lesions of these frames, frame by frame
 * @param outlines of all of them, a selection a lesion and slice; none of lesions under correction
 * @param labels under correction, on the grid, of an image with one frame; else empty
 */
public record ShownLesions(
        StackGrid grid,
        List<Integer> frames,
        List<ShownLesion> lesions,
        List<Roi> outlines,
        Optional<LabelMap> labels) {
    /**
     * One of them.
     *
     * @param frame from 1; 0 if the image has only one
     */
    public record ShownLesion(int frame, Lesion lesion) {
        /** What stands beside it on the image: number, class, size. */
        public String text() {
            String name = Integer.toString(lesion.label());
            if (!lesion.lesionClass().isEmpty()) {
                name += " " + classText();
            }
            return name + ", " + size();
        }

        /** The class, and how sure the network is of it; empty if unknown. */
        public String classText() {
            double probability = lesion.classProbability();
            return Double.isNaN(probability)
                    ? lesion.lesionClass()
                    : String.format(Locale.ROOT, "%s %.0f %%", lesion.lesionClass(), 100 * probability);
        }

        /** Volume, area or pixels, as far as they are known. */
        public String size() {
            LesionMeasurements size = lesion.measurements();
            if (!Double.isNaN(size.volumeMl())) {
                return String.format(Locale.ROOT, size.volumeMl() < 1 ? "%.2f ml" : "%.1f ml", size.volumeMl());
            }
            return Double.isNaN(size.areaMm2())
                    ? size.voxels() + " pixels"
                    : String.format(Locale.ROOT, "%.0f mm2", size.areaMm2());
        }
    }

    /**
     * The lesions of frames.
     *
     * @param frames from 1; 0 alone if the image has only one
     * @param lesions of each
     */
    public static ShownLesions of(
            StackGrid grid, List<Integer> frames, List<List<Lesion>> lesions, List<Roi> outlines) {
        List<ShownLesion> shown = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            lesions.get(i).forEach(lesion -> shown.add(new ShownLesion(frame, lesion)));
        }
        return new ShownLesions(grid, frames, shown, outlines, Optional.empty());
    }

    /** The lesions of labels that are being corrected, as these are now; whoever corrects them draws them. */
    public static ShownLesions corrected(StackGrid grid, List<Lesion> lesions, LabelMap labels) {
        List<ShownLesion> shown =
                lesions.stream().map(lesion -> new ShownLesion(0, lesion)).toList();
        return new ShownLesions(grid, List.of(0), shown, List.of(), Optional.of(labels));
    }

    /** The largest, of equal ones the first; empty if there is none. */
    public Optional<ShownLesion> largest() {
        return lesions.stream().min(Comparator.comparing(ShownLesion::lesion, Lesion.largestFirst()));
    }

    /** The colour that a lesion is drawn in. */
    public Color color(ShownLesion shown) {
        return outlines.stream()
                .filter(outline -> isOf(outline, shown))
                .findFirst()
                .map(Roi::getStrokeColor)
                .orElse(LesionColors.of(shown.lesion().label()));
    }

    /** The same of all of them, in their order: with many lesions looking for each takes long. */
    public List<Color> colors() {
        Map<Key, Color> drawn = new HashMap<>();
        outlines.forEach(outline -> drawn.putIfAbsent(Key.of(outline), outline.getStrokeColor()));
        return lesions.stream()
                .map(shown -> drawn.getOrDefault(
                        Key.of(shown), LesionColors.of(shown.lesion().label())))
                .toList();
    }

    /** The places of the lesions, by what their outlines say of them. */
    Map<Key, Integer> places() {
        Map<Key, Integer> places = new HashMap<>();
        for (int place = 0; place < lesions.size(); place++) {
            places.putIfAbsent(Key.of(lesions.get(place)), place);
        }
        return places;
    }

    /** By which a lesion is found. */
    record Key(int frame, int label) {
        static Key of(Roi outline) {
            return new Key(LesionOutlines.frame(outline), LesionOutlines.label(outline));
        }

        static Key of(ShownLesion shown) {
            return new Key(shown.frame(), shown.lesion().label());
        }
    }

    /** The slice (from 1) that shows a lesion best: where it is longest, else the middle of it. */
    public int slice(ShownLesion shown) {
        LesionMeasurements lesion = shown.lesion().measurements();
        if (grid.analysedAsShown()) {
            return (int) lesion.diameter().slice() + 1;
        }
        BoundingBox box = lesion.boundingBox();
        Position middle = new Position(
                (box.xMin() + box.xMax() - 1) / 2.0,
                (box.yMin() + box.yMax() - 1) / 2.0,
                (box.zMin() + box.zMax() - 1) / 2.0);
        return (int) Math.round(grid.toPixel(middle)[2]) + 1;
    }

    /** The lesion at a pixel (from 0) of the slice and frame that an image shows; empty if there is none. */
    public Optional<ShownLesion> at(ImagePlus image, int column, int row) {
        return outlines.stream()
                .filter(outline -> LesionOutlines.slice(outline) == 0 || LesionOutlines.slice(outline) == image.getZ())
                .filter(outline -> LesionOutlines.frame(outline) == 0 || LesionOutlines.frame(outline) == image.getT())
                .filter(outline -> outline.contains(column, row))
                .findFirst()
                .flatMap(outline ->
                        lesions.stream().filter(shown -> isOf(outline, shown)).findFirst());
    }

    static boolean isOf(Roi outline, ShownLesion shown) {
        return LesionOutlines.label(outline) == shown.lesion().label()
                && LesionOutlines.frame(outline) == shown.frame();
    }
}
