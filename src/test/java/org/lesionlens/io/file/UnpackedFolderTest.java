package org.lesionlens.io.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.volume.UserMessageException;

/** What is unpacked is gone after its program, however that ended, and never before. */
class UnpackedFolderTest {
    /** Unpacks, says where, and waits to be killed. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] arguments) throws Exception {
            UnpackedFolder folder = new UnpackedFolder();
            Files.writeString(folder.content().resolve("image.nii"), "voxels");
            System.out.println(folder.content().getParent());
            Thread.sleep(600_000);
            folder.close();
        }
    }

    private static String place(Class<?> type) {
        return Path.of(java.net.URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    @Test
    void whatAKilledProgramLeftIsRemovedAndWhatARunningOneUsesIsNot(@TempDir Path temporary) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        place(Killed.class) + java.io.File.pathSeparator + place(UserMessageException.class),
                        Killed.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = process.inputReader(StandardCharsets.UTF_8)) {
            Path folder = Path.of(said.readLine());
            UnpackedFolder.removeLeftovers(temporary, Instant.MAX);
            assertThat(folder.resolve("content/image.nii")).hasContent("voxels");
            process.destroyForcibly().waitFor();
            assertThat(folder).exists();
            UnpackedFolder.removeLeftovers(temporary, Instant.now().minusSeconds(600));
            assertThat(folder).as("young").exists();
            UnpackedFolder.removeLeftovers(temporary, Instant.MAX);
            assertThat(folder).doesNotExist();
        }
    }

    @Test
    void whatThisProgramUsesIsLeftUntilItIsClosed() throws IOException {
        UnpackedFolder folder = new UnpackedFolder();
        Path content = folder.content();
        UnpackedFolder.removeLeftovers(content.getParent().getParent(), Instant.MAX);
        assertThat(content).isDirectory();
        folder.close();
        assertThat(content.getParent()).doesNotExist();
    }
}
