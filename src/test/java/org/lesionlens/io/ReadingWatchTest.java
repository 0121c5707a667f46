package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.file.MalformedFileException;

class ReadingWatchTest {
    @Test
    void aReaderThatRunsOnIsNamedWithItsStack() throws InterruptedException {
        try (ReadingWatch watch = new ReadingWatch()) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> watch.watch(ReadingWatchTest::runsOn, "seed 7"))
                    .withMessageMatching("seed 7 takes [0-9]+ ms and 0 MB")
                    .satisfies(e -> assertThat(e.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("runsOn")));
        }
    }

    private static Object runsOn() {
        long sum = 0;
        while (!Thread.interrupted()) {
            sum++;
        }
        return sum;
    }

    @Test
    void aReaderThatTakesMuchMemoryIsNamed() throws InterruptedException {
        try (ReadingWatch watch = new ReadingWatch()) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> watch.watch(() -> new byte[520 << 20].length, "seed 8"))
                    .withMessageMatching("seed 8 takes [0-9]+ ms and 520 MB");
        }
    }

    @Test
    void imagesAndRefusalsAreOutcomesAndErrorsAreNot() throws InterruptedException {
        try (ReadingWatch watch = new ReadingWatch()) {
            assertThat(watch.read(Path.of("test-data", "phantom_slice.png"), "png"))
                    .isInstanceOf(LoadedVolume.class);
            assertThat(watch.read(Path.of("pom.xml"), "text")).isInstanceOf(MalformedFileException.class);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> watch.watch(() -> Integer.parseInt("x"), "seed 9"))
                    .withMessage("seed 9")
                    .withCauseInstanceOf(NumberFormatException.class);
        }
    }
}
