package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.io.dicom.EchoSeries;
import org.lesionlens.io.dicom.StoredObjects;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

class CaseListingTest {
    private static final Path DATA = Path.of("test-data");

    @TempDir
    private Path input;

    @BeforeEach
    void fill() throws IOException {
        copy("phantom_slice.png", "a.png");
        copy("phantom_slice.png", "day 1/a.png");
        copy("phantom_slice.png", "day 1/deep/b.png");
        copy("phantom_dicom/IM0003.dcm", "series/1.dcm");
        copy("phantom_slice.png", "series/report.png");
        copy("phantom_slice.png", "series/more/c.png");
        copy("phantom_slice.png", "results/a/mask.png");
        Files.writeString(input.resolve("notes.txt"), "no image");
    }

    private void copy(String from, String to) throws IOException {
        Path target = input.resolve(to);
        Files.createDirectories(target.getParent());
        Files.copy(DATA.resolve(from), target);
    }

    private static ReadOptions options(Case item) {
        return item.inputs().get(0).options();
    }

    private CaseListing listing(Path folder, boolean subfolders) {
        ReadOptions reading = new ReadOptions(Optional.empty(), false);
        return new CaseListing(folder, input.resolve("results"), subfolders, InputReading.of(reading), PathGlobs.ALL);
    }

    @Test
    void theFilesAndTheDicomFoldersOfAFolderAreCases() throws IOException {
        assertThat(listing(input, false).cases()).extracting(Case::name).containsExactly("a", "series");
    }

    @Test
    void imagesInFoldersInsideItAreCalledByTheirPath() throws IOException {
        assertThat(listing(input, true).cases())
                .extracting(Case::name)
                .containsExactly("a", "day 1_a", "day 1_deep_b", "series", "series_more_c");
    }

    @Test
    void masksContoursAndReportsOfDicomAreNoCases() throws IOException {
        Path mixed = Files.createDirectories(input.resolve("mixed"));
        copy("phantom_slice.png", "mixed/a.png");
        copy("phantom_dicom/IM0003.dcm", "mixed/series/1.dcm");
        for (String sopClass : List.of("66.4", "481.3", "88.34")) {
            StoredObjects.write(mixed.resolve(sopClass + ".dcm"), "1.2.840.10008.5.1.4.1.1." + sopClass);
            StoredObjects.write(
                    mixed.resolve("series").resolve(sopClass + ".dcm"), "1.2.840.10008.5.1.4.1.1." + sopClass);
        }
        assertThat(listing(mixed, true).cases()).extracting(Case::name).containsExactly("a", "series");
    }

    /** Only the folder that holds the images, not those above it, though each of them alone could be read. */
    @Test
    void theSeriesOfAPatientCdIsOneCase() throws IOException {
        Path cds = input.resolve("series/cds");
        copy("phantom_dicom/IM0003.dcm", "series/cds/one/DICOM/S1/I1");
        copy("phantom_dicom/IM0003.dcm", "series/cds/one/DICOMDIR");
        assertThat(listing(cds, true).cases()).extracting(Case::name).containsExactly("one_DICOM_S1");
    }

