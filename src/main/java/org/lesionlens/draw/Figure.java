package org.lesionlens.draw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.lesionlens.io.file.AtomicFile;

/**
 * A finished chart as SVG 1.1: it needs no other file, its letters stay text, and the same chart gives the same bytes where Java
 * has the same fonts.
 *
 * @param name of its file without the extension
 * @param title what is shown
 * @param svg the element svg, {@value ChartStyle#WIDTH} pixels wide, without identifiers, so that several can stand in one page
 */
public record Figure(String name, String title, String svg) {
    /** Of so many cases points say their names; of more they would make the file large. */
    public static final int MOST_NAMED = 300;

    /** Must be a name for files and in pages. */
    public Figure {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "name is '" + name + "' but must be small letters, digits and hyphens, a letter first");
        }
    }

    /** The element as it stands in a page of HTML, which knows where it belongs. */
    public String inline() {
        return svg.replaceFirst(" xmlns=\"[^\"]*\"", "");
    }

    /** The file's name. */
    public String file() {
        return name + ".svg";
    }

    /** Writes it into a folder, which is created; returns the file. */
    public Path write(Path folder) throws IOException {
        Path target = folder.resolve(file());
        String text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg + "\n";
        AtomicFile.write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        return target;
    }
}
