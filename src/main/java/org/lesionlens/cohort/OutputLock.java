package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.lesionlens.volume.UserMessageException;

/** An output folder for one run at a time; the lock ends with the process, however that ends. */
final class OutputLock implements AutoCloseable {
    private static final String FILE = ".lesionlens.lock";

    private final FileChannel channel;

    private OutputLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws UserMessageException if another run has it */
    static OutputLock of(Path output) throws IOException {
        FileChannel channel =
                FileChannel.open(output.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new UserMessageException("another run is writing into " + output
                        + ": wait until it has ended, or choose another folder of results");
            }
            return new OutputLock(channel);
        } catch (IOException | UserMessageException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // by another run in this process
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
