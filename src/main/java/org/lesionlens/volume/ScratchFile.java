package org.lesionlens.volume;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file for voxels that do not fit the memory, in the folder for temporary files (java.io.tmpdir).
 *
 * <p>Nothing of it is left behind, however the program ends: it is marked for deletion as it is opened, so the system frees
 * its space when nothing has it open any more (on Linux and macOS it has no name from then on). It is closed when nobody
 * can reach it. For one thread at a time.
 */
final class ScratchFile {
    private static final long MARGIN = 64L << 20;
    private static final int CLOSING_TRIES = 10;
    private static final int CLOSING_MILLIS = 50;

    private final Path folder = folder();
    private final FileChannel channel;
    private long end;

    ScratchFile() throws IOException {
        Path file = folder.resolve("lesionlens-" + UUID.randomUUID() + ".voxels");
        channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** The folder for temporary files. */
    static Path folder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Room at the end of the file. */
    long reserve(int bytes) throws IOException {
        requireSpace(bytes);
        long place = end;
        end += bytes;
        return place;
    }

    /** A disk is never filled to its last byte: others need it too. */
    private void requireSpace(int bytes) throws IOException {
        if (end % MARGIN < bytes && isNearlyFull() && isNearlyFullAfterCollection()) {
            throw full();
        }
    }

    private UserMessageException full() {
        return new UserMessageException("the folder for temporary files, " + folder
                + ", is full: voxels that do not fit the memory are kept there; free some space, name another"
                + " folder with java -Djava.io.tmpdir=FOLDER, or give more memory with java -Xmx");
    }

    private boolean isNearlyFull() throws IOException {
        return Files.getFileStore(existing()).getUsableSpace() < 2 * MARGIN;
    }

    /** Files of images that nobody can reach are closed soon after a collection, by a thread of Java's. */
    private boolean isNearlyFullAfterCollection() throws IOException {
        System.gc();
        for (int tries = 0; tries < CLOSING_TRIES && isNearlyFull(); tries++) {
            try {
                Thread.sleep(CLOSING_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return isNearlyFull();
            }
        }
        return isNearlyFull();
    }

    private Path existing() throws NoSuchFileException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        return folder;
    }

    void write(ByteBuffer bytes, long place) throws IOException {
        try {
            for (long at = place; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            if (isNearlyFull()) {
                throw full(); // others filled it meanwhile
            }
            throw e;
        }
    }

    void read(ByteBuffer bytes, long place) throws IOException {
        for (long at = place; bytes.hasRemaining(); ) {
            int found = channel.read(bytes, at);
            if (found < 0) {
                throw new EOFException("a temporary file in " + folder + " became shorter");
            }
            at += found;
        }
    }
}
