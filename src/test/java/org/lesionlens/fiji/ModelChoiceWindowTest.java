package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.GenericDialog;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Choice;
import java.awt.Label;
import java.awt.event.ItemEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.swing.JTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.inference.TwoChannelModel;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.TwoKindsOfPictures;

/** Which model, and which channels of the image for it. */
class ModelChoiceWindowTest extends WindowFixture {
    @Test
    void theListSaysWhatModelsAreForAndTheChannelsOfTheChosenOneAreAskedFor(@TempDir Path models) throws Exception {
        TinyModel.good(models, "one");
        TwoChannelModel.write(models, "two");
        Files.writeString(models.resolve("default"), "one");
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            ImagePlus stack = IJ.createHyperStack("stack", 24, 20, 3, 1, 1, 32);
            stack.getCalibration().setUnit("mm");
            stack.getCalibration().pixelWidth = 10;
            stack.getCalibration().pixelHeight = 10;
            fill(stack.getStack().getProcessor(3), new Roi(0, 0, 12, 20));
            fill(stack.getStack().getProcessor(1), new Roi(10, 5, 6, 4));
            stack.show();
            choose(SEGMENT);
            GenericDialog dialog = dialog(GenericDialog.class);
            Choice list = inside(dialog, Choice.class).get(0);
            assertThat(list.getSelectedItem()).isEqualTo("one (contrast-enhanced T1 MR; not made for this image)");
            String two = "two (MR, channels t1 + flair; may suit this image)";
            assertThat(list.getItem(0)).isEqualTo(two);
            assertThat(channels(dialog)).isEmpty();
            assertThat(said(dialog)).contains("the model one is not checked", "trained on slices of about");
            assertThat(shown(dialog, "Channel (0: the one shown)")).isTrue();
            screenshot("channel");
            onEventThread(() -> {
                list.select(two);
                dialog.itemStateChanged(new ItemEvent(list, ItemEvent.ITEM_STATE_CHANGED, two, ItemEvent.SELECTED));
            });
            assertThat(channels(dialog)).extracting(Choice::getSelectedItem).containsExactly("1", "2");
            assertThat(inside(dialog, Label.class))
                    .extracting(Label::getText)
                    .contains("Channel for t1", "Channel for flair");
            assertThat(said(dialog))
                    .contains("the model two is not checked")
                    .doesNotContain("the model one is not checked", "trained on slices of about");
            assertThat(shown(dialog, "Channel (0: the one shown)")).isFalse();
            screenshot("channels");
            onEventThread(() -> {
                channels(dialog).get(0).select("3");
                channels(dialog).get(1).select("1");
            });
            press(dialog, "OK");
            JTable table = ResultWindowTest.table("stack");
            assertThat((String) ResultWindowTest.value(table, "Class", 0)).startsWith("oedema");
            assertThat((String) ResultWindowTest.value(table, "Class", 1)).startsWith("core");
        }
    }

    /** In the words of the dialog, about the model that is chosen. */
    @Test
    void theNoteIsAboutTheChosenModelWhateverThatIs(@TempDir Path models) throws Exception {
        for (String name : List.of("brain", "breast", "lung")) {
            Path aside = Files.createDirectories(models.resolve("aside"));
            Files.move(ChangedModel.copy("brain-t1ce-segmenter", aside, kind(name)), models.resolve(name));
        }
        Files.writeString(models.resolve("default"), "brain");
        Files.createDirectories(models.resolve("broken"));
        Files.writeString(models.resolve("broken/rdf.yaml"), "broken");
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            ImagePlus picture = new ImagePlus("picture", new ByteProcessor(300, 200));
            fill(picture.getProcessor(), new Roi(20, 30, 100, 90));
            picture.show();
            choose(SEGMENT);
            GenericDialog dialog = dialog(GenericDialog.class);
            assertThat(inside(dialog, Choice.class).get(0).getSelectedItem()).startsWith("brain (");
            assertThat(said(dialog))
                    .contains("the image does not say what it is. Also breast", "taken to be 240 mm wide")
                    .contains("models that cannot be read are not in the list: broken")
                    .doesNotContain("--", "no model is named");
            select(dialog, "breast (");
            assertThat(said(dialog))
                    .contains("the image does not say what it is. Also brain")
                    .doesNotContain("--", "240 mm");
            select(dialog, "lung (");
            assertThat(said(dialog))
                    .contains("the model lung outlines the finding in a box and none is drawn")
                    .doesNotContain("--");
            press(dialog, "Cancel");
        }
    }

    private static UnaryOperator<String> kind(String name) {
        return switch (name) {
            case "breast" -> TwoKindsOfPictures::ofUltrasound;
            case "lung" ->
                text -> text.replace("modality: MR", "modality: CT")
                        .replace("meaning: Brain", "meaning: Lung")
                        .replace(
                                "    labels:", "    prompt: box\n    channels: [{name: CT}, {name: box}]\n    labels:");
            default -> UnaryOperator.identity();
        };
    }

    private static void fill(ImageProcessor pixels, Roi roi) {
        pixels.setValue(1);
        pixels.fill(roi);
    }

    private static boolean shown(GenericDialog dialog, String label) {
        return inside(dialog, Label.class).stream()
                .filter(each -> each.getText().equals(label))
                .anyMatch(Label::isVisible);
    }

    /** The choices of channels that are shown. */
    private static List<Choice> channels(GenericDialog dialog) {
        return inside(dialog, Choice.class).stream()
                .filter(choice ->
                        choice.getItemCount() == 3 && choice.getItem(0).equals("1") && choice.isVisible())
                .toList();
    }
}
