package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.lesionlens.fiji.image.ShownBoxes.ShownBox;

/**
 * Boxes over the image that they were found in, in the colours of their kinds, with kind and score where there is room for words:
 * not beside a box that is smaller than they are, nor on another box. A white frame stands round the one that is chosen. The user's
 * own overlay stays.
 */
public final class BoxOverlay {
    private static final double FRAME_ON_SCREEN = 3;
    private static final String NOTHING = "no box";

    private final ImagePlus image;
    private final ShownBoxes boxes;
    private final Optional<ShownBox> chosen;
    private final Font letters;

    private BoxOverlay(ImagePlus image, ShownBoxes boxes, Optional<ShownBox> chosen) {
        this.image = image;
        this.boxes = boxes;
        this.chosen = chosen;
        letters = LesionOverlay.letters(image);
    }

    /**
     * Draws boxes in place of what was drawn in the last run.
     *
     * @param chosen framed, and with words in any case
     */
    public static void draw(ImagePlus image, ShownBoxes boxes, Optional<ShownBox> chosen) {
        if (LesionOverlay.fits(image, boxes.grid())) {
            boolean isHidden = image.getHideOverlay();
            image.setOverlay(new BoxOverlay(image, boxes, chosen).overlay());
            image.setHideOverlay(isHidden); // a new overlay is shown else
        }
    }

    private Overlay overlay() {
        Overlay overlay = LesionOverlay.ofOthers(image);
        for (int frame : boxes.frames()) {
            for (int slice : boxes.looked()) {
                slice(slice, frame).forEach(overlay::add);
            }
        }
        return overlay;
    }

    /** The boxes of a slice and their words; where nothing was found the image says so. */
    private List<Roi> slice(int slice, int frame) {
        List<ShownBox> here = boxes.in(slice, frame);
        if (here.isEmpty()) {
            TextRoi none = new TextRoi(2, 2, NOTHING, letters);
            none.setStrokeColor(Color.YELLOW);
            return List.of(placed(none, 0, slice, frame));
        }
        List<Roi> rois = new ArrayList<>();
        here.forEach(box -> rois.add(boxes.roi(box, slice, image.getNChannels())));
        chosen.filter(here::contains).ifPresent(box -> rois.add(frame(box, slice)));
        rois.addAll(words(here, slice));
        return rois;
    }

    private Roi frame(ShownBox box, int slice) {
        double room = FRAME_ON_SCREEN / zoom();
        Rectangle2D area = box.area();
        Roi roi = new Roi(
                area.getX() - room, area.getY() - room, area.getWidth() + 2 * room, area.getHeight() + 2 * room);
        roi.setStrokeColor(Color.WHITE);
        return placed(roi, box.found().number(), slice, box.frame());
    }

    private double zoom() {
        return image.getCanvas() == null ? 1 : image.getCanvas().getMagnification();
    }

    /** The chosen one's, whatever they hide; of the others the surest first, as long as there is room. */
    private List<Roi> words(List<ShownBox> here, int slice) {
        RoomForWords room = new RoomForWords(image.getWidth(), image.getHeight());
        here.forEach(box -> room.take(box.area()));
        List<Roi> words = new ArrayList<>();
        chosen.filter(here::contains).ifPresent(box -> {
            TextRoi text = text(box);
            Rectangle2D area = box.area();
            words.add(at(room.anyhow(area, text.getFloatWidth(), text.getFloatHeight()), text, box, slice));
        });
        here.stream()
                .filter(box -> chosen.filter(box::equals).isEmpty() && isAsLargeAsLetters(box))
                .sorted(Comparator.comparingDouble(box -> -box.found().score()))
                .forEach(box -> {
                    TextRoi text = text(box);
                    Rectangle2D area = box.area();
                    room.beside(area, text.getFloatWidth(), text.getFloatHeight())
                            .ifPresent(corner -> words.add(at(corner, text, box, slice)));
                });
        return words;
    }

    private boolean isAsLargeAsLetters(ShownBox box) {
        Rectangle2D area = box.area();
        return Math.max(area.getWidth(), area.getHeight()) >= letters.getSize();
    }

    private TextRoi text(ShownBox box) {
        TextRoi text = new TextRoi(0, 0, box.text() + " ", letters);
        text.setStrokeColor(box.color());
        text.setFillColor(LesionOverlay.BEHIND_WORDS);
        return text;
    }

    private Roi at(Point2D corner, TextRoi text, ShownBox box, int slice) {
        text.setLocation(corner.getX(), corner.getY());
        return placed(text, box.found().number(), slice, box.frame());
    }

    private Roi placed(Roi roi, int number, int slice, int frame) {
        LesionOutlines.mark(roi, number);
        LesionOutlines.place(roi, boxes.grid().slices(), slice, frame, image.getNChannels());
        return roi;
    }
}
