package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.draw.Thumbnail;
import org.lesionlens.io.file.AtomicFile;

/**
 * The small pictures of a cohort's report, kept in {@value #FILE} beside it as cases are done. A line a case: name, size and
 * time of the large picture, the small one as {@link Thumbnail} has it; of several lines of a case the last one counts.
 */
final class Thumbnails {
    static final String FILE = ".thumbnails.tsv";

    private final Path output;
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    /** A small picture, and which large one it is of. */
    private record Kept(String name, String stamp, String jpeg) {
        String line() {
            return name + "\t" + stamp + "\t" + jpeg + "\n";
        }
    }

    private Thumbnails(Path output) {
        this.output = output;
    }

    /**
     * Those of earlier runs; what is damaged in their file, as by a run that was killed, is left out.
     *
     * @param output folder of the cases' folders
     */
    static Thumbnails open(Path output) throws IOException {
        Thumbnails thumbnails = new Thumbnails(output);
        Path file = output.resolve(FILE);
        if (Files.exists(file)) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            thumbnails.read(text.substring(0, text.lastIndexOf('\n') + 1));
            String valid = thumbnails.kept.values().stream().map(Kept::line).collect(Collectors.joining());
            if (!valid.equals(text)) {
                AtomicFile.write(file, out -> out.write(valid.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return thumbnails;
    }

    /** Those that are kept of pictures as they are now, by the name of the case; nothing is written. */
    static Map<String, String> kept(Path output) throws IOException {
        Thumbnails thumbnails = new Thumbnails(output);
        if (Files.exists(output.resolve(FILE))) {
            thumbnails.read(new String(Files.readAllBytes(output.resolve(FILE)), StandardCharsets.UTF_8));
        }
        return thumbnails.kept.keySet().stream()
                .filter(thumbnails::isValid)
                .collect(Collectors.toMap(name -> name, name -> thumbnails.kept.get(name).jpeg));
    }

    private void read(String lines) {
        lines.lines()
                .map(line -> line.split("\t", -1))
                .filter(fields -> fields.length == 3)
                .forEach(fields -> kept.put(fields[0], new Kept(fields[0], fields[1], fields[2])));
    }

    /** Keeps that of a case whose large picture is in its place. */
    synchronized void add(String name, String jpeg) throws IOException {
        Kept picture = new Kept(name, stamp(name), jpeg);
        kept.put(name, picture);
        Files.writeString(output.resolve(FILE), picture.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /**
     * Those of cases, by name; none of a case whose large picture cannot be read.
     *
     * @param notes is told what is being done if it takes a while
     */
    public synchronized Map<String, String> of(List<String> names, Consumer<String> notes) throws IOException {
        List<String> missing = names.stream().filter(name -> !isValid(name)).toList();
        if (!missing.isEmpty()) {
            notes.accept("making the small pictures of " + missing.size() + " cases for " + RunFiles.REPORT);
            Map<String, String> made = missing.parallelStream()
                    .flatMap(name -> Thumbnail.of(picture(name)).map(jpeg -> Map.entry(name, jpeg)).stream())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            for (Map.Entry<String, String> picture : made.entrySet()) {
                add(picture.getKey(), picture.getValue());
            }
        }
        return names.stream()
                .filter(this::isValid)
                .collect(Collectors.toMap(name -> name, name -> kept.get(name).jpeg));
    }

    private boolean isValid(String name) {
        return kept.containsKey(name) && kept.get(name).stamp.equals(stamp(name));
    }

    private Path picture(String name) {
        return output.resolve(name).resolve(OverviewPicture.FILE);
    }

    /** Empty if there is none. */
    private String stamp(String name) {
        try {
            return Files.size(picture(name)) + " "
                    + Files.getLastModifiedTime(picture(name)).toMillis();
        } catch (IOException e) {
            return "";
        }
    }
}
