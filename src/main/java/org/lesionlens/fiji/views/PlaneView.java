package org.lesionlens.fiji.views;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.event.MouseWheelEvent;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.Map;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import org.lesionlens.fiji.image.LesionVoxels;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;

/** One plane on the screen, in mm, with its lesions, the cross hair and the sides of the patient. */
final class PlaneView extends JPanel {
    private static final long serialVersionUID = 1;
    private static final int OPACITY = 56 << 24;
    private static final int OPAQUE = 0xff000000;
    private static final int MARGIN = 4;
    private static final int GAP = 8;
    private static final float OUTLINE = 1.5f;
    private static final float OUTLINE_OF_CHOSEN = 3;
    private static final Color CROSS = new Color(0xFFD54F);
    private static final Color LETTERS = new Color(0xFFE082);

    private final transient OrthogonalViews views;
    private final int plane;

    /** @param plane 0 to 2 */
    PlaneView(OrthogonalViews views, int plane) {
        this.views = views;
        this.plane = plane;
        setName(plane().name());
        getAccessibleContext().setAccessibleName("Plane " + plane().name());
        setFocusable(true);
        setOpaque(true);
        Pointer pointer = new Pointer();
        addMouseListener(pointer);
        addMouseMotionListener(pointer);
        addMouseWheelListener(pointer);
    }

    ViewPlane plane() {
        return views.stack().planes().get(plane);
    }

    private final class Pointer extends MouseAdapter {
        @Override
        public void mousePressed(MouseEvent event) {
            requestFocusInWindow();
            views.activate(PlaneView.this);
            if (SwingUtilities.isLeftMouseButton(event)) {
                views.point(spot(event));
            }
        }

        @Override
        public void mouseDragged(MouseEvent event) {
            if (SwingUtilities.isLeftMouseButton(event)) {
                views.move(spot(event));
            }
        }

        @Override
        public void mouseWheelMoved(MouseWheelEvent event) {
            views.activate(PlaneView.this);
            views.leaf(event.getWheelRotation());
        }
    }

    /** Outside the plane its edge counts. */
    private Spot spot(MouseEvent event) {
        Point2D pixel = new Point2D.Double(event.getX(), event.getY());
        AffineTransform toScreen = toScreen();
        double x = (pixel.getX() - toScreen.getTranslateX()) / toScreen.getScaleX();
        double y = (pixel.getY() - toScreen.getTranslateY()) / toScreen.getScaleY();
        ViewPlane seen = plane();
        return seen.at(
                seen.across().clamped((int) Math.floor(x)), seen.down().clamped((int) Math.floor(y)), views.spot());
    }

    /** From pixels of the plane, of which the first reaches from 0 to 1, to this component: one scale in mm for all views. */
    AffineTransform toScreen() {
        ViewPlane seen = plane();
        double scale = views.pixelsAMm();
        double left = (getWidth() - seen.across().lengthMm() * scale) / 2;
        double top = (getHeight() - seen.down().lengthMm() * scale) / 2;
        return new AffineTransform(
                seen.across().spacingMm() * scale, 0, 0, seen.down().spacingMm() * scale, left, top);
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setColor(Color.BLACK);
        g.fillRect(0, 0, getWidth(), getHeight());
        if (views.fits()) {
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.drawImage(PlanePixels.of(views.stack().image(), plane(), views.spot()), toScreen(), null);
            boolean isHidden = views.stack().image().getHideOverlay();
            if (!isHidden && !views.stack().lesions().lesions().isEmpty()) {
                drawLesions(g);
            }
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            drawCross(g);
            drawWords(g);
        }
        g.dispose();
    }

    private void drawLesions(Graphics2D g) {
        ViewedStack stack = views.stack();
        PlaneLesions lesions = PlaneLesions.of(
                stack.voxels(), plane(), views.spot(), stack.image().getT());
        Map<Integer, Path2D> outlines = lesions.outlines();
        if (!outlines.isEmpty()) {
            g.drawImage(areas(lesions), toScreen(), null);
        }
        for (Map.Entry<Integer, Path2D> outline : outlines.entrySet()) {
            ShownLesion lesion = stack.lesions().lesions().get(outline.getKey());
            boolean isChosen = views.chosen().filter(lesion::equals).isPresent();
            g.setStroke(new BasicStroke(isChosen ? OUTLINE_OF_CHOSEN : OUTLINE));
            g.setColor(stack.colors().get(outline.getKey()));
            g.draw(toScreen().createTransformedShape(outline.getValue()));
        }
    }

    private BufferedImage areas(PlaneLesions lesions) {
        int[] colors = views.stack().colors().stream()
                .mapToInt(color -> color.getRGB() & ~OPAQUE | OPACITY)
                .toArray();
        BufferedImage areas = new BufferedImage(lesions.width(), lesions.height(), BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < lesions.height(); y++) {
            for (int x = 0; x < lesions.width(); x++) {
                int lesion = lesions.at(x, y);
                if (lesion != LesionVoxels.NONE) {
                    areas.setRGB(x, y, colors[lesion]);
                }
            }
        }
        return areas;
    }

    /** Open in the middle, so that it hides nothing. */
    private void drawCross(Graphics2D g) {
        ViewPlane seen = plane();
        Point2D centre = toScreen()
                .transform(
                        new Point2D.Double(
                                seen.across()
                                                .turned(views.spot()
                                                        .along(seen.across().stack()))
                                        + 0.5,
                                seen.down()
                                                .turned(views.spot()
                                                        .along(seen.down().stack()))
                                        + 0.5),
                        null);
        double x = centre.getX();
        double y = centre.getY();
        g.setColor(CROSS);
        g.setStroke(new BasicStroke(1));
        g.draw(new Line2D.Double(0, y, x - GAP, y));
        g.draw(new Line2D.Double(x + GAP, y, getWidth(), y));
        g.draw(new Line2D.Double(x, 0, x, y - GAP));
        g.draw(new Line2D.Double(x, y + GAP, x, getHeight()));
    }

    private void drawWords(Graphics2D g) {
        ViewPlane seen = plane();
        Font font = getFont() == null ? g.getFont() : getFont();
        g.setFont(font.deriveFont(views.isActive(this) ? Font.BOLD : Font.PLAIN));
        FontMetrics metrics = g.getFontMetrics();
        int line = metrics.getAscent();
        int place = views.spot().along(seen.through().stack()) + 1;
        String name = seen.name() + " " + place + "/" + seen.through().size();
        write(g, name, MARGIN, MARGIN + line);
        int free = 2 * MARGIN + metrics.stringWidth(name) + metrics.charWidth(' '); // large letters meet
        g.setFont(font.deriveFont(Font.BOLD));
        int middle = getHeight() / 2 + line;
        int letter = g.getFontMetrics().stringWidth("H");
        write(g, seen.across().letter(0), MARGIN, middle);
        write(g, seen.across().letter(1), getWidth() - MARGIN - letter, middle);
        write(g, seen.down().letter(0), Math.max(free, getWidth() / 2 + MARGIN), MARGIN + line);
        write(g, seen.down().letter(1), getWidth() / 2 + MARGIN, getHeight() - MARGIN);
    }

    private static void write(Graphics2D g, String text, int x, int y) {
        g.setColor(Color.BLACK);
        g.drawString(text, x + 1, y + 1);
        g.setColor(LETTERS);
        g.drawString(text, x, y);
    }
}
