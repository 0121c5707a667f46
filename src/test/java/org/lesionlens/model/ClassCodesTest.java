package org.lesionlens.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassCodesTest {
    private static final Path CLASSIFIER = Path.of("models", "tiny", "brain-t1ce-classifier");

    @TempDir
    private Path folder;

    private void copy(String name, String found, String written) throws IOException {
        Path model = folder.resolve(name);
        try (Stream<Path> files = Files.walk(CLASSIFIER)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(CLASSIFIER.relativize(file).toString()));
            }
        }
        Path description = model.resolve(Model.FILE_NAME);
        Files.writeString(
                description,
                Files.readString(description)
                        .replace("brain-t1ce-classifier", name)
                        .replace(found, written));
    }

    @Test
    void aClassHasTheCodeThatItsModelsAgreeOn() throws IOException {
        copy("one", "x", "x");
        copy("other", "302820008", "302820009");
        Files.createDirectory(folder.resolve("no-model"));
        Files.writeString(folder.resolve("no-model").resolve(Model.FILE_NAME), "nothing: [");
        try (ModelsFrom models = ModelsFrom.folder(folder)) {
            assertThat(models).isNotNull();
            ClassCodes codes = ClassCodes.ofModels();
            assertThat(codes.of("glioma").orElseThrow().value()).isEqualTo("393564001");
            assertThat(codes.of("meningioma")).as("two models mean two things").isEmpty();
            assertThat(codes.of("cyst")).isEmpty();
        }
    }
}
