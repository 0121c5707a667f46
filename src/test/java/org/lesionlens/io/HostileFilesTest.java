package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicom.DrawnStructures;
import org.lesionlens.io.dicom.JpegFiles;
import org.lesionlens.io.dicom.JpegLsFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.tiff.TiffBlocksTest;
import org.lesionlens.io.tiff.TiffBytes;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A seeded fuzzer: whatever is done to a file, it becomes an image or a {@link MalformedFileException} that names it,
 * within the time and memory of {@link ReadingWatch}.
 *
 * <p>{@code -Dlesionlens.fuzz.minutes=60} lets it run for that long, {@code -Dlesionlens.fuzz.corpus=FOLDER} adds the
 * files of a folder to be mutated, {@code -Dlesionlens.fuzz.only=jpegls|jpeg2000} keeps those whose names have such a
 * part (a regular expression), {@code -Dlesionlens.fuzz.seed=N} begins at a seed. What it finds is kept in
 * {@code target/hostile}.
 */
class HostileFilesTest {
    private static final int MUTANTS = 3000;
    private static final long LARGEST_SEED = 1 << 20;
    private static final Path KEPT = Path.of("target", "hostile");

    @TempDir
    Path folder;

    @Test
    void everyMutantIsAnImageOrARefusal() throws IOException, InterruptedException {
        List<Path> corpus = chosen(corpus());
        long end = System.nanoTime() + 60_000_000_000L * Integer.getInteger("lesionlens.fuzz.minutes", 0);
        long first = Long.getLong("lesionlens.fuzz.seed", 0);
        long seed = first;
        Path file = folder;
        try (ReadingWatch watch = new ReadingWatch()) {
            for (; seed < first + MUTANTS || System.nanoTime() < end; seed++) {
                Random random = new Random(seed);
                Path original = corpus.get(random.nextInt(corpus.size()));
                byte[] mutant = mutate(Files.readAllBytes(original), random);
                file = Files.write(
                        folder.resolve(original.toString().endsWith(".hdr") ? "pair.hdr" : "mutant"), mutant);
                assertOutcome(watch, file, original + ", seed " + seed);
            }
        } catch (AssertionError e) {
            Files.createDirectories(KEPT);
            Files.copy(file, KEPT.resolve("seed" + seed), StandardCopyOption.REPLACE_EXISTING);
            throw e;
        }
        System.out.println(seed - first + " mutants of " + corpus.size() + " files");
    }

