package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A gate in front of a server, as hospitals have them: https outside, http inside. Debian's Orthanc crashes where it is asked over https itself. */
final class TlsGate implements AutoCloseable {
    private final SSLServerSocket outside;
    private final URI inside;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    TlsGate(SSLContext keys, URI inside) throws IOException {
        this.inside = inside;
        this.outside = (SSLServerSocket)
                keys.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        threads.submit(this::accept);
    }

    URI address() {
        return URI.create("https://localhost:" + outside.getLocalPort() + inside.getPath());
    }

    private Void accept() throws IOException {
        while (true) {
            Socket caller = outside.accept();
            Socket server = new Socket("localhost", inside.getPort());
            threads.submit(() -> pass(caller, server));
            threads.submit(() -> pass(server, caller));
        }
    }

    private static Void pass(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        outside.close();
        threads.shutdownNow();
    }
}
