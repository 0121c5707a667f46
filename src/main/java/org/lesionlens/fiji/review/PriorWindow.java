package org.lesionlens.fiji.review;

import ij.ImagePlus;
import ij.gui.StackWindow;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Panel;
import javax.swing.JTextArea;
import org.lesionlens.fiji.image.ImageZoom;

/** The window of an earlier examination, with what is told of it below the image. It does not take the keyboard as it opens. */
final class PriorWindow extends StackWindow {
    private static final long serialVersionUID = 1;

    /** Lines of text that there is room for at once, so that the window does not grow when more is known. */
    private static final int LINES = 4;

    /** Pixels of the screen that an image is shown in at least. */
    private static final int LEAST = 128;

    private final transient ImagePlus now;
    private final JTextArea told = new JTextArea();

    /** @param now the image of the case that it stands beside */
    PriorWindow(ImagePlus image, ImagePlus now) {
        super(image);
        this.now = now;
        told.setName("told");
        told.setLineWrap(true);
        told.setWrapStyleWord(true);
        told.setEditable(false);
        told.setFocusable(false);
        Panel below = new Panel(new BorderLayout()); // the window itself paints no part of Swing
        below.add(told);
        add(below);
    }

    /** Whether it stands beside that image; there may be several reviews. */
    boolean isBeside(ImagePlus image) {
        return image == now;
    }

    /** Called before it is shown. */
    @Override
    public void pack() {
        setAutoRequestFocus(false);
        super.pack();
    }

    void tell(String text) {
        if (!text.equals(told.getText())) {
            told.setText(text);
            fit();
        }
    }

    /** Shows the whole image so large. */
    void zoom(double pixelsOfTheScreen) {
        ImageZoom.show(this, pixelsOfTheScreen);
        fit();
    }

    /** Makes the image smaller until the window is no larger than that. */
    void shrink(int width, int height) {
        double across = (double) (ic.getWidth() - Math.max(0, getWidth() - width)) / imp.getWidth();
        double down = (double) (ic.getHeight() - Math.max(0, getHeight() - height)) / imp.getHeight();
        double least = (double) LEAST / Math.max(imp.getWidth(), imp.getHeight());
        zoom(Math.max(least, Math.min(ic.getMagnification(), Math.min(across, down))));
    }

    /** The text is as wide as the image, and as high as it needs to be. */
    private void fit() {
        told.setPreferredSize(null);
        told.setSize(ic.getWidth(), Short.MAX_VALUE);
        int lines = LINES * told.getFontMetrics(told.getFont()).getHeight();
        told.setPreferredSize(new Dimension(ic.getWidth(), Math.max(lines, told.getPreferredSize().height)));
        pack();
    }
}
