package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.WindowManager;
import ij.measure.Calibration;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.VolumeFiles;

/** Macros in ImageJ's own interpreter, without a screen. */
@Tag("macro")
class MacroTest {
    @BeforeAll
    static void startImageJ() {
        PluginsFolder.startHeadless();
    }

    @AfterEach
    void closeAll() {
        WindowManager.closeAllWindows();
    }

    private static void showPhantom() throws Exception {
        FijiVolumes.image(
                        "phantom",
                        VolumeFiles.read(Path.of("test-data/phantom_t1ce.nii.gz"), Optional.empty())
                                .volume())
                .show();
    }

    @Test
    void theLineAfterTheCommandSeesTheLabelImageAndTheTable() throws Exception {
        showPhantom();
        String result = IJ.runMacro("""
                run("Segment Lesions...", "model=brain-t1ce-segmenter device=cpu");
                getVoxelSize(w, h, d, unit);
                return getTitle() + "|" + nResults + "|" + getResult("volume_ml", 0) + "|" + unit + "|" + bitDepth();
                """);
        System.out.println(result);
        assertThat(result).startsWith("Labels of phantom|1|").endsWith("|mm|16");
        Calibration calibration = IJ.getImage().getCalibration();
        assertThat(calibration.pixelDepth).isEqualTo(6.5);
    }

    @Test
    void aWrongOptionEndsTheMacro() throws Exception {
        showPhantom();
        String result =
                IJ.runMacro("run(\"Segment Lesions...\", \"treshold=0.5\"); IJ.log(\"never\"); return \"survived\";");
        assertThat(result).isNotEqualTo("survived");
    }
}
