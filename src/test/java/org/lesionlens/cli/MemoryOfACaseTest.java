package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cases.CaseRefusedException;
import org.lesionlens.cases.MemoryBudget;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelMemory;

/** An image that does not fit is refused by its header, before anything of it is read. */
class MemoryOfACaseTest {
    @TempDir
    private Path folder;

    /** A NIfTI file of bytes, all 0, of which the disk keeps only the header. */
    private Path image(int side, int slices) throws IOException {
        Path file = folder.resolve("large.nii");
        ByteBuffer header = ByteBuffer.allocate(352).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, 348);
        short[] dimensions = {3, (short) side, (short) side, (short) slices, 1, 1, 1, 1};
        for (int i = 0; i < dimensions.length; i++) {
            header.putShort(40 + 2 * i, dimensions[i]);
            header.putFloat(76 + 4 * i, 1);
        }
        header.putShort(70, (short) 2)
                .putShort(72, (short) 8)
                .putFloat(108, 352)
                .putFloat(112, 1);
        header.put(123, (byte) 2);
        header.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.write(header.array());
            raw.setLength(352 + (long) side * side * slices);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"analyze", "explain", "batch"})
    void everySubcommandSaysHowMuchIsNeededAndHowItIsGiven(String command) throws Exception {
        Path image = image(20_000, 20);
        String said = refused(command, image, "-Xmx256m");
        assertThat(said)
                .containsPattern(
                        "an image of 20000 x 20000 x 20 voxels is estimated to take 9582 MiB of Java's memory \\(the networks take more outside it\\) but this Java has 2(48|56)") // a collector may keep some back
                .contains("java -Xmx10g")
                .contains("Edit > Options > Memory & Threads");
    }

    /** What a subcommand says that does nothing. */
    private String refused(String command, Path image, String memory) throws Exception {
        Process process = new Program(folder, List.of(memory))
                .start(
                        command,
                        (command.equals("batch") ? image.getParent() : image).toString(),
                        "--output",
                        folder.resolve("out").toString(),
                        "--model",
                        TinyModel.good(folder.resolve(".models"), "good").toString(),
                        "--classifier",
                        "none");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(ExitCode.NOTHING_DONE);
        return said;
    }

    /** Only the header of 10000 x 10000 x 32767 voxels, of which temporary files would take 20 TB. */
    @ParameterizedTest
    @ValueSource(strings = {"analyze", "explain", "batch"})
    void anImageThatNoDiskHoldsIsRefusedBeforeItIsRead(String command) throws Exception {
        Path plain = image(10_000, 1);
        byte[] header = new byte[352];
        try (RandomAccessFile raw = new RandomAccessFile(plain.toFile(), "r")) {
            raw.readFully(header);
        }
        Files.delete(plain);
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putShort(46, (short) 32767);
        Path image = folder.resolve("large.nii.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(image))) {
            out.write(header);
        }
        String said = refused(command, image, "-Xmx5g");
        assertThat(said)
                .contains("an image of 10000 x 10000 x 32767 voxels is estimated to take 19999391")
                .contains(" MiB on the disk of ")
                .contains(" MiB are free: free some, name another folder with java -Djava.io.tmpdir=FOLDER, or give")
                .contains("more memory with java -Xmx");
        assertThat(folder.resolve("out").resolve("large")).doesNotExist();
    }

    @AfterEach
    void nothingElseIsOpen() {
        VoxelMemory.leave(0);
    }

    private static void requireFree(long slices) {
        MemoryBudget.requireFree(VolumeGeometry.axisAligned(new long[] {100, 100, slices}, 1, 1, 1), 1, 6);
    }

    /** Of 16 bytes a voxel as a whole, in pages 6 for what is shown; in between it is analysed in pages. */
    @Test
    void whatIsOpenAlreadyCounts() {
        long bytes = Runtime.getRuntime().maxMemory() / 10_000;
        assertThat(catchThrowable(() -> requireFree(bytes / 6)))
                .isInstanceOf(CaseRefusedException.class)
                .hasMessageContaining("100 x 100 x " + bytes / 6)
                .hasMessageContaining("MiB are free");
        requireFree(bytes / 14);
        requireFree(1);
    }

    @Test
    void pagesLeaveRoomForWhatIsOpen() {
        long before = VoxelMemory.pagedBytes();
        VoxelMemory.leave(before);
        assertThat(VoxelMemory.pagedBytes()).isCloseTo(before - before * 3 / 8, within(100L));
    }
}
