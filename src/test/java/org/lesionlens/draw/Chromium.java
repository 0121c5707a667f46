package org.lesionlens.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A real browser without a screen; a test that needs it is skipped where there is none.
 *
 * @param folder for its own files
 */
public record Chromium(Path folder) {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    /** The page as it stands once its script has run. */
    public String dom(String address) throws Exception {
        return run(List.of("--dump-dom", address));
    }

    /** What is seen of the page; it stays in target/screenshots. */
    public BufferedImage screenshot(String address, int width, int height, String name) throws Exception {
        Path picture = Files.createDirectories(Path.of("target/screenshots")).resolve(name);
        Files.deleteIfExists(picture);
        run(List.of("--screenshot=" + picture.toAbsolutePath(), "--window-size=" + width + "," + height, address));
        return ImageIO.read(picture.toFile());
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "there is no Chromium here: apt-get install chromium");
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("browser")));
        command.addAll(arguments);
        Process browser = new ProcessBuilder(command)
                .redirectError(folder.resolve("browser.log").toFile())
                .start();
        String out = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(browser.waitFor()).isZero();
        return out;
    }
}
