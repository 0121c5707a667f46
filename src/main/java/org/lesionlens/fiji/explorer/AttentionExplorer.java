package org.lesionlens.fiji.explorer;

import ij.ImageListener;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GUI;
import ij.io.SaveDialog;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.KeyEventDispatcher;
import java.awt.KeyboardFocusManager;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.swing.JButton;
import javax.swing.SwingUtilities;
import org.lesionlens.explain.MapKind;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.explorer.ExplorerMaps.Answer;
import org.lesionlens.fiji.explorer.ExplorerMaps.Wish;
import org.lesionlens.fiji.image.PixelPrints;
import org.lesionlens.io.tiff.PngFile;
import org.lesionlens.model.Model;
import org.lesionlens.volume.UserMessageException;

/**
 * A window beside an image that shows, on the image, where the point looks that the user points at.
 *
 * <p>One an image. It ends with its window or with the image, and leaves nothing behind. For the event thread.
 */
public final class AttentionExplorer implements ImageListener {
    private static final String PROPERTY = "LesionLens.explorer";
    private static final int GAP = 5;
    private static final int MODIFIERS =
            InputEvent.CTRL_DOWN_MASK | InputEvent.ALT_DOWN_MASK | InputEvent.META_DOWN_MASK;
    private static final String CHANGED =
            "The image was changed since it was analysed, the maps are of what it was: press Refresh. ";

    private final ImagePlus image;
    private final Model segmenter;
    private final ExplorerWindow window;
    private final ExplorerMaps maps;
    private final MapOverlay overlay;
    private final CanvasPointer pointer;
    private final KeyEventDispatcher keys = this::isTaken;
    private final List<Pin> pins = new ArrayList<>();
    private final JButton refresh;

    private PixelPrints prints;
    private QuerySpot spot;
    private MapKind wanted = MapKind.ATTENTION;
    private String doing = "";
    private Optional<Answer> shown = Optional.empty();
    private boolean isChanged;
    private boolean isClosed;

    private AttentionExplorer(ImagePlus image, PixelPrints prints, ExplainedVolume volume) {
        int slice = image.getZ() - 1;
        Point proposal = volume.proposal(slice);
        this.image = image;
        this.segmenter = volume.segmenter();
        this.prints = prints;
        this.spot = new QuerySpot(proposal.x, proposal.y, slice);
        this.window = new ExplorerWindow("Explore attention of " + volume.title());
        this.overlay = new MapOverlay(image, volume.frame());
        this.maps = new ExplorerMaps(volume, this::show, this::tell);
        this.pointer = new CanvasPointer(image.getCanvas(), this::point);
        window.button("Pin", this::pin);
        window.button("Unpin", this::unpin);
        window.button("As stack", () -> stack().ifPresent(stack -> new Result.Image(stack).show()));
        window.button("Save figure...", this::saveFigure);
        this.refresh = window.button("Refresh", this::refresh);
        refresh.setEnabled(false);
    }

    /**
     * Opens a window for an image, in place of an older one, from any thread.
     *
     * @param volume is closed with the window, or if there is none
     * @throws IllegalArgumentException if the image has no window
     */
    public static void show(ImagePlus image, PixelPrints prints, ExplainedVolume volume) {
        if (image.getCanvas() == null) {
            volume.close();
            throw new UserMessageException("the image \"" + image.getTitle()
                    + "\" has no window, which the explorer draws on: open it and try again");
        }
        EventQueue.invokeLater(() -> open(image, prints, volume));
    }

    /** For an image whose window was closed meanwhile it only closes the networks. */
    private static void open(ImagePlus image, PixelPrints prints, ExplainedVolume volume) {
        if (image.getCanvas() == null) {
            volume.close();
            return;
        }
        of(image).ifPresent(AttentionExplorer::close);
        new AttentionExplorer(image, prints, volume).start();
    }

    /** The explorer of an image, if it has one. */
    static Optional<AttentionExplorer> of(ImagePlus image) {
        return Optional.ofNullable((AttentionExplorer) image.getProperty(PROPERTY));
    }

