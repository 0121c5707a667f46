package org.lesionlens.volume;

import java.io.IOException;

/** Where voxels lie that are read when they are asked for, page by page; for several threads, one at a time. */
@FunctionalInterface
public interface PageSource {
    /**
     * Reads voxels that follow each other, x fastest.
     *
     * @param first index of the first voxel
     * @return a new array of {@code count}: {@code float[]}, or {@code short[]} as the {@link SixteenBits} of the volume say
     * @throws IOException if they cannot be read any more
     */
    Object read(long first, int count) throws IOException;
}
