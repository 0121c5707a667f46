package org.lesionlens.fiji.views;

import ij.ImageListener;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GUI;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.GridLayout;
import java.awt.Rectangle;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.swing.AbstractAction;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.KeyStroke;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.fiji.image.StackGrid;

/**
 * A window of three planes of an image that cross at one spot: a click, a drag, the wheel or a key moves all of them, and the
 * slice of the image; so do its slider, and its grey window. For the event thread.
 */
public final class OrthogonalViews implements ImageListener {
    private static final String PROPERTY = "LesionLens.views";
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 680;
    private static final int GAP = 4;
    private static final double OF_SCREEN = 0.85;
    private static final int LEAST_ROWS = 4;
    private static final String KEYS =
            "<html>Click, drag or arrow keys: move the cross. Wheel, Page Up and Page Down: through"
                    + " the planes. Home: the largest lesion.";

    private final JFrame frame;
    private final List<PlaneView> planes;
    private final LesionChoice list = new LesionChoice(this::choose);
    private final JLabel told = new JLabel();
    /** Where large letters leave room for few lesions they are a tool tip only. */
    private final JLabel keys = new JLabel(KEYS);

    private ViewedStack stack;
    private Consumer<ShownLesion> clicked;
    private Optional<ShownLesion> chosen = Optional.empty();
    private Spot spot;
    private PlaneView active;
    private boolean isTurned;

    private OrthogonalViews(ViewedStack stack, Consumer<ShownLesion> clicked) {
        this.stack = stack;
        this.clicked = clicked;
        ImagePlus image = stack.image();
        spot = new Spot(image.getWidth() / 2, image.getHeight() / 2, image.getZ() - 1);
        planes = IntStream.range(0, stack.planes().size())
                .mapToObj(plane -> new PlaneView(this, plane))
                .toList();
        active = planes.get(0);
        frame = new JFrame("Views of " + image.getTitle());
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        frame.setContentPane(content());
        bindKeys();
    }

    /**
     * Opens the views of an image, or shows those that are open, at the largest lesion.
     *
     * @param clicked is told of lesions that the user points at or goes to
     * @throws org.lesionlens.volume.UserMessageException if the image is no volume in mm
     */
    public static OrthogonalViews open(ImagePlus image, ShownLesions lesions, Consumer<ShownLesion> clicked) {
        require(image, lesions.grid());
        Optional<OrthogonalViews> open = of(image);
        OrthogonalViews views = open.orElseGet(() -> new OrthogonalViews(ViewedStack.of(image, lesions), clicked));
        views.show(lesions, Optional.empty(), clicked);
        if (open.isEmpty()) {
            views.link();
            views.chooseLargest();
        }
        views.frame.setVisible(true);
        views.frame.toFront();
        return views;
    }

    /** @throws org.lesionlens.volume.UserMessageException if an image on this grid is no volume in mm */
    public static void require(ImagePlus image, StackGrid grid) {
        ViewedStack.require(image, grid);
    }

    /** The views of an image that are open. */
    public static Optional<OrthogonalViews> of(ImagePlus image) {
        return image.getProperty(PROPERTY) instanceof OrthogonalViews open ? Optional.of(open) : Optional.empty();
    }

    /** Shows other lesions of the image, and draws the chosen one thicker. */
    public void show(ShownLesions lesions, Optional<ShownLesion> chosenOne, Consumer<ShownLesion> listener) {
        if (stack.lesions() != lesions) {
            stack = ViewedStack.of(stack.image(), lesions);
        }
        isTurned = stack.isTurned();
        clicked = listener;
        chosen = chosenOne;
        refresh();
    }

    /** Moves all views to a lesion. */
    public void goTo(ShownLesion lesion) {
        chosen = Optional.of(lesion);
        if (lesion.frame() > 0 && lesion.frame() != stack.image().getT()) {
            stack.image().setT(lesion.frame());
        }
        stack.middle(lesion).ifPresent(this::move);
        refresh();
    }

    /** Moves all views to a lesion and tells of it. */
    private void choose(ShownLesion lesion) {
        goTo(lesion);
        clicked.accept(lesion);
    }

    private void chooseLargest() {
        stack.lesions().largest().ifPresent(this::choose);
    }

