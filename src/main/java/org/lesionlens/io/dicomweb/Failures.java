package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What a server's failure is called for users. */
final class Failures {
    private static final String ADDRESS =
            "check the address: it must be the one below which DICOMweb lies, often one that"
                    + " ends in /dicom-web or /dicomweb";

    private Failures() {}

    /** A server as messages call it: its host, and its port if it is not the usual one. */
    static String name(URI server) {
        return server.getPort() < 0 ? server.getHost() : server.getHost() + ":" + server.getPort();
    }

    static DicomWebException of(URI uri, IOException error) {
        if (error instanceof DicomWebException told) {
            return told;
        }
        String name = name(uri);
        if (find(error, UnresolvedAddressException.class).isPresent()
                || find(error, UnknownHostException.class).isPresent()) {
            return DicomWebException.lasting(
                    "the host " + uri.getHost() + " is not known here: check its name and the network");
        }
        if (find(error, SSLException.class).isPresent()) {
            return ofTls(name, error);
        }
        if (error instanceof HttpConnectTimeoutException) {
            return DicomWebException.passing(
                    name + " does not take the connection in time: check address, port and firewall"
                            + ("https".equals(uri.getScheme()) ? ", and whether the server speaks https" : ""));
        }
        if (error instanceof HttpTimeoutException) {
            return DicomWebException.passing(
                    name + " has begun to answer or taken the request but is silent for too long: try again"
                            + " later, or wait longer with java -Dlesionlens.dicomweb.timeout=SECONDS");
        }
        if (find(error, ConnectException.class).isPresent()) {
            return DicomWebException.passing(
                    name + " refuses the connection: check address and port, and that the server runs");
        }
        return DicomWebException.passing(name + " broke the connection off in the middle (" + error.getMessage()
                + "): try again later, and check that http and https are not confused");
    }

    private static DicomWebException ofTls(String name, IOException error) {
        Optional<CertificateException> certificate = find(error, CertificateException.class);
        if (certificate.isPresent()
                && String.valueOf(certificate.get().getMessage()).startsWith("No ")) {
            return DicomWebException.lasting(name + " shows the certificate of another host ("
                    + certificate.get().getMessage() + "): name the host as its certificate does");
        }
        if (find(error, CertificateExpiredException.class).isPresent()
                || find(error, CertificateNotYetValidException.class).isPresent()) {
            return DicomWebException.lasting(
                    name + " shows a certificate that is not valid today: tell those who run it,"
                            + " and look at this machine's clock");
        }
        if (certificate.isPresent()) {
            return DicomWebException.lasting(name + " shows a certificate that is not trusted ("
                    + certificate.get().getMessage()
                    + "): name the file of the authority that it comes from with --ca FILE.pem");
        }
        return DicomWebException.lasting(name + " cannot be talked to over https (" + error.getMessage()
                + "): check address and port, and whether the server speaks https");
    }

    private static <T extends Throwable> Optional<T> find(Throwable error, Class<T> kind) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (kind.isInstance(cause)) {
                return Optional.of(kind.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    static DicomWebException ofStatus(URI uri, int status) {
        return DicomWebException.status(status, name(uri) + " " + words(status));
    }

    private static String words(int status) {
        return switch (status) {
            case 401 ->
                "wants to know who asks (401): set " + Credentials.USER + " and " + Credentials.PASSWORD + ", or "
                        + Credentials.TOKEN + ", to what it takes";
            case 403 -> "does not allow this (403): ask for the right, or set other credentials in the environment";
            case 404, 410 ->
                "has nothing there (" + status + "): check that the study or series is on it, and " + ADDRESS;
            case 405, 501 -> "does not offer this service of DICOMweb (" + status + "): " + ADDRESS;
            case 413 -> "does not take anything so large (413): ask for a higher limit there";
            default ->
                status >= 500
                        ? "has a fault of its own (" + status + "): try again later, or ask those who run it"
                        : "refuses the request (" + status + "): " + ADDRESS;
        };
    }

    static DicomWebException otherContent(URI uri, String contentType, String expected) {
        String kind = contentType.replaceAll(";.*", "").strip();
        return DicomWebException.lasting(name(uri) + " answers with "
                + (kind.matches("[a-zA-Z0-9.+-]+/[a-zA-Z0-9.+-]{1,60}") ? kind : "something") + " where " + expected
                + " is expected: " + ADDRESS);
    }
}
