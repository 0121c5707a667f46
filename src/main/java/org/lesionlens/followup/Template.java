package org.lesionlens.followup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.lesionlens.draw.Html;
import org.lesionlens.io.file.AtomicFile;

/** A page whose places are filled in: <code>${name}</code> with the part of that name. */
final class Template {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private Template() {}

    /** Writes a page, atomically. */
    static void write(Path target, String template, Map<String, String> parts) throws IOException {
        String page = Html.fill(Html.template(Template.class, template), parts);
        AtomicFile.write(target, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    }

    /** When the page is written. */
    static String now() {
        return LocalDateTime.now().format(TIME);
    }

    static String tile(String what, String number) {
        return "<div class=\"tile\"><b>" + number + "</b>" + what + "</div>\n";
    }

    /** A cell of a number, for people; empty where it is unknown. */
    static String number(String format, double value) {
        return "<td class=\"number\">" + text(format, value) + "</td>";
    }

    static String text(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "";
    }
}
