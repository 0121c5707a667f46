package org.lesionlens.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.model.UnsuitableModelException;

class ModelZipTest {
    @TempDir
    private Path place;

    /** A zip of a folder, its names below another one. */
    static Path zip(Path folder, Path zip, String below) throws IOException {
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new ZipEntry(below + folder.relativize(file)));
                Files.copy(file, entries);
            }
        }
        return zip;
    }

    private Path zipOf(String name, byte[] content) throws IOException {
        Path zip = place.resolve("model.zip");
        try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(zip))) {
            entries.putNextEntry(new ZipEntry(name));
            entries.write(content);
        }
        return zip;
    }

    @Test
    void aModelIsTheSameOutOfAZip() throws IOException {
        Path folder = ForeignFiles.bioimageio(Files.createDirectory(place.resolve("tiny")));
        Path zip = zip(folder, place.resolve("tiny.zip"), "tiny-1.0/");
        assertThat(ModelZip.is(zip)).isTrue();
        Path content;
        try (ModelZip unpacked = ModelZip.unpack(zip)) {
            content = unpacked.content();
            assertThat(ForeignModel.understand(content, Answers.defaults()).lines())
                    .isEqualTo(
                            ForeignModel.understand(folder, Answers.defaults()).lines());
        }
        assertThat(content).doesNotExist();
    }

    @Test
    void twoModelsInOneZipAreRefusedByName() throws IOException {
        Path both = Files.createDirectory(place.resolve("both"));
        ForeignFiles.bioimageio(Files.createDirectory(both.resolve("liver")));
        ForeignFiles.bioimageio(Files.createDirectory(both.resolve("kidney")));
        Path zip = zip(both, place.resolve("both.zip"), "");
        try (ModelZip unpacked = ModelZip.unpack(zip)) {
            assertThatThrownBy(() -> ForeignModel.understand(unpacked.content(), Answers.defaults()))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("holds 2 models, described by kidney/rdf.yaml and liver/rdf.yaml")
                    .hasMessageContaining("name the folder of one of them");
        }
    }

    @Test
    void whatLiesBesideAModelInAZipDoesNotHideIt() throws IOException {
        Path all = Files.createDirectory(place.resolve("all"));
        Path folder = ForeignFiles.bioimageio(Files.createDirectories(all.resolve("models/tiny")));
        Files.writeString(all.resolve("README.txt"), "read me");
        try (ModelZip unpacked = ModelZip.unpack(zip(all, place.resolve("all.zip"), ""))) {
            assertThat(ForeignModel.understand(unpacked.content(), Answers.defaults())
                            .lines())
                    .isEqualTo(
                            ForeignModel.understand(folder, Answers.defaults()).lines());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "checkpoint_final.pth", "metadata.json", "weights.onnx.txt"})
    void aFileThatSaysNothingOfAModelIsNotLookedForInItsFolder(String name) throws IOException {
        Path folder = ForeignFiles.bioimageio(Files.createDirectory(place.resolve("tiny")));
        Path file = Files.writeString(folder.resolve(name), "{}");
        assertThatThrownBy(() -> ForeignModel.understand(file, Answers.defaults()))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageStartingWith(name + " is no zip, no .onnx file and no description of a model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../rdf.yaml", "/rdf.yaml", "a/../../rdf.yaml", "C:\\rdf.yaml", "..\\rdf.yaml"})
    void namesThatLeadOutOfItAreRefused(String name) throws IOException {
        Path zip = zipOf(name, new byte[] {1});
        assertThatThrownBy(() -> ModelZip.unpack(zip))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("outside");
        assertThat(place.resolve("rdf.yaml")).doesNotExist();
    }

    /** 400 MiB of zeros in 400 kB. */
    @Test
    void aZipThatGrowsTooMuchIsRefused() throws IOException {
        Path zip = place.resolve("bomb.zip");
        try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(zip))) {
            entries.putNextEntry(new ZipEntry("weights.onnx"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 400; i++) {
                entries.write(zeros);
            }
        }
        assertThatThrownBy(() -> ModelZip.unpack(zip))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("unpacks to more than");
    }

    @Test
    void aDamagedZipIsRefused() throws IOException {
        Path zip = zipOf("rdf.yaml", new byte[1000]);
        byte[] bytes = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(bytes, bytes.length - 30));
        assertThatThrownBy(() -> ModelZip.unpack(zip)).isInstanceOf(MalformedFileException.class);
    }
}
