package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.text.TextWindow;
import java.awt.Choice;
import java.awt.Frame;
import java.awt.TextField;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.DrawnNetwork;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.model.ModelsFrom;

/** From the menu through both dialogs to a model that is there. */
class AddModelQuestionsWindowTest extends WindowFixture {
    private static final int FLOAT = 1;

    @TempDir
    private Path place;

    private Path models;
    private ModelsFrom there;

    @BeforeEach
    void makeAPlace() throws Exception {
        models = Files.createDirectory(place.resolve("models"));
        there = ModelsFrom.folder(models);
    }

    @AfterEach
    void forget() {
        if (there != null) { // without a screen nothing was begun
            there.close();
        }
    }

    private static void name(Path path, String name) throws Exception {
        choose("Add Model...");
        GenericDialog dialog = dialog(GenericDialog.class);
        List<TextField> fields = inside(dialog, TextField.class);
        onEventThread(() -> {
            fields.get(0).setText(path.toString());
            fields.get(1).setText(name);
        });
        press(dialog, "OK");
        await(() -> dialog.isShowing() ? null : dialog);
    }

    private static String result() throws Exception {
        Frame frame = await(() -> WindowManager.getFrame("Add Model"));
        awaitCommands();
        return ((TextWindow) frame).getTextPanel().getText();
    }

    /** Of a network that makes 1 / (1 + exp(-x)) out of single operators. */
    @Test
    void theQuestionsProposeWhatTheNetworkSays() throws Exception {
        Path folder = Files.createDirectory(place.resolve("réseau of a colleague"));
        Path network = Files.write(
                folder.resolve("naïve net.onnx"),
                new DrawnNetwork()
                        .input("x", FLOAT, "n", "1", "h", "w")
                        .output("y", FLOAT, "n", "1", "h", "w")
                        .floats("one", new long[0], 1)
                        .operator("Neg", "x", "negative")
                        .operator("Exp", "negative", "power")
                        .operator("Add", "power one", "sum")
                        .operator("Reciprocal", "sum", "y")
                        .file());
        name(network, "mine");
        GenericDialog questions = dialog(GenericDialog.class);
        assertThat(inside(questions, Choice.class))
                .extracting(Choice::getSelectedItem)
                .contains("none", "min-max", "slice")
                .doesNotContain("sigmoid");
        screenshot("add-model-proposed");
        press(questions, "OK");
        assertThat(result()).contains("activation none", "mine: added to", "check: not checked");
        assertThat(models.resolve("mine/original/naïve net.onnx")).exists();
    }

    @Test
    void oursIsNotAskedAbout() throws Exception {
        name(TinyModels.FOLDER.resolve(TinyModels.CLASSIFIER), "theirs");
        assertThat(result()).contains("taken as it is described", "theirs: added to", "check: passed");
    }
}
