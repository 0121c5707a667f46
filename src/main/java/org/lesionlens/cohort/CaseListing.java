package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseName;
import org.lesionlens.cases.InputReading;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomSeries;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.io.dicom.FoldersBelow;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.UserMessageException;

/**
 * The cases of a folder: its images, and its folders that hold DICOM series; or itself, if it holds one.
 *
 * <p>Each of several series in a folder is a case, {@code _S} and its SeriesNumber added to the name, unless one is
 * named; so is each of several volumes in a series, {@code _V} and its number added. Hidden files, folders of results,
 * and masks, contours and reports in DICOM are no cases; a folder that cannot be looked into is one, which fails. Where the model sees several channels together,
 * files that are called as {@link NumberedChannels} are one case.
 *
 * @param input the folder
 * @param output where the results go; what lies there is no case
 * @param subfolders whether the images in folders inside it are cases too, called by their path, joined with _
 * @param inputs how they are read, which DICOM series, and which channels make an image
 * @param globs which of them are wanted
 */
record CaseListing(Path input, Path output, boolean subfolders, InputReading inputs, PathGlobs globs) {
    /** What stands between the name of a case and the number of its series. */
    static final String SERIES = "_S";

    /** Likewise of its volume. */
    static final String VOLUME = "_V";

    private static final String CLOSED_FOLDER = "_folder";
    private static final Pattern IMAGE_NAME =
            Pattern.compile("(?i).*\\.(nii|nii\\.gz|nrrd|nhdr|mha|mhd|dcm|png|jpe?g|tiff?|zip|tar|tgz|tar\\.gz)");

    /**
     * In the order of their paths.
     *
     * @throws UserMessageException if there is none, two have one name, or the results would lie among the images
     */
    List<Case> cases() throws IOException {
        if (!Files.isDirectory(input)) {
            throw new UserMessageException(input + " is no folder: choose the folder that holds the images");
        }
        if (isOutput(input)) {
            throw new UserMessageException(
                    "the results would lie among the images of " + input + ": choose another folder for them");
        }
        List<Case> cases = new ArrayList<>();
        if (DicomSeriesReader.holdsImage(input)) {
            addSeries(VolumeFiles.caseName(input), input, cases);
        }
        if (cases.isEmpty() || subfolders) {
            addEntries(input, "", cases.isEmpty(), cases);
        }
        if (cases.isEmpty()) {
            throw new UserMessageException(input + " holds no NIfTI, NRRD, MetaImage, DICOM, PNG, JPEG or TIFF"
                    + (globs.isEmpty() ? "" : " that is wanted") + ": choose the folder that holds the images"
                    + (subfolders ? "" : ", or let the folders inside it be searched too"));
        }
        List<Case> named = cases.stream().map(Case::withFolderName).toList();
        requireDifferentNames(named);
        return named;
    }

    /** The files of a folder that is itself a DICOM case are none. */
    private void addEntries(Path folder, String before, boolean filesToo, List<Case> cases) throws IOException {
        List<Path> entries;
        try (Stream<Path> listing = Files.list(folder)) {
            entries = listing.filter(this::isOffered).sorted().toList();
        }
        for (Path entry : entries) {
            boolean isFolder = Files.isDirectory(entry);
            if (isFolder && !canBeListed(entry)) {
                cases.add(new Case(before + entry.getFileName() + CLOSED_FOLDER, entry, reading()));
                continue;
            }
            boolean isCase = (isFolder || filesToo) && isImage(entry);
            Optional<NumberedChannels> numbered =
                    isCase && !isFolder && inputs.isOfSeveral() ? NumberedChannels.of(entry) : Optional.empty();
            if (numbered.isPresent()) {
                addNumbered(before, entry, numbered.get(), cases);
            } else if (isCase && globs.includes(input.relativize(entry))) {
                addSeries(before + VolumeFiles.caseName(entry), entry, cases);
            }
            if (isFolder && subfolders && !Files.isSymbolicLink(entry)) {
                addEntries(entry, before + entry.getFileName() + "_", !isCase, cases);
            }
        }
    }

