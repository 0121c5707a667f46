package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.Volume;

class UnpackedArchiveTest {
    private static final Path DATA = Path.of("test-data");
    private static final ReadOptions AS_IT_IS = new ReadOptions(Optional.empty(), false);

    @TempDir
    private Path folder;

    private static Map<String, byte[]> series(String before) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(DATA.resolve("phantom_dicom"))) {
            for (Path file : all.sorted().toList()) {
                files.put(before + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private Path archive(String name, Map<String, byte[]> files) throws IOException {
        Path archive = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(archive)) {
            if (name.endsWith(".zip")) {
                zip(out, files);
            } else {
                tar(name.endsWith("gz") ? new GZIPOutputStream(out) : out, files);
            }
        }
        return archive;
    }

    private static void zip(OutputStream out, Map<String, byte[]> files) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
    }

    private static void tar(OutputStream out, Map<String, byte[]> files) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry link = new TarArchiveEntry("link.dcm", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
    }

    private void assertRefused(Path archive, String... said) {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.read(archive, AS_IT_IS))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(archive + ": ")
                        .doesNotContain("lesionlens-unpacked", "(null)")
                        .contains(said));
    }

    @ParameterizedTest
    @CsvSource({"series.zip, ''", "series.tar.gz, DICOM/S1/", "series.tgz, a/", "series.tar, ''", "series.zip, a\\b\\"})
    void aSeriesInAnArchiveIsReadAsFromAFolder(String name, String before) throws IOException {
        Map<String, byte[]> files = series(before);
        files.put("__MACOSX/._x.dcm", new byte[120]);
        files.put("readme.txt", new byte[] {'a'});
        files.put("thumbnail.png", Files.readAllBytes(DATA.resolve("phantom_slice.png")));
        Path archive = archive(name, files);
        Volume expected =
                VolumeFiles.read(DATA.resolve("phantom_dicom"), AS_IT_IS).volume();
        LoadedVolume loaded = VolumeFiles.read(archive, AS_IT_IS);
        assertThat(loaded.format()).isEqualTo(VolumeFormat.DICOM);
        assertThat(loaded.volume().geometry()).isEqualTo(expected.geometry());
        assertThat(loaded.volume().voxels().getAt(80, 70, 9).get())
                .isEqualTo(expected.voxels().getAt(80, 70, 9).get());
        assertThat(VolumeFiles.header(archive, AS_IT_IS).size())
                .isEqualTo(Arrays.stream(expected.geometry().size()).boxed().toList());
        assertThat(VolumeFiles.caseName(archive)).isEqualTo("series");
    }

    @Test
    void oneVolumeOfAnotherFormatIsReadAndOfSeveralNoneIsGuessed() throws IOException {
        byte[] nifti = Files.readAllBytes(DATA.resolve("phantom_t1ce.nii.gz"));
        Map<String, byte[]> files = new LinkedHashMap<>(Map.of("a/t1ce.nii.gz", nifti, "a/readme.txt", new byte[3]));
        assertThat(VolumeFiles.read(archive("one.zip", files), AS_IT_IS).format())
                .isEqualTo(VolumeFormat.NIFTI);
        files.put("a/other.nii.gz", nifti);
        assertRefused(archive("two.zip", files), "several images: a/other.nii.gz, a/t1ce.nii.gz", "unpack it");
        files.remove("a/other.nii.gz");
        files.putAll(series("dicom/"));
        assertRefused(archive("both.tar.gz", files), "several images: DICOM, a/t1ce.nii.gz");
        assertRefused(archive("none.zip", Map.of("a.txt", new byte[3])), "holds no image");
    }

    @Test
    void whatWasUnpackedIsDeletedAlsoWhenReadingFails() throws IOException {
        Path archive = archive("series.zip", series(""));
        List<Path> seen = new ArrayList<>();
        UnpackedArchive.read(archive, content -> seen.add(content));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> UnpackedArchive.read(archive, content -> {
                    seen.add(content);
                    assertThat(content)
                            .isDirectoryContaining(file -> file.toString().endsWith(".dcm"));
                    throw new IllegalStateException();
                }));
        assertThat(seen).hasSize(2).noneMatch(Files::exists);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out.dcm", "a/../../out.dcm", "/out.dcm", "C:\\out.dcm", "..\\out.dcm"})
    void anEntryThatLeadsOutsideIsRefused(String name) throws IOException {
        Map<String, byte[]> files = series("");
        files.put(name, new byte[10]);
        assertRefused(archive("slip.zip", files), "leads outside of it");
        assertRefused(archive("slip.tar", files), "leads outside of it");
        assertThat(folder.resolve("out.dcm")).doesNotExist();
    }

    @Test
    void anArchiveThatGrowsBeyondMeasureIsRefused() throws IOException {
        assertRefused(
                archive("bomb.zip", Map.of("a.nii", new byte[1 << 28], "b.nii", new byte[1 << 20])), "unpacks to");
    }

    @Test
    void damagedAndEncryptedArchivesAreRefused() throws IOException {
        for (String name : List.of("cut.zip", "cut.tar.gz", "cut.tar")) {
            Path archive = archive(name, series(""));
            byte[] whole = Files.readAllBytes(archive);
            for (int length : List.of(12, 40, whole.length / 2)) {
                Files.write(archive, Arrays.copyOf(whole, length));
                assertRefused(archive, "cut");
            }
        }
        Path archive = archive("secret.zip", series(""));
        byte[] bytes = Files.readAllBytes(archive);
        for (int i = 0; i + 10 < bytes.length; i++) {
            if (bytes[i] == 'P' && bytes[i + 1] == 'K' && (bytes[i + 2] == 1 && bytes[i + 3] == 2)) {
                bytes[i + 8] |= 1;
            }
        }
        assertRefused(Files.write(archive, bytes), "encrypted", "with its password");
    }

    @ParameterizedTest
    @CsvSource({"Rar!\u001a\u0007\u0001x, rar", "7z\u00bc\u00af\u0027\u001c0, 7z", "BZh91AY&SY, bzip2"})
    void otherArchivesAreRefusedByName(String magic, String name) throws IOException {
        Path archive =
                Files.write(folder.resolve("series"), (magic + "0123456789").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(archive, "is an archive (" + name + ")", "unpack it first");
    }

    @Test
    void theSeriesOfAnArchiveIsChosenLikeThatOfAFolder() throws IOException {
        Map<String, byte[]> files = series("one/");
        try (Stream<Path> all = Files.list(DATA.resolve("phantom_dicom_implicit"))) {
            for (Path file : all.toList()) {
                files.put("two/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        Path archive = archive("both.zip", files);
        assertRefused(archive, "holds 2 series", "--series");
        String uid = "1.2.826.0.1.3680043.8.498.20261121.1." + "phantom_dicom_implicit".length();
        assertThat(VolumeFiles.read(archive, Optional.of(uid))
                        .volume()
                        .geometry()
                        .size(2))
                .isPositive();
    }

    /** What is stored without compression has nothing but its checksum. */
    @Test
    void aChangedByteIsNoticed() throws IOException {
        Path archive = archive("changed.tar.gz", series(""));
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length - 6] ^= 1; // of the checksum of all
        assertRefused(Files.write(archive, bytes), "damaged");
        Path zip = folder.resolve("stored.zip");
        byte[] image = Files.readAllBytes(DATA.resolve("phantom_slice.png"));
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.setLevel(0);
            out.putNextEntry(new ZipEntry("a.png"));
            out.write(image);
        }
        byte[] stored = Files.readAllBytes(zip);
        stored[stored.length / 2] ^= 1;
        assertRefused(Files.write(zip, stored), "damaged", "checksum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.zip", "a.tar", "a.tgz"})
    void damagedBytesGiveAnImageOrARefusalAndNothingElse(String name) throws IOException {
        Map<String, byte[]> files = Map.of("a/b.png", Files.readAllBytes(DATA.resolve("phantom_slice.png")));
        byte[] whole = Files.readAllBytes(archive(name, files));
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            byte[] mutant = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                int end = random.nextBoolean() ? mutant.length : Math.min(mutant.length, 1100);
                mutant[random.nextInt(end)] = (byte) random.nextInt(256);
            }
            Path path = Files.write(folder.resolve(name), mutant);
            try {
                assertThat(VolumeFiles.read(path, AS_IT_IS)).isNotNull();
            } catch (MalformedFileException e) {
                assertThat(e).hasMessageStartingWith(path + ": ").hasMessageNotContaining("(null)");
            }
        }
    }
}
