package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.Prefs;
import ij.gui.Line;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Rectangle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.lesion.Diameter;
import org.lesionlens.lesion.Segment;

/**
 * Lesions over the image that they were found in: a translucent area with its outline and number in each slice, what is
 * known of it where it is longest, and both diameters of the one that is chosen. The user's own overlay stays.
 */
public final class LesionOverlay {
    private static final int LETTERS_ON_SCREEN = 12;
    private static final int SMALLEST_LETTERS = 3;
    /** Letters that are enlarged are a little wider than small ones are measured. */
    private static final double ROOM = 1.06;

    private static final int OPACITY = 56;
    /** Behind words, which lie on bright places of an image too. */
    static final Color BEHIND_WORDS = new Color(0, 0, 0, 128);

    private static final double HALF_A_PIXEL = 0.5;
    private static final double CALLIPER_WIDTH = 0;

    private final ImagePlus image;
    private final ShownLesions lesions;
    private final Font letters;
    private final Map<ShownLesions.Key, Integer> places;

    private LesionOverlay(ImagePlus image, ShownLesions lesions) {
        this.image = image;
        this.lesions = lesions;
        letters = letters(image);
        places = lesions.places();
    }

    /**
     * Draws lesions in place of those of the last run.
     *
     * @param chosen whose diameters are drawn too
     */
    public static void draw(ImagePlus image, ShownLesions lesions, Optional<ShownLesion> chosen) {
        if (fits(image, lesions)) {
            boolean isHidden = image.getHideOverlay();
            image.setOverlay(new LesionOverlay(image, lesions).overlay(chosen));
            image.setHideOverlay(isHidden); // a new overlay is shown else
        }
    }

    /** Whether an image still has the columns, rows and slices of the lesions that were found in it: not once it was cropped. */
    public static boolean fits(ImagePlus image, ShownLesions lesions) {
        return fits(image, lesions.grid());
    }

    /** Likewise of a grid on which something was found. */
    public static boolean fits(ImagePlus image, StackGrid grid) {
        return image.getProcessor() != null && grid.hasSizeOf(image);
    }

    /** Takes the lesions off an image, if they are there. */
    public static void remove(ImagePlus image) {
        boolean isHidden = image.getHideOverlay();
        Overlay others = ofOthers(image);
        if (image.getOverlay() == null || others.size() == image.getOverlay().size()) {
            return;
        }
        image.setOverlay(others.size() == 0 ? null : others);
        image.setHideOverlay(isHidden);
    }

    /** What somebody else drew over an image. */
    static Overlay ofOthers(ImagePlus image) {
        Overlay overlay = new Overlay();
        if (image.getOverlay() != null) {
            for (Roi roi : image.getOverlay()) {
                if (!LesionOutlines.isOurs(roi)) {
                    overlay.add(roi);
                }
            }
        }
        return overlay;
    }

    private Overlay overlay(Optional<ShownLesion> chosen) {
        Overlay overlay = ofOthers(image);
        for (Roi outline : lesions.outlines()) {
            overlay.add(area(outline));
            overlay.add((Roi) outline.clone());
            overlay.add(text(outline, chosen));
        }
        chosen.ifPresent(shown -> callipers(shown).forEach(overlay::add));
        emptyFrames().forEach(overlay::add);
        return overlay;
    }