    private void link() {
        stack.image().setProperty(PROPERTY, this);
        ImagePlus.addImageListener(this);
        WindowManager.addWindow(frame);
        frame.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                unlink();
            }
        });
        frame.pack();
        frame.setLocationRelativeTo(null);
    }

    private void unlink() {
        ImagePlus.removeImageListener(this);
        WindowManager.removeWindow(frame);
        stack.image().setProperty(PROPERTY, null);
    }

    private JPanel content() {
        JPanel side = new JPanel(new BorderLayout(GAP, GAP)) {
            private static final long serialVersionUID = 1;

            @Override
            public void doLayout() {
                int rest = getHeight() - told.getPreferredSize().height - keys.getPreferredSize().height;
                keys.setVisible(
                        rest > LEAST_ROWS * told.getFontMetrics(told.getFont()).getHeight());
                super.doLayout();
            }
        };
        keys.getAccessibleContext().setAccessibleName("Keys");
        planes.forEach(plane -> plane.setToolTipText(KEYS));
        side.setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
        side.add(told, BorderLayout.NORTH);
        side.add(new JScrollPane(list), BorderLayout.CENTER);
        side.add(keys, BorderLayout.SOUTH);
        JPanel content = new JPanel(new GridLayout(2, 2, GAP, GAP));
        content.add(planes.get(0));
        content.add(side);
        content.add(planes.get(1));
        content.add(planes.get(2));
        content.setPreferredSize(preferred());
        return content;
    }

    /** As large as the screen allows, and no larger than the planes need. */
    private Dimension preferred() {
        Rectangle screen = GUI.getMaxWindowBounds(stack.image().getWindow());
        double width = Math.min(WIDTH, OF_SCREEN * screen.width) / 2;
        double height = Math.min(HEIGHT, OF_SCREEN * screen.height) / 2;
        double scale = scale(width, height);
        return new Dimension((int) (2 * scale * longest(true)), (int) (2 * scale * longest(false)));
    }

    private double scale(double width, double height) {
        return Math.min(width / longest(true), height / longest(false));
    }

    /** Of all planes, across or down, in mm. */
    private double longest(boolean across) {
        return stack.planes().stream()
                .mapToDouble(plane -> (across ? plane.across() : plane.down()).lengthMm())
                .max()
                .orElseThrow();
    }

    /** The scale of all views: pixels of the screen for a mm. */
    double pixelsAMm() {
        return scale(planes.get(0).getWidth(), planes.get(0).getHeight());
    }

    private void bindKeys() {
        bind(KeyEvent.VK_LEFT, () -> step(active.plane().across(), -1));
        bind(KeyEvent.VK_RIGHT, () -> step(active.plane().across(), 1));
        bind(KeyEvent.VK_UP, () -> step(active.plane().down(), -1));
        bind(KeyEvent.VK_DOWN, () -> step(active.plane().down(), 1));
        bind(KeyEvent.VK_PAGE_UP, () -> leaf(-1));
        bind(KeyEvent.VK_PAGE_DOWN, () -> leaf(1));
        bind(KeyEvent.VK_HOME, this::chooseLargest);
    }

    private void bind(int key, Runnable does) {
        JComponent root = frame.getRootPane();
        root.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).put(KeyStroke.getKeyStroke(key, 0), key);
        root.getActionMap().put(key, new AbstractAction() {
            private static final long serialVersionUID = 1;

            @Override
            public void actionPerformed(ActionEvent event) {
                does.run();
            }
        });
    }

    ViewedStack stack() {
        return stack;
    }

    Spot spot() {
        return spot;
    }

    Optional<ShownLesion> chosen() {
        return chosen;
    }

    JFrame frame() {
        return frame;
    }

    List<PlaneView> planes() {
        return planes;
    }

    /** The keys move in the plane that the user pointed at last. */
    void activate(PlaneView view) {
        active = view;
        refresh();
    }

    boolean isActive(PlaneView view) {
        return active == view;
    }

    /** Goes through planes like the one that was pointed at last, in the order that the stack has them. */
    void leaf(int planesOn) {
        ViewAxis axis = active.plane().through();
        move(spot.with(axis.stack(), axis.clamped(spot.along(axis.stack()) + planesOn)));
    }

    /** Moves along an axis, by pixels as they are shown. */
    private void step(ViewAxis axis, int pixels) {
        int shown = axis.turned(spot.along(axis.stack())) + pixels;
        move(spot.with(axis.stack(), axis.turned(axis.clamped(shown))));
    }

    /** Moves, and tells of the lesion there. */
    void point(Spot there) {
        move(there);
        Optional<ShownLesion> lesion = fits() ? stack.at(there) : Optional.empty();
        if (lesion.isPresent()) {
            chosen = lesion;
            refresh();
            clicked.accept(lesion.get());
        }
    }

    void move(Spot there) {
        spot = there;
        ImagePlus image = stack.image();
        if (fits() && image.getZ() != there.slice() + 1) {
            image.setPosition(image.getC(), there.slice() + 1, image.getT());
        }
        refresh();
    }

    /** Whether the image is still as it was when its lesions were found: not once it was cropped or turned. */
    boolean fits() {
        return stack.fits() && !isTurned;
    }

    private void refresh() {
        told.setText("<html>" + (fits() ? String.join("<br>", stack.told(spot)) : misfit()));
        list.show(stack, chosen);
        planes.forEach(JComponent::repaint);
    }

    private String misfit() {
        return stack.fits()
                ? "The image was flipped or rotated since these views were opened: turn it back, or close them and open"
                        + " them again."
                : "The image has another size than when these views were opened: close them and open them again.";
    }

    @Override
    public void imageOpened(ImagePlus opened) {
        // another one
    }

    @Override
    public void imageUpdated(ImagePlus updated) {
        if (updated == stack.image()) {
            EventQueue.invokeLater(() -> {
                isTurned = stack.isTurned();
                if (fits()) {
                    spot = spot.with(2, updated.getZ() - 1);
                }
                refresh();
            });
        }
    }

    @Override
    public void imageClosed(ImagePlus closed) {
        if (closed == stack.image()) {
            EventQueue.invokeLater(frame::dispose);
        }
    }
}
