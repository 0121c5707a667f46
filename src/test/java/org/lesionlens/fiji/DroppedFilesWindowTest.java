package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.plugin.frame.Recorder;
import java.awt.TextField;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicom.EchoSeries;

/** What is dropped on Fiji, on a screen. */
class DroppedFilesWindowTest extends WindowFixture {
    /** Called as Fiji's hook is, from a thread of its own. */
    private static ImagePlus interceptDragAndDropFile(Path file) {
        return new MedicalVolumeOpener().open(file.toString());
    }

    private static CompletableFuture<ImagePlus> drop(Path file) {
        return CompletableFuture.supplyAsync(() -> interceptDragAndDropFile(file));
    }

    @Test
    void whatIsDroppedIsShownAndRecorded() throws Exception {
        Recorder recorder = openRecorder();
        ImagePlus image = drop(Path.of("test-data/phantom_t1ce.nii.gz")).get();
        assertThat(image.getWindow().isVisible()).isTrue();
        assertThat(recorded(recorder, "Open Medical Volume..."))
                .contains("path=")
                .contains("phantom_t1ce.nii.gz")
                .doesNotContain("series");
    }

    @Test
    void ofSeveralVolumesTheDialogAsksWhichIsMeant(@TempDir Path folder) throws Exception {
        EchoSeries.write(folder.resolve("echoes"), "1.2.5", 5);
        CompletableFuture<ImagePlus> dropped = drop(folder.resolve("echoes"));
        press(dialog(MessageDialog.class), "OK");
        GenericDialog dialog = dialog(GenericDialog.class);
        assertThat(inside(dialog, TextField.class).get(0).getText()).endsWith("echoes");
        onEventThread(() -> inside(dialog, TextField.class).get(2).setText("2"));
        press(dialog, "OK");
        assertThat(dropped.get().getNSlices()).isEqualTo(4);
        assertThat(WindowManager.getImage("echoes")).isSameAs(dropped.get());
    }

    @Test
    void whoCancelsGetsNoImageAndNoOtherOpener(@TempDir Path folder) throws Exception {
        EchoSeries.write(folder.resolve("echoes"), "1.2.5", 5);
        CompletableFuture<ImagePlus> dropped = drop(folder.resolve("echoes"));
        press(dialog(MessageDialog.class), "OK");
        press(dialog(GenericDialog.class), "Cancel");
        assertThat(dropped.get()).isNotNull();
        assertThat(WindowManager.getImageCount()).isZero();
    }
}
