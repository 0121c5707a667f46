package org.lesionlens.fiji.result;

import ij.ImagePlus;
import ij.gui.Plot;
import ij.gui.PlotWindow;
import ij.measure.ResultsTable;
import java.awt.EventQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.lesionlens.fiji.image.FoundLesions;
import org.lesionlens.fiji.image.LesionsOverTime;
import org.lesionlens.fiji.image.MadeImage;

/** Table and plot of an image's lesions over time, where they are open, go with the lesions that are shown. */
final class OverTimeWindows {
    private OverTimeWindows() {}

    /**
     * Shows them anew; frames are measured beside the event thread.
     *
     * @param isShown whether these still are the lesions that are shown, asked on the event thread
     */
    static void follow(ImagePlus image, FoundLesions found, BooleanSupplier isShown) {
        CompletableFuture.supplyAsync(() -> found.overTime(image))
                .thenAccept(sizes -> sizes.ifPresent(now -> EventQueue.invokeLater(() -> {
                    if (isShown.getAsBoolean()) {
                        show(image, now);
                    }
                })));
    }

    private static void show(ImagePlus image, LesionsOverTime sizes) {
        if (ResultsTable.getResultsTable(sizes.name()) != null) {
            sizes.table().show(sizes.name());
        }
        for (PlotWindow window : LesionsOverTime.plotsOf(image)) {
            window.drawPlot((Plot) sizes.plot().getProperty(Plot.PROPERTY_KEY));
            MadeImage.redrawn(window.getImagePlus());
        }
    }
}
