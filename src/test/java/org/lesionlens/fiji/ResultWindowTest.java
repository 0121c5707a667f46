package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.HTMLDialog;
import ij.gui.Line;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.process.FloatProcessor;
import java.awt.Component;
import java.awt.Label;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JEditorPane;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JSlider;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.model.ModelsFrom;

/** What stands on the screen after a run: images at the lesion, side by side, and the list that is linked with them. */
class ResultWindowTest extends WindowFixture {
    @AutoClose
    private ModelsFrom models;

    /** A model that finds what is bright. */
    @BeforeEach
    void useAModel(@TempDir Path folder) throws IOException {
        TinyModel.good(folder, "bright");
        models = ModelsFrom.folder(folder);
    }

    /** Three balls of which the middle one is the largest, in slices that begin empty. */
    static ImagePlus showBalls() {
        int[][] balls = {{12, 14, 8, 4}, {36, 40, 15, 7}, {50, 14, 22, 5}};
        ImageStack stack = new ImageStack(64, 64);
        for (int z = 0; z < 30; z++) {
            FloatProcessor slice = new FloatProcessor(64, 64);
            for (int[] ball : balls) {
                fill(slice, z, ball);
            }
            stack.addSlice(slice);
        }
        ImagePlus image = new ImagePlus("balls", stack);
        image.getCalibration().setUnit("mm");
        image.setDisplayRange(0, 1);
        image.show();
        return image;
    }

    static ImagePlus segment(ImagePlus image, String options) throws Exception {
        makeCurrent(image);
        IJ.runMacro(
                "run(\"Segment Lesions...\", \"model=bright device=cpu minvolume=0 maxflatness=0 " + options + "\");");
        settle();
        return WindowManager.getImage("Labels of " + image.getTitle());
    }

    /** The window of a case. */
    static JFrame window(String image) throws InterruptedException {
        JFrame window = await(() -> openWindow(image));
        settle();
        return window;
    }

