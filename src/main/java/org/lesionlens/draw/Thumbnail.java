package org.lesionlens.draw;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The small picture of a case, for a page: JPEG in base 64. */
public final class Thumbnail {
    static final int SIDE = 144;

    private Thumbnail() {}

    /** Of a case of which only the large picture was kept: its first panel; empty if it cannot be read. */
    public static Optional<String> of(Path overview) {
        try {
            BufferedImage large = ImageIO.read(overview.toFile());
            return large == null ? Optional.empty() : Optional.of(jpeg(shrunk(OverviewPicture.firstPanel(large))));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // the page links to it all the same
        }
    }

    static BufferedImage shrunk(BufferedImage panel) {
        BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = small.createGraphics();
        g.drawImage(panel.getScaledInstance(SIDE, SIDE, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        g.dispose();
        return small;
    }

    static String jpeg(BufferedImage small) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // not through a file of Java's cache, which a killed run would leave behind
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(small, "jpeg", out);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
