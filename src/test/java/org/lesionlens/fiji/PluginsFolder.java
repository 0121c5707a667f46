package org.lesionlens.fiji;

import ij.IJ;
import ij.ImageJ;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An ImageJ whose plugins folder holds a jar with our {@code plugins.config}: menus and commands are ImageJ's own. */
final class PluginsFolder {
    private PluginsFolder() {}

    /** Reads the menus of an ImageJ without a screen. */
    static synchronized void startHeadless() {
        if (System.getProperty("plugins.dir") == null) {
            System.setProperty("plugins.dir", create().toString());
        }
    }

    /** Starts an ImageJ with its window. */
    static synchronized ImageJ startWindow() {
        if (IJ.getInstance() == null) {
            System.setProperty("plugins.dir", create().toString());
            return new ImageJ(ImageJ.STANDALONE);
        }
        return IJ.getInstance();
    }

    private static Path create() {
        try {
            Path folder = Files.createTempDirectory("imagej");
            Path plugins = Files.createDirectories(folder.resolve("plugins"));
            try (OutputStream file = Files.newOutputStream(plugins.resolve("LesionLens_.jar"));
                    ZipOutputStream jar = new ZipOutputStream(file)) {
                jar.putNextEntry(new ZipEntry("plugins.config"));
                Files.copy(Path.of("plugins.config"), jar);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
