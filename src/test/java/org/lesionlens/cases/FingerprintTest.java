package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.file.ReadOptions;

class FingerprintTest {
    @TempDir
    Path folder;

    /** Whatever they are called, and no other. */
    @Test
    void theFilesThatAHeaderNamesCount() throws IOException {
        Path header = Files.writeString(
                folder.resolve("v.nhdr"),
                "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 2 2\nencoding: raw\ndata file: LIST\na.raw\nb.raw\n");
        Files.write(folder.resolve("a.raw"), new byte[4]);
        Path named = Files.write(folder.resolve("b.raw"), new byte[4]);
        String before = print(header);
        Files.write(folder.resolve("v.txt"), new byte[4]);
        assertThat(print(header)).isEqualTo(before);
        Files.write(named, new byte[5]);
        assertThat(print(header)).isNotEqualTo(before);
        Files.delete(named);
        assertThat(print(header)).isNotEqualTo(before).isEqualTo(print(header));
    }

    @Test
    void whichFileIsWhichChannelCounts() throws IOException {
        Path a = Files.write(folder.resolve("a.png"), new byte[3]);
        Path b = Files.write(folder.resolve("b.png"), new byte[4]);
        assertThat(print("t1", a, "flair", b)).isNotEqualTo(print("t1", b, "flair", a));
        String before = print("t1", a, "flair", b);
        Files.write(b, new byte[5]);
        assertThat(print("t1", a, "flair", b)).isNotEqualTo(before);
    }

    private static String print(String one, Path first, String other, Path second) {
        ReadOptions options = new ReadOptions(Optional.empty(), false);
        return Fingerprint.of(new Case(
                "a",
                List.of(new ChannelInput(one, first, options), new ChannelInput(other, second, options)),
                Case.About.NOTHING));
    }

    private static String print(Path input) {
        return Fingerprint.of(new Case("a", input, new ReadOptions(Optional.empty(), false)));
    }
}
