package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A hospital's authority and the certificate that it gives to the server "localhost", made by Java's keytool. */
record OwnAuthority(Path folder) {
    private static final String PASSWORD = "changeit";

    /** Makes both. */
    static OwnAuthority in(Path folder) throws IOException, InterruptedException {
        OwnAuthority made = new OwnAuthority(Files.createDirectories(folder));
        made.keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=Hospital",
                "-ext",
                "bc:c",
                "-validity",
                "9");
        made.keytool("-genkeypair", "-alias", "server", "-keyalg", "RSA", "-dname", "CN=localhost", "-validity", "9");
        made.keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "ca",
                "-file",
                made.certificate().toString());
        made.keytool("-certreq", "-alias", "server", "-file", made.path("request"));
        made.keytool(
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-infile",
                made.path("request"),
                "-outfile",
                made.path("server.crt"),
                "-ext",
                "san=dns:localhost",
                "-validity",
                "9");
        made.keytool("-importcert", "-alias", "server", "-file", made.path("server.crt"));
        return made;
    }

    /** That of the authority. */
    Path certificate() {
        return folder.resolve("ca.pem");
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** The server's key and certificate. */
    SSLContext server() throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            keys.deleteEntry("ca");
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void keytool(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                path("keys.p12"),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-noprompt"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
