package org.lesionlens.io.dicomweb;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** The body of an answer, which another thread ends where it stands still or is not wanted any more. */
final class WatchedBody extends FilterInputStream {
    private volatile long since;
    private volatile boolean late;
    private volatile boolean unwanted;

    WatchedBody(InputStream body) {
        super(body);
    }

    /** Ends it if it has been silent for too long. */
    void check(Duration silence, boolean stop) throws IOException {
        long begun = since;
        late |= begun != 0 && System.nanoTime() - begun > silence.toNanos();
        unwanted |= stop;
        if (late || unwanted) {
            in.close();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        since = Math.max(1, System.nanoTime());
        try {
            int read = in.read(target, from, count);
            requireWanted();
            return read;
        } catch (IOException e) {
            requireWanted();
            throw e;
        } finally {
            since = 0;
        }
    }

    private void requireWanted() throws IOException {
        if (unwanted || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("cancelled by the user");
        }
        if (late) {
            throw new HttpTimeoutException("silent");
        }
    }
}
