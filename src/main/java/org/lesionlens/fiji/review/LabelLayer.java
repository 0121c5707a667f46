package org.lesionlens.fiji.review;

import ij.ImageListener;
import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lesionlens.correction.Change;
import org.lesionlens.fiji.image.LesionColors;
import org.lesionlens.fiji.image.LesionOverlay;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Diameter;

/**
 * Labels over the image that they are corrected on: those of the slice that is shown, as one translucent picture with outlines
 * and numbers. Of a change only its part of the slice is drawn anew. The user's own overlay stays. For the event thread.
 */
final class LabelLayer implements ImageListener {
    /** As all selections that LesionLens draws are marked. */
    private static final String OURS = "LesionLens";

    private static final int AREA = 72 << 24;
    private static final int OUTLINE = 255 << 24;
    private static final int RGB = 0xFFFFFF;

    private final CorrectedImage shown;
    private final int columns;
    private final int rows;
    private final int[] numbers;
    private final int[] pixels;
    private final ImageRoi picture;
    private Optional<Roi> pointer = Optional.empty();
    private ShownLesions lesions;
    private Optional<ShownLesion> chosen = Optional.empty();
    private int drawn = -1;

    /** Draws labels until it is closed. */
    LabelLayer(CorrectedImage shown, ShownLesions lesions) {
        this.shown = shown;
        this.lesions = lesions;
        columns = shown.grid().columns();
        rows = shown.grid().rows();
        numbers = new int[columns * rows];
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_ARGB);
        pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        picture = new ImageRoi(0, 0, image);
        ImagePlus.addImageListener(this);
        drawSlice();
    }

    /** Draws what a step changed. */
    void changed(Change change) {
        if (drawn != shown.slice()) {
            drawSlice();
        } else if (!change.isEmpty()) {
            Optional<Rectangle> part = part(change.box());
            part.ifPresent(this::read);
            part.ifPresent(this::color);
            compose();
        }
    }

    /** Tells of lesions as they are measured now, and of the one whose diameters are drawn. */
    void lesions(ShownLesions now, Optional<ShownLesion> nowChosen) {
        lesions = now;
        chosen = nowChosen;
        compose();
    }

    /** Draws the outline of what is held over the image; of nothing, none. */
    void pointer(Optional<Roi> outline) {
        pointer = outline;
        compose();
    }

    private void drawSlice() {
        drawn = shown.slice();
        Rectangle all = new Rectangle(columns, rows);
        read(all);
        color(all);
        compose();
    }

    /** The pixels that a box of voxels covers in the slice that is shown; empty if it lies in others. */
    private Optional<Rectangle> part(BoundingBox box) {
        int[] ends = shown.grid().slices(box);
        return drawn < ends[0] || drawn > ends[1]
                ? Optional.empty()
                : Optional.of(shown.grid().area(box));
    }

    private void read(Rectangle part) {
        shown.grid().readLabels(shown.correction().labels(), drawn, part, numbers);
    }

    /** With a pixel around, whose outline may have changed. */
    private void color(Rectangle part) {
        for (int y = Math.max(0, part.y - 1); y < Math.min(rows, part.y + part.height + 1); y++) {
            for (int x = Math.max(0, part.x - 1); x < Math.min(columns, part.x + part.width + 1); x++) {
                int number = numbers[x + columns * y];
                int rgb = number == 0 ? 0 : LesionColors.of(number).getRGB() & RGB;
                pixels[x + columns * y] = number == 0 ? 0 : rgb | (isRim(x, y, number) ? OUTLINE : AREA);
            }
        }
    }

    private boolean isRim(int x, int y, int number) {
        return x > 0 && numbers[x - 1 + columns * y] != number
                || x + 1 < columns && numbers[x + 1 + columns * y] != number
                || y > 0 && numbers[x + columns * (y - 1)] != number
                || y + 1 < rows && numbers[x + columns * (y + 1)] != number;
    }

    private void compose() {
        Overlay overlay = ownOverlay();
        add(overlay, picture);
        Font letters = LesionOverlay.letters(shown.image());
        sections().forEach((number, box) -> add(overlay, text(number, box, letters)));
        chosen.filter(lesion -> isBestSeen(lesion) && shown.grid().analysedAsShown())
                .ifPresent(lesion -> callipers(overlay, lesion));
        pointer.ifPresent(outline -> add(overlay, outline));
        if (shown.correction().numbers().isEmpty()) {
            TextRoi none = new TextRoi(2, 2, "no lesion", letters);
            none.setStrokeColor(Color.YELLOW);
            add(overlay, none);
        }
        shown.image().draw();
    }

    /** What the user drew himself, in place. */
    private Overlay ownOverlay() {
        Overlay overlay = shown.image().getOverlay();
        if (overlay == null) {
            boolean isHidden = shown.image().getHideOverlay();
            overlay = new Overlay();
            shown.image().setOverlay(overlay);
            shown.image().setHideOverlay(isHidden);
        }
        removeOurs(overlay);
        return overlay;
    }

    private static void removeOurs(Overlay overlay) {
        for (int i = overlay.size() - 1; i >= 0; i--) {
            if (overlay.get(i).getProperty(OURS) != null) {
                overlay.remove(i);
            }
        }
    }

    /** Of this slice only, so that none is ever seen on another one. */
    private void add(Overlay overlay, Roi roi) {
        roi.setProperty(OURS, "0");
        roi.setPosition(shown.grid().slices() > 1 ? drawn + 1 : 0);
        overlay.add(roi);
    }

    private Map<Integer, Rectangle> sections() {
        Map<Integer, Rectangle> boxes = new TreeMap<>();
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                int number = numbers[x + columns * y];
                if (number > 0 && isEnd(x, y, number)) {
                    boxes.merge(number, new Rectangle(x, y, 1, 1), Rectangle::union);
                }
            }
        }
        return boxes;
    }

    /** Whether a run along the row begins or ends here. */
    private boolean isEnd(int x, int y, int number) {
        int at = x + columns * y;
        return x == 0 || x + 1 == columns || numbers[at - 1] != number || numbers[at + 1] != number;
    }

    private Roi text(int number, Rectangle box, Font letters) {
        TextRoi text = LesionOverlay.words(words(number), box, letters, new Dimension(columns, rows));
        text.setStrokeColor(LesionColors.of(number));
        return text;
    }

    private String words(int number) {
        return lesions.lesions().stream()
                .filter(lesion -> lesion.lesion().label() == number)
                .filter(lesion -> isBestSeen(lesion) || isChosen(lesion))
                .map(ShownLesion::text)
                .findFirst()
                .orElseGet(() -> Integer.toString(number));
    }

    private boolean isChosen(ShownLesion lesion) {
        return chosen.filter(one -> one.lesion().label() == lesion.lesion().label())
                .isPresent();
    }

    private boolean isBestSeen(ShownLesion lesion) {
        return lesions.slice(lesion) == drawn + 1;
    }

    private void callipers(Overlay overlay, ShownLesion lesion) {
        Diameter diameter = lesion.lesion().measurements().diameter();
        add(overlay, LesionOverlay.calliper(shown.grid(), diameter.longest()));
        add(overlay, LesionOverlay.calliper(shown.grid(), diameter.perpendicular()));
    }

    /** Takes the labels off the image. */
    void close() {
        ImagePlus.removeImageListener(this);
        Overlay overlay = shown.image().getOverlay();
        if (overlay != null) {
            removeOurs(overlay);
            shown.image().draw();
        }
    }

    @Override
    public void imageOpened(ImagePlus image) {
        // drawn from the beginning
    }

    @Override
    public void imageUpdated(ImagePlus image) {
        if (image != shown.image()) {
            return;
        }
        if (EventQueue.isDispatchThread()) {
            follow();
        } else {
            EventQueue.invokeLater(this::follow);
        }
    }

    private void follow() {
        if (drawn != shown.slice() && shown.image().getProcessor() != null) {
            drawSlice();
        }
    }

    @Override
    public void imageClosed(ImagePlus image) {
        if (image == shown.image()) {
            ImagePlus.removeImageListener(this);
        }
    }
}
