package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/** Sentences for users are shown as they are; all else is a fault of the program. */
class ErrorsTest {
    private static final String SENTENCE = "found this but that is expected: do something";

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve(FaultFile.NAME);
    }

    @Test
    void sentencesForUsersAreShownAndLeaveNoStackTrace() {
        List<UserMessageException> errors = List.of(
                new UserMessageException(SENTENCE),
                new UsageException(SENTENCE),
                new UnsuitableImageException(SENTENCE),
                new UnsuitableModelException(SENTENCE));
        for (UserMessageException error : errors) {
            assertThat(Errors.sentence(error, folder)).isEqualTo(SENTENCE);
            assertThat(ErrorClass.of(error)).isEqualTo(ErrorClass.UNSUITABLE);
        }
        Exception malformed = new MalformedFileException(Path.of("a.nii"), "is cut off", "copy it again");
        assertThat(Errors.sentence(malformed, folder)).isEqualTo(malformed.getMessage());
        assertThat(ErrorClass.of(malformed)).isEqualTo(ErrorClass.UNREADABLE);
        assertThat(file()).doesNotExist();
    }

    @Test
    void allElseIsAFaultOfTheProgramWithAStackTrace() throws IOException {
        List<RuntimeException> errors = List.of(
                new IllegalArgumentException(SENTENCE),
                new IllegalStateException(SENTENCE),
                new NullPointerException(SENTENCE),
                new ArithmeticException(SENTENCE));
        for (RuntimeException error : errors) {
            assertThat(ErrorClass.of(error)).isEqualTo(ErrorClass.INTERNAL);
            assertThat(Errors.sentence(error, folder))
                    .contains(error.getClass().getSimpleName(), "fault of the program", file().toString())
                    .doesNotContain(SENTENCE, "\n");
        }
        assertThat(Files.readString(file()).lines().filter(line -> line.contains("at " + ErrorsTest.class.getName())))
                .hasSizeGreaterThanOrEqualTo(errors.size());
    }

    @Test
    void anUncheckedErrorOfTheDiskIsOneOfTheDisk() {
        Exception error = new UncheckedIOException(new IOException("Input/output error"));
        assertThat(Errors.sentence(error, folder))
                .isEqualTo("reading or writing failed (Input/output error): check the disk");
        assertThat(ErrorClass.of(error)).isEqualTo(ErrorClass.UNREADABLE);
        assertThat(ErrorClass.ofWriting(error)).isEqualTo(ErrorClass.UNWRITABLE);
        assertThat(file()).doesNotExist();
    }

    @Test
    void anErrorOfTheDiskWithoutAMessageIsNamedAndLeavesItsStackTrace() {
        for (IOException error : List.of(new EOFException(), new ClosedByInterruptException())) {
            assertThat(Errors.sentence(error, folder))
                    .contains(error.getClass().getSimpleName(), "check the disk", file().toString())
                    .doesNotContain("null");
            assertThat(file()).content().contains(error.getClass().getName());
        }
    }

    @Test
    void aStackTraceQuotesNoDataAndNoFileName() {
        Exception number = new IllegalStateException("state of the program", parsed("Doe^John"));
        number.addSuppressed(new MalformedFileException(Path.of("Doe_John.nii"), "is cut off", "copy it again"));
        number.addSuppressed(new UserMessageException("the image \"Doe John\" is constant"));
        assertThat(FaultFile.trace(number))
                .contains("java.lang.IllegalStateException: state of the program")
                .contains("caused by java.lang.NumberFormatException\n")
                .contains("MalformedFileException\n", "UserMessageException\n")
                .doesNotContain("Doe");
    }

    private static NumberFormatException parsed(String text) {
        try {
            throw new AssertionError(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return e;
        }
    }
}
