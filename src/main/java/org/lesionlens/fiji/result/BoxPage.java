package org.lesionlens.fiji.result;

import ij.ImagePlus;
import java.awt.BorderLayout;
import java.util.Optional;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.BoxOverlay;
import org.lesionlens.fiji.image.LesionOverlay;
import org.lesionlens.fiji.image.ShownBoxes;
import org.lesionlens.fiji.image.ShownBoxes.ShownBox;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.StackGrid;

/** The boxes of a detector. */
final class BoxPage extends CasePage {
    private static final long serialVersionUID = 1;

    private final transient ShownDetection shown;
    private final transient Place place;
    private final BoxList list;

    /** Shows a slice (from 1) and a frame (from 1; 0 for the one that is shown). */
    interface Place {
        void show(int slice, int frame);
    }

    /** Goes to a box that the user chooses. */
    BoxPage(ImagePlus image, ShownDetection shown, Place place) {
        super(image);
        this.shown = shown;
        this.place = place;
        list = new BoxList(shown.boxes(), this::show);
        add(list, BorderLayout.CENTER);
    }

    private void show(ShownBox box) {
        if (misfit().isEmpty()) {
            draw();
            place.show(box.slice(), box.frame());
        }
    }

    private ShownBoxes boxes() {
        return shown.boxes();
    }

    @Override
    StackGrid grid() {
        return boxes().grid();
    }

    @Override
    Result.Table columns() {
        return shown.table();
    }

    @Override
    Optional<ShownLesions> lesions() {
        return Optional.empty();
    }

    @Override
    void begin() {
        draw();
        boxes().surest().ifPresent(list::choose);
    }

    @Override
    void draw() {
        if (!shown.looks().overlay()) {
            LesionOverlay.remove(image()); // those of a run before
        } else if (misfit().isEmpty()) {
            BoxOverlay.draw(image(), boxes(), list.chosen());
        }
    }

    @Override
    void pointAt(double column, double row) {
        boxes().at(image(), column, row).ifPresent(box -> {
            list.pointAt(Optional.of(box));
            draw();
        });
    }

    @Override
    void close() {
        // nothing goes on
    }
}
