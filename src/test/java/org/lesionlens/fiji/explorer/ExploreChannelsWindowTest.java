package org.lesionlens.fiji.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.GenericDialog;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Choice;
import java.awt.Label;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.fiji.WindowFixture;
import org.lesionlens.inference.TwoChannelModel;
import org.lesionlens.model.ModelsFrom;

/** What a model of several channels looked at: which channels is asked as for segmenting. */
class ExploreChannelsWindowTest extends WindowFixture {
    private static void fill(ImageProcessor pixels, Roi roi) {
        pixels.setValue(1);
        pixels.fill(roi);
    }

    private static List<Choice> channels(GenericDialog dialog) {
        return inside(dialog, Choice.class).stream()
                .filter(choice -> choice.getItem(0).equals("1") && choice.isVisible())
                .toList();
    }

    @Test
    void theMapIsOfTheChannelsThatWereChosen(@TempDir Path models) throws Exception {
        TwoChannelModel.write(models, "two");
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            ImagePlus stack = IJ.createHyperStack("stack", 24, 20, 3, 1, 1, 32);
            fill(stack.getStack().getProcessor(3), new Roi(0, 0, 12, 20));
            fill(stack.getStack().getProcessor(1), new Roi(10, 5, 6, 4));
            stack.show();
            choose("Explore Attention...");
            GenericDialog dialog = dialog(GenericDialog.class);
            select(dialog, "two");
            assertThat(inside(dialog, Label.class))
                    .filteredOn(Label::isVisible)
                    .extracting(Label::getText)
                    .contains("Channel for t1", "Channel for flair")
                    .doesNotContain("Channel (0: the one shown)");
            assertThat(said(dialog)).contains("the model two is not checked").doesNotContain("choose one for each");
            onEventThread(() -> {
                channels(dialog).get(0).select("3");
                channels(dialog).get(1).select("1");
            });
            screenshot("explore-channels");
            press(dialog, "OK");
            AttentionExplorer explorer = await(() -> AttentionExplorer.of(stack).orElse(null));
            ShownMap map =
                    await(() -> explorer.shown().map(ExplorerMaps.Answer::map).orElse(null));
            screenshot("explored-channels");
            assertThat(map.pixels()[6 * 24 + 13]).isGreaterThan(0.9f);
            assertThat(map.pixels()[6 * 24 + 3]).isLessThan(0.1f);
            onEventThread(explorer::close);
        }
    }
}
