package org.lesionlens.io.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.ReadingWatch;

/** Small files whose directories would make the decoder allocate much, go deep or lose its place. */
class TiffPagesTest {
    private static final int SUB_DIRECTORIES = 330;

    @TempDir
    Path folder;

    /** Each of 5000 tags has the whole file, 1 MB, as its value. */
    @Test
    void tagsThatShareOneLargeValueAreRefused() throws IOException, InterruptedException {
        int tags = 5000;
        ByteBuffer tiff = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) tags);
        for (int tag = 0; tag < tags; tag++) {
            tiff.putShort((short) (1000 + tag))
                    .putShort((short) 1)
                    .putInt(tiff.capacity())
                    .putInt(0);
        }
        assertThat(ReadingWatch.refusal(Files.write(folder.resolve("shared.tif"), tiff.array())))
                .contains("is a TIFF whose directories announce 5243200000 bytes")
                .contains("but the file has only 1048576; the file is cut off");
    }

    @Test
    void directoriesInDirectoriesInDirectoriesAreRefused() throws IOException, InterruptedException {
        ByteBuffer tiff = ByteBuffer.allocate(8 + 10_000 * 18).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
        while (tiff.hasRemaining()) {
            int below = tiff.position() + 18;
            tiff.putShort((short) 1)
                    .putShort((short) SUB_DIRECTORIES)
                    .putShort((short) 4)
                    .putInt(1)
                    .putInt(below);
            tiff.putInt(0);
        }
        assertThat(ReadingWatch.refusal(Files.write(folder.resolve("deep.tif"), tiff.array())))
                .contains(", 17 levels deep, but the file has only");
    }

    /** The decoder skips 4 bytes of a value of an unknown type, where BigTIFF has 8, and stops at a negative one. */
    @ParameterizedTest
    @ValueSource(ints = {14, 16, 99})
    void valuesOfBigTiffThatTheDecoderCannotSkipAreRefused(int type) throws IOException, InterruptedException {
        ByteBuffer tiff = ByteBuffer.allocate(52).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) 'I')
                .put((byte) 'I')
                .putShort((short) 43)
                .putShort((short) 8)
                .putShort((short) 0)
                .putLong(16);
        tiff.putLong(1)
                .putShort((short) 300)
                .putShort((short) type)
                .putLong(1)
                .putLong(-1)
                .putLong(0);
        assertThat(ReadingWatch.refusal(Files.write(folder.resolve("big.tif"), tiff.array())))
                .contains("is a TIFF whose directory has 1 values of type " + type + " for tag 300");
    }
}
