package org.lesionlens.draw;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lesionlens.volume.UserMessageException;

/** Text that means itself inside a page. */
public final class Html {
    private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");

    private static final String STYLE = "page.css";

    private Html() {}

    /** For elements and for attributes in double quotes. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** The text that was escaped. */
    public static String unescape(String html) {
        return html.replace("&quot;", "\"")
                .replace("&gt;", ">")
                .replace("&lt;", "<")
                .replace("&amp;", "&");
    }

    /** A relative address, for an attribute. */
    public static String link(String relativePath) {
        try {
            return escape(new URI(null, null, "./" + relativePath, null).toASCIIString());
        } catch (URISyntaxException e) {
            throw new UserMessageException(relativePath + " cannot be linked to: use another name", e);
        }
    }

    /** A template with its places, as ${name}, filled; each must be known. */
    public static String fill(String template, Map<String, String> parts) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)))));
    }

    /** The text of a resource beside a class; the style that all pages share stands at ${page.css}. */
    public static String template(Class<?> beside, String file) throws IOException {
        return text(beside, file)
                .replace("${" + STYLE + "}", text(Html.class, STYLE).strip());
    }

    private static String text(Class<?> beside, String file) throws IOException {
        try (InputStream in = beside.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
