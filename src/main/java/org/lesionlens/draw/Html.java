package org.lesionlens.draw;

import java.net.URI;
import java.net.URISyntaxException;
import org.lesionlens.volume.UserMessageException;

/** Text that means itself inside a page. */
public final class Html {
    private Html() {}

    /** For elements and for attributes in double quotes. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A relative address, for an attribute. */
    public static String link(String relativePath) {
        try {
            return escape(new URI(null, null, "./" + relativePath, null).toASCIIString());
        } catch (URISyntaxException e) {
            throw new UserMessageException(relativePath + " cannot be linked to: use another name", e);
        }
    }
}
