package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.measure.ResultsTable;
import ij.plugin.frame.Editor;
import ij.plugin.frame.Recorder;
import java.awt.Button;
import java.awt.Choice;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Recorder writes in its modes for scripts works on the image that was opened, whatever else is open. */
class ScriptRecorderWindowTest extends WindowFixture {
    private static final String MASK =
            Path.of("test-data/phantom_mask.nii.gz").toAbsolutePath().toString();
    private static final String OPEN = "IJ.run(\"Open Medical Volume...\", \"path=";
    private static final String CURRENT = "imp = IJ.getImage();";

    @AfterEach
    void closeRecorder() throws Exception {
        onEventThread(() -> {
            if (Recorder.getInstance() != null) {
                Recorder.getInstance().close();
            }
        });
    }

    private static Recorder openRecorder(String mode) throws Exception {
        Recorder recorder = WindowFixture.openRecorder();
        onEventThread(() -> {
            Choice modes = inside(recorder, Choice.class).get(0);
            modes.select(mode);
            recorder.itemStateChanged(null);
        });
        return recorder;
    }

    private static void openMask(Recorder recorder) throws Exception {
        choose("Open Medical Volume...");
        GenericDialog dialog = dialog(GenericDialog.class);
        TextField path = inside(dialog, TextField.class).get(0);
        onEventThread(() -> path.setText(MASK));
        press(dialog, "OK");
        await(() -> WindowManager.getImage("phantom_mask"));
        text(recorder, 1);
    }

    private static void measure(String expected) throws Exception {
        choose("Measure Lesions...");
        press(dialog(GenericDialog.class), "OK");
        await(() -> WindowManager.getImage(expected));
    }

    /** After the last command the window is open before its line is written. */
    private static String text(Recorder recorder, int commands) throws Exception {
        String text = await(() -> {
            String written = recorder.getText();
            return written.split("IJ.run", -1).length > commands ? written : null;
        });
        awaitCommands();
        return recorder.getText().isEmpty() ? text : recorder.getText();
    }

    private static String create(Recorder recorder) throws Exception {
        Button create = inside(recorder, Button.class).stream()
                .filter(button -> button.getLabel().equals("Create"))
                .findFirst()
                .orElseThrow();
        post(() -> create.dispatchEvent(new ActionEvent(create, ActionEvent.ACTION_PERFORMED, "Create")));
        return await(() -> Stream.of(Window.getWindows())
                .filter(Editor.class::isInstance)
                .filter(Window::isShowing)
                .map(window -> ((Editor) window).getText())
                .filter(text -> text.contains("Measure"))
                .findFirst()
                .orElse(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JavaScript", "BeanShell", "Java", "Python"})
    void aScriptWorksOnTheImageThatItOpened(String mode) throws Exception {
        Recorder recorder = openRecorder(mode);
        openMask(recorder);
        measure("Labels of phantom_mask");
        String text = text(recorder, 2);
        assertThat(text.lines().map(String::strip).filter(line -> line.startsWith("IJ.") || line.startsWith("imp")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(OPEN),
                        line -> assertThat(line).isEqualTo(CURRENT),
                        line -> assertThat(line).startsWith("IJ.run(imp, \"Measure Lesions...\", \""),
                        line -> assertThat(line).isEqualTo(CURRENT));
        String script = create(recorder);
        assertThat(script.substring(0, script.indexOf(OPEN))).doesNotContain("getImage");
        assertThat(script.split("ImagePlus imp =", -1)).hasSize(mode.equals("Java") ? 2 : 1);
        if (mode.equals("Python")) {
            assertThat(script.lines()).noneMatch(line -> line.strip().startsWith("//"));
        }
    }

    /** Another patient is in front. */
    @ParameterizedTest
    @ValueSource(strings = {"JavaScript", "BeanShell"})
    void theScriptThatWasCreatedRunsSo(String mode) throws Exception {
        Recorder recorder = openRecorder(mode);
        openMask(recorder);
        measure("Labels of phantom_mask");
        text(recorder, 2);
        String script = create(recorder);
        closeRecorder();
        onEventThread(() -> IJ.run("Close All"));
        ImagePlus other = IJ.createImage("another patient", "16-bit black", 32, 32, 3);
        other.show();
        makeCurrent(other);
        ScriptEngine groovy = new ScriptEngineManager().getEngineByName("groovy"); // the lines are Groovy too
        groovy.eval("import ij.*\n" + script);
        assertThat(IJ.getImage().getTitle()).startsWith("Labels of phantom_mask");
        assertThat(ResultsTable.getResultsTable(WindowManager.getFrontWindow() == null ? "" : tableTitle())
                        .getValue("volume_ml", 0))
                .isBetween(12.0, 18.0);
    }

    private static String tableTitle() {
        return Stream.of(WindowManager.getNonImageTitles())
                .filter(title -> title.startsWith("Lesions of phantom_mask"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** The Recorder of ImageJ writes nothing of it. */
    @ParameterizedTest
    @ValueSource(strings = {"JavaScript"})
    void whoGoesBackToAnotherWindowIsFollowed(String mode) throws Exception {
        Recorder recorder = openRecorder(mode);
        openMask(recorder);
        measure("Labels of phantom_mask");
        text(recorder, 2);
        ImagePlus mask = WindowManager.getImage("phantom_mask");
        makeCurrent(mask);
        measure("Labels of phantom_mask (2)");
        assertThat(text(recorder, 3).lines().map(String::strip).toList())
                .containsSubsequence(CURRENT, "IJ.selectWindow(\"phantom_mask\");", CURRENT, CURRENT);
    }
}
