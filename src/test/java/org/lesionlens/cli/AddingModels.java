package org.lesionlens.cli;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.foreign.ForeignFiles;

/** A folder of models of its own, and a model of another program to add to it. */
abstract class AddingModels {
    @TempDir
    Path place;

    Path models;
    Path source;
    private ModelsFrom there;

    @BeforeEach
    void writeAModel() throws IOException {
        models = Files.createDirectory(place.resolve("models"));
        source = ForeignFiles.bioimageio(Files.createDirectory(place.resolve("source")));
        there = ModelsFrom.folder(models);
    }

    @AfterEach
    void forget() {
        there.close();
    }

    static CommandLineRun add(Object... arguments) {
        return CommandLineRun.of(
                Stream.concat(Stream.of("models", "add"), Stream.of(arguments)).toArray());
    }

    /** Rows of values that rise by one from 0, 16 x 16. */
    final Path image() throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, i);
        }
        File file = place.resolve("rising.png").toFile();
        ImageIO.write(image, "png", file);
        return file.toPath();
    }

    /** What the model finds there: sigmoid(3 z - 1) is at least 1/2 where z, the z-score, is at least 1/3. */
    final Path mask(int shift) throws IOException {
        double third = 127.5 + Math.sqrt((256.0 * 256 - 1) / 12) / 3;
        BufferedImage mask = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            mask.getRaster().setSample(i % 16, i / 16, 0, i >= third + shift ? 255 : 0);
        }
        File file = place.resolve("mask" + shift + ".png").toFile();
        ImageIO.write(mask, "png", file);
        return file.toPath();
    }

    /** A folder of ours, as a colleague would send it. */
    final Path ours(String model) throws IOException {
        Path folder = place.resolve("ours").resolve(model);
        try (Stream<Path> files = Files.walk(TinyModels.FOLDER.resolve(model))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(TinyModels.FOLDER.resolve(model).relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        return folder;
    }
}
