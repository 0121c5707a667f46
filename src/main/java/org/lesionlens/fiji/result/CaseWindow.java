package org.lesionlens.fiji.result;

import ij.ImageListener;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.TextRoi;
import ij.macro.Interpreter;
import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Insets;
import java.awt.KeyEventDispatcher;
import java.awt.KeyboardFocusManager;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTabbedPane;
import javax.swing.SwingUtilities;
import org.lesionlens.fiji.command.WrappingRow;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;

/**
 * The window of a case: its lesions, one list for each thing that was done, linked with the windows of its images. A row shows
 * its lesion in all of them, a click on a lesion shows its row, and their slices go in step.
 */
final class CaseWindow implements ImageListener, KeyEventDispatcher {
    private static final String PROPERTY = "LesionLens.case";
    private static final char OVERLAY_KEY = '0';
    private static final String OVERLAY = "Lesions on the image (key 0)";
    private static final int GAP = 8;
    /** Around what stands in a row: of the row, of the window, and their borders. */
    private static final int LEAST_GAPS = 5;

    private static final int MODIFIERS = KeyEvent.CTRL_DOWN_MASK | KeyEvent.ALT_DOWN_MASK | KeyEvent.META_DOWN_MASK;

    private final ImagePlus image;
    private final ImageCanvas canvas;
    private final JFrame frame;
    private final JTabbedPane tabs = new JTabbedPane();
    private final JCheckBox overlay = new JCheckBox(OVERLAY, true);
    private final JButton views = small(new JButton("Orthogonal views"));
    private final JLabel changed = new JLabel();
    private final JCheckBox inStep = new JCheckBox("Slices in step", true);
    private final Clicks clicks = new Clicks();
    private Consumer<ShownLesion> told = lesion -> {};
    private int slice;
    private int time;
    private boolean isUnlinked;
    private boolean fitted = true;

    private CaseWindow(ImagePlus image) {
        this.image = image;
        canvas = image.getCanvas();
        frame = new JFrame("LesionLens: " + image.getTitle());
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        JPanel all = new JPanel(new BorderLayout(GAP, GAP));
        all.setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
        all.add(tabs, BorderLayout.CENTER);
        all.add(buttons(), BorderLayout.SOUTH);
        frame.setContentPane(all);
    }

    /** Whether an image has a window of its lesions. */
    static boolean isOpen(ImagePlus image) {
        return image.getProperty(PROPERTY) != null;
    }

    /** The window of an image, which may be new and is not shown then. */
    static CaseWindow of(ImagePlus image) {
        if (image.getProperty(PROPERTY) instanceof CaseWindow open) {
            return open;
        }
        CaseWindow window = new CaseWindow(image);
        image.setProperty(PROPERTY, window);
        window.link();
        return window;
    }

    private JPanel buttons() {
        JButton table = small(new JButton("All columns"));
        table.setToolTipText("Shows everything that was measured as a table of ImageJ");
        table.addActionListener(event -> page().ifPresent(page -> page.columns().show()));
        overlay.addActionListener(event -> image.setHideOverlay(!overlay.isSelected()));
        JPanel buttons = new JPanel(new BorderLayout());
        buttons.add(row(overlay, inStep), BorderLayout.NORTH);
        views.addActionListener(
                event -> page().filter(this::fits).flatMap(CasePage::lesions).ifPresent(this::openViews));
        buttons.add(row(table, views, changed), BorderLayout.CENTER);
        return buttons;
    }

    private static JPanel row(Component... parts) {
        JPanel row = new JPanel(new WrappingRow(GAP));
        Arrays.stream(parts).forEach(row::add);
        return row;
    }

    private static JButton small(JButton button) {
        button.setMargin(new Insets(2, 4, 2, 4));
        return button;
    }

    private void openViews(ShownLesions lesions) {
        CaseViews.open(image, lesions);
        lesionPage().flatMap(page -> page.rows().chosen()).ifPresent(chosen -> CaseViews.goTo(image, chosen));
    }

    /** Views are offered where there are some. */
    private void offerViews(Optional<String> why) {
        views.setEnabled(why.isEmpty());
        views.setToolTipText(why.orElse("Shows the image and its lesions in three linked planes"));
    }

