package org.lesionlens.io;

import java.nio.file.Path;
import org.lesionlens.io.file.ReadOptions;

/**
 * One of the inputs of an image.
 *
 * @param channel which one it is, as a model calls it; empty where it is the whole image
 * @param path file or folder
 * @param options how it is read
 */
public record ChannelInput(String channel, Path path, ReadOptions options) {
    /** The only input of an image. */
    public static ChannelInput whole(Path path, ReadOptions options) {
        return new ChannelInput("", path, options);
    }

    /** Whether it is one of several channels by name. */
    public boolean isNamed() {
        return !channel.isEmpty();
    }
}
