package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.nifti.NiftiReader;
import org.lesionlens.volume.Volume;

/** dcm2niix as an independent judge: every voxel of ours lies within 1e-3 mm of one of its voxels of the same value. */
class Dcm2niixTest {
    private static final int COLUMNS = 14;
    private static final int ROWS = 12;
    private static final int SLICES = 5;
    private static final double TOLERANCE_MM = 1e-3;

    @TempDir
    Path folder;

    @BeforeAll
    static void needsDcm2niix() {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "dcm2niix")));
        assumeTrue(found, "dcm2niix is not on the path: apt-get install dcm2niix");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            axial                        | HFS  | 1\\0\\0\\0\\1\\0                                  |  3
            axial, reversed order        | HFS  | 1\\0\\0\\0\\1\\0                                  | -3
            negative column cosine       | HFS  | 1\\0\\0\\0\\-1\\0                                 |  3
            negative row cosine          | HFS  | -1\\0\\0\\0\\1\\0                                 |  2.5
            feet first, prone            | FFP  | -1\\0\\0\\0\\-1\\0                                |  3
            feet first, supine           | FFS  | -1\\0\\0\\0\\1\\0                                 | -3
            decubitus left               | HFDL | 0\\-1\\0\\1\\0\\0                                 |  3
            decubitus right              | HFDR | 0\\1\\0\\-1\\0\\0                                 |  3
            sagittal                     | HFS  | 0\\1\\0\\0\\0\\-1                                 |  4
            sagittal, reversed           | HFS  | 0\\1\\0\\0\\0\\-1                                 | -4
            coronal                      | HFS  | 1\\0\\0\\0\\0\\-1                                 |  4
            coronal, mirrored            | HFS  | -1\\0\\0\\0\\0\\-1                                |  4
            oblique                      | HFS  | 0.992546\\0\\0.121869\\0.025338\\0.978148\\-0.206361 | 6.5
            oblique, reversed            | HFS  | 0.992546\\0\\0.121869\\0.025338\\0.978148\\-0.206361 | -1.1
            """)
    void seriesLieWhereDcm2niixPutsThem(String name, String position, String cosines, double step)
            throws IOException, InterruptedException {
        double[] c = Stream.of(cosines.split("\\\\"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        Vector row = Vector.of(c, 0);
        Vector column = Vector.of(c, 3);
        Vector way = row.cross(column).unit().times(step);
        Path series = Files.createDirectory(folder.resolve("series"));
        for (int k = 0; k < SLICES; k++) {
            Vector p = new Vector(-30.25, 41.5, -12.75).plus(way.times(k));
            DicomBytes slice = slice(k).text(0x00185100, "CS", position)
                    .text(0x00200032, "DS", String.format(Locale.ROOT, "%.5f\\%.5f\\%.5f", p.x(), p.y(), p.z()))
                    .text(0x00200037, "DS", cosines);
            Files.write(series.resolve(name.substring(0, 3) + k + ".dcm"), slice.array());
        }
        assertSameMap(series);
    }

    /** The header's normal goes along row x column or against it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            axial           | 1\\0\\0\\0\\1\\0                                  |  1
            axial, down     | 1\\0\\0\\0\\1\\0                                  | -1
            sagittal        | 0\\1\\0\\0\\0\\-1                                 |  1
            sagittal, down  | 0\\1\\0\\0\\0\\-1                                 | -1
            coronal         | 1\\0\\0\\0\\0\\-1                                 |  1
            oblique         | 0.992546\\0\\0.121869\\0.025338\\0.978148\\-0.206361 |  1
            oblique, down   | 0.992546\\0\\0.121869\\0.025338\\0.978148\\-0.206361 | -1
            """)
    void mosaicsLieWhereDcm2niixPutsThem(String name, String cosines, double sign)
            throws IOException, InterruptedException {
        double[] c = Stream.of(cosines.split("\\\\"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        Vector normal = Vector.of(c, 0).cross(Vector.of(c, 3)).unit().times(sign);
        DicomBytes mosaic = CsaBytes.mosaic(SLICES, ROWS, COLUMNS, "" + normal.x(), "" + normal.y(), "" + normal.z())
                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
                .text(0x00080018, "UI", "1.2.3.4.1")
                .text(0x00080020, "DA", "20200101")
                .text(0x00080070, "LO", "SIEMENS")
                .text(0x0020000d, "UI", "1.2.9")
                .text(0x00200013, "IS", "1")
                .text(0x00280030, "DS", "1.5\\1.25")
                .text(0x00200032, "DS", "-30.25\\41.5\\-12.75")
                .text(0x00200037, "DS", cosines);
        Path series = Files.createDirectory(folder.resolve("mosaic"));
        Files.write(series.resolve(name.substring(0, 3) + ".dcm"), mosaic.array());
        assertSameMap(series);
    }

    private static DicomBytes slice(int k) {
        int[] pixels = new int[COLUMNS * ROWS];
        java.util.Arrays.setAll(pixels, i -> 1000 * k + i);
        return DicomBytes.slice(0)
                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
                .text(0x00080018, "UI", "1.2.3.4." + (k + 1))
                .text(0x00080020, "DA", "20200101")
                .text(0x00080070, "LO", "Phantom")
                .text(0x0020000d, "UI", "1.2.9")
                .text(0x00200013, "IS", "" + (k + 1))
                .text(0x00280030, "DS", "1.5\\1.25")
                .shorts(0x00280010, "US", ROWS)
                .shorts(0x00280011, "US", COLUMNS)
                .shorts(0x7fe00010, "OW", pixels);
    }

    @Test
    void thePhantomsLieWhereDcm2niixPutsThem() throws IOException, InterruptedException {
        for (String name : List.of("phantom_dicom", "phantom_dicom_implicit")) {
            assertSameMap(Path.of("test-data", name));
        }
    }

    @Test
    void realSeriesLieWhereDcm2niixPutsThem() throws IOException, InterruptedException {
        Path shared = Path.of("..", "shared", "data", "dicom");
        assumeTrue(Files.isDirectory(shared), "the shared data are not beside the project");
        try (Stream<Path> series = Files.list(shared)) {
            for (Path one : series.filter(Files::isDirectory).toList()) {
                assertSameMap(one);
            }
        }
    }

    private void assertSameMap(Path series) throws IOException, InterruptedException {
        Volume ours = DicomSeriesReader.read(series, Optional.empty());
        Volume theirs = NiftiReader.read(dcm2niix(series));
        var voxels = ours.voxels().localizingCursor();
        var other = theirs.voxels().randomAccess();
        double furthest = 0;
        long different = 0;
        while (voxels.hasNext()) {
            float value = voxels.next().get();
            double[] world = ours.geometry().toWorld(voxels.positionAsDoubleArray());
            double[] index = theirs.geometry().toIndex(world);
            for (int axis = 0; axis < 3; axis++) {
                long nearest = Math.round(index[axis]);
                furthest = Math.max(
                        furthest,
                        Math.abs(index[axis] - nearest) * theirs.geometry().spacingMm(axis));
                other.setPosition(nearest, axis);
            }
            different += other.get().get() == value ? 0 : 1;
        }
        assertThat(furthest).as("mm").isLessThanOrEqualTo(TOLERANCE_MM);
        assertThat(different).as("voxels of another value").isZero();
    }

    private Path dcm2niix(Path series) throws IOException, InterruptedException {
        Path out = Files.createDirectory(folder.resolve("nifti of " + series.getFileName()));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        "dcm2niix", "-z", "n", "-b", "n", "-o", out.toString(), "-f", "x", series.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(out.resolve("x.nii")).as(Files.readString(log)).isRegularFile();
        return out.resolve("x.nii");
    }
}