    @Test
    void anArchiveIsACase() throws IOException {
        Path archives = Files.createDirectories(input.resolve("archives"));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archives.resolve("one.zip")))) {
            zip.putNextEntry(new ZipEntry("a.png"));
            zip.write(Files.readAllBytes(DATA.resolve("phantom_slice.png")));
        }
        Files.writeString(archives.resolve("broken.tar.gz"), "no archive");
        assertThat(listing(archives, true).cases()).extracting(Case::name).containsExactly("broken", "one");
    }

    @Test
    void aDicomFolderIsItselfACase() throws IOException {
        Path series = input.resolve("series");
        assertThat(listing(series, false).cases()).extracting(Case::name).containsExactly("series");
        assertThat(listing(series, true).cases()).extracting(Case::name).containsExactly("series", "more_c");
    }

    @Test
    void theSeriesGoesToEveryCase() throws IOException {
        ReadOptions reading = new ReadOptions(Optional.of("1.2.3"), false);
        CaseListing listing =
                new CaseListing(input, input.resolve("results"), false, InputReading.of(reading), PathGlobs.ALL);
        assertThat(listing.cases()).allMatch(item -> options(item).seriesUid().equals(Optional.of("1.2.3")));
    }

    @Test
    void pathsThatBecomeOneNameAreRefused() throws IOException {
        copy("phantom_slice.png", "day 1_a.png");
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> listing(input, true).cases())
                .withMessageContaining("two images are called day 1_a");
    }

    @Test
    void whereOnlyTheFoldersInsideHoldImagesThatIsSaid() throws IOException {
        Path outer = Files.createDirectories(input.resolve("outer"));
        copy("phantom_slice.png", "outer/inner/a.png");
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> listing(outer, false).cases())
                .withMessageContaining("let the folders inside it be searched too");
    }

    @Test
    void eachOfSeveralSeriesOfAFolderIsACase() throws IOException {
        copy("phantom_dicom_implicit/IM0003.dcm", "series/2.dcm");
        assertThat(listing(input, false).cases())
                .extracting(Case::name)
                .hasSize(3)
                .allMatch(name -> name.equals("a") || name.matches("series_S.*"));
        assertThat(listing(input, false).cases().subList(1, 3))
                .extracting(item -> options(item).seriesUid())
                .doesNotContain(Optional.empty())
                .doesNotHaveDuplicates();
    }

    /** Of 4 x 3 x 2 voxels of a byte. */
    private byte[] pairHeader() throws IOException {
        Path whole = input.resolve("series/whole.nii");
        VolumeGeometry geometry = VolumeGeometry.axisAligned(new long[] {4, 3, 2}, 1, 1, 1);
        NiftiWriter.FAST.writeMask(whole, LabelMap.allocate(geometry));
        byte[] header = Arrays.copyOf(Files.readAllBytes(whole), 348);
        header[345] = 'i';
        return header;
    }

    /** What lies beside a header is no case of its own. */
    @Test
    void aPairIsOneCase() throws IOException {
        Path pairs = Files.createDirectory(input.resolve("pairs"));
        byte[] header = pairHeader();
        for (String name : new String[] {"b.hdr", "c.hdr", "no_voxels.hdr"}) {
            Files.write(pairs.resolve(name), header);
        }
        Files.write(pairs.resolve("b.img"), new byte[24]);
        Files.write(pairs.resolve("c.img.gz"), new byte[24]);
        Files.write(pairs.resolve("alone.img"), new byte[24]);
        Files.writeString(pairs.resolve("envi.hdr"), "ENVI");
        assertThat(listing(pairs, true).cases()).extracting(Case::name).containsExactly("b", "c", "no_voxels");
    }

    @Test
    void eachVolumeOfASeriesIsACaseUnlessOneIsNamed() throws IOException {
        EchoSeries.write(input.resolve("echoes"), "1.2.5", 5);
        EchoSeries.write(input.resolve("series"), "1.2.6", 6);
        assertThat(listing(input, false).cases())
                .extracting(Case::name)
                .containsExactlyInAnyOrder("a", "echoes_V1", "echoes_V2", "series_S6_V1", "series_S6_V2", "series_S3");
        assertThat(listing(input, false).cases().subList(1, 3))
                .extracting(item -> options(item).volume().getAsInt())
                .containsExactly(1, 2);
        CaseListing named = new CaseListing(
                input,
                input.resolve("results"),
                false,
                InputReading.of(new ReadOptions(Optional.empty(), OptionalInt.of(2), false)),
                PathGlobs.ALL);
        assertThat(named.cases()).extracting(Case::name).contains("echoes").doesNotContain("echoes_V1");
    }

    @Test
    void hiddenFilesAndFoldersOfResultsAreNoCases() throws IOException {
        copy("phantom_slice.png", "._a.png");
        copy("phantom_slice.png", "older/a/mask.png");
        Files.writeString(input.resolve("older/a/analysis.json"), "{}");
        assertThat(listing(input, true).cases()).extracting(Case::name).doesNotContain("._a", "older_a_mask");
    }
}
