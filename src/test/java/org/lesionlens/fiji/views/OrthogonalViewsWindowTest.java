package org.lesionlens.fiji.views;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.MessageDialog;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.awt.Component;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.awt.event.MouseWheelEvent;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JTable;
import org.junit.jupiter.api.Test;
import org.lesionlens.fiji.WindowFixture;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.LesionColors;

/** Linked planes on a real screen, of phantoms whose shape is known. */
class OrthogonalViewsWindowTest extends WindowFixture {
    private static final int SIZE_MM = 60;
    private static final double[] SPACING = {0.5, 0.75, 3};
    private static final int WHITE = 200;

    /** A ball: centre and radius in mm, value. */
    private record Ball(double x, double y, double z, double radius, int value) {}

    private static final Ball MIDDLE = new Ball(30, 30, 30, 20, WHITE);

    private static ImagePlus balls(String title, Ball... balls) {
        ImageStack stack = new ImageStack((int) (SIZE_MM / SPACING[0]), (int) (SIZE_MM / SPACING[1]));
        for (int z = 0; z < SIZE_MM / SPACING[2]; z++) {
            ImageProcessor slice = new ByteProcessor(stack.getWidth(), stack.getHeight());
            for (int i = 0; i < slice.getPixelCount(); i++) {
                for (Ball ball : balls) {
                    double x = (i % slice.getWidth() + 0.5) * SPACING[0] - ball.x();
                    double y = (i / slice.getWidth() + 0.5) * SPACING[1] - ball.y();
                    boolean inside = Math.hypot(Math.hypot(x, y), (z + 0.5) * SPACING[2] - ball.z()) <= ball.radius();
                    slice.set(i, inside ? ball.value() : slice.get(i));
                }
                boolean isTissue = balls[0].value() == WHITE && slice.get(i) == 0; // else it would be a mask
                slice.set(i, isTissue ? (7 * i + 13 * z) % 50 : slice.get(i));
            }
            stack.addSlice(slice);
        }
        ImagePlus image = new ImagePlus(title, stack);
        image.getCalibration().setUnit("mm");
        image.getCalibration().pixelWidth = SPACING[0];
        image.getCalibration().pixelHeight = SPACING[1];
        image.getCalibration().pixelDepth = SPACING[2];
        image.setDisplayRange(0, WHITE);
        image.show();
        return image;
    }

    private static OrthogonalViews views(ImagePlus image) throws Exception {
        makeCurrent(image);
        IJ.runMacro("run(\"Orthogonal Lesion Views\");");
        OrthogonalViews views = await(() -> OrthogonalViews.of(image).orElse(null));
        await(() -> views.planes().get(0).isShowing() ? views : null);
        settle();
        return views;
    }

    /** What stands on the screen, once it stands still. */
    private static BufferedImage seen(PlaneView plane) throws Exception {
        Robot robot = new Robot();
        BufferedImage before;
        BufferedImage seen = null;
        do {
            settle();
            before = seen;
            seen = robot.createScreenCapture(new Rectangle(plane.getLocationOnScreen(), plane.getSize()));
            robot.delay(50);
        } while (before == null || !Arrays.equals(pixels(before), pixels(seen)));
        return seen;
    }

    private static int[] pixels(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }

    private static Rectangle box(BufferedImage seen, IntPredicate wanted) {
        Rectangle box = null;
        for (int y = 0; y < seen.getHeight(); y++) {
            for (int x = 0; x < seen.getWidth(); x++) {
                if (wanted.test(seen.getRGB(x, y) & 0xffffff)) {
                    box = box == null ? new Rectangle(x, y, 1, 1) : box.union(new Rectangle(x, y, 1, 1));
                }
            }
        }
        return box;
    }

    private static long count(BufferedImage seen, IntPredicate wanted) {
        return Arrays.stream(pixels(seen))
                .map(rgb -> rgb & 0xffffff)
                .filter(wanted)
                .count();
    }

    private static void mouse(Component on, int id, Point at) {
        onAwt(() -> on.dispatchEvent(
                new MouseEvent(on, id, 0, MouseEvent.BUTTON1_DOWN_MASK, at.x, at.y, 1, false, MouseEvent.BUTTON1)));
    }

