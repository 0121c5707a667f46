package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.plugin.frame.Recorder;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import java.awt.Choice;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import java.awt.KeyboardFocusManager;
import java.awt.Point;
import java.awt.TextField;
import java.awt.event.ItemEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.swing.JTable;
import org.junit.jupiter.api.Test;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FoundBoxes;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.result.ShownCase;
import org.lesionlens.fiji.result.ShownDetection;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.DetectionSettings;
import org.lesionlens.pipeline.FoundBox;

/** The boxes of a detector on the screen: over the image, in the list, and both linked. */
class BoxesWindowTest extends WindowFixture {
    private static final Label EXUDATE = new Label(1, "hard exudate", Optional.empty(), "#ffcc00", true);
    private static final Label BLEEDING = new Label(2, "haemorrhage", Optional.empty(), "#00a0ff", true);

    private static ImagePlus picture(int columns, int rows) {
        ColorProcessor pixels = new ColorProcessor(columns, rows);
        pixels.setColor(new Color(120, 50, 20));
        pixels.fill();
        ImagePlus image = new ImagePlus("fundus", pixels);
        image.show();
        return image;
    }

    private static FoundBox box(int number, Label kind, double score, double... corners) {
        RealBox box = new RealBox(
                new Corner(corners[0], corners[1], corners[4]), new Corner(corners[2], corners[3], corners[5]));
        return new FoundBox(number, box, kind, score);
    }

    private static FoundBox inPicture(int number, Label kind, double score, double... corners) {
        return box(number, kind, score, corners[0], corners[1], corners[2], corners[3], 0, 1);
    }

    private static ShownDetection shown(ImagePlus image, List<Integer> slices, List<FoundBox> boxes)
            throws IOException {
        SourceImage source = SourceImage.of(image, 0, 0);
        DetectionAnalysis analysis = new DetectionAnalysis(
                source.grid().geometry(),
                boxes,
                List.of(),
                new DetectionSettings(List.of(), Optional.empty()),
                Map.of());
        Model any = Model.read(Path.of("models/tiny/brain-t1ce-segmenter"));
        FoundBoxes found = new FoundBoxes(FoundBoxes.Frames.of(source), any, slices, List.of(analysis));
        return new ShownDetection(
                image,
                found.shown(),
                new Result.Table(found.title(), found.table()),
                new ShownCase.Looks("Detected", true, true),
                found);
    }

    private static List<String> texts(ImagePlus image) {
        return ResultWindowTest.texts(image);
    }

    private static List<Roi> rectangles(ImagePlus image) {
        return Stream.of(image.getOverlay().toArray())
                .filter(roi -> roi.getType() == Roi.RECTANGLE && !(roi instanceof TextRoi))
                .filter(roi -> !Color.WHITE.equals(roi.getStrokeColor()))
                .toList();
    }

    /** Where the frame round the box that is chosen stands. */
    private static Rectangle2D frame(ImagePlus image) {
        List<Roi> frames = Stream.of(image.getOverlay().toArray())
                .filter(roi -> Color.WHITE.equals(roi.getStrokeColor()))
                .toList();
        assertThat(frames).hasSize(1);
        return frames.get(0).getFloatBounds();
    }

    private static ShownDetection two(ImagePlus image) throws IOException {
        return shown(
                image,
                List.of(1),
                List.of(
                        inPicture(1, EXUDATE, 0.91, 20, 40.5, 80, 90),
                        inPicture(2, BLEEDING, 0.52, 120.25, 30, 170, 75)));
    }

    @Test
    void boxesHaveTheColoursOfTheirKindsWithClassAndScore() throws Exception {
        ImagePlus image = picture(256, 200);
        Roi own = new Roi(5, 5, 10, 10);
        image.setOverlay(new Overlay(own));
        two(image).show();
        settle();
        assertThat(rectangles(image)).hasSize(3).contains(own);
        assertThat(rectangles(image).get(1).getFloatBounds()).isEqualTo(new Rectangle2D.Double(20, 40.5, 60, 49.5));
        assertThat(rectangles(image).get(1).getStrokeColor()).isEqualTo(new Color(255, 204, 0));
        assertThat(rectangles(image).get(2).getStrokeColor()).isEqualTo(new Color(0, 160, 255));
        assertThat(texts(image)).containsExactlyInAnyOrder("hard exudate 0.91", "haemorrhage 0.52");
        screenshot("boxes");
    }

