package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.inference.Device;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelMemory;

/** An image that does not fit the memory has the same results, in every byte, as one that does. */
class PagedAnalysisTest {
    private static final String MEMORY = "lesionlens.voxels.mib";
    private static final ReadOptions OPTIONS = new ReadOptions(Optional.empty(), false);
    private static final Path PHANTOM = Path.of("test-data/phantom_t1ce.nii.gz");

    @TempDir
    private Path folder;

    @AfterEach
    void asMuchMemoryAsThereIs() {
        System.clearProperty(MEMORY);
    }

    private static void littleMemory() {
        System.setProperty(MEMORY, "4");
        assertThat(VoxelMemory.holds(160 * 160 * 20)).isFalse();
    }

    /** How an image may lie in its file. */
    enum Kind {
        FLOATS("p.nii") {
            @Override
            void write(Path file, Volume phantom) throws IOException {
                NiftiWriter.FAST.writeVolume(file, phantom);
            }
        },
        COMPRESSED_FLOATS("p.nii.gz") {
            @Override
            void write(Path file, Volume phantom) throws IOException {
                NiftiWriter.FAST.writeVolume(file, phantom);
            }
        },
        COMPRESSED_SHORTS("p.nii.gz") {
            @Override
            void write(Path file, Volume phantom) throws IOException {
                Files.copy(PHANTOM, file);
            }
        },
        SHORTS("p.mha") {
            @Override
            void write(Path file, Volume phantom) throws IOException {
                metaImage(file, phantom, "MET_SHORT", false, number -> number - 200);
            }
        },
        UNSIGNED_SHORTS_OF_HIGH_BYTE_FIRST("p.mha") {
            @Override
            void write(Path file, Volume phantom) throws IOException {
                metaImage(file, phantom, "MET_USHORT", true, number -> number * 64);
            }
        },
        COMPRESSED_UNSIGNED_SHORTS("p.mha") {
            @Override
            void write(Path file, Volume phantom) throws IOException {
                metaImage(file, phantom, "MET_USHORT", false, number -> number * 64);
                byte[] all = Files.readAllBytes(file);
                int start = all.length - 2 * 160 * 160 * 20;
                String header = new String(all, 0, start, StandardCharsets.US_ASCII);
                try (OutputStream out = Files.newOutputStream(file)) {
                    out.write(header.replace("Compressed" + "Data = False", "CompressedData = True")
                            .getBytes(StandardCharsets.US_ASCII));
                    GZIPOutputStream packed = new GZIPOutputStream(out);
                    packed.write(all, start, all.length - start);
                    packed.finish();
                }
            }
        },
        DICOM_SERIES("p") {
            @Override
            void write(Path file, Volume phantom) throws IOException {
                Files.createDirectory(file);
                try (Stream<Path> slices = Files.list(Path.of("test-data/phantom_dicom"))) {
                    for (Path slice : slices.toList()) {
                        Files.copy(slice, file.resolve(slice.getFileName()));
                    }
                }
            }
        },
        SLICES_ALONG_X("p.nii") {
            @Override
            void write(Path file, Volume phantom) throws IOException {
                VolumeGeometry grid = phantom.geometry();
                double[][] affine = grid.affine();
                for (double[] row : affine) {
                    double first = row[0];
                    row[0] = row[2];
                    row[2] = first;
                }
                NiftiWriter.FAST.writeVolume(
                        file,
                        new Volume(
                                Views.permute(phantom.voxels(), 0, 2),
                                VolumeGeometry.fromAffine(
                                        new long[] {grid.size(2), grid.size(1), grid.size(0)}, affine)));
            }
        };

        private final String name;

        Kind(String name) {
            this.name = name;
        }

        abstract void write(Path file, Volume phantom) throws IOException;
    }

