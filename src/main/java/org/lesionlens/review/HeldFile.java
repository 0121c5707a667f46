package org.lesionlens.review;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.lesionlens.io.file.AtomicFile;

/**
 * An empty file that one holder has at a time, of all windows, processes and machines that share the disk. A process that ends,
 * however it does, holds nothing any more. The file stays.
 */
final class HeldFile implements Closeable {
    /** Those of this process: a second lock on one of them, when it is closed, would take the first with it. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final int WAIT_MS = 20;

    private final Path file;
    private final FileChannel channel;

    private HeldFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes a file, which is made with its folder if it is not there; empty if another has it. */
    static Optional<HeldFile> take(Path file) throws IOException {
        AtomicFile.createFolder(file.toAbsolutePath().getParent());
        Path real = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        Optional<HeldFile> held = Optional.empty();
        try {
            held = lock(real);
            return held;
        } finally {
            if (held.isEmpty()) {
                HELD.remove(real);
            }
        }
    }

    /** Takes a file as soon as no other has it; empty if another has it for too long. */
    static Optional<HeldFile> await(Path file, Duration longest) throws IOException {
        long end = System.nanoTime() + longest.toNanos();
        Optional<HeldFile> held = take(file);
        while (held.isEmpty() && System.nanoTime() < end) {
            try {
                Thread.sleep(WAIT_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("writing was interrupted", e);
            }
            held = take(file);
        }
        return held;
    }

    private static Optional<HeldFile> lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
            return taken ? Optional.of(new HeldFile(file, channel)) : Optional.empty();
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
