package org.lesionlens.fiji.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GUI;
import ij.gui.GenericDialog;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.Toolbar;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.swing.JComboBox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.draw.Canvas;
import org.lesionlens.explain.MapKind;

/** Explore Attention on a real screen; skipped where there is none. */
class ExploreWindowTest extends ExploreFixture {
    @Test
    void theWindowStaysOnTheScreen() throws Exception {
        onEventThread(() -> explorer.window().frame().dispose());
        settle();
        Rectangle screen = GUI.getMaxWindowBounds(phantom.getWindow());
        phantom.getWindow()
                .setLocation(screen.x + screen.width - phantom.getWindow().getWidth() - 3, screen.y);
        settle();
        run();
        Rectangle frame = explorer.window().frame().getBounds();
        assertThat(screen.contains(frame)).as(frame + " in " + screen).isTrue();
        assertThat(frame.intersects(phantom.getWindow().getBounds()))
                .as("there is room to the left")
                .isFalse();
    }

    @Test
    void aClickOnTheImageMovesThePointAndTheMap() throws Exception {
        float[] before = pixels();
        click(30, 90);
        assertThat(pixels()).isNotEqualTo(before);
        assertThat(maps()).isEqualTo(1);
        assertThat(phantom.getRoi()).as("no selection is drawn").isNull();
        assertThat(explorer.window().told()).contains("x 30, y 90, slice 15");
    }

    @Test
    void aDragBeyondTheEdgeStaysInTheImage() throws Exception {
        mouse(MouseEvent.MOUSE_PRESSED, 30, 90);
        mouse(MouseEvent.MOUSE_DRAGGED, -20, 1000);
        QuerySpot edge = new QuerySpot(0, 159, SLICE - 1);
        await(() ->
                explorer.shown().filter(answer -> answer.spot().equals(edge)).orElse(null));
    }

    @Test
    void numberKeysSwitchTheMap() throws Exception {
        key('2');
        awaitMap("reverse_attention", SLICE - 1);
        key('4');
        awaitMap("gate2", SLICE - 1);
        key('0');
        settle();
        assertThat(map()).isEqualTo("gate2");
    }

    @Test
    void theSliceSliderIsFollowed() throws Exception {
        phantom.setSlice(12);
        awaitMap("attention", 11);
        assertThat(phantom.getOverlay().get(0).getPosition()).isEqualTo(12);
        phantom.setSlice(1);
        awaitMap("attention", 0);
    }

    /** Slice 1 has no lesion and so no class; back in slice 15 the map that the user chose is there again. */
    @Test
    void aMapThatASliceLacksIsReplacedUntilItIsThereAgain() throws Exception {
        onEventThread(() -> explorer.choose(new MapKind.OfClass("meningioma")));
        awaitMap("cam_meningioma", SLICE - 1);
        phantom.setSlice(1);
        awaitMap("attention", 0);
        phantom.setSlice(SLICE);
        awaitMap("cam_meningioma", SLICE - 1);
    }

    @Test
    void theMagnifierStaysImageJs() throws Exception {
        Toolbar.getInstance().setTool(Toolbar.MAGNIFIER);
        double before = phantom.getCanvas().getMagnification();
        QuerySpot spot = explorer.shown().orElseThrow().spot();
        mouse(MouseEvent.MOUSE_PRESSED, 30, 90);
        mouse(MouseEvent.MOUSE_RELEASED, 30, 90);
        settle();
        assertThat(phantom.getCanvas().getMagnification()).isGreaterThan(before);
        assertThat(explorer.shown().orElseThrow().spot()).isEqualTo(spot);
    }

    /** Four pins in the slice of the lesion, and the point itself. */
    private void pinFourPoints() throws Exception {
        press("Pin");
        for (int[] point : new int[][] {{50, 60}, {45, 36}, {80, 110}}) {
            click(point[0], point[1]);
            press("Pin");
        }
        click(104, 72);
    }

    private BufferedImage figure(Path folder) throws Exception {
        Path figure = folder.resolve("figure.png");
        onEventThread(() -> explorer.saveFigure(figure));
        return ImageIO.read(figure.toFile());
    }