    @Test
    void aRowChoosesItsBoxAndAClickOnABoxItsRow() throws Exception {
        ImagePlus image = picture(256, 200);
        two(image).show();
        JTable table = ResultWindowTest.table("fundus");
        assertThat(table.getSelectedRow()).isZero();
        assertThat(frame(image).contains(20, 40.5, 60, 49.5)).isTrue();
        onEventThread(() -> table.setRowSelectionInterval(1, 1));
        assertThat(frame(image).contains(120.25, 30, 49.75, 45)).isTrue();
        click(image, 50, 60);
        assertThat(table.getSelectedRow()).isZero();
        click(image, 250, 190);
        assertThat(table.getSelectedRow()).as("a click beside all boxes").isZero();
    }

    private static void click(ImagePlus image, int column, int row) throws Exception {
        onEventThread(() -> {
            Component canvas = image.getCanvas();
            double zoom = image.getCanvas().getMagnification();
            Point at = new Point((int) ((column + 0.5) * zoom), (int) ((row + 0.5) * zoom));
            canvas.dispatchEvent(new MouseEvent(
                    canvas,
                    MouseEvent.MOUSE_PRESSED,
                    0,
                    MouseEvent.BUTTON1_DOWN_MASK,
                    at.x,
                    at.y,
                    1,
                    false,
                    MouseEvent.BUTTON1));
        });
    }

    @Test
    void aSecondRunTakesThePlaceOfTheFirst() throws Exception {
        ImagePlus image = picture(256, 200);
        two(image).show();
        shown(image, List.of(1), List.of(inPicture(1, BLEEDING, 0.7, 10, 10, 40, 40)))
                .show();
        settle();
        assertThat(rectangles(image)).hasSize(1);
        assertThat(ResultWindowTest.table("fundus").getRowCount()).isEqualTo(1);
        shown(image, List.of(1), List.of()).show();
        settle();
        assertThat(texts(image)).containsExactly("no box");
        assertThat(inside(ResultWindowTest.window("fundus"), JTable.class)).isEmpty();
    }

    @Test
    void oneKeyTakesTheBoxesOffTheImageAndBringsThemBack() throws Exception {
        ImagePlus image = picture(256, 200);
        two(image).show();
        ResultWindowTest.window("fundus");
        for (boolean isHidden : new boolean[] {true, false}) {
            onEventThread(() -> KeyboardFocusManager.getCurrentKeyboardFocusManager()
                    .dispatchEvent(new KeyEvent(image.getCanvas(), KeyEvent.KEY_PRESSED, 0, 0, KeyEvent.VK_0, '0')));
            settle();
            assertThat(image.getHideOverlay()).isEqualTo(isHidden);
        }
    }

    @Test
    void boxesOfAStackStandOnTheirSlices() throws Exception {
        ImageStack stack = new ImageStack(64, 64);
        for (int slice = 0; slice < 9; slice++) {
            stack.addSlice(new ByteProcessor(64, 64));
        }
        ImagePlus image = new ImagePlus("stack", stack);
        image.show();
        shown(
                        image,
                        List.of(3, 5, 7),
                        List.of(
                                box(1, EXUDATE, 0.9, 10, 10, 30, 30, 6, 7),
                                box(2, EXUDATE, 0.8, 10, 10, 30, 30, 2, 3),
                                box(3, BLEEDING, 0.7, 40, 10, 60, 30, 2, 3)))
                .show();
        settle();
        assertThat(rectangles(image)).extracting(Roi::getPosition).containsExactlyInAnyOrder(7, 3, 3);
        assertThat(image.getZ()).as("that of the surest box").isEqualTo(7);
        assertThat(Stream.of(image.getOverlay().toArray())
                        .filter(roi ->
                                roi instanceof TextRoi text && text.getText().startsWith("no box"))
                        .map(Roi::getPosition))
                .as("a slice that was looked at and has none")
                .containsExactly(5);
        JTable table = ResultWindowTest.table("stack");
        onEventThread(() -> table.setRowSelectionInterval(2, 2));
        settle();
        assertThat(image.getZ()).isEqualTo(3);
        assertThat(ResultWindowTest.value(table, "Slice", 2)).isEqualTo(3);
    }

    private static TextField field(GenericDialog dialog, String label) {
        List<Component> all = List.of(dialog.getComponents());
        java.awt.Label named = inside(dialog, java.awt.Label.class).stream()
                .filter(each -> each.getText().equals(label))
                .findFirst()
                .orElseThrow();
        return (TextField) all.get(all.indexOf(named) + 1);
    }

