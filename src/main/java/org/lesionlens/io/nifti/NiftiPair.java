package org.lesionlens.io.nifti;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lesionlens.io.file.MalformedFileException;

/** The two files of a NIfTI pair: NAME.hdr and NAME.img, either of them with .gz, in upper or lower case. */
final class NiftiPair {
    private static final Pattern HEADER = Pattern.compile("(?i)(.+)\\.hdr(\\.gz)?");
    private static final Pattern VOXELS = Pattern.compile("(?i)(.+)\\.img(\\.gz)?");

    private NiftiPair() {}

    /** The file beside a file of voxels that is called like its header; empty if it is not there. */
    static Optional<Path> headerOf(Path voxels) {
        return beside(voxels, VOXELS, ".hdr");
    }

    /**
     * The voxels that belong to a header.
     *
     * @throws MalformedFileException if the header is not called like one, or the voxels are not there
     */
    static Path voxelsOf(Path header) throws MalformedFileException {
        return beside(header, HEADER, ".img")
                .orElseThrow(() -> new MalformedFileException(
                        header,
                        "is the header of a NIfTI pair but its voxels are not there",
                        "put NAME.hdr and NAME.img (or .img.gz) into one folder"));
    }

    private static Optional<Path> beside(Path path, Pattern named, String other) {
        Matcher name = named.matcher(String.valueOf(path.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        return Stream.of(other, other + ".gz")
                .flatMap(ending -> Stream.of(ending, ending.toUpperCase(java.util.Locale.ROOT)))
                .map(ending -> path.resolveSibling(name.group(1) + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