    private void start() {
        image.setProperty(PROPERTY, this);
        ImagePlus.addImageListener(this);
        KeyboardFocusManager.getCurrentKeyboardFocusManager().addKeyEventDispatcher(keys);
        window.onChoice(this::choose);
        window.onOpacity(this::redraw);
        window.onFeatures(block ->
                maps.askFeatures(spot.slice(), block.excitation().block(), stack -> new Result.Image(stack).show()));
        window.frame().addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                close();
            }
        });
        window.frame().pack();
        Rectangle screen = GUI.getMaxWindowBounds(image.getWindow());
        Dimension size = window.frame().getSize();
        window.frame().setSize(Math.min(size.width, screen.width), Math.min(size.height, screen.height));
        window.frame().setMinimumSize(window.frame().getSize());
        window.frame()
                .setLocation(
                        beside(image.getWindow().getBounds(), window.frame().getSize(), screen));
        window.frame().setVisible(true);
        WindowManager.addWindow(window.frame());
        ask();
    }

    /** To the right of an image if there is room, else to its left, else where the screen ends. */
    private static Point beside(Rectangle image, Dimension size, Rectangle screen) {
        int right = image.x + image.width + GAP;
        int left = image.x - GAP - size.width;
        int last = screen.x + screen.width - size.width;
        int x = right > last && left >= screen.x ? left : Math.min(right, last);
        int y = Math.min(image.y, screen.y + screen.height - size.height);
        return new Point(Math.max(x, screen.x), Math.max(y, screen.y));
    }

    ExplorerWindow window() {
        return window;
    }

    /** What the image shows now; empty until the first map is there. */
    Optional<Answer> shown() {
        return shown;
    }

    private void ask() {
        maps.ask(new Wish(wanted, spot));
    }

    /** Shows another map from now on. */
    void choose(MapKind map) {
        wanted = map;
        ask();
    }

    private void point(Point pixel) {
        spot = new QuerySpot(pixel.x, pixel.y, image.getZ() - 1);
        look();
        ask();
    }

    private void show(Answer answer) {
        if (!isClosed) {
            shown = Optional.of(answer);
            window.show(answer);
            drawMap();
        }
    }

    private void drawMap() {
        shown.ifPresent(answer -> overlay.draw(answer.picture(), window.opacity(), answer.spot(), pins));
    }

    private void redraw() {
        drawMap();
        window.show(pins);
    }

    private void tell(String newDoing) {
        doing = newDoing;
        if (isClosed) {
            return;
        }
        boolean isOtherFrame = prints.frame() > 0 && prints.frame() != image.getT();
        String frame = isOtherFrame ? "The maps are of frame " + prints.frame() + ". " : "";
        window.tell((isChanged ? CHANGED : "") + frame + (doing.isEmpty() ? help() : doing));
    }

    private String help() {
        return "Click or drag on the image: " + spot + ".";
    }

    /** Looks whether the image was changed. */
    private void look() {
        isChanged = isChanged || prints.isChanged(image);
        refresh.setEnabled(isChanged);
        tell(doing);
    }

    /** Whether the image still is what the maps are of; else the status says so. */
    private boolean isAsAnalysed() {
        look();
        return !isChanged;
    }

    private void pin() {
        if (!isAsAnalysed()) {
            return;
        }
        if (pins.size() == Pin.MOST) {
            tell(Pin.MOST + " points are pinned and there are no more colours that all people tell apart: press Unpin"
                    + " first");
            return;
        }
        shown.ifPresent(answer -> pins.add(new Pin(
                pins.size() + 1,
                answer.spot(),
                answer.map(),
                answer.picture(),
                ExplorerFigure.slice(
                        image, prints.stackIndex(image, answer.spot().slice())))));
        redraw();
    }

    private void unpin() {
        if (!pins.isEmpty()) {
            pins.remove(pins.size() - 1);
            redraw();
        }
    }

    /** The pinned maps, else the current one. */
    private Optional<ImagePlus> stack() {
        if (!pins.isEmpty()) {
            return Optional.of(ShownMap.stack(
                    "Pinned maps of " + image.getTitle(),
                    pins.stream().map(Pin::map).toList(),
                    pins.stream().map(pin -> String.join(", ", pin.caption())).toList()));
        }
        return shown.map(answer ->
                answer.map().image(answer.name() + " of " + image.getTitle(), answer.name() + ", " + answer.spot()));
    }

    private void saveFigure() {
        SaveDialog dialog = new SaveDialog("Save figure", ExplorerFigure.fileName(image), ".png");
        if (dialog.getFileName() != null) {
            saveFigure(Path.of(dialog.getDirectory(), dialog.getFileName()));
        }
    }

    /** Writes the slice with its map, the pins and a legend as PNG. */
    void saveFigure(Path target) {
        if (!isAsAnalysed()) {
            return;
        }
        shown.ifPresent(answer -> {
            ExplorerFigure figure = new ExplorerFigure(
                    image, prints.stackIndex(image, answer.spot().slice()), overlay.others(), window.opacity());
            try {
                PngFile.write(target, figure.draw(answer.map(), answer.spot(), pins));
                tell("The figure is in " + target);
            } catch (IOException e) {
                tell(Failure.sentence(e));
            }
        });
    }

    private void refresh() {
        try {
            SeenFrame source = SeenFrame.of(image, prints.channels(), prints.frame(), segmenter);
            PixelPrints now = source.prints(image, prints.channels());
            maps.refresh(source, () -> refreshed(now));
        } catch (UserMessageException e) {
            tell(e.getMessage());
        }
    }

    private void refreshed(PixelPrints now) {
        if (isClosed) {
            return;
        }
        prints = now;
        isChanged = false;
        pins.clear();
        window.show(pins);
        spot = new QuerySpot(
                Math.min(spot.column(), image.getWidth() - 1),
                Math.min(spot.row(), image.getHeight() - 1),
                image.getZ() - 1);
        look();
        ask();
    }

    private boolean isTaken(KeyEvent event) {
        Component source = event.getComponent();
        Window of = source instanceof Window own ? own : SwingUtilities.getWindowAncestor(source);
        boolean isOurs = of != null && (of == window.frame() || of == image.getWindow());
        boolean isPlain = (event.getModifiersEx() & MODIFIERS) == 0;
        return isOurs && isPlain && event.getID() == KeyEvent.KEY_PRESSED && window.choose(event.getKeyChar() - '0');
    }

    @Override
    public void imageOpened(ImagePlus other) {
        // not ours
    }

    @Override
    public void imageUpdated(ImagePlus updated) {
        if (updated != image || isClosed) {
            return;
        }
        look();
        if (image.getZ() - 1 != spot.slice()) {
            spot = new QuerySpot(spot.column(), spot.row(), image.getZ() - 1);
            ask();
        }
    }

    @Override
    public void imageClosed(ImagePlus closed) {
        if (closed == image) {
            close();
        }
    }

    /** Takes everything away that this put on the image, and closes the networks. */
    void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        maps.close();
        ImagePlus.removeImageListener(this);
        KeyboardFocusManager.getCurrentKeyboardFocusManager().removeKeyEventDispatcher(keys);
        pointer.release();
        image.setProperty(PROPERTY, null);
        overlay.remove();
        WindowManager.removeWindow(window.frame());
        window.frame().dispose();
    }
}
