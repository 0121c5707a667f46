package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.lesionlens.io.table.JsonFiles;

/** The file of a case's {@link Autosave}, written in the background, whole or not at all. */
final class AutosaveFile {
    private final Path file;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "LesionLens autosave");
        thread.setDaemon(true);
        return thread;
    });
    private Future<?> writing = CompletableFuture.completedFuture(null);

    AutosaveFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    /** Whether nothing is being written. */
    boolean isIdle() {
        return writing.isDone();
    }

    /** Begins to write; {@link #finish} waits for it. */
    void begin(Autosave work) {
        writing = writer.submit(() -> {
            JsonFiles.write(file, work);
            return null;
        });
    }

    /** Waits until what was begun is on the disk; tells once why it is not. */
    void finish() throws IOException {
        Future<?> last = writing;
        try {
            last.get();
        } catch (ExecutionException e) {
            writing = CompletableFuture.completedFuture(null);
            throw e.getCause() instanceof IOException disk ? disk : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("writing was interrupted", e);
        }
    }

    /** Takes it away, whatever becomes of what is being written. */
    void drop() throws IOException {
        try {
            finish();
        } catch (IOException e) {
            // it is not wanted any more
        }
        Files.deleteIfExists(file);
    }

    /** Nothing is written any more. */
    void close() {
        writer.shutdown();
    }
}
