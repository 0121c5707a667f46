package org.lesionlens.followup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.volume.UserMessageException;

/**
 * Where the lesions of a row come from: its {@code mask}; else a folder of results that the user names, with its case; else its
 * {@code reference}; else what networks find in its image.
 *
 * @param results of an earlier run of {@code analyze} or {@code batch}; empty if none is named
 * @param fromColumn whether the column {@code reference} counts
 * @param found where networks leave what they find
 * @param otherViews where they leave what they find with mirrored views, if they did not mirror, or else without
 */
public record LesionSource(Optional<Path> results, boolean fromColumn, Path found, Path otherViews) {
    /** A file, or a folder of results; empty if networks have to look for lesions. */
    public Optional<Path> of(ExaminationRow row) {
        return row.mask()
                .or(() -> results.map(folder -> folder.resolve(row.name())))
                .or(() -> fromColumn ? row.reference() : Optional.empty());
    }

    /**
     * The same, once networks have looked.
     *
     * @throws UserMessageException if they failed
     */
    Path required(ExaminationRow row) {
        Path lesions = there(row);
        if (FindingKind.in(lesions) == FindingKind.BOXES) {
            throw new UserMessageException(
                    lesions + " has boxes of a detector, and lesions are followed by their regions:"
                            + " analyze the image with a model that segments, or name a mask");
        }
        return lesions;
    }

    private Path there(ExaminationRow row) {
        return of(row).orElseGet(() -> {
            Path folder = found.resolve(row.name());
            if (!Files.exists(folder)) {
                throw new UserMessageException("the analysis of its image failed: " + found.resolve(RunFiles.CASES)
                        + " says why; mend the image, or name a mask");
            }
            return folder;
        });
    }

    /** What networks found in the other way. */
    Optional<Path> otherViews(ExaminationRow row) {
        return Optional.of(otherViews.resolve(row.name()))
                .filter(folder -> of(row).isEmpty() && Files.exists(folder.resolve(CaseFolder.SIDECAR)));
    }
}
