package org.lesionlens.cohort;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.io.file.AtomicFile;

/**
 * The small pictures of a cohort's report, kept in {@value #FILE} beside it: to make them of the large ones takes longer than
 * all the rest of the report. A line a case: name, size and time of the large picture, the small one as JPEG in base 64.
 */
final class Thumbnails {
    static final String FILE = ".thumbnails.tsv";

    private Thumbnails() {}

    /** A small picture, and which large one it is of. */
    private record Thumbnail(String name, String stamp, String jpeg) {
        String line() {
            return name + "\t" + stamp + "\t" + jpeg + "\n";
        }
    }

    /**
     * Those of cases, by name, as JPEG in base 64; none of a case whose large picture cannot be read.
     *
     * @param output folder of the cases' folders
     * @param notes hears what is being done if it takes a while
     */
    static Map<String, String> of(Path output, List<String> names, Consumer<String> notes) throws IOException {
        Map<String, Thumbnail> kept = kept(output.resolve(FILE));
        Map<String, Thumbnail> valid = new HashMap<>();
        for (String name : names) {
            Thumbnail older = kept.get(name);
            if (older != null && older.stamp.equals(stamp(picture(output, name)))) {
                valid.put(name, older);
            }
        }
        List<String> missing =
                names.stream().filter(name -> !valid.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            notes.accept("making the small pictures of " + missing.size() + " cases for " + CohortReport.FILE);
            missing.parallelStream()
                    .map(name -> made(output, name))
                    .filter(Objects::nonNull)
                    .toList()
                    .forEach(one -> valid.put(one.name, one));
            keep(output.resolve(FILE), valid);
        }
        return valid.values().stream().collect(Collectors.toMap(Thumbnail::name, Thumbnail::jpeg));
    }

    private static Path picture(Path output, String name) {
        return output.resolve(name).resolve(OverviewPicture.FILE);
    }

    /** What is damaged is made anew. */
    private static Map<String, Thumbnail> kept(Path file) {
        Map<String, Thumbnail> kept = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", -1);
                if (fields.length == 3) {
                    kept.put(fields[0], new Thumbnail(fields[0], fields[1], fields[2]));
                }
            }
        } catch (IOException e) {
            return Map.of();
        }
        return kept;
    }

    private static void keep(Path file, Map<String, Thumbnail> thumbnails) throws IOException {
        AtomicFile.write(file, out -> {
            for (Thumbnail one : thumbnails.values()) {
                write(out, one.line());
            }
        });
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String stamp(Path picture) {
        try {
            return Files.size(picture) + " "
                    + Files.getLastModifiedTime(picture).toMillis();
        } catch (IOException e) {
            return "";
        }
    }

    private static Thumbnail made(Path output, String name) {
        Path picture = picture(output, name);
        String stamp = stamp(picture);
        try {
            BufferedImage large = ImageIO.read(picture.toFile());
            return large == null ? null : new Thumbnail(name, stamp, jpeg(OverviewPicture.thumbnail(large)));
        } catch (IOException | RuntimeException e) {
            return null; // the report links to it all the same
        }
    }

    private static String jpeg(BufferedImage small) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // not through a file of Java's cache, which a killed run would leave behind
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(small, "jpeg", out);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
