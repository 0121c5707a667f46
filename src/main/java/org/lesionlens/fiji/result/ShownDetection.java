package org.lesionlens.fiji.result;

import ij.ImagePlus;
import java.util.Optional;
import org.lesionlens.fiji.command.CommandBridge;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.BoxOverlay;
import org.lesionlens.fiji.image.FoundBoxes;
import org.lesionlens.fiji.image.LesionOverlay;
import org.lesionlens.fiji.image.ShownBoxes;
import org.lesionlens.fiji.image.ShownBoxes.ShownBox;

/**
 * The boxes of an image: drawn over it, and in the image's window of lesions if there is a screen.
 *
 * @param boxes as they are drawn
 * @param table of them with all columns; a macro reads it
 * @param looks what is wanted
 * @param found what they are part of
 */
public record ShownDetection(
        ImagePlus image, ShownBoxes boxes, Result.Table table, ShownCase.Looks looks, FoundBoxes found)
        implements Result {
    @Override
    public void show() {
        if (looks.list() && CommandBridge.isAutomatic()) {
            table.show();
        }
        found.attach(image);
        ShownCase.show(image, looks, window -> window.show(this), this::draw);
    }

    /** The slice of the surest box is shown, with a window or without. */
    private void draw() {
        boxes.surest().filter(box -> LesionOverlay.fits(image, boxes.grid())).ifPresent(this::go);
        if (looks.overlay()) {
            BoxOverlay.draw(image, boxes, Optional.empty());
        } else {
            LesionOverlay.remove(image); // those of a run before
        }
    }

    private void go(ShownBox box) {
        int frame = box.frame() == 0 ? image.getT() : box.frame();
        image.setPosition(image.getC(), box.slice(), frame);
    }

    @Override
    public boolean isEmpty() {
        return boxes.boxes().isEmpty();
    }
}
