package org.lesionlens.fiji.command;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.HTMLDialog;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.plugin.filter.Analyzer;
import ij.plugin.frame.RoiManager;
import ij.text.TextWindow;
import java.awt.GraphicsEnvironment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lesionlens.fiji.image.FreeTitle;
import org.lesionlens.fiji.image.KnownLesions;
import org.lesionlens.fiji.image.MadeImage;
import org.lesionlens.volume.LabelMap;

/** What a command leaves for the bridge to show, on the thread of the menu or macro. */
public interface Result {
    /** Shows it; without a screen, as far as there is something that a macro can reach. */
    void show();

    /** Whether it is about lesions and there are none. */
    default boolean isEmpty() {
        return false;
    }

    /**
     * An image in a window of its own; the last one shown becomes the current image.
     *
     * @param source what it was made of, if it stands in place of an older one of its name that was made of it and not edited,
     *     drawn on or renamed since; in a macro, which names its images, it stands beside it
     */
    record Image(ImagePlus image, Optional<ImagePlus> source) implements Result {
        public Image(ImagePlus image) {
            this(image, Optional.empty());
        }

        @Override
        public void show() {
            source.ifPresent(analysed -> {
                MadeImage.before(image, analysed)
                        .filter(before -> !CommandBridge.isAutomatic())
                        .ifPresent(this::close);
                MadeImage.remember(image, analysed);
            });
            image.setTitle(FreeTitle.of(image.getTitle()));
            image.show();
        }

        private void close(ImagePlus before) {
            before.changes = false; // ImageJ would ask
            before.close();
            IJ.log("LesionLens: replaced " + before.getTitle() + " of the run before (rename an image to keep it)");
        }
    }

    /**
     * A table named after an image, in place of an older one of that name; without a screen it is the Results table, which
     * macros read.
     */
    record Table(String title, ResultsTable table) implements Result {
        @Override
        public void show() {
            if (GraphicsEnvironment.isHeadless()) {
                Analyzer.setResultsTable(table);
            } else {
                table.show(title);
            }
        }

        @Override
        public boolean isEmpty() {
            return table.size() == 0;
        }
    }

    /**
     * Selections in the ROI Manager, which there is only with a screen. Where it has some of their names, all of them get a number.
     */
    record Rois(List<Roi> rois) implements Result {
        @Override
        public void show() {
            if (GraphicsEnvironment.isHeadless()) {
                IJ.log("LesionLens: there is no ROI Manager without a screen; roizip=[FILE.zip] writes the outlines");
                return;
            }
            RoiManager manager = RoiManager.getRoiManager();
            Set<String> taken =
                    Arrays.stream(manager.getRoisAsArray()).map(Roi::getName).collect(Collectors.toSet());
            String behind = "";
            for (int number = 2; isTaken(behind, taken); number++) {
                behind = " (" + number + ")";
            }
            for (Roi roi : rois) {
                Roi named = (Roi) roi.clone(); // the image has the other one
                named.setName(roi.getName() + behind);
                manager.addRoi(named);
            }
        }

        private boolean isTaken(String behind, Set<String> taken) {
            return rois.stream().anyMatch(roi -> taken.contains(roi.getName() + behind));
        }
    }

    /** What is known of the lesions of a frame (from 1) of a label image, so that later commands know it. */
    record Classes(ImagePlus image, int frame, LabelMap labels, KnownLesions known) implements Result {
        @Override
        public void show() {
            known.attach(image, frame, labels);
        }
    }

    /** A page to read, written in Markdown. */
    record Page(String title, String markdown) implements Result {
        @Override
        public void show() {
            if (GraphicsEnvironment.isHeadless()) {
                IJ.log(markdown);
            } else {
                new HTMLDialog(title, MarkdownPage.html(markdown), false);
            }
        }
    }

    /** A text to read. */
    record Text(String title, String text) implements Result {
        @Override
        public void show() {
            if (GraphicsEnvironment.isHeadless()) {
                IJ.log(text);
            } else {
                new TextWindow(FreeTitle.of(title), text, 900, 600);
            }
        }
    }
}
