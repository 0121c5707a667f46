package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.lesionlens.volume.UsageException;

/**
 * How servers are reached.
 *
 * @param authority file of the certificates (PEM) that a server's must come from; empty for those that Java trusts
 * @param unencrypted whether http is allowed to other machines; certificates of https are checked all the same
 * @param credentials for all servers
 * @param patience with servers that are slow or fail
 */
public record Access(Optional<Path> authority, boolean unencrypted, Credentials credentials, Patience patience) {
    private static final String TIMEOUT = "lesionlens.dicomweb.timeout";

    /**
     * How long is waited.
     *
     * @param connecting for a connection
     * @param silence for an answer to begin or to go on
     * @param attempts at what may be over in a moment, at least 1
     * @param pause before the second attempt; twice as long before each further one
     */
    public record Patience(Duration connecting, Duration silence, int attempts, Duration pause) {
        private static final int SILENCE_SECONDS = 60;

        /**
         * Of the program: 60 s of silence, a third of that for a connection, 1, 2 and 4 s between attempts. The property
         * lesionlens.dicomweb.timeout says other seconds of silence, which change all of them alike.
         */
        public static Patience usual() {
            Duration silence = Duration.ofSeconds(Math.max(1, Integer.getInteger(TIMEOUT, SILENCE_SECONDS)));
            return new Patience(silence.dividedBy(3), silence, 4, silence.dividedBy(SILENCE_SECONDS));
        }
    }

    /** @throws UsageException if what is sent could be read on its way */
    void requireSafe(URI server) {
        if (server.getScheme().equals("http") && !unencrypted && !isLoopback(server.getHost())) {
            throw new UsageException(
                    "http://" + server.getHost() + " would send images and password unencrypted: name it"
                            + " with https://, or allow that with --insecure");
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** @throws UsageException if the file of certificates is none */
    SSLContext tls() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authority.isPresent() ? store(authority.get()) : null);
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates(file)) {
            if (isCurrent(certificate)) {
                store.setCertificateEntry("authority" + number++, certificate);
            }
        }
        if (number == 0) {
            throw noCertificates(file);
        }
        return store;
    }

    /** Java itself does not ask this of those that it is told to trust. */
    private static boolean isCurrent(Certificate certificate) {
        try {
            ((X509Certificate) certificate).checkValidity();
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(
                    "--ca " + file + " is no file: name the certificate of the hospital's authority (PEM)");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (CertificateException e) {
            throw noCertificates(file);
        }
    }

    private static UsageException noCertificates(Path file) {
        return new UsageException(
                "--ca " + file
                        + " holds no certificate that is valid today: name a file in PEM form, which begins with -----BEGIN CERTIFICATE-----");
    }
}
