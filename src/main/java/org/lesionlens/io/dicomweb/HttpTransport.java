package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.zip.GZIPInputStream;

/**
 * Sends requests and hands on the bodies of the answers; for several threads.
 *
 * <p>What may be over in a moment is tried again, which is safe for all that is sent here: reading changes nothing, and an object
 * that is stored twice is one object, by its SOPInstanceUID. Redirections are followed within one scheme, host and port alone.
 */
final class HttpTransport implements AutoCloseable {
    static final IntPredicate SUCCESS = status -> status / 100 == 2;

    private static final int POLL_MILLIS = 100;
    private static final int BUFFER = 1 << 16;
    private static final int MOST_REDIRECTIONS = 5;

    private final Access access;
    private final BooleanSupplier stop;
    private final HttpClient client;
    private final Set<WatchedBody> bodies = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "watching answers");
        thread.setDaemon(true);
        return thread;
    });

    /** What is made of an answer. */
    interface Reading<T> {
        T of(Answer answer) throws IOException;
    }

    /**
     * An answer whose status was expected.
     *
     * @param body to be read before the reading of the answer ends
     */
    record Answer(int status, String contentType, List<String> warnings, InputStream body) {}

    /**
     * @param stop whether nothing more is wanted
     * @throws org.lesionlens.volume.UsageException if the file of certificates is none
     */
    HttpTransport(Access access, BooleanSupplier stop) throws IOException {
        this.access = access;
        this.stop = stop;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(access.patience().connecting())
                .sslContext(access.tls())
                .build();
        watch.scheduleWithFixedDelay(this::checkBodies, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void checkBodies() {
        for (WatchedBody body : bodies) {
            try {
                body.check(access.patience().silence(), stop.getAsBoolean());
            } catch (IOException e) {
                bodies.remove(body); // its reader is told
            }
        }
    }

    /** A request with what the server is told to let somebody in. */
    HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        access.credentials().authorization().ifPresent(words -> request.header("Authorization", words));
        return request;
    }

    /**
     * Sends a request, and reads the answer.
     *
     * @param sending how long it may take to send it, besides
     * @param expected the statuses whose answers are read
     * @throws DicomWebException if the server cannot be reached, or answers otherwise
     * @throws FileSystemException if the reading cannot write what it reads
     * @throws CancellationException if nothing more is wanted
     */
    <T> T send(HttpRequest request, Duration sending, IntPredicate expected, Reading<T> reading) throws IOException {
        Duration pause = access.patience().pause();
        for (int attempt = 1; ; attempt++) {
            try {
                return once(request, sending, expected, reading);
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException e) {
                DicomWebException told = Failures.of(request.uri(), e);
                if (!told.isPassing() || attempt >= access.patience().attempts()) {
                    throw told;
                }
            }
            rest(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private <T> T once(HttpRequest first, Duration sending, IntPredicate expected, Reading<T> reading)
            throws IOException {
        HttpRequest request = first;
        for (int hop = 0; hop <= MOST_REDIRECTIONS; hop++) {
            HttpResponse<InputStream> response = begin(request, sending);
            try (WatchedBody body = new WatchedBody(response.body())) {
                bodies.add(body);
                try {
                    if (expected.test(response.statusCode())) {
                        String type =
                                response.headers().firstValue("Content-Type").orElse("");
                        List<String> warnings = response.headers().allValues("Warning");
                        return reading.of(new Answer(response.statusCode(), type, warnings, decoded(response, body)));
                    }
                } finally {
                    bodies.remove(body);
                }
            }
            if (response.statusCode() / 100 != 3 || !request.method().equals("GET")) {
                throw Failures.ofStatus(request.uri(), response.statusCode());
            }
            request = request(Redirection.of(response)).headers(accept(request)).build();
        }
        throw DicomWebException.lasting(
                Failures.name(first.uri()) + " sends from one address to the next without end: check the address");
    }

    /** None is asked for, but what stands before a server may compress all the same. */
    private static InputStream decoded(HttpResponse<?> response, InputStream body) throws IOException {
        String coding = response.headers().firstValue("Content-Encoding").orElse("identity");
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> body;
            case "gzip", "x-gzip" -> new GZIPInputStream(body, BUFFER);
            default ->
                throw DicomWebException.lasting(Failures.name(response.uri())
                        + " compresses its answers otherwise than by gzip, although nobody asks it to: switch that off"
                        + " there (Content-Encoding)");
        };
    }

    private static String[] accept(HttpRequest request) {
        return new String[] {"Accept", request.headers().firstValue("Accept").orElse("*/*")};
    }

    private HttpResponse<InputStream> begin(HttpRequest request, Duration sending) throws IOException {
        CompletableFuture<HttpResponse<InputStream>> begun =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        long deadline = System.nanoTime()
                + access.patience()
                        .silence()
                        .plus(access.patience().connecting())
                        .plus(sending)
                        .toNanos();
        try {
            while (true) {
                try {
                    return begun.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    requireWanted();
                    if (System.nanoTime() > deadline) {
                        throw new HttpTimeoutException("silent");
                    }
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled by the user");
        } finally {
            begun.cancel(true);
        }
    }

    private void requireWanted() {
        if (stop.getAsBoolean()) {
            throw new CancellationException("cancelled by the user");
        }
    }

    private void rest(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        try {
            while (System.nanoTime() < end) {
                requireWanted();
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled by the user");
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