    private static Roi area(Roi outline) {
        Roi area = (Roi) outline.clone();
        Color color = outline.getStrokeColor();
        area.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), OPACITY));
        return area;
    }

    private Roi text(Roi outline, Optional<ShownLesion> chosen) {
        return LesionOutlines.beside(
                outline,
                words(
                        words(outline, chosen),
                        outline.getBounds(),
                        letters,
                        new Dimension(image.getWidth(), image.getHeight())));
    }

    /**
     * Words on the side of a lesion where there is room, else above or below it, so that they do not hide it; at its top where it
     * leaves no room. In smaller letters where they are wider than the image.
     *
     * @param box round the lesion, in pixels of the image
     * @param image its columns and rows
     */
    public static TextRoi words(String words, Rectangle box, Font letters, Dimension image) {
        int columns = image.width;
        TextRoi text = new TextRoi(0, 0, words, letters);
        if (ROOM * text.getFloatWidth() > columns) {
            float size = (float) Math.floor(letters.getSize() * columns / (ROOM * text.getFloatWidth()));
            text = new TextRoi(0, 0, words, letters.deriveFont(Math.max(SMALLEST_LETTERS, size)));
        }
        double width = ROOM * text.getFloatWidth();
        double height = text.getFloatHeight();
        double lowest = Math.max(0, image.height - height);
        double right = box.x + box.width + 1.0;
        double left = box.x - 1 - width;
        if (right + width <= columns || left >= 0) {
            text.setLocation(right + width <= columns ? right : left, Math.min(box.y, lowest));
        } else {
            double above = box.y - 1 - height;
            double below = box.y + box.height + 1.0;
            double y = above >= 0 ? above : below <= lowest ? below : Math.min(box.y, lowest);
            text.setLocation(Math.max(0, Math.min(box.x, columns - width)), y);
        }
        text.setFillColor(BEHIND_WORDS);
        return text;
    }

    /** All that is known where a lesion is longest, and of the chosen one in all its slices; else its number. */
    private String words(Roi outline, Optional<ShownLesion> chosen) {
        return Optional.ofNullable(places.get(ShownLesions.Key.of(outline)))
                .map(place -> lesions.lesions().get(place))
                .filter(shown -> chosen.filter(shown::equals).isPresent()
                        || LesionOutlines.slice(outline) == 0
                        || lesions.slice(shown) == LesionOutlines.slice(outline))
                .map(ShownLesion::text)
                .orElseGet(() -> Integer.toString(LesionOutlines.label(outline)));
    }

    /** In the slice where the lesion is longest; none where the slices that are shown are not those that were measured. */
    private List<Roi> callipers(ShownLesion chosen) {
        Optional<Roi> outline = lesions.outlines().stream()
                .filter(each -> ShownLesions.isOf(each, chosen))
                .filter(each -> LesionOutlines.slice(each) == 0 || LesionOutlines.slice(each) == lesions.slice(chosen))
                .findFirst();
        if (outline.isEmpty() || !lesions.grid().analysedAsShown()) {
            return List.of();
        }
        Diameter diameter = chosen.lesion().measurements().diameter();
        return List.of(calliper(outline.get(), diameter.longest()), calliper(outline.get(), diameter.perpendicular()));
    }

    private Roi calliper(Roi outline, Segment segment) {
        Line line = calliper(lesions.grid(), segment);
        LesionOutlines.beside(outline, line).setStrokeColor(Color.WHITE);
        return line;
    }

    /** A diameter as it is drawn on a slice. */
    public static Line calliper(StackGrid grid, Segment segment) {
        double[] from = grid.toPixel(segment.from());
        double[] to = grid.toPixel(segment.to());
        Line line =
                new Line(from[0] + HALF_A_PIXEL, from[1] + HALF_A_PIXEL, to[0] + HALF_A_PIXEL, to[1] + HALF_A_PIXEL);
        line.setStrokeWidth(CALLIPER_WIDTH);
        line.setStrokeColor(Color.WHITE);
        return line;
    }

    /** Letters that are readable at the zoom of an image, as large as ImageJ's own are set to be. */
    public static Font letters(ImagePlus image) {
        double zoom = image.getCanvas() == null ? 1.5 : image.getCanvas().getMagnification();
        double size = LETTERS_ON_SCREEN * Prefs.getGuiScale() / zoom;
        return new Font(Font.SANS_SERIF, Font.BOLD, Math.max(SMALLEST_LETTERS, (int) Math.round(size)));
    }

    /** Where nothing was found the image says so. */
    private List<Roi> emptyFrames() {
        return lesions.frames().stream()
                .filter(frame -> lesions.lesions().stream().noneMatch(shown -> shown.frame() == frame))
                .map(this::noLesion)
                .toList();
    }

    private Roi noLesion(int frame) {
        TextRoi none = new TextRoi(2, 2, "no lesion", letters);
        none.setStrokeColor(Color.YELLOW);
        return LesionOutlines.ofFrame(none, frame, image.getNChannels());
    }
}
