package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.EchoSeries;
import org.lesionlens.volume.UserMessageException;
import org.scijava.Context;
import org.scijava.io.IOPlugin;
import org.scijava.io.IOService;

/** In a context of SciJava, which finds the opener by its index, as Fiji does. */
class MedicalVolumeOpenerTest {
    private static final Path DATA = Path.of("test-data").toAbsolutePath();
    private static Context context;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startSciJava() {
        context = new Context(IOService.class);
    }

    @AfterAll
    static void stopSciJava() {
        context.dispose();
    }

    private static IOService io() {
        return context.service(IOService.class);
    }

    private static boolean isOurs(Path path) throws IOException {
        return io().getOpener(path.toString()) instanceof MedicalVolumeOpener;
    }

    @Test
    void itComesBeforeTheOpenersOfImageJ() {
        assertThat(io().getPlugins())
                .filteredOn(info -> info.getClassName().equals(MedicalVolumeOpener.class.getName()))
                .singleElement()
                .matches(info -> info.is("eager"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.nii", "b.nii.gz", "C.NII.GZ", "d.nrrd", "e.nhdr", "f.mha", "R\u00f6ntgen 1 %20.mhd"})
    void filesOfTheseNamesAreOpened(String name) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        assertThat(isOurs(file)).isTrue();
        assertThat(new MedicalVolumeOpener().supportsOpen(file.toString())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tif", "b.tiff", "c.png", "d.dcm", "e.zip", "f.gz", "nii", "g.txt"})
    void whatFijiOpensItselfIsLeftToIt(String name) throws IOException {
        assertThat(isOurs(Files.createFile(folder.resolve(name)))).isFalse();
        assertThat(isOurs(folder)).as("a folder without DICOM").isFalse();
    }

    @Test
    void aFileOfDicomIsFijisAndItsFolderOurs() throws IOException {
        Path series = folder.resolve("series");
        EchoSeries.write(series, "1.2.5", 5);
        assertThat(isOurs(series.resolve("5_0.dcm"))).isFalse();
        assertThat(isOurs(series)).isTrue();
        Files.createFile(series.resolve("overview.png"));
        assertThat(isOurs(series)).as("an image sequence, or results").isFalse();
        assertThat(isOurs(folder.resolve("missing.nii"))).isFalse();
    }

    @Test
    void anImageIsThatOfTheFile() throws IOException {
        Path file = DATA.resolve("phantom_t1ce.nii.gz");
        assertThat(io().getOpener(file.toString()).getDataType()).isEqualTo(ImagePlus.class);
        ImagePlus image = (ImagePlus) io().open(file.toString());
        ImagePlus truth = FijiVolumes.image("phantom_t1ce", VolumeFiles.read(file, Optional.empty()));
        assertThat(image.getTitle()).isEqualTo("phantom_t1ce");
        assertThat(image.isVisible()).isFalse();
        assertThat(image.getCalibration().equals(truth.getCalibration())).isTrue();
        assertThat(image.getImageProperties().entrySet())
                .as("grid, and what the file says of it")
                .containsAll(truth.getImageProperties().entrySet());
        assertThat(image.getStack().getProcessor(7).getPixels())
                .isEqualTo(truth.getStack().getProcessor(7).getPixels());
    }

    @Test
    void whatHoldsSeveralIsRefusedByTheNameOfTheCommand() throws IOException {
        EchoSeries.write(folder, "1.2.5", 5);
        EchoSeries.write(folder, "1.2.6", 6);
        IOPlugin<?> opener = io().getOpener(folder.toString());
        assertThatThrownBy(() -> opener.open(folder.toString()))
                .isInstanceOf(UserMessageException.class)
                .hasMessageStartingWith("Plugins > LesionLens > Open Medical Volume...: ")
                .hasMessageContaining("holds 2 series");
    }

    @Test
    void aDamagedFileIsToldInOneSentence() throws IOException {
        Path file = Files.writeString(folder.resolve("a.nii.gz"), "no image");
        assertThatThrownBy(() -> io().open(file.toString()))
                .isInstanceOf(UserMessageException.class)
                .hasMessageContaining("a.nii.gz: is of no known format");
    }
}