    /** The dialog proposes the slice that is shown, and the Recorder writes it down; a model of volumes is asked for none. */
    @Test
    void theDialogAsksForSlicesWhereTheModelLooksAtThem() throws Exception {
        try (ModelsFrom place = ModelsFrom.folder(TinyDetectors.FOLDER)) {
            assertThat(place).isNotNull();
            ImageStack stack = new ImageStack(64, 48);
            for (int slice = 0; slice < 20; slice++) {
                ByteProcessor pixels = new ByteProcessor(64, 48);
                pixels.setValue(255);
                pixels.setRoi(10, 12, 16, 9);
                pixels.fill();
                pixels.resetRoi();
                stack.addSlice(pixels);
            }
            ImagePlus image = new ImagePlus("stack", stack);
            image.show();
            onEventThread(() -> image.setSlice(7));
            Recorder recorder = openRecorder();
            choose("Detect Lesions...");
            GenericDialog dialog = dialog(GenericDialog.class);
            dialog.setLocation(420, 120);
            String label = "Slices (as 12-20,33, or all)";
            Choice model = inside(dialog, Choice.class).get(0);
            select(model, "volume-detector");
            assertThat(field(dialog, label).isVisible()).isFalse();
            select(model, "bright-detector");
            assertThat(field(dialog, label).isVisible()).isTrue();
            assertThat(field(dialog, label).getText()).isEqualTo("7");
            screenshot("detect-dialog");
            onEventThread(() -> field(dialog, label).setText("40"));
            press(dialog, "OK");
            MessageDialog refused = dialog(MessageDialog.class);
            press(refused, "OK");
            onEventThread(() -> field(dialog, label).setText("7, 9"));
            press(dialog, "OK");
            assertThat(ResultWindowTest.table("stack").getRowCount()).isEqualTo(2);
            String line = recorded(recorder, "Detect Lesions...");
            assertThat(line)
                    .contains("model=bright-detector")
                    .contains("slices=[7, 9]")
                    .doesNotContain("NaN");
            onEventThread(recorder::close);
            image.setOverlay(null);
            assertThat(IJ.runMacro(line + " return \"ran\";")).isEqualTo("ran");
            settle();
            assertThat(rectangles(image)).extracting(Roi::getPosition).containsExactlyInAnyOrder(7, 9);
        }
    }

    private static void select(Choice choice, String name) throws Exception {
        onEventThread(() -> {
            String item = IntStream.range(0, choice.getItemCount())
                    .mapToObj(choice::getItem)
                    .filter(each -> each.startsWith(name))
                    .findFirst()
                    .orElseThrow();
            choice.select(item);
            choice.dispatchEvent(new ItemEvent(choice, ItemEvent.ITEM_STATE_CHANGED, item, ItemEvent.SELECTED));
        });
        settle();
    }

    /** As many as an image of an eye may have, most a few pixels wide. */
    @Test
    void hundredsOfBoxesAreDrawnFast() throws Exception {
        ImagePlus image = picture(1024, 1024);
        ShownDetection many = shown(image, List.of(1), many(500));
        long start = System.nanoTime();
        onEventThread(many::show);
        double shown = (System.nanoTime() - start) / 1e9;
        JTable table = ResultWindowTest.table("fundus");
        start = System.nanoTime();
        for (int row = 1; row <= 20; row++) {
            int chosen = row;
            onEventThread(() -> table.setRowSelectionInterval(chosen, chosen));
        }
        double chosen = (System.nanoTime() - start) / 20e9;
        BufferedImage screen = new BufferedImage(1024, 1024, BufferedImage.TYPE_INT_RGB);
        Graphics graphics = screen.createGraphics();
        start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            onEventThread(() -> image.getCanvas().paint(graphics));
        }
        double painted = (System.nanoTime() - start) / 20e9;
        System.out.printf("500 boxes: shown %.3f s, a row chosen %.4f s, painted %.4f s%n", shown, chosen, painted);
        screenshot("boxes-500");
        assertThat(shown).isLessThan(20);
        assertThat(chosen).isLessThan(2);
        assertThat(painted).isLessThan(2);
        assertThat(rectangles(image)).hasSize(500);
    }

    private static List<FoundBox> many(int count) {
        Random random = new Random(5);
        List<FoundBox> boxes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double x = 20 + 960 * random.nextDouble();
            double y = 20 + 960 * random.nextDouble();
            double side = i % 25 == 0 ? 40 : 5;
            Label kind = i % 3 == 0 ? BLEEDING : EXUDATE;
            boxes.add(inPicture(i + 1, kind, 0.95 - 0.0015 * i, x, y, x + side, y + side));
        }
        return boxes;
    }
}
