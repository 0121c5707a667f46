package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Window;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JDialog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.inference.ColourFramesModel;
import org.lesionlens.io.dicom.ColourPictures;
import org.lesionlens.io.dicom.ColourPictures.Kind;

/** Two endoscopies of a patient under review, in their colours, and the tools, whose window is closed meanwhile. */
class ColourReviewWindowTest extends PriorFixture {
    @BeforeEach
    void analyse() throws Exception {
        table = folder.resolve("cohort.csv");
        Files.writeString(table, "case,patient,date,image\nb,p,2024-06-03,b.dcm\na,p,2024-03-05,a.dcm\n");
        for (Map.Entry<String, Integer> left : Map.of("a.dcm", 40, "b.dcm", 60).entrySet()) {
            BufferedImage picture = picture(left.getValue());
            Files.write(
                    folder.resolve(left.getKey()),
                    ColourPictures.of(Kind.RGB, List.of(picture, picture, picture))
                            .array());
        }
        Path model = ColourFramesModel.write(folder.resolve("models"), "reds");
        CommandLineRun run =
                CommandLineRun.of("batch", table, "--output", results(), "--device", "cpu", "--model", model);
        assertThat(run.code()).as(run.err()).isZero();
        review("input=[" + table + "]");
    }

    private static BufferedImage picture(int left) {
        BufferedImage picture = new BufferedImage(192, 128, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setColor(new Color(90, 60, 40));
        g.fillRect(0, 0, 192, 128);
        g.setColor(new Color(230, 0, 0));
        g.fillOval(left, 40, 30, 24);
        g.dispose();
        return picture;
    }

    @Test
    void bothExaminationsAreShownInTheirColoursWithTheirLesions() throws Exception {
        ImagePlus before = before();
        awaitTold("lesions: predicted");
        assertThat(List.of(now(), before)).allSatisfy(image -> {
            assertThat(image.getType()).isEqualTo(ImagePlus.COLOR_RGB);
            assertThat(image.getStackSize()).isEqualTo(3);
            assertThat(image.getOverlay().size()).isPositive();
        });
        assertThat(now().getPixel(5, 5)).startsWith(90, 60, 40);
        assertThat(before.getPixel(50, 50)).startsWith(230, 0, 0);
        assertThat(told()).doesNotContain("another one than that which was analysed");
        assertThat(ResultWindowTest.table("b").getRowCount()).isEqualTo(1);
        screenshot("colour-review");
        closeReview();
    }

    private static JDialog tools() {
        return Stream.of(Window.getWindows())
                .filter(JDialog.class::isInstance)
                .map(JDialog.class::cast)
                .filter(dialog -> dialog.getTitle().equals("Correct") && dialog.isDisplayable())
                .findFirst()
                .orElseThrow();
    }

    private static JButton back() {
        return inside(window(), JButton.class).stream()
                .filter(button -> button.getText().equals("Tools (Z)"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void toolsThatWereClosedComeBackWhenTheyAreAskedFor() throws Exception {
        assertThat(tools().isShowing()).isTrue();
        assertThat(back().isShowing()).isFalse();
        post(() -> tools().dispatchEvent(new WindowEvent(tools(), WindowEvent.WINDOW_CLOSING)));
        await(() -> back().isShowing() ? "there" : null);
        assertThat(tools().isShowing()).isFalse();
        select("a");
        assertThat(tools().isShowing())
                .as("whoever closed them goes on without")
                .isFalse();
        screenshot("tools-closed");
        onEventThread(back()::doClick);
        await(() -> tools().isShowing() && !back().isShowing() ? "there" : null);
        closeReview();
    }
}
