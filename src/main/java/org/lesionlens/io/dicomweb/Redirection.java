package org.lesionlens.io.dicomweb;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.Optional;

/** Where an answer sends to: only another path of the same server is gone to, since the request holds credentials. */
final class Redirection {
    private Redirection() {}

    static URI of(HttpResponse<?> response) throws DicomWebException {
        URI from = response.uri();
        Optional<URI> to = response.headers().firstValue("Location").flatMap(text -> resolved(from, text));
        if (to.isEmpty()) {
            throw DicomWebException.lasting(
                    Failures.name(from) + " sends to another address but does not say which: check the address");
        }
        if (!origin(from).equals(origin(to.get()))) {
            throw DicomWebException.lasting(Failures.name(from) + " sends to another server (" + origin(to.get())
                    + "), which is not followed: name that one if you trust it");
        }
        return to.get();
    }

    private static Optional<URI> resolved(URI from, String text) {
        try {
            return Optional.of(from.resolve(text)).filter(uri -> uri.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String origin(URI uri) {
        String scheme = Objects.toString(uri.getScheme(), "");
        int usual = scheme.equals("https") ? 443 : 80;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return scheme + "://" + uri.getHost() + (port == usual ? "" : ":" + port);
    }
}