    static JFrame openWindow(String image) {
        return Stream.of(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .map(JFrame.class::cast)
                .filter(frame -> frame.isShowing() && frame.getTitle().equals("LesionLens: " + image))
                .findFirst()
                .orElse(null);
    }

    /** The list in it. */
    static JTable table(String image) throws InterruptedException {
        return inside(window(image), JTable.class).get(0);
    }

    /** What a row (from 0) of the list has in a column. */
    static Object value(JTable table, String column, int row) {
        return table.getModel().getValueAt(row, table.getColumn(column).getModelIndex());
    }

    /** What is written over an image. */
    static List<String> texts(ImagePlus image) {
        return Stream.of(image.getOverlay().toArray())
                .filter(TextRoi.class::isInstance)
                .map(roi -> ((TextRoi) roi).getText().strip())
                .toList();
    }

    private static List<Roi> callipers(ImagePlus image) {
        return Stream.of(image.getOverlay().toArray())
                .filter(Line.class::isInstance)
                .toList();
    }

    @Test
    void allImagesShowTheLargestLesionLargeEnoughToBeReadAndSideBySide() throws Exception {
        ImagePlus balls = showBalls();
        ImagePlus labels = segment(balls, "probability=true");
        ImagePlus probability = WindowManager.getImage("Probability of balls");
        window("balls");
        List<ImagePlus> images = List.of(balls, labels, probability);
        assertThat(images).extracting(ImagePlus::getZ).containsOnly(16);
        for (ImagePlus image : images) {
            assertThat(image.getCanvas().getWidth()).as(image.getTitle()).isGreaterThanOrEqualTo(380);
            for (ImagePlus other : images) {
                Rectangle shared = image.getWindow()
                        .getBounds()
                        .intersection(other.getWindow().getBounds());
                assertThat(image == other || shared.isEmpty())
                        .as("%s on %s", image, other)
                        .isTrue();
            }
        }
        screenshot("case");
    }

    @Test
    void theImageSaysWhatALesionIsAndDrawsBothDiametersOfTheChosenOne() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "");
        JTable table = table("balls");
        assertThat(table.getRowCount()).isEqualTo(3);
        assertThat(texts(balls)).contains("1, 1.4 ml", "2, 0.52 ml", "3, 0.26 ml", "3");
        assertThat(callipers(balls)).hasSize(2).allMatch(line -> line.getPosition() == 16);
        assertThat(callipers(balls)).allSatisfy(line -> {
            assertThat(line.getLength()).isBetween(15.0, 15.1);
            assertThat(new Rectangle2D.Double(29, 33, 15, 15).contains(line.getFloatBounds()))
                    .isTrue();
        });
    }

    @Test
    void aRowShowsItsLesionInAllImages() throws Exception {
        ImagePlus balls = showBalls();
        ImagePlus labels = segment(balls, "");
        JTable table = table("balls");
        assertThat(table.getSelectedRow()).isZero();
        onEventThread(() -> table.setRowSelectionInterval(2, 2));
        assertThat(balls.getZ()).isEqualTo(9);
        assertThat(labels.getZ()).isEqualTo(9);
        assertThat(callipers(balls)).hasSize(2).allMatch(line -> line.getPosition() == 9);
    }

    @Test
    void aClickOnALesionChoosesItsRow() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "");
        JTable table = table("balls");
        onEventThread(() -> balls.setSlice(23));
        click(balls, 50, 14);
        assertThat(table.getSelectedRow()).isEqualTo(1);
        assertThat(balls.getZ()).isEqualTo(23);
        click(balls, 30, 60);
        assertThat(table.getSelectedRow()).as("a click beside all lesions").isEqualTo(1);
    }

    private static void click(ImagePlus image, int column, int row) throws Exception {
        onEventThread(() -> {
            Component canvas = image.getCanvas();
            double zoom = image.getCanvas().getMagnification();
            Point at = new Point((int) ((column + 0.5) * zoom), (int) ((row + 0.5) * zoom));
            for (int type : new int[] {MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_RELEASED}) {
                canvas.dispatchEvent(new MouseEvent(
                        canvas, type, 0, MouseEvent.BUTTON1_DOWN_MASK, at.x, at.y, 1, false, MouseEvent.BUTTON1));
            }
        });
    }

    @Test
    void theSlicesGoInStep() throws Exception {
        ImagePlus balls = showBalls();
        ImagePlus labels = segment(balls, "");
        window("balls");
        onEventThread(() -> labels.setSlice(5));
        settle();
        assertThat(balls.getZ()).isEqualTo(5);
    }

    @Test
    void aMacroThatSetsASliceMeansThatOfOneImage() throws Exception {
        ImagePlus balls = showBalls();
        ImagePlus labels = segment(balls, "");
        window("balls");
        IJ.runMacro("selectImage(\"balls\"); setSlice(3); wait(200);");
        settle();
        assertThat(balls.getZ()).isEqualTo(3);
        assertThat(labels.getZ()).isEqualTo(16);
    }

    @Test
    void oneKeyTakesTheLesionsOffTheImageAndBringsThemBack() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "");
        window("balls");
        for (boolean isHidden : new boolean[] {true, false}) {
            onEventThread(() -> java.awt.KeyboardFocusManager.getCurrentKeyboardFocusManager()
                    .dispatchEvent(new KeyEvent(balls.getCanvas(), KeyEvent.KEY_PRESSED, 0, 0, KeyEvent.VK_0, '0')));
            settle();
            assertThat(balls.getHideOverlay()).isEqualTo(isHidden);
        }
    }

    @Test
    void theLesionsFollowTheSliders() throws Exception {
        ImagePlus balls = showBalls();
        ImagePlus before = segment(balls, "");
        onEventThread(() -> slider("balls", "Smallest lesion").setValue(8)); // 2 ml
        await(() -> texts(balls).contains("no lesion") ? "none" : null);
        onEventThread(() -> slider("balls", "Smallest lesion").setValue(6)); // 0.5 ml
        await(() -> texts(balls).contains("2, 0.52 ml") ? "two" : null);
        assertThat(texts(balls)).doesNotContain("3");
        assertThat(table("balls").getRowCount()).isEqualTo(2);
        onEventThread(() -> button("balls", "As label image").doClick());
        assertThat(before.getWindow()).as("it stays, to be compared").isNotNull();
        ImagePlus labels = WindowManager.getImage("Labels of balls (2)");
        assertThat(labels.getStack().getProcessor(9).get(12, 14))
                .as("the third is gone")
                .isZero();
        assertThat(labels.getStack().getProcessor(16).getStats().max).isEqualTo(1);
    }

    /** Of the image that was analysed the dialog takes the labels, and names them; so does the line that the Recorder writes. */
    @Test
    void aDialogTakesTheLabelsOfTheCurrentImageAndHasHelp() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "");
        makeCurrent(balls);
        choose("Measure Lesions...");
        GenericDialog dialog = dialog(GenericDialog.class);
        assertThat(inside(dialog, Label.class)).extracting(Label::getText).contains("Image: Labels of balls");
        press(dialog, "Help");
        HTMLDialog help = dialog(HTMLDialog.class);
        assertThat(inside(help, JEditorPane.class).get(0).getText())
                .contains("measures and numbers a label image anew");
        onEventThread(help::dispose);
        press(dialog, "OK");
        await(() -> WindowManager.getImage("Labels of balls (2)"));
        awaitCommands();
    }

    static JSlider slider(String image, String name) {
        return inside(openWindow(image), JSlider.class).stream()
                .filter(slider -> name.equals(slider.getName()))
                .findFirst()
                .orElseThrow();
    }

    private static JButton button(String image, String name) {
        return inside(openWindow(image), JButton.class).stream()
                .filter(button -> name.equals(button.getText()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void lesionsAreDrawnNoMoreOnceTheImageWasCropped() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "labels=false");
        JTable table = table("balls");
        balls.setRoi(20, 20, 40, 40);
        IJ.run(balls, "Crop", "");
        balls.setOverlay(null);
        onEventThread(() -> table.setRowSelectionInterval(2, 2));
        assertThat(balls.getOverlay()).isNull();
        assertThat(inside(window("balls"), JLabel.class))
                .extracting(JLabel::getText)
                .contains("The image has another size than when its lesions were found: run the command again.");
    }

    @Test
    void lesionsThatWereTakenOffStayOff() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "");
        JTable table = table("balls");
        balls.setHideOverlay(true);
        onEventThread(() -> table.setRowSelectionInterval(2, 2));
        assertThat(balls.getHideOverlay()).isTrue();
    }

    @Test
    void withoutAListNothingIsKeptOfAnImageThatIsClosed() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "table=false labels=false");
        assertThat(balls.getZ()).isEqualTo(16);
        assertThat(openWindow("balls")).isNull();
        assertThat(balls.getProperty("LesionLens.case")).isNull();
    }

    /** Two series of one name: the second is called so by ImageJ, and its labels after it. */
    @Test
    void imagesOfAnotherCaseAreNotLinked() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "");
        ImagePlus other = showBalls();
        other.setTitle("balls (2)");
        ImagePlus labels = segment(other, "");
        JTable table = table("balls");
        onEventThread(() -> table.setRowSelectionInterval(2, 2));
        assertThat(balls.getZ()).isEqualTo(9);
        assertThat(labels.getZ()).isEqualTo(16);
    }

    @Test
    void anImageWithoutALesionSaysSo() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "threshold=0.999");
        assertThat(texts(balls)).containsExactly("no lesion");
        assertThat(inside(window("balls"), JTable.class)).isEmpty();
    }

    @Test
    void aCaseHasOneWindowWhoseListsReplaceOneAnother() throws Exception {
        ImagePlus balls = showBalls();
        segment(balls, "");
        segment(balls, "threshold=0.6 labels=false");
        makeCurrent(WindowManager.getImage("Labels of balls"));
        IJ.runMacro("run(\"Measure Lesions...\", \"outlines=balls\");");
        settle();
        JTabbedPane tabs = inside(window("balls"), JTabbedPane.class).get(0);
        assertThat(tabs.getTabCount()).isEqualTo(2);
        assertThat(tabs.getTitleAt(1)).isEqualTo("Measured");
        assertThat(WindowManager.getFrame("Lesions of balls (2)")).isNull();
        screenshot("case-measured");
        onEventThread(balls::close);
        settle();
        assertThat(openWindow("balls")).isNull();
    }

    private static void fill(FloatProcessor slice, int z, int... ball) {
        for (int i = 0; i < slice.getPixelCount(); i++) {
            double x = i % 64 - ball[0];
            double y = i / 64 - ball[1];
            if (x * x + y * y + Math.pow(z - ball[2], 2) <= ball[3] * ball[3]) {
                slice.setf(i, 0.9f); // no mask
            }
        }
    }
}