    @Test
    void pinsAreComparedInAFigure(@TempDir Path folder) throws Exception {
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu labels=false table=false classify=false\");");
        pinFourPoints();
        BufferedImage saved = figure(folder);
        assertThat(saved.getWidth()).isGreaterThan(1200);
        assertThat(coloursOf(saved)).as("a picture, not a plain sheet").isGreaterThan(1000);
        Files.copy(
                folder.resolve("figure.png"),
                Path.of("target", "screenshots", "explore-figure.png"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void pinsAreShownOnTheImageAndInTheWindow() throws Exception {
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu labels=false table=false classify=false\");");
        pinFourPoints();
        makeCurrent(phantom);
        phantom.getCanvas().setMagnification(3);
        phantom.getCanvas().setSize(480, 480);
        phantom.getWindow().pack();
        phantom.getWindow().setLocation(0, 20);
        explorer.window().frame().setLocation(phantom.getWindow().getWidth() + 10, 20);
        IJ.getInstance().setLocation(0, 700);
        screenshot(
                "explore",
                phantom.getWindow().getBounds().union(explorer.window().frame().getBounds()));
        BufferedImage shown =
                ImageIO.read(Path.of("target", "screenshots", "explore.png").toFile());
        assertThat(coloursOf(shown)).isGreaterThan(1000);
    }

    @Test
    void pinsAreMadeAStack() throws Exception {
        pinFourPoints();
        press("As stack");
        ImagePlus stack = await(() -> WindowManager.getImage("Pinned maps of phantom"));
        assertThat(stack.getStackSize()).isEqualTo(4);
        assertThat(stack.getBitDepth()).isEqualTo(32);
        assertThat(stack.getCalibration().pixelWidth).isEqualTo(phantom.getCalibration().pixelWidth);
        assertThat(stack.getStack().getSliceLabel(2)).startsWith("2  attention").contains("x 50, y 60, slice 15");
    }

    @Test
    void withoutPinsTheMapThatIsShownIsSaved(@TempDir Path folder) throws Exception {
        pinFourPoints();
        for (int i = 0; i < 4; i++) {
            press("Unpin");
        }
        assertThat(margin(figure(folder))).as("no line reaches the edge").containsOnly(Canvas.PAPER.getRGB());
        press("As stack");
        ImagePlus one = await(() -> WindowManager.getImage("attention of phantom"));
        assertThat((float[]) one.getProcessor().getPixels()).isEqualTo(pixels());
    }

    @Test
    void whatUnusualChannelsRespondToComesAsAStack() throws Exception {
        JComboBox<?> blocks = inside(explorer.window().frame().getContentPane(), JComboBox.class)
                .get(1);
        assertThat(button("Features as stack").isEnabled())
                .as("of " + blocks.getSelectedItem())
                .isFalse();
        onEventThread(() -> blocks.setSelectedIndex(3));
        press("Features as stack");
        ImagePlus stack = await(() -> WindowManager.getImage("Features after encoder3_excitation of phantom"));
        assertThat(stack.getStackSize()).isEqualTo(6);
        assertThat(stack.getStack().getSliceLabel(1)).startsWith("channel ");
    }

    /** The rightmost pixels of a picture. */
    private static int[] margin(BufferedImage picture) {
        int width = 2 * PinStrip.GAP;
        return picture.getRGB(picture.getWidth() - width, 0, width, picture.getHeight(), null, 0, width);
    }

    @Test
    void closingTheWindowLeavesTheImageAsItWas() throws Exception {
        onEventThread(() -> explorer.window().frame().dispose());
        settle();
        assertThat(phantom.getOverlay()).isNull();
        assertThat(AttentionExplorer.of(phantom)).isEmpty();
        assertThat(phantom.getCanvas().getMouseListeners()).containsExactly(phantom.getCanvas());
        assertThat(phantom.getCanvas().getMouseMotionListeners()).containsExactly(phantom.getCanvas());
        await(() -> isExplaining() ? null : true);
        key('2');
        phantom.setSlice(3);
        settle();
        assertThat(phantom.getOverlay()).isNull();
    }

    private static boolean isExplaining() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("LesionLens explorer"));
    }

    @Test
    void theUsersOverlayIsKeptAndRestored() throws Exception {
        onEventThread(() -> explorer.window().frame().dispose());
        settle();
        Roi own = new Roi(3, 4, 20, 20);
        own.setStrokeColor(Color.GREEN);
        Overlay overlay = new Overlay(own);
        phantom.setOverlay(overlay);
        run();
        click(40, 40);
        assertThat(phantom.getOverlay().contains(own)).isTrue();
        onEventThread(() -> explorer.window().frame().dispose());
        settle();
        assertThat(phantom.getOverlay().toArray()).containsExactly(own);
    }

    @Test
    void closingTheImageClosesTheWindow() throws Exception {
        phantom.changes = false;
        phantom.close();
        await(() -> explorer.window().frame().isDisplayable() ? null : true);
        await(() -> isExplaining() ? null : true);
    }

    @Test
    void aSecondRunOnAnImageReplacesTheFirst() throws Exception {
        AttentionExplorer first = explorer;
        makeCurrent(phantom);
        IJ.runMacro("run(\"Explore Attention...\", \"device=cpu\");");
        await(() ->
                AttentionExplorer.of(phantom).filter(other -> other != first).orElse(null));
        settle();
        assertThat(first.window().frame().isDisplayable()).isFalse();
        assertThat(phantom.getCanvas().getMouseListeners()).hasSize(1);
    }

    @Test
    void anImageThatWasChangedIsSaidAndExplainedAnew() throws Exception {
        assertThat(button("Refresh").isEnabled()).isFalse();
        float[] before = pixels();
        phantom.getProcessor().setValue(0);
        phantom.getProcessor().setRoi(88, 45, 32, 32);
        phantom.getProcessor().fill();
        phantom.updateAndDraw();
        settle();
        assertThat(explorer.window().told())
                .contains("was changed since it was analysed")
                .contains("Refresh");
        press("Refresh");
        await(() -> button("Refresh").isEnabled() ? null : true);
        await(() -> Arrays.equals(pixels(), before) ? null : true);
        settle();
        assertThat(explorer.window().told()).doesNotContain("changed");
    }

    @Test
    void theCommandOpensFromTheMenu() throws Exception {
        onEventThread(() -> explorer.window().frame().dispose());
        settle();
        choose("Explore Attention...");
        press(dialog(GenericDialog.class), "OK");
        explorer = await(() -> AttentionExplorer.of(phantom).orElse(null));
        awaitMap("attention", SLICE - 1);
    }

    /** From the mouse to the image; the best of some drags, since other work may run. */
    @Test
    void theMapFollowsTheMouseThirtyTimesASecond() throws Exception {
        double best = Double.POSITIVE_INFINITY;
        for (int drag = 0; drag < 20 && best >= 1000.0 / 30; drag++) {
            best = Math.min(best, medianMillis(drag));
        }
        assertThat(best).as("milliseconds").isLessThan(1000.0 / 30);
    }

    private double medianMillis(int drag) throws Exception {
        long[] nanos = new long[40];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            QuerySpot spot = new QuerySpot(30 + 2 * i, 50 + i + drag, SLICE - 1);
            mouse(i == 0 ? MouseEvent.MOUSE_PRESSED : MouseEvent.MOUSE_DRAGGED, spot.column(), spot.row());
            while (!explorer.shown().orElseThrow().spot().equals(spot)) {
                onEventThread(() -> {});
            }
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }

    @Test
    void theLesionsOfTheLastRunAreTakenAsLongAsThePixelsAreTheSame() throws Exception {
        Point lesion = spot();
        Point middle = new Point(phantom.getWidth() / 2, phantom.getHeight() / 2);
        assertThat(lesion).isNotEqualTo(middle);
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu minvolume=1000 labels=false table=false\");");
        phantom.setSlice(SLICE);
        closeExplorer();
        run();
        assertThat(spot()).as("without a lesion").isEqualTo(middle);
        ImageProcessor first = phantom.getStack().getProcessor(1);
        first.set(0, first.get(0) + 1);
        closeExplorer();
        run();
        assertThat(spot()).as("analysed anew").isEqualTo(lesion);
    }

    private Point spot() {
        QuerySpot spot = explorer.shown().orElseThrow().spot();
        return new Point(spot.column(), spot.row());
    }
}