    private static void metaImage(Path file, Volume phantom, String type, boolean highFirst, IntUnaryOperator stored)
            throws IOException {
        String header = "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = "
                + (highFirst ? "True" : "False") + "\nCompressedData = False\nOffset = -119 -119 -61\n"
                + "TransformMatrix = 1 0 0 0 1 0 0 0 1\nElementSpacing = 1.5 1.5 6.5\nDimSize = 160 160 20\nElementType = "
                + type + "\nElementDataFile = LOCAL\n";
        ByteBuffer voxels = ByteBuffer.allocate(2 * 160 * 160 * 20)
                .order(highFirst ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (FloatType voxel : Views.flatIterable(phantom.voxels())) {
            voxels.putShort((short) stored.applyAsInt((int) voxel.get()));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            out.write(voxels.array());
        }
    }

    private Path written(Kind kind) throws IOException {
        Path file = folder.resolve(kind.name);
        kind.write(file, VolumeFiles.read(PHANTOM, OPTIONS).volume());
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void resultsDoNotDependOnTheMemory(Kind kind) throws IOException {
        Path image = written(kind);
        Map<String, byte[]> whole = results(image, folder.resolve("whole"));
        littleMemory();
        Map<String, byte[]> paged = results(image, folder.resolve("paged"));
        assertThat(paged.keySet()).isEqualTo(whole.keySet()).hasSizeGreaterThanOrEqualTo(6);
        whole.forEach((name, bytes) -> assertThat(paged.get(name)).as(name).isEqualTo(bytes));
    }

    private static Map<String, byte[]> results(Path image, Path output) throws IOException {
        Case item = new Case("case", image, OPTIONS);
        try (AnalysisModels models =
                ChosenModels.find(Optional.empty(), Optional.empty()).open(Optional.of(Device.CPU), 1, Progress.NONE)) {
            CaseRunner runner = new CaseRunner(
                    models,
                    CaseSettings.of(
                            AnalysisChoices.NONE.resolvedFor(models.segmenter().description())),
                    output);
            LoadedImage volume = runner.read(item);
            Path folder = runner.writeAside(item, volume, runner.analyze(item, volume, Progress.NONE), Map.of())
                    .folder();
            return files(folder);
        }
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> listing = Files.list(folder)) {
            for (Path file : listing.toList()) {
                String name = file.getFileName().toString();
                files.put(name, name.equals(CaseFolder.SIDECAR) ? withoutTimes(file) : Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static byte[] withoutTimes(Path sidecar) throws IOException {
        String text = Files.readString(sidecar);
        return text.substring(0, text.indexOf("\"seconds\""))
                .replaceAll("\"created\"[^,]*,", "")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFileThatIsChangedWhileItIsReadIsRefused() throws IOException {
        Path image = written(Kind.SHORTS);
        System.setProperty(MEMORY, "1");
        Volume volume = VolumeFiles.read(image, OPTIONS).volume();
        byte[] all = Files.readAllBytes(image);
        for (byte[] other : List.of(java.util.Arrays.copyOf(all, all.length / 2), new byte[0])) {
            Files.write(image, other);
            assertThatThrownBy(() -> sum(volume))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("was changed or taken away while it was read");
        }
        Files.delete(image);
        assertThatThrownBy(() -> sum(volume)).hasMessageContaining("was changed or taken away while it was read");
    }

    private static double sum(Volume volume) {
        double sum = 0;
        for (FloatType voxel : Views.flatIterable(volume.voxels())) {
            sum += voxel.get();
        }
        return sum;
    }

    @Test
    void aFileThatIsTooShortOrTooLongIsRefusedAtOnce() throws IOException {
        Path image = written(Kind.SHORTS);
        littleMemory();
        byte[] all = Files.readAllBytes(image);
        List<byte[]> wrong = new ArrayList<>(List.of(java.util.Arrays.copyOf(all, all.length - 1)));
        byte[] longer = java.util.Arrays.copyOf(all, all.length + 1);
        longer[all.length] = 1;
        wrong.add(longer);
        for (byte[] bytes : wrong) {
            Files.write(image, bytes);
            assertThatThrownBy(() -> VolumeFiles.read(image, OPTIONS)).isInstanceOf(MalformedFileException.class);
        }
    }

    @Test
    void anImageInAnArchiveOutlivesWhatWasUnpacked() throws IOException {
        Path image = written(Kind.SHORTS);
        Path archive = folder.resolve("p.zip");
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new java.util.zip.ZipEntry("p.mha"));
            zip.write(Files.readAllBytes(image));
        }
        double sum = sum(VolumeFiles.read(image, OPTIONS).volume());
        littleMemory();
        assertThat(sum(VolumeFiles.read(archive, OPTIONS).volume())).isEqualTo(sum);
    }
}
