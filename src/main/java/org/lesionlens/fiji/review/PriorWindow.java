package org.lesionlens.fiji.review;

import ij.ImagePlus;
import ij.gui.StackWindow;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Panel;
import java.util.Optional;
import javax.swing.JTextArea;
import org.lesionlens.fiji.image.ImageZoom;

/** The window of an earlier examination, with what is told of it below the image. It does not take the keyboard as it opens. */
final class PriorWindow extends StackWindow {
    private static final long serialVersionUID = 1;

    /** Lines of text that there is room for at once, so that the window does not grow when more is known. */
    private static final int LINES = 4;

    /** The least height of what ImageJ puts into the middle below an image, not at its left. */
    private static final int CENTRED = 61;

    private final transient ImagePlus now;
    private final JTextArea told = new JTextArea();
    private transient Optional<Dimension> room = Optional.empty();

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
            boolean fitted = room.filter(size -> getWidth() <= size.width && getHeight() <= size.height)
                    .isPresent(); // else the user has made it larger
            told.setText(text);
            fit();
            room.filter(size -> fitted).ifPresent(this::shrinkTo);
        }
    }

    /** Shows the whole image so large. */
    void zoom(double pixelsOfTheScreen) {
        ImageZoom.show(this, pixelsOfTheScreen);
        fit();
    }

    /** Makes the image smaller until the window is no larger than that, whatever is told; which takes all of the width. */
    void shrink(int width, int height) {
        room = Optional.of(new Dimension(width, height));
        fit();
        shrinkTo(room.get());
    }

    private void shrinkTo(Dimension size) {
        zoom(Math.min(ic.getMagnification(), ImageZoom.fitting(this, size)));
    }

    /** The text is as wide as the image, or as the room, and as high as it needs to be. */
    private void fit() {
        int width =
                Math.max(ic.getWidth(), room.map(size -> size.width - borders()).orElse(0));
        told.setPreferredSize(null);
        told.setSize(width, Short.MAX_VALUE);
        int lines =
                Math.max(CENTRED, LINES * told.getFontMetrics(told.getFont()).getHeight());
        told.setPreferredSize(new Dimension(width, Math.max(lines, told.getPreferredSize().height)));
        pack();
    }

    private int borders() {
        return getInsets().left + getInsets().right + 2 * HGAP;
    }
}
