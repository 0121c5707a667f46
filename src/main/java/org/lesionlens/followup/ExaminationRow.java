package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cases.TableRow;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.volume.UsageException;

/**
 * A date of a patient as the table of a follow-up names it.
 *
 * @param patient as the table calls them, which is also the name of their folder
 * @param name of the case: as the table says, else the patient and which row of theirs it is
 */
public record ExaminationRow(TableRow row, String patient, String name) {
    /** As the table has it, not yet read; empty for the date that the image itself tells. */
    Optional<String> date() {
        return row.field("date");
    }

    /** A mask or a folder of results. */
    Optional<Path> mask() {
        return row.file("mask", "masks are files");
    }

    /** A reference, as tables of cohorts have one. */
    Optional<Path> reference() {
        return row.file("reference", "references are files");
    }

    /** What the row names that lies here. */
    List<Path> files() {
        return Stream.of(image(), mask(), reference()).flatMap(Optional::stream).toList();
    }

    /** The image; empty if it lies on a server, or if there is none, or one for each channel. */
    Optional<Path> image() {
        return row.localFile("image");
    }

    /** Whether the row names an image, or one of a channel that is read. */
    public boolean hasImage(InputReading reading) {
        return row.hasImage(reading);
    }

    /**
     * What networks are to look at, or people.
     *
     * @throws UsageException if the row names no image
     */
    public Case toCase(InputReading reading) throws IOException {
        if (!hasImage(reading)) {
            throw new UsageException(name + " has no image, so nothing can be shown: fill in the column image");
        }
        List<ChannelInput> inputs = row.inputs(reading);
        return new Case(name, inputs, row.boxes(name), Case.About.NOTHING, reading.remoteOf(inputs));
    }

    /** The organ that all lesions of the row lie in, as {@link Organs#named} has it; empty if the table does not say. */
    Optional<String> organ() {
        return row.field("organ").map(Organs::named);
    }
}
