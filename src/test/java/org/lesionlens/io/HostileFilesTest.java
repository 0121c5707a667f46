package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A seeded fuzzer: whatever is done to a file, it becomes an image or a {@link MalformedFileException} that names it.
 *
 * <p>It takes 2 s of processor time and 512 MB of allocations at most. {@code -Dlesionlens.fuzz.minutes=60} lets it run
 * for that long, {@code -Dlesionlens.fuzz.corpus=FOLDER} adds the files of a folder to be mutated.
 */
class HostileFilesTest {
    private static final int MUTANTS = 3000;
    private static final long MOST_NANOSECONDS = 2_000_000_000L;
    private static final long MOST_BYTES = 512L << 20;
    private static final long LARGEST_SEED = 1 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @Test
    void everyMutantIsAnImageOrARefusal() throws IOException {
        List<Path> corpus = corpus();
        long end = System.nanoTime() + 60_000_000_000L * Integer.getInteger("lesionlens.fuzz.minutes", 0);
        for (long seed = 0; seed < MUTANTS || System.nanoTime() < end; seed++) {
            Random random = new Random(seed);
            Path original = corpus.get(random.nextInt(corpus.size()));
            byte[] mutant = mutate(Files.readAllBytes(original), random);
            assertOutcome(Files.write(folder.resolve("mutant"), mutant), original + ", seed " + seed);
        }
    }

    private void assertOutcome(Path mutant, String description) {
        long time = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        try {
            assertThat(VolumeFiles.read(mutant, Optional.empty())).isNotNull();
        } catch (MalformedFileException e) {
            assertThat(e).as(description).hasMessageStartingWith(folder + "/");
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError(description, e);
        }
        assertThat(THREADS.getCurrentThreadCpuTime() - time).as(description).isLessThan(MOST_NANOSECONDS);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - bytes)
                .as(description)
                .isLessThan(MOST_BYTES);
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutant = bytes;
        for (int rounds = random.nextInt(4); rounds >= 0; rounds--) {
            mutant = switch (random.nextInt(7)) {
                case 0 -> Arrays.copyOf(mutant, random.nextInt(mutant.length + 1));
                case 1 -> lengthLie(mutant, random);
                case 2 -> move(mutant, random);
                case 3 -> numberLie(mutant, random);
                default -> flip(mutant, random);
            };
        }
        return mutant;
    }

    /** Half of the places lie in the first kilobyte, where headers are. */
    private static int place(byte[] bytes, Random random) {
        int end = random.nextBoolean() ? Math.min(1024, bytes.length) : bytes.length;
        return end == 0 ? 0 : random.nextInt(end);
    }

    private static byte[] flip(byte[] bytes, Random random) {
        byte[] mutant = bytes.clone();
        int place = place(bytes, random);
        if (place < mutant.length) {
            mutant[place] ^= (byte) (1 << random.nextInt(8));
        }
        return mutant;
    }

    private static byte[] lengthLie(byte[] bytes, Random random) {
        byte[] mutant = bytes.clone();
        int place = place(bytes, random);
        int[] lies = {-1, Integer.MAX_VALUE, 0, 1 << 30, 0xfffe, random.nextInt(), mutant.length, 0x7fff7fff};
        if (place + 4 <= mutant.length) {
            ByteBuffer.wrap(mutant)
                    .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                    .putInt(place, lies[random.nextInt(lies.length)]);
        }
        return mutant;
    }

    /** Writes over the text from the next digit on. */
    private static byte[] numberLie(byte[] bytes, Random random) {
        byte[] mutant = bytes.clone();
        int place = place(bytes, random);
        while (place < mutant.length && (mutant[place] < '0' || mutant[place] > '9')) {
            place++;
        }
        String[] lies = {"9", "-", "0", "1e9", "999999999", "nan", "\n", "none"};
        byte[] lie = lies[random.nextInt(lies.length)].getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(lie, 0, mutant, place, Math.min(lie.length, mutant.length - place));
        return mutant;
    }

    /** Copies a piece over another. */
    private static byte[] move(byte[] bytes, Random random) {
        byte[] mutant = bytes.clone();
        int from = place(bytes, random);
        int to = place(bytes, random);
        int length = Math.min(1 + random.nextInt(64), mutant.length - Math.max(from, to));
        System.arraycopy(bytes, from, mutant, to, Math.max(0, length));
        return mutant;
    }

    private List<Path> corpus() throws IOException {
        List<Path> corpus = new ArrayList<>();
        addFiles(corpus, Path.of("src", "test", "resources", "org", "lesionlens", "io", "dicom"));
        addFiles(corpus, Path.of("test-data", "phantom_dicom_implicit"));
        for (int copy = 0; copy < 3; copy++) {
            addFiles(corpus, FormatFixturesTest.FOLDER);
        }
        for (String beside : List.of("detached.raw.gz", "pair.raw")) {
            Files.copy(FormatFixturesTest.FOLDER.resolve(beside), folder.resolve(beside));
        }
        String more = System.getProperty("lesionlens.fuzz.corpus");
        if (more != null) {
            addFiles(corpus, Path.of(more));
        }
        ProbabilityMap map = ProbabilityMap.allocate(VolumeGeometry.axisAligned(new long[] {9, 8, 7}, 2, 2, 5));
        for (int copy = 0; copy < 8; copy++) {
            Path nifti = folder.resolve("seed" + copy + (copy % 2 == 0 ? ".nii" : ".nii.gz"));
            NiftiWriter.FAST.writeProbability(nifti, map);
            corpus.add(nifti);
        }
        return corpus;
    }

    private static void addFiles(List<Path> corpus, Path from) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (Files.size(file) <= LARGEST_SEED) {
                    corpus.add(file);
                }
            }
        }
    }
}