    /** The lesions of the list that is shown. */
    Optional<ShownLesions> lesions() {
        return page().flatMap(CasePage::lesions);
    }

    private void link() {
        ImagePlus.addImageListener(this);
        canvas.addMouseListener(clicks);
        KeyboardFocusManager.getCurrentKeyboardFocusManager().addKeyEventDispatcher(this);
        tabs.addChangeListener(event -> page().ifPresent(this::redraw));
        frame.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                unlink();
            }
        });
    }

    private void unlink() {
        if (isUnlinked) {
            return;
        }
        isUnlinked = true;
        for (Component page : tabs.getComponents()) {
            if (page instanceof CasePage one) {
                one.close();
            }
        }
        ImagePlus.removeImageListener(this);
        canvas.removeMouseListener(clicks);
        KeyboardFocusManager.getCurrentKeyboardFocusManager().removeKeyEventDispatcher(this);
        WindowManager.removeWindow(frame);
        image.setProperty(PROPERTY, null);
    }

    /** Shows a result in place of an older one of its heading, and its largest lesion in all images of the case. */
    void show(ShownCase result) {
        show(new LesionPage(image, result, this::show), result.looks());
    }

    /** Likewise, with the surest box. */
    void show(ShownDetection result) {
        show(new BoxPage(image, result, this::goTo), result.looks());
    }

    private void show(CasePage page, ShownCase.Looks looks) {
        List<ImagePlus> images = CaseImages.of(image);
        List<ImagePlus> placed = WindowPlaces.arrange(images);
        int place = tabs.indexOfTab(looks.heading());
        if (place < 0) {
            tabs.addTab(looks.heading(), page);
        } else {
            ((CasePage) tabs.getComponentAt(place)).close();
            tabs.setComponentAt(place, page);
        }
        tabs.setSelectedComponent(page);
        fits(page);
        page.begin();
        if (looks.list() && !frame.isShowing()) {
            frame.pack();
            WindowPlaces.below(images, placed, frame);
            frame.setAutoRequestFocus(false); // the image stays the current one
            frame.setVisible(true);
            WindowManager.addWindow(frame);
            Optional.ofNullable(WindowManager.getFrame(page.columns().title()))
                    .ifPresent(table -> WindowPlaces.beside(frame, table));
        }
    }

    /** Whom to tell of lesions that are chosen in the lists. */
    void tell(Consumer<ShownLesion> chosen) {
        told = chosen;
    }

    /** The page of lesions of a heading. */
    Optional<LesionPage> page(String heading) {
        return Stream.of(tabs.indexOfTab(heading))
                .filter(place -> place >= 0)
                .map(tabs::getComponentAt)
                .filter(LesionPage.class::isInstance)
                .map(LesionPage.class::cast)
                .findFirst();
    }

    /** The least width, in pixels, at which no part is cut off. */
    static int leastWidth() {
        return new JCheckBox(OVERLAY).getPreferredSize().width + LEAST_GAPS * GAP;
    }

    /** Moves this window, and makes it smaller where it does not fit, but not so that a part of it is cut off. */
    void place(Rectangle part) {
        Dimension size = frame.getPreferredSize(); // it may have been made smaller before
        int width = Math.max(leastWidth(), Math.min(part.width, size.width));
        frame.setSize(width, frame.getHeight());
        frame.validate(); // rows of buttons wrap
        int height = Math.max(frame.getMinimumSize().height, Math.min(part.height, frame.getPreferredSize().height));
        int left = Math.min(part.x, part.x + part.width - width);
        frame.setBounds(left, Math.min(part.y, part.y + part.height - height), width, height);
    }

    JFrame frame() {
        return frame;
    }

    /** Whether something lies in this window. */
    boolean holds(Component component) {
        return SwingUtilities.isDescendingFrom(component, frame);
    }

    private Optional<CasePage> page() {
        return Optional.ofNullable((CasePage) tabs.getSelectedComponent());
    }

    private Optional<LesionPage> lesionPage() {
        return page().filter(LesionPage.class::isInstance).map(LesionPage.class::cast);
    }

    private void show(ShownLesion lesion) {
        lesionPage().filter(this::fits).ifPresent(page -> {
            page.draw(Optional.of(lesion));
            goTo(page.shown().lesions().slice(lesion), lesion.frame());
            told.accept(lesion);
            CaseViews.goTo(image, lesion);
        });
    }

    /** Shows a slice (from 1) and a frame (from 1; 0 for the one that is shown). */
    private void goTo(int newSlice, int newFrame) {
        slice = newSlice;
        time = newFrame == 0 ? image.getT() : newFrame;
        CaseImages.show(image, slice, time);
    }

    private final class Clicks extends MouseAdapter {
        @Override
        public void mousePressed(MouseEvent event) {
            if (SwingUtilities.isLeftMouseButton(event)) {
                page().filter(CaseWindow.this::fits).ifPresent(page -> pointAt(page, event));
            }
        }
    }

    /** An image that was cropped, turned, or lost slices, shows its lesions elsewhere: they are drawn no more, nor viewed. */
    private boolean fits(CasePage page) {
        Optional<String> misfit = page.misfit();
        changed.setText(misfit.orElse(""));
        offerViews(misfit.or(page::noViews));
        fitted = misfit.isEmpty();
        return fitted;
    }

    /** Takes the lesions off an image that was turned, and draws them again once it is turned back. */
    private void follow(CasePage page) {
        if (!fitted || !fits(page)) {
            redraw(page);
        }
    }

    private void redraw(CasePage page) {
        if (fits(page)) {
            page.draw();
        } else {
            page.undraw();
        }
    }

    private void pointAt(CasePage page, MouseEvent event) {
        page.pointAt(canvas.offScreenXD(event.getX()), canvas.offScreenYD(event.getY()));
    }

    /** Shows the row of a lesion that was clicked on elsewhere. */
    void pointAt(ShownLesion lesion) {
        lesionPage().ifPresent(page -> page.pointAt(lesion));
    }

    @Override
    public boolean dispatchKeyEvent(KeyEvent event) {
        if (event.getID() != KeyEvent.KEY_PRESSED
                || event.getKeyChar() != OVERLAY_KEY
                || (event.getModifiersEx() & MODIFIERS) != 0
                || !isOurs(event.getComponent())
                || image.getRoi() instanceof TextRoi) { // which is being typed
            return false;
        }
        overlay.doClick();
        return true;
    }

    private boolean isOurs(Component component) {
        Window of = component instanceof Window own ? own : SwingUtilities.getWindowAncestor(component);
        return of != null && (of == frame || CaseImages.of(image).stream().anyMatch(each -> each.getWindow() == of));
    }

    @Override
    public void imageOpened(ImagePlus opened) {
        // linked when its slice is changed
    }

    @Override
    public void imageUpdated(ImagePlus updated) {
        if (updated == image && image.getWindow() != null) {
            EventQueue.invokeLater(() -> page().filter(page -> !isUnlinked).ifPresent(this::follow));
        }
        if (!inStep.isSelected() || !isByUser() || updated.getWindow() == null) {
            return;
        }
        EventQueue.invokeLater(() -> {
            boolean isMoved = updated.getZ() != slice || updated.getT() != time && updated.getNFrames() > 1;
            if (isMoved && CaseImages.of(image).contains(updated)) {
                slice = updated.getZ();
                time = updated.getNFrames() > 1 ? updated.getT() : image.getT();
                CaseImages.show(image, slice, time);
            }
        });
    }

    /** By slider, wheel, key or film: a macro or a script that sets a slice means that of one image. */
    private static boolean isByUser() {
        String thread = Thread.currentThread().getName();
        return Interpreter.getInstance() == null
                && (EventQueue.isDispatchThread()
                        || thread.equals("zSelector")
                        || thread.matches("(Run\\$_)?(Next Slice|Previous Slice|Start Animation).*"));
    }

    @Override
    public void imageClosed(ImagePlus closed) {
        if (closed == image) {
            EventQueue.invokeLater(() -> {
                unlink();
                frame.dispose();
            });
        }
    }
}
