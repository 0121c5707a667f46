package org.lesionlens.fiji.result;

import ij.ImagePlus;
import java.awt.BorderLayout;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FoundLesions;
import org.lesionlens.fiji.image.LesionOverlay;
import org.lesionlens.fiji.image.LesionsOverTime;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.fiji.image.StackGrid;

/** Lesions: the list, and the sliders where the probabilities are there. */
final class LesionPage extends CasePage {
    private static final long serialVersionUID = 1;

    private final transient Consumer<ShownLesion> chosen;
    private final transient Optional<ThresholdSliders> sliders;
    private transient ShownCase shown;
    private LesionList list;

    /** Is told of a lesion that the user chooses. */
    LesionPage(ImagePlus image, ShownCase shown, Consumer<ShownLesion> chosen) {
        super(image);
        this.chosen = chosen;
        show(shown);
        sliders = shown.found()
                .filter(found -> found.with(found.settings()).isPresent())
                .map(found -> new ThresholdSliders(image, found, this::follow, this::openLabels));
        sliders.ifPresent(these -> add(these, BorderLayout.SOUTH));
    }

    private void show(ShownCase newCase) {
        shown = newCase;
        if (list != null) {
            remove(list);
        }
        list = new LesionList(shown.lesions(), chosen);
        add(list, BorderLayout.CENTER);
        revalidate();
        repaint();
    }

    /** Lists lesions in place of those before, in the views too: rows stay in their order, and the chosen one stays chosen. */
    void update(ShownCase now) {
        LesionList before = list;
        show(now);
        list.takeOver(before);
        if (misfit().isEmpty()) {
            CaseViews.show(image(), now.lesions(), list.chosen());
        }
    }

    private void follow(FoundLesions found, Optional<LesionsOverTime> sizes) {
        show(new ShownCase(
                image(),
                found.shown(),
                new Result.Table(found.title(), found.table()),
                shown.looks(),
                Optional.of(found)));
        found.attach(image());
        draw(Optional.empty());
        sizes.ifPresent(OverTimeWindows::update);
    }

    private void openLabels() {
        shown.found().ifPresent(found -> new Result.Image(found.labelImage()).show());
    }

    ShownCase shown() {
        return shown;
    }

    LesionList rows() {
        return list;
    }

    @Override
    StackGrid grid() {
        return shown.lesions().grid();
    }

    @Override
    Result.Table columns() {
        return shown.table();
    }

    @Override
    Optional<ShownLesions> lesions() {
        return Optional.of(shown.lesions());
    }

    @Override
    void begin() {
        draw(Optional.empty());
        shown.lesions().largest().ifPresent(list::choose);
    }

    @Override
    void draw() {
        draw(list.chosen());
    }

    @Override
    void pointAt(double column, double row) {
        shown.lesions().at(image(), (int) column, (int) row).ifPresent(this::pointAt);
    }

    /** Shows the row of a lesion that was clicked on. */
    void pointAt(ShownLesion lesion) {
        if (shown.lesions().lesions().contains(lesion)) {
            list.pointAt(Optional.of(lesion));
            draw(Optional.of(lesion));
        }
    }

    /** Draws the lesions over the image, if they are wanted there and still lie on it. */
    void draw(Optional<ShownLesion> lesion) {
        if (misfit().isPresent()) {
            return;
        }
        if (shown.looks().overlay()) {
            LesionOverlay.draw(image(), shown.lesions(), lesion);
        }
        CaseViews.show(image(), shown.lesions(), lesion);
    }

    @Override
    void close() {
        sliders.ifPresent(ThresholdSliders::close);
    }
}
