package org.lesionlens.io.dicomweb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a multipart body (RFC 2046), one after the other, none of them in memory as a whole. For one thread. */
final class MultipartStream {
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary\\s*=\\s*(?:\"([^\"]{1,200})\"|([^;\\s]{1,200}))");
    private static final int BUFFER = 1 << 16;
    private static final int MOST_HEADER_BYTES = 1 << 14;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private boolean begun;

    MultipartStream(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        buffer[0] = '\r'; // the first delimiter may be the beginning
        buffer[1] = '\n';
        to = 2;
    }

    /** The boundary that a content type names; none if it is no multipart. */
    static Optional<String> boundary(String contentType) {
        Matcher named = BOUNDARY.matcher(contentType);
        boolean multipart = contentType.toLowerCase(Locale.ROOT).startsWith("multipart/");
        return multipart && named.find()
                ? Optional.of(named.group(1) == null ? named.group(2) : named.group(1))
                : Optional.empty();
    }

    /** The body ends before its last delimiter. */
    static final class HalfException extends IOException {
        private static final long serialVersionUID = 1;

        HalfException() {
            super("a multipart body ends without its last boundary");
        }
    }

    /** The body is not what its type says. */
    static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message);
        }
    }

    /**
     * Goes on to the next part.
     *
     * @return its headers, by their names in lower case; empty after the last one
     * @throws HalfException if the body ends before
     * @throws BrokenException if it has other parts than boundaries, headers and bodies
     */
    Optional<Map<String, String>> next() throws IOException {
        if (!begun) {
            copy(OutputStream.nullOutputStream());
            begun = true;
        }
        String rest = line();
        if (rest.startsWith("--")) {
            return Optional.empty();
        }
        if (!rest.isBlank()) {
            throw new BrokenException("signs follow a boundary of a multipart body");
        }
        Map<String, String> headers = new TreeMap<>();
        int bytes = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            bytes += line.length();
            if (bytes > MOST_HEADER_BYTES) {
                throw new BrokenException("the headers of a part have no end");
            }
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return Optional.of(headers);
    }

    /** The line up to its end; what follows the last boundary may have none. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (from < to || fill()) {
            byte sign = buffer[from++];
            if (sign == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).replaceAll("\r$", "");
            }
            line.write(sign);
            if (line.size() > MOST_HEADER_BYTES) {
                throw new BrokenException("a line of a multipart body has no end");
            }
        }
        String last = line.toString(StandardCharsets.ISO_8859_1);
        if (!last.startsWith("--")) {
            throw new HalfException();
        }
        return last;
    }

    /**
     * Copies the body of a part, up to the next delimiter, which is passed over.
     *
     * @throws HalfException if the body ends before
     */
    void copy(OutputStream out) throws IOException {
        while (true) {
            int at = delimiterAt();
            if (at >= 0) {
                out.write(buffer, from, at - from);
                from = at + delimiter.length;
                return;
            }
            int safe = Math.max(0, to - from - delimiter.length + 1);
            out.write(buffer, from, safe);
            from += safe;
            if (!fill()) {
                throw new HalfException();
            }
        }
    }

    private int delimiterAt() {
        for (int at = from; at <= to - delimiter.length; at++) {
            if (buffer[at] == '\r'
                    && Arrays.equals(buffer, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
                return at;
            }
        }
        return -1;
    }

    /** Whether there is more. */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int read = in.read(buffer, to, buffer.length - to);
        to += Math.max(0, read);
        return read >= 0;
    }
}