    private static void onAwt(Runnable action) {
        try {
            onEventThread(action);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where a view shows the middle of a pixel of its plane. */
    private static Point screen(PlaneView view, int x, int y) {
        Point2D at = view.toScreen().transform(new Point2D.Double(x + 0.5, y + 0.5), null);
        return new Point((int) Math.round(at.getX()), (int) Math.round(at.getY()));
    }

    private static void key(OrthogonalViews views, int code) {
        onAwt(() -> {
            Component root = views.planes().get(0);
            root.dispatchEvent(new KeyEvent(root, KeyEvent.KEY_PRESSED, 0, 0, code, KeyEvent.CHAR_UNDEFINED));
        });
    }

    @Test
    void aBallInMmIsACircleOfItsSizeInEachView() throws Exception {
        OrthogonalViews views = views(balls("ball", MIDDLE));
        onAwt(() -> views.move(new Spot(60, 40, 10)));
        double scale = views.pixelsAMm();
        for (PlaneView plane : views.planes()) {
            BufferedImage seen = seen(plane);
            Rectangle box = box(seen, rgb -> rgb == 0xffffff);
            double voxel = scale * plane.plane().down().spacingMm();
            assertThat((double) box.width)
                    .as(plane.getName())
                    .isCloseTo(2 * MIDDLE.radius() * scale, within(scale * 1.6));
            assertThat((double) box.height)
                    .as(plane.getName())
                    .isCloseTo(2 * MIDDLE.radius() * scale, within(Math.max(scale, voxel) * 1.2));
            double area = Math.PI * Math.pow(MIDDLE.radius() * scale, 2);
            assertThat((double) count(seen, rgb -> rgb == 0xffffff))
                    .as(plane.getName())
                    .isCloseTo(area, within(0.05 * area));
        }
        screenshot("views-ball");
    }

    private static org.assertj.core.data.Offset<Double> within(double distance) {
        return org.assertj.core.data.Offset.offset(distance);
    }

    /** A small ball whose middle lies elsewhere in each direction, and a larger one. */
    private static final Ball[] LESIONS = {new Ball(40, 42, 40.5, 9, 1), new Ball(15, 12, 12, 5, 2)};

    private static ImagePlus labelled() {
        ImagePlus image = balls("labelled", MIDDLE);
        ImagePlus labels = balls("Labels of labelled", LESIONS);
        LabelImage.setSource(labels, "labelled", 0);
        return image;
    }

    @Test
    void theLargestLesionIsShownInItsColourInAllViews() throws Exception {
        OrthogonalViews views = views(labelled());
        assertThat(views.spot()).isEqualTo(new Spot(79, 55, 13));
        int color = LesionColors.of(1).getRGB() & 0xffffff;
        for (PlaneView plane : views.planes()) {
            Rectangle outline = box(seen(plane), rgb -> near(rgb, color));
            double diameter = 18 * views.pixelsAMm();
            double voxel = plane.plane().down().spacingMm() * views.pixelsAMm();
            assertThat((double) outline.width).as(plane.getName()).isCloseTo(diameter, within(2 * 4.0));
            assertThat((double) outline.height).as(plane.getName()).isCloseTo(diameter, within(voxel + 8));
        }
        screenshot("views-lesions");
    }

    private static boolean near(int rgb, int other) {
        Color one = new Color(rgb);
        Color two = new Color(other);
        return Math.abs(one.getRed() - two.getRed())
                        + Math.abs(one.getGreen() - two.getGreen())
                        + Math.abs(one.getBlue() - two.getBlue())
                < 24;
    }

    @Test
    void aClickInOneViewMovesTheOthersAndTheImage() throws Exception {
        ImagePlus image = labelled();
        OrthogonalViews views = views(image);
        PlaneView slice = views.planes().get(0);
        PlaneView across = views.planes().get(1);
        mouse(slice, MouseEvent.MOUSE_PRESSED, screen(slice, 33, 22));
        assertThat(views.spot()).isEqualTo(new Spot(33, 22, 13));
        mouse(across, MouseEvent.MOUSE_PRESSED, screen(across, 90, 4));
        assertThat(views.spot()).isEqualTo(new Spot(90, 22, 4));
        assertThat(image.getZ()).isEqualTo(5);
        mouse(across, MouseEvent.MOUSE_DRAGGED, new Point(-40, 5000));
        assertThat(views.spot()).isEqualTo(new Spot(0, 22, 19));
        settle();
        assertThat(image.getZ()).isEqualTo(20);
    }

    @Test
    void wheelAndKeysGoThroughThePlanesWithinTheImage() throws Exception {
        ImagePlus image = labelled();
        OrthogonalViews views = views(image);
        PlaneView sagittal = views.planes().get(2);
        onAwt(() -> sagittal.dispatchEvent(new MouseWheelEvent(
                sagittal, MouseEvent.MOUSE_WHEEL, 0, 0, 5, 5, 0, false, MouseWheelEvent.WHEEL_UNIT_SCROLL, 1, 3)));
        assertThat(views.spot()).isEqualTo(new Spot(82, 55, 13));
        key(views, KeyEvent.VK_PAGE_UP);
        assertThat(views.spot()).isEqualTo(new Spot(81, 55, 13));
        key(views, KeyEvent.VK_DOWN);
        assertThat(views.spot()).isEqualTo(new Spot(81, 55, 14));
        assertThat(image.getZ()).isEqualTo(15);
        key(views, KeyEvent.VK_HOME);
        assertThat(views.spot()).isEqualTo(new Spot(79, 55, 13));
        mouse(views.planes().get(0), MouseEvent.MOUSE_PRESSED, new Point(0, 0));
        key(views, KeyEvent.VK_UP);
        assertThat(views.spot().row()).isZero();
    }

    @Test
    void theSliceAndTheGreyWindowOfTheImageAreFollowed() throws Exception {
        ImagePlus image = balls("ball", MIDDLE);
        OrthogonalViews views = views(image);
        image.setSlice(8);
        settle();
        assertThat(views.spot().slice()).isEqualTo(7);
        long white = count(seen(views.planes().get(1)), rgb -> rgb == 0xffffff);
        image.setDisplayRange(0, 2 * WHITE);
        image.updateAndDraw();
        assertThat(count(seen(views.planes().get(1)), rgb -> rgb == 0xffffff)).isZero();
        assertThat(count(seen(views.planes().get(1)), rgb -> near(rgb, 0x808080)))
                .isCloseTo(white, org.assertj.core.data.Percentage.withPercentage(2));
    }

    /** Sides stand where the patient's are: the phantom is opened as a radiologist sees it. */
    @Test
    void aPlacedImageHasItsLetters() throws Exception {
        ImagePlus phantom = showPhantom();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu labels=false classify=false\");");
        OrthogonalViews views = views(phantom);
        assertThat(views.planes())
                .extracting(view -> view.plane().name())
                .containsExactly("axial", "coronal", "sagittal");
        assertThat(views.planes())
                .extracting(view ->
                        view.plane().across().letters() + view.plane().down().letters())
                .containsExactly("RLAP", "RLHF", "APHF");
        seen(views.planes().get(0));
        Component content = views.frame().getContentPane();
        screenshot("views-phantom", new Rectangle(content.getLocationOnScreen(), content.getSize()));
        PlaneView axial = views.planes().get(0);
        int slice = phantom.getZ();
        onAwt(() -> views.activate(axial));
        key(views, KeyEvent.VK_PAGE_DOWN);
        assertThat(phantom.getZ()).as("as ImageJ counts them").isEqualTo(slice + 1);
    }

    @Test
    void theListOfLesionsAndTheViewsShowTheSameOne() throws Exception {
        ImagePlus image = labelled();
        makeCurrent(WindowManager.getImage("Labels of labelled"));
        IJ.runMacro("run(\"Measure Lesions...\", \"outlines=labelled labels=false\");");
        JFrame list = await(() -> Stream.of(java.awt.Window.getWindows())
                .filter(window ->
                        window instanceof JFrame frame && frame.getTitle().equals("LesionLens: labelled"))
                .map(JFrame.class::cast)
                .findFirst()
                .orElse(null));
        JButton button = inside(list, JButton.class).stream()
                .filter(each -> each.getText().equals("Orthogonal views"))
                .findFirst()
                .orElseThrow();
        onAwt(button::doClick);
        OrthogonalViews views = OrthogonalViews.of(image).orElseThrow();
        await(() ->
                views.planes().get(0).getWidth() > 0 && views.planes().get(0).isShowing() ? views : null);
        JTable table = inside(list, JTable.class).get(0);
        onAwt(() -> table.setRowSelectionInterval(1, 1));
        assertThat(views.spot()).isEqualTo(new Spot(29, 15, 3));
        PlaneView coronal = views.planes().get(1);
        onAwt(() -> views.move(new Spot(5, 55, 3)));
        assertThat(table.getSelectedRow()).isEqualTo(1);
        mouse(coronal, MouseEvent.MOUSE_PRESSED, screen(coronal, 79, 13));
        settle();
        assertThat(table.getSelectedRow()).isZero();
        assertThat(image.getZ()).isEqualTo(14);
        screenshot("views-case");
        onAwt(views.frame()::dispose);
        settle();
        assertThat(OrthogonalViews.of(image)).isEmpty();
    }

    @Test
    void theViewsCloseWithTheirImageAndSayThatItWasCropped() throws Exception {
        ImagePlus image = balls("ball", MIDDLE);
        OrthogonalViews views = views(image);
        image.setRoi(10, 10, 40, 40);
        IJ.run(image, "Crop", "");
        settle();
        assertThat(inside(views.frame().getContentPane(), JLabel.class))
                .extracting(JLabel::getText)
                .anyMatch(text -> text.contains("another size"));
        image.changes = false;
        onAwt(image::close);
        settle();
        assertThat(views.frame().isDisplayable()).isFalse();
    }

    private static String refused(ImagePlus image) throws Exception {
        image.show();
        makeCurrent(image);
        choose("Orthogonal Lesion Views");
        MessageDialog message = dialog(MessageDialog.class);
        String said = said(message);
        press(message, "OK");
        await(() -> message.isShowing() ? null : message);
        return said;
    }

    @Test
    void whatHasNoShapeInMmIsRefused() throws Exception {
        assertThat(refused(IJ.createImage("pixels", "8-bit ramp", 32, 32, 4))).contains("no pixel size");
        ImagePlus one = IJ.createImage("one", "8-bit ramp", 32, 32, 1);
        one.getCalibration().setUnit("mm");
        assertThat(refused(one)).contains("several slices");
    }

    /** ImageJ's own command of nearly that name is what it was. */
    @Test
    void imageJsOrthogonalViewsStayItsOwn() throws Exception {
        assertThat(item(ij.Menus.getMenuBar().getMenu(2), "Orthogonal Views")).isPresent();
        assertThat(ij.Menus.getCommands().get("Orthogonal Views").toString()).startsWith("ij.plugin.Orthogonal_Views");
    }

    @Test
    void fiftyClicksInALargeVolumeAreQuick() throws Exception {
        ImagePlus image = IJ.createImage("large", "16-bit ramp", 512, 512, 300);
        image.getCalibration().setUnit("mm");
        image.show();
        OrthogonalViews views = views(image);
        long[] nanos = new long[50];
        for (int i = 0; i < nanos.length; i++) {
            PlaneView plane = views.planes().get(i % 3);
            Point at = screen(plane, 20 + 5 * i, 30 + 4 * i);
            long begin = System.nanoTime();
            mouse(plane, MouseEvent.MOUSE_PRESSED, at);
            onAwt(() -> views.planes().forEach(view -> view.paintImmediately(view.getVisibleRect())));
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        System.out.printf("median of 50 clicks: %.1f ms%n", nanos[nanos.length / 2] / 1e6);
        assertThat(nanos[nanos.length / 2]).as("median, ns").isLessThan(5_000_000_000L);
        List.of(image).forEach(each -> each.changes = false);
    }
}
