package org.lesionlens.fiji.views;

import static org.assertj.core.api.Assertions.assertThat;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;
import java.awt.Color;
import java.awt.event.MouseEvent;
import java.awt.geom.Point2D;
import java.util.Arrays;
import java.util.function.IntFunction;
import javax.swing.JTable;
import org.junit.jupiter.api.Test;
import org.lesionlens.fiji.WindowFixture;
import org.lesionlens.fiji.image.LabelImage;

/** Planes of images in colour, of several channels and frames, and of large ones with many lesions. */
class ImagesInViewsWindowTest extends WindowFixture {
    private static final int LARGE = Integer.getInteger("lesionlens.slices", 150);

    private static final int SIDE = 40;
    private static final int SLICES = 12;
    private static final Spot SPOT = new Spot(20, 15, 6);

    private static ImagePlus image(String title, int channels, int frames, IntFunction<ImageProcessor> slice) {
        ImageStack stack = new ImageStack(SIDE, SIDE);
        for (int i = 0; i < channels * SLICES * frames; i++) {
            stack.addSlice(slice.apply(i));
        }
        ImagePlus image = new ImagePlus(title, stack);
        image.setDimensions(channels, SLICES, frames);
        image.setOpenAsHyperStack(channels * frames > 1);
        image.getCalibration().setUnit("mm");
        return image;
    }

    private static OrthogonalViews views(ImagePlus image) throws Exception {
        makeCurrent(image);
        IJ.runMacro("run(\"Orthogonal Lesion Views\");");
        OrthogonalViews views = await(() -> OrthogonalViews.of(image).orElse(null));
        await(() -> views.planes().get(0).isShowing() ? views : null);
        settle();
        onEventThread(() -> views.move(SPOT));
        settle();
        return views;
    }

    private static Color pixel(ImagePlus image, PlaneView plane, int x, int y) {
        return new Color(PlanePixels.of(image, plane.plane(), SPOT).getRGB(x, y));
    }

    /** Of each plane the same pixel of the image: that of the spot. */
    private static void assertColor(ImagePlus image, OrthogonalViews views, Color color) {
        for (PlaneView plane : views.planes()) {
            int x = plane.plane()
                    .across()
                    .turned(SPOT.along(plane.plane().across().stack()));
            int y = plane.plane().down().turned(SPOT.along(plane.plane().down().stack()));
            assertThat(pixel(image, plane, x, y)).as(plane.getName()).isEqualTo(color);
        }
    }

    private static Color shown(ImagePlus image) {
        int[] rgb = image.flatten().getPixel(SPOT.column(), SPOT.row());
        return new Color(rgb[0], rgb[1], rgb[2]);
    }

    @Test
    void colours() throws Exception {
        Color color = new Color(200, 50, 25);
        ImagePlus image = image("colours", 1, 1, i -> {
            ColorProcessor slice = new ColorProcessor(SIDE, SIDE);
            slice.set(SPOT.column(), SPOT.row(), i == SPOT.slice() ? color.getRGB() : 0);
            return slice;
        });
        image.show();
        assertColor(image, views(image), color);
    }

    /** What is merged in the window of the image is merged in the planes, at the grey window of each channel. */
    @Test
    void channelsAreMergedAsTheImageShowsThem() throws Exception {
        ImagePlus plain = image("channels", 2, 1, i -> {
            ByteProcessor slice = new ByteProcessor(SIDE, SIDE);
            slice.setValue(i % 2 == 0 ? 200 : 50);
            slice.fill();
            return slice;
        });
        CompositeImage image = new CompositeImage(plain, CompositeImage.COMPOSITE);
        image.setChannelLut(LUT.createLutFromColor(Color.RED), 1);
        image.setChannelLut(LUT.createLutFromColor(Color.GREEN), 2);
        image.setPosition(1, SPOT.slice() + 1, 1);
        image.setDisplayRange(0, 400);
        image.setPosition(2, SPOT.slice() + 1, 1);
        image.setDisplayRange(0, 100);
        image.show();
        OrthogonalViews views = views(image);
        Color merged = shown(image);
        assertThat(merged.getRed()).isBetween(125, 130);
        assertThat(merged.getGreen()).isBetween(125, 130);
        assertColor(image, views, merged);
        image.setActiveChannels("01");
        image.updateAndDraw();
        settle();
        assertThat(shown(image).getRed()).isZero();
        assertColor(image, views, shown(image));
        image.setMode(IJ.GRAYSCALE);
        image.updateAndDraw();
        settle();
        assertColor(image, views, shown(image));
    }

