package org.lesionlens.cases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.UserMessageException;

/** Why a case failed, for sorting. */
public enum ErrorClass {
    /** The file is missing, damaged or of a kind that is not read. */
    UNREADABLE,
    /** It was read, but the networks or the comparison cannot take it. */
    UNSUITABLE,
    /** It does not fit the memory. */
    OUT_OF_MEMORY,
    /** It took longer than the user allows. */
    TIMEOUT,
    /** Its results cannot be written. */
    UNWRITABLE,
    /** A fault of the program. */
    INTERNAL;

    /** The class of what was thrown while something was read, analysed or compared. */
    public static ErrorClass of(Throwable error) {
        if (error instanceof UncheckedIOException unchecked) {
            return of(unchecked.getCause());
        }
        if (error instanceof CaseRefusedException refusal) {
            return refusal.errorClass();
        }
        if (error instanceof OutOfMemoryError) {
            return OUT_OF_MEMORY;
        }
        if (error instanceof IOException) {
            return UNREADABLE;
        }
        return error instanceof UserMessageException ? UNSUITABLE : INTERNAL;
    }

    /** The class of what was thrown while results were written. */
    public static ErrorClass ofWriting(Throwable error) {
        if (error instanceof UncheckedIOException unchecked) {
            return ofWriting(unchecked.getCause());
        }
        if (DiskFull.is(error)) {
            return UNWRITABLE;
        }
        return error instanceof IOException && !(error instanceof MalformedFileException) ? UNWRITABLE : of(error);
    }

    /** As it stands in tables: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
