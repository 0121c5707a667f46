package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailsTest {
    @TempDir
    private Path output;

    private final List<String> notes = new ArrayList<>();

    private Path picture(String name, String content) throws IOException {
        return Files.writeString(Files.createDirectories(output.resolve(name)).resolve("overview.png"), content);
    }

    private Map<String, String> of(String... names) throws IOException {
        return Thumbnails.open(output).of(List.of(names), notes::add);
    }

    /** The large pictures are none: whoever reads them has nothing. */
    @Test
    void whatACaseHandsOnIsKeptAndItsLargePictureIsNotRead() throws IOException {
        picture("a", "large");
        picture("b", "larger");
        Thumbnails thumbnails = Thumbnails.open(output);
        thumbnails.add("a", "small a");
        thumbnails.add("b", "small b");
        assertThat(thumbnails.of(List.of("a", "b"), notes::add)).isEqualTo(Map.of("a", "small a", "b", "small b"));
        assertThat(of("b")).isEqualTo(Map.of("b", "small b"));
        assertThat(notes).isEmpty();
    }

    @Test
    void thatOfAnotherLargePictureDoesNotCount() throws IOException {
        picture("a", "large");
        Thumbnails.open(output).add("a", "small");
        picture("a", "another");
        assertThat(of("a")).isEmpty();
        Thumbnails.open(output).add("a", "of another");
        assertThat(of("a")).isEqualTo(Map.of("a", "of another"));
        assertThat(output.resolve(Thumbnails.FILE)).content().hasLineCount(1);
    }

    @Test
    void aLineThatARunLeftHalfWrittenTakesNoOtherWithIt() throws IOException {
        picture("a", "large");
        picture("b", "larger");
        Thumbnails.open(output).add("a", "small a");
        String line = Files.readString(output.resolve(Thumbnails.FILE)).replace("a", "b");
        Files.writeString(
                output.resolve(Thumbnails.FILE), line.substring(0, line.length() - 3), StandardOpenOption.APPEND);
        assertThat(of("a", "b")).isEqualTo(Map.of("a", "small a"));
        Thumbnails.open(output).add("b", "small b");
        assertThat(of("a", "b")).isEqualTo(Map.of("a", "small a", "b", "small b"));
    }

    @Test
    void aCaseThatKeptNoneHasOneOfItsLargePicture() throws IOException {
        BufferedImage large = new BufferedImage(712, 500, BufferedImage.TYPE_INT_RGB);
        large.getRaster().setSample(100, 100, 0, 255);
        Path picture = Files.createDirectories(output.resolve("a")).resolve("overview.png");
        ImageIO.write(large, "png", picture.toFile());
        String jpeg = of("a").get("a");
        BufferedImage small =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(jpeg)));
        assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(144, 144);
        assertThat(notes).containsExactly("making the small pictures of 1 cases for report.html");
        Files.writeString(picture, "gone", StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(of("a")).isEmpty();
    }
}
