package org.lesionlens.followup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lesionlens.io.file.AtomicFile;

/** A page whose places are filled in: <code>${name}</code> with the part of that name. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private Template() {}

    /** Writes a page, atomically. */
    static void write(Path target, String template, Map<String, String> parts) throws IOException {
        String text;
        try (InputStream in = Template.class.getResourceAsStream(template)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String page = PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)))));
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