    private void addNumbered(String before, Path entry, NumberedChannels channels, List<Case> cases)
            throws IOException {
        if (channels.isFirst(entry) && globs.includes(input.relativize(entry))) {
            cases.add(channels.of(before + channels.name(), inputs));
        }
    }

    private boolean isOffered(Path entry) {
        return !isOutput(entry)
                && !entry.getFileName().toString().startsWith(".")
                && !Files.exists(entry.resolve(CaseFolder.SIDECAR))
                && !globs.excludes(input.relativize(entry));
    }

    private ReadOptions reading() {
        return inputs.options();
    }

    private boolean isOutput(Path path) {
        return path.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize());
    }

    private static boolean canBeListed(Path folder) {
        try (Stream<Path> listing = Files.list(folder)) {
            return Files.isExecutable(folder) && listing != null;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What is damaged, or cannot be read at all, is a case that fails; a file of another kind is none, nor is the second half
     * of a pair.
     */
    private static boolean isImage(Path entry) {
        try {
            if (Files.isDirectory(entry)) {
                return DicomSeriesReader.holdsImage(entry);
            }
            if (FoldersBelow.isIndex(entry) || VolumeFiles.belongsToHeader(entry)) {
                return false;
            }
            return VolumeFiles.format(entry) != VolumeFormat.DICOM || DicomSeriesReader.holdsImage(entry);
        } catch (MalformedFileException e) {
            return !Files.isDirectory(entry)
                    && (IMAGE_NAME.matcher(entry.toString()).matches() || !Files.isReadable(entry));
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    private void addSeries(String name, Path path, List<Case> cases) throws IOException {
        if (!inputs.ofChannels().isEmpty()) {
            cases.add(new Case(name, inputs.inputs(path.toString()), Case.About.NOTHING));
            return;
        }
        Map<DicomSeries, Integer> series = series(path);
        if (series.size() < 2 || reading().seriesUid().isPresent()) {
            int volumes = series.entrySet().stream()
                    .filter(entry -> reading()
                            .seriesUid()
                            .map(entry.getKey().uid()::equals)
                            .orElse(true))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(1);
            addVolumes(new Case(name, path, reading()), volumes, cases);
            return;
        }
        Set<String> names = new HashSet<>();
        series.forEach((numbered, volumes) -> {
            OptionalInt number = numbered.number();
            String base = name + SERIES + (number.isPresent() ? number.getAsInt() : "");
            String free = base;
            for (int i = 2; !names.add(free); i++) {
                free = base + "_" + i;
            }
            addVolumes(new Case(free, path, reading().ofSeries(numbered.uid())), volumes, cases);
        });
    }

    /** A case, or one for each of several volumes, unless one is named. */
    private void addVolumes(Case whole, int volumes, List<Case> cases) {
        if (volumes == 1 || reading().volume().isPresent()) {
            cases.add(whole);
            return;
        }
        for (int n = 1; n <= volumes; n++) {
            cases.add(new Case(
                    whole.name() + VOLUME + n,
                    whole.input(),
                    whole.inputs().get(0).options().ofVolume(n)));
        }
    }

    /** The DICOM series of a path, with how many volumes each holds; what cannot be read is told when the case is. */
    private static Map<DicomSeries, Integer> series(Path path) {
        try {
            return DicomSeriesReader.holdsImage(path) ? DicomSeriesReader.volumeCounts(path) : Map.of();
        } catch (IOException | RuntimeException e) {
            return Map.of();
        }
    }

    private static void requireDifferentNames(List<Case> cases) {
        Set<String> names = new HashSet<>();
        for (Case item : cases) {
            if (!names.add(CaseName.key(item.name()))) {
                throw new UserMessageException("two images are called " + item.name()
                        + " and would have the same folder of results: rename one of them");
            }
        }
    }
}
