package org.lesionlens.io.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder for what is unpacked from an archive, in the folder for temporary files. It is taken away when it is closed or
 * Java ends, and, if that was killed, by {@link #removeLeftovers()}: a lock tells whether anybody still uses it.
 */
public final class UnpackedFolder implements AutoCloseable {
    private static final String PREFIX = "lesionlens-unpacked-";
    private static final String LOCK = "in-use";
    private static final String CONTENT = "content";
    /** Between the making of a folder and that of its lock. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    /** Those of this process: to look at one's own lock would give it up (POSIX). */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;
    private final Thread atExit = new Thread(this::delete, "deleting what was unpacked");

    /** Makes one that is empty. */
    public UnpackedFolder() throws IOException {
        this.folder = Files.createTempDirectory(PREFIX);
        OWN.add(folder);
        this.channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        Files.createDirectory(content());
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Where to unpack. */
    public Path content() {
        return folder.resolve(CONTENT);
    }

    /** Removes what programs that were killed have left, as far as that can be done. */
    public static void removeLeftovers() {
        try {
            removeLeftovers(
                    Path.of(System.getProperty("java.io.tmpdir")), Instant.now().minus(YOUNG));
        } catch (IOException e) {
            return; // what needs the folder says so
        }
    }

    /**
     * Removes folders that nobody uses.
     *
     * @param before those that are younger are left
     */
    static void removeLeftovers(Path temporary, Instant before) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.list(temporary)) {
            found = all.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : found) {
            try {
                boolean old = Files.getLastModifiedTime(path).toInstant().isBefore(before);
                if (old && !OWN.contains(path) && isUnused(path)) {
                    Removal.of(path);
                }
            } catch (IOException e) {
                continue; // of another user, or another process was faster
            }
        }
    }

    private static boolean isUnused(Path folder) throws IOException {
        Path lock = folder.resolve(LOCK);
        if (!Files.exists(lock)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        }
    }

    /** As far as it can be: what is left is removed at the next start. */
    private void delete() {
        try {
            channel.close();
            Removal.of(folder);
            OWN.remove(folder);
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // Java is ending: the hook finds nothing left
        }
    }
}