    /** Contours are put on a grid of somebody else. */
    @Test
    void everyMutantOfAStructureSetIsAMaskOrARefusal() throws IOException, InterruptedException {
        byte[] whole = Files.readAllBytes(DrawnStructures.sample(folder.resolve("structures.dcm")));
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {20, 20, 12}, 1, 1, 2);
        int masks = 0;
        try (ReadingWatch watch = new ReadingWatch()) {
            for (int seed = 0; seed < MUTANTS / 2; seed++) {
                Path mutant = Files.write(folder.resolve("mutant"), mutate(whole, new Random(seed)));
                Object outcome = watch.watch(() -> maskOrRefusal(mutant, grid), "structures, seed " + seed);
                masks += outcome instanceof LabelMap ? 1 : 0;
            }
        }
        assertThat(masks).isBetween(50, MUTANTS / 2 - 50);
    }

    private static Object maskOrRefusal(Path mutant, VolumeGeometry grid) throws IOException {
        try {
            return VolumeFiles.readLabels(mutant, Optional.of(grid), warning -> {});
        } catch (MalformedFileException | UserMessageException e) {
            return e;
        }
    }

    private void assertOutcome(ReadingWatch watch, Path mutant, String description) throws InterruptedException {
        Object outcome = watch.read(mutant, description);
        if (outcome instanceof MalformedFileException refusal) {
            assertThat(refusal).as(description).hasMessageStartingWith(folder + "/");
        } else {
            assertThat(outcome).as(description).isInstanceOf(LoadedVolume.class);
        }
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

    private static List<Path> chosen(List<Path> corpus) {
        Pattern only = Pattern.compile(System.getProperty("lesionlens.fuzz.only", ""));
        List<Path> chosen = corpus.stream()
                .filter(file -> only.matcher(file.getFileName().toString()).find())
                .toList();
        assertThat(chosen).as("files to be mutated, of names with %s", only).isNotEmpty();
        return chosen;
    }

    private List<Path> corpus() throws IOException {
        List<Path> corpus = new ArrayList<>(JpegLsFiles.write(folder));
        addFiles(corpus, Path.of("src", "test", "resources", "org", "lesionlens", "io", "dicom"));
        addFiles(corpus, Path.of("test-data", "phantom_dicom_implicit"));
        for (int copy = 0; copy < 3; copy++) {
            addFiles(corpus, FormatFixturesTest.FOLDER);
        }
        for (String beside : List.of("detached.raw.gz", "pair.raw")) {
            Files.copy(FormatFixturesTest.FOLDER.resolve(beside), folder.resolve(beside));
        }
        addTiffs(corpus);
        for (var file : JpegFiles.ofAllKinds().entrySet()) {
            corpus.add(Files.write(folder.resolve(file.getKey() + ".dcm"), file.getValue()));
        }
        addVolumesOfManyFiles(corpus);
        String more = System.getProperty("lesionlens.fuzz.corpus");
        if (more != null) {
            addFiles(corpus, Path.of(more));
        }
        corpus.add(DrawnStructures.sample(folder.resolve("structures.dcm")));
        ProbabilityMap map = ProbabilityMap.allocate(VolumeGeometry.axisAligned(new long[] {9, 8, 7}, 2, 2, 5));
        for (int copy = 0; copy < 8; copy++) {
            Path nifti = folder.resolve("seed" + copy + (copy % 2 == 0 ? ".nii" : ".nii.gz"));
            NiftiWriter.FAST.writeProbability(nifti, map);
            corpus.add(nifti);
        }
        return corpus;
    }

    /** A NIfTI pair, text, bzip2, and slices in files of their own. */
    private void addVolumesOfManyFiles(List<Path> corpus) throws IOException {
        ProbabilityMap map = ProbabilityMap.allocate(VolumeGeometry.axisAligned(new long[] {4, 3, 2}, 2, 2, 5));
        NiftiWriter.FAST.writeProbability(folder.resolve("whole.nii"), map);
        byte[] header = Arrays.copyOf(Files.readAllBytes(folder.resolve("whole.nii")), 348);
        header[345] = 'i';
        ByteBuffer.wrap(header).putFloat(108, 0);
        Files.write(folder.resolve("pair.img"), new byte[96]);
        Files.write(folder.resolve("s1.raw"), new byte[12]);
        Files.write(folder.resolve("s2.raw"), new byte[12]);
        String nrrd = "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 4 3 2\nspacings: 1 1 1\nencoding: ";
        String meta = "ObjectType = Image\nNDims = 3\nOffset = 0 0 0\nElementSpacing = 1 1 1\nDimSize = 4 3 2\n"
                + "ElementType = MET_UCHAR\nElementDataFile = ";
        ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
        bzip2.writeBytes((nrrd + "bzip2\n\n").getBytes(StandardCharsets.US_ASCII));
        try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(bzip2)) {
            out.write(new byte[24]);
        }
        for (int copy = 0; copy < 3; copy++) {
            corpus.add(Files.write(folder.resolve("seed.hdr"), header));
            corpus.add(Files.writeString(folder.resolve("list.nhdr"), nrrd + "raw\ndata file: LIST\ns1.raw\ns2.raw\n"));
            corpus.add(Files.writeString(folder.resolve("count.nhdr"), nrrd + "raw\ndata file: s%d.raw 1 2 1\n"));
            corpus.add(Files.writeString(folder.resolve("list.mhd"), meta + "LIST\ns1.raw\ns2.raw\n"));
            corpus.add(Files.writeString(folder.resolve("count.mhd"), meta + "s%d.raw 1 2 1\n"));
            corpus.add(Files.writeString(folder.resolve("text.nrrd"), nrrd + "ascii\n\n" + "7 0.5 -1e3 ".repeat(8)));
            corpus.add(Files.write(folder.resolve("bzip2.nrrd"), bzip2.toByteArray()));
        }
    }

    /** Pages in tiles and strips, compressed in every way. */
    private void addTiffs(List<Path> corpus) throws IOException {
        corpus.add(Files.write(
                folder.resolve("planes.tif"), TiffBytes.tiledPlanes().array()));
        for (String compression : List.of("Deflate", "LZW", "PackBits", "JPEG", "none")) {
            boolean tiled = !compression.equals("LZW");
            int type = compression.equals("Deflate") ? BufferedImage.TYPE_USHORT_GRAY : BufferedImage.TYPE_3BYTE_BGR;
            byte[] tiff = TiffBlocksTest.written(TestImages.ramp(type, 40, 20), compression, tiled);
            corpus.add(Files.write(folder.resolve(compression + ".tif"), tiff));
        }
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
