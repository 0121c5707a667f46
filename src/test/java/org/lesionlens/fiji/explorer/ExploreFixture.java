package org.lesionlens.fiji.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.ImageCanvas;
import ij.gui.ImageRoi;
import ij.gui.Toolbar;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.swing.JButton;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.lesionlens.fiji.WindowFixture;

/** The phantom on a screen with its explorer, and the hands of a user. */
abstract class ExploreFixture extends WindowFixture {
    static final int SLICE = 15;

    ImagePlus phantom;
    AttentionExplorer explorer;

    @BeforeEach
    void explore() throws Exception {
        Toolbar.getInstance().setTool(Toolbar.RECTANGLE);
        phantom = showPhantom();
        phantom.setSlice(SLICE);
        IJ.getInstance().setLocation(0, 0);
        phantom.getWindow().setLocation(0, 80);
        run();
    }

    void run() throws Exception {
        assertThat(IJ.runMacro("run(\"Explore Attention...\", \"device=cpu\"); return \"done\";"))
                .as(IJ.getLog())
                .isEqualTo("done");
        explorer = await(() -> AttentionExplorer.of(phantom).orElse(null));
        awaitMap("attention", SLICE - 1);
    }

    @AfterEach
    void closeExplorer() throws Exception {
        if (phantom != null) {
            onEventThread(() -> AttentionExplorer.of(phantom).ifPresent(AttentionExplorer::close));
        }
    }

    void awaitMap(String map, int slice) throws Exception {
        await(() -> explorer.shown()
                .filter(answer -> answer.name().equals(map) && answer.spot().slice() == slice)
                .orElse(null));
        settle();
    }

    void mouse(int id, int column, int row) throws Exception {
        ImageCanvas canvas = phantom.getCanvas();
        MouseEvent event = new MouseEvent(
                canvas,
                id,
                System.currentTimeMillis(),
                InputEvent.BUTTON1_DOWN_MASK,
                canvas.screenX(column),
                canvas.screenY(row),
                1,
                false,
                MouseEvent.BUTTON1);
        onEventThread(() -> canvas.dispatchEvent(event));
    }

    void click(int column, int row) throws Exception {
        mouse(MouseEvent.MOUSE_PRESSED, column, row);
        mouse(MouseEvent.MOUSE_RELEASED, column, row);
        QuerySpot spot = new QuerySpot(column, row, phantom.getZ() - 1);
        await(() ->
                explorer.shown().filter(answer -> answer.spot().equals(spot)).orElse(null));
        settle();
    }

    void key(char digit) throws Exception {
        ImageCanvas canvas = phantom.getCanvas();
        onEventThread(() -> canvas.dispatchEvent(new KeyEvent(
                canvas, KeyEvent.KEY_PRESSED, System.currentTimeMillis(), 0, KeyEvent.VK_0 + digit - '0', digit)));
    }

    void press(String label) throws Exception {
        onEventThread(button(label)::doClick);
        settle();
    }

    JButton button(String label) {
        return inside(explorer.window().frame().getContentPane(), JButton.class).stream()
                .filter(button -> button.getText().equals(label))
                .findFirst()
                .orElseThrow();
    }

    String map() {
        return explorer.shown().orElseThrow().name();
    }

    float[] pixels() {
        return explorer.shown().orElseThrow().map().pixels();
    }

    long maps() {
        return Stream.of(phantom.getOverlay().toArray())
                .filter(ImageRoi.class::isInstance)
                .count();
    }

    static long coloursOf(BufferedImage picture) {
        return Arrays.stream(picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                .distinct()
                .count();
    }
}
