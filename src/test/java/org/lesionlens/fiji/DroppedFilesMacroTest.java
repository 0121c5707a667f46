package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.DragAndDrop;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.imagej.patcher.EssentialLegacyHooks;
import net.imagej.patcher.LegacyHooks;
import net.imagej.patcher.LegacyInjector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicom.EchoSeries;
import org.scijava.Context;
import org.scijava.io.IOPlugin;
import org.scijava.io.IOService;
import org.scijava.plugin.PluginService;

/** The ways into ImageJ where Fiji asks eager openers first: a file dropped, File > Open, open of a macro, IJ.openImage. */
class DroppedFilesMacroTest extends MacroFixture {
    private static final File PHANTOM = DATA.resolve("phantom_t1ce.nii.gz").toFile();
    private static final File SERIES = DATA.resolve("phantom_dicom").toFile();

    private final Context context = new Context(IOService.class, PluginService.class);
    private LegacyHooks before;

    /** As Fiji's hooks do: the first eager opener that supports a path; an image that it gives is not shown by them. */
    private final class Hooks extends EssentialLegacyHooks {
        @Override
        public Object interceptDragAndDropFile(File file) {
            return open(file.toString());
        }

        @Override
        public Object interceptFileOpen(String path) {
            return open(path);
        }

        @Override
        public Object interceptOpenImage(String path, int plane) {
            return open(path);
        }

        private Object open(String path) {
            return context.service(IOService.class).getPlugins().stream()
                    .filter(info -> info.is("eager"))
                    .map(info ->
                            (IOPlugin<?>) context.service(PluginService.class).createInstance(info))
                    .filter(opener -> opener.supportsOpen(path))
                    .findFirst()
                    .map(opener -> read(opener, path))
                    .orElse(null);
        }

        private static Object read(IOPlugin<?> opener, String path) {
            try {
                return opener.open(path);
            } catch (IOException e) {
                return null; // ImageJ's own opener is next
            }
        }
    }

    @BeforeEach
    void installHooks() {
        before = LegacyInjector.installHooks(getClass().getClassLoader(), new Hooks());
    }

    @AfterEach
    void restoreHooks() {
        LegacyInjector.installHooks(getClass().getClassLoader(), before);
        context.dispose();
    }

    @Test
    void whatIsDroppedIsShownAsTheCommandShowsIt() {
        new DragAndDrop().openFile(PHANTOM);
        ImagePlus dropped = IJ.getImage();
        IJ.runMacro(open("phantom_t1ce.nii.gz"));
        ImagePlus opened = IJ.getImage();
        assertThat(dropped).isNotSameAs(opened);
        assertThat(dropped.getTitle()).isEqualTo("phantom_t1ce");
        assertThat(opened.getTitle()).isEqualTo("phantom_t1ce (2)");
        assertThat(dropped.getCalibration().equals(opened.getCalibration())).isTrue();
        assertThat(dropped.getDisplayRangeMax()).isEqualTo(opened.getDisplayRangeMax());
        assertThat(dropped.getImageProperties().keySet())
                .isEqualTo(opened.getImageProperties().keySet());
    }

    @Test
    void aFolderOfDicomIsOneVolume() {
        new DragAndDrop().openFile(SERIES);
        assertThat(IJ.getImage().getTitle()).isEqualTo("phantom_dicom");
        assertThat(IJ.getImage().getNSlices()).isEqualTo(20);
        assertThat(IJ.getImage().getCalibration().pixelDepth).isBetween(6.49, 6.51);
    }

    @Test
    void aMacroOpensAndGoesOnWithTheImage() {
        assertThat(IJ.runMacro("open(\"" + path(PHANTOM.toPath()) + "\"); return getTitle() + \" \" + nSlices;"))
                .isEqualTo("phantom_t1ce 20");
    }

    @Test
    void aScriptGetsTheImageAndShowsItItself() {
        ImagePlus image = IJ.openImage(PHANTOM.toString());
        assertThat(image.getTitle()).isEqualTo("phantom_t1ce");
        assertThat(WindowManager.getImageCount()).isZero();
    }

    @Test
    void withoutAScreenAFolderOfSeveralIsRefused(@TempDir Path folder) throws IOException {
        EchoSeries.write(folder, "1.2.5", 5);
        EchoSeries.write(folder, "1.2.6", 6);
        assertThatThrownBy(() -> new DragAndDrop().openFile(folder.toFile()))
                .hasMessageStartingWith("Open Medical Volume...: ")
                .hasMessageContaining("holds 2 series");
        assertThatThrownBy(() -> IJ.openImage(folder.toString()))
                .hasMessageStartingWith("Plugins > LesionLens > Open Medical Volume...: ")
                .hasMessageContaining("holds 2 series");
        assertThat(WindowManager.getImageCount()).isZero();
    }

    @Test
    void aMacroEndsAtADamagedFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.nii"), "no image");
        assertThat(log("open(\"" + path(file) + "\"); print(\"went\" + \" on\");"))
                .contains("Open Medical Volume...: ", "a.nii: is of no known format")
                .doesNotContain("went on");
    }
}