    /** A lesion of the second frame is nowhere in the first one. */
    @Test
    void theFrameOfTheImageIsShownWithItsLesions() throws Exception {
        ImagePlus image = image("frames", 1, 2, i -> {
            ShortProcessor slice = new ShortProcessor(SIDE, SIDE);
            for (int at = 0; at < slice.getPixelCount(); at++) {
                slice.set(at, 7 * at % 50); // no mask
            }
            slice.set(SPOT.column(), SPOT.row(), i < SLICES ? 100 : 200);
            return slice;
        });
        image.setDisplayRange(0, 255);
        image.show();
        ImagePlus labels = image("Labels of frames", 1, 2, i -> {
            ShortProcessor slice = new ShortProcessor(SIDE, SIDE);
            slice.set(SPOT.column(), SPOT.row(), i == SLICES + SPOT.slice() ? 1 : 0);
            return slice;
        });
        LabelImage.setSource(labels, "frames", 1);
        labels.show();
        OrthogonalViews views = views(image);
        onEventThread(() -> image.setT(1));
        settle();
        assertColor(image, views, new Color(100, 100, 100)); // each slice of a frame has it
        assertThat(views.stack().at(SPOT)).isEmpty();
        onEventThread(() -> image.setT(2));
        settle();
        assertColor(image, views, new Color(200, 200, 200));
        assertThat(views.stack().at(SPOT)).isPresent();
    }

    /**
     * 100 balls in each 75 slices of 512 x 512 voxels: time of a click in the planes, and of a row of the list with the planes
     * beside it. Of 300 with -Dlesionlens.slices=300.
     */
    @Test
    void clicksInALargeVolumeWithManyLesionsAreQuick() throws Exception {
        ImagePlus image = large("large", (z, slice) -> {});
        ImagePlus labels = large("Labels of large", ImagesInViewsWindowTest::balls);
        LabelImage.setSource(labels, "large", 0);
        makeCurrent(labels);
        IJ.runMacro("run(\"Measure Lesions...\", \"outlines=large labels=false table=true\");");
        settle();
        makeCurrent(image);
        long begin = System.nanoTime();
        OrthogonalViews views = views(image);
        System.out.printf("views open after %.0f ms%n", (System.nanoTime() - begin) / 1e6);
        long[] clicks = new long[15];
        for (int i = 0; i < clicks.length; i++) {
            PlaneView plane = views.planes().get(i % 3);
            Point2D at = plane.toScreen().transform(new Point2D.Double(20 + 9 * i, 30 + 4 * i), null);
            begin = System.nanoTime();
            onEventThread(() -> plane.dispatchEvent(new MouseEvent(
                    plane,
                    MouseEvent.MOUSE_PRESSED,
                    0,
                    MouseEvent.BUTTON1_DOWN_MASK,
                    (int) at.getX(),
                    (int) at.getY(),
                    1,
                    false,
                    MouseEvent.BUTTON1)));
            onEventThread(() -> views.planes().forEach(view -> view.paintImmediately(view.getVisibleRect())));
            clicks[i] = System.nanoTime() - begin;
        }
        JTable table = table();
        long[] rows = new long[6];
        for (int i = 0; i < rows.length; i++) {
            int row = 7 * i;
            begin = System.nanoTime();
            onEventThread(() -> table.setRowSelectionInterval(row, row));
            onEventThread(() -> views.planes().forEach(view -> view.paintImmediately(view.getVisibleRect())));
            rows[i] = System.nanoTime() - begin;
        }
        Arrays.sort(clicks);
        Arrays.sort(rows);
        System.out.printf("median of 15 clicks %.0f ms, of 6 rows %.0f ms%n", clicks[7] / 1e6, rows[3] / 1e6);
        assertThat(table.getRowCount()).isEqualTo(LARGE / 75 * 100);
        assertThat(clicks[7]).as("median, ns").isLessThan(5_000_000_000L); // 1 s where six others run
        assertThat(rows[3]).as("median, ns").isLessThan(10_000_000_000L);
    }

    private static JTable table() {
        return Arrays.stream(java.awt.Window.getWindows())
                .filter(window -> window.isShowing()
                        && window instanceof javax.swing.JFrame frame
                        && frame.getTitle().equals("LesionLens: large"))
                .map(window -> inside(window, JTable.class).get(0))
                .findFirst()
                .orElseThrow();
    }

    private interface Drawing {
        void on(int z, ImageProcessor slice);
    }

    private static ImagePlus large(String title, Drawing drawing) {
        ImageStack stack = new ImageStack(512, 512);
        for (int z = 0; z < LARGE; z++) {
            ShortProcessor slice = new ShortProcessor(512, 512);
            drawing.on(z, slice);
            stack.addSlice(slice);
        }
        ImagePlus image = new ImagePlus(title, stack);
        image.getCalibration().setUnit("mm");
        image.show();
        return image;
    }

    /** Ten by ten in each layer of 75 slices, of radius 15. */
    private static void balls(int z, ImageProcessor slice) {
        int layer = z / 75;
        int height = z % 75 - 37;
        for (int ball = 0; ball < 100 && Math.abs(height) <= 15; ball++) {
            int radius = (int) Math.sqrt(225 - height * height);
            slice.setValue(1 + ball + 100 * layer);
            slice.fillOval(ball % 10 * 50 + 26 - radius, ball / 10 * 50 + 26 - radius, 2 * radius + 1, 2 * radius + 1);
        }
    }
}
