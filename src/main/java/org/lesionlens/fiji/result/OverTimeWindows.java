package org.lesionlens.fiji.result;

import ij.gui.PlotWindow;
import org.lesionlens.fiji.image.LesionsOverTime;
import org.lesionlens.fiji.image.MadeImage;

/** Table and plot of an image's lesions over time, where they are open, go with the lesions that are shown. */
final class OverTimeWindows {
    private OverTimeWindows() {}

    /** Shows them anew; those of other images, models or selections stay. */
    static void update(LesionsOverTime sizes) {
        if (sizes.isTableOpen()) {
            sizes.table().show(sizes.name());
        }
        for (PlotWindow window : sizes.plots()) {
            window.drawPlot(sizes.plot());
            MadeImage.redrawn(window.getImagePlus());
        }
    }
}
