package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.io.VolumeFiles;

/** Macros in ImageJ's own interpreter, without a screen. */
public abstract class MacroFixture {
    public static final Path DATA = Path.of("test-data").toAbsolutePath();

    @TempDir
    private Path temporary;

    @BeforeAll
    public static void startImageJ() {
        PluginsFolder.startHeadless();
    }

    @AfterEach
    public void closeAll() {
        for (int id = 0; WindowManager.getImageCount() > 0 && id < 100; id++) {
            IJ.getImage().close();
        }
    }

    public static ImagePlus showPhantom() throws IOException {
        ImagePlus image = FijiVolumes.image(
                "phantom",
                VolumeFiles.read(DATA.resolve("phantom_t1ce.nii.gz"), Optional.empty())
                        .volume(),
                Optional.empty());
        image.show();
        return image;
    }

    /** As a macro on disk, with spaces and letters beyond ASCII in its folder. */
    public final Path folder(String name) throws IOException {
        return Files.createDirectories(
                temporary.resolve("R\u00f6ntgen f\u00e4lle").resolve(name));
    }

    public static String path(Path path) {
        return path.toString().replace('\\', '/');
    }

    /** Opens a file of the test data. */
    public static String open(String file) {
        return "run(\"Open Medical Volume...\", \"path=[" + path(DATA.resolve(file)) + "]\");";
    }

    /** What a macro logs. */
    public static String log(String macro) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream errors = System.err;
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        try {
            IJ.runMacro(macro);
        } finally {
            System.setOut(before);
            System.setErr(errors);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
