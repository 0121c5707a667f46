package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.lesionlens.io.file.MalformedFileException;

/**
 * Images in a series of slices that are no slices of its volume: screen captures, dose pages, localizers, other planes.
 *
 * <p>They are left out, and counted in a warning, where it is clear what the volume is: what has no position, or is a
 * Secondary Capture, where most images are not so; another orientation, size or pixel spacing where more than twice as
 * many images agree. An image without a position that is in all else like the slices is a damaged slice, which is refused.
 */
final class StrayImages {
    private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
    private static final int CLEARLY_MORE = 2;
    private static final int MOST_KINDS = 50;

    private StrayImages() {}

    /**
     * The files that are slices.
     *
     * @throws MalformedFileException if it is not clear which are
     */
    static List<DicomFile> leftOut(Path folder, List<DicomFile> files, Consumer<String> warnings)
            throws MalformedFileException {
        if (files.stream().noneMatch(StrayImages::hasPlace)) {
            return files;
        }
        List<DicomFile> images = withoutCaptures(files, warnings);
        List<DicomFile> placed = images.stream().filter(StrayImages::hasPlace).toList();
        if (placed.size() < images.size()) {
            requireClear(folder, images, placed);
            warn(
                    images.size() - placed.size(),
                    files.size(),
                    "have no position in the patient (as dose pages have none)",
                    warnings);
        }
        return placed;
    }

    private static List<DicomFile> withoutCaptures(List<DicomFile> files, Consumer<String> warnings)
            throws MalformedFileException {
        List<DicomFile> others =
                files.stream().filter(file -> !isSecondaryCapture(file)).toList();
        boolean most = others.stream().anyMatch(StrayImages::hasPlace) && 2 * frames(others) > frames(files);
        if (!most || others.size() == files.size()) {
            return files;
        }
        warn(
                files.size() - others.size(),
                files.size(),
                "are screen captures or dose pages (" + DicomAttribute.SOP_CLASS_UID + ")",
                warnings);
        return others;
    }

    private static void warn(int strays, int all, String why, Consumer<String> warnings) {
        warnings.accept(strays + " of " + all + " images of the series " + why + " and are left out");
    }

    private static boolean hasPlace(DicomFile file) {
        return file.dataSet().bytes(DicomAttribute.IMAGE_POSITION_PATIENT).isPresent()
                || FunctionalGroups.in(file)
                || NuclearFrames.areSlices(file);
    }

    private static boolean isSecondaryCapture(DicomFile file) {
        return file.dataSet()
                .string(DicomAttribute.SOP_CLASS_UID)
                .filter(uid -> uid.equals(SECONDARY_CAPTURE) || uid.startsWith(SECONDARY_CAPTURE + "."))
                .isPresent();
    }

    private static long frames(List<DicomFile> files) throws MalformedFileException {
        long frames = 0;
        for (DicomFile file : files) {
            frames += PixelAttributes.frames(file);
        }
        return frames;
    }

    private static void requireClear(Path folder, List<DicomFile> files, List<DicomFile> placed)
            throws MalformedFileException {
        Set<Kind> kinds = placed.stream().map(Kind::of).collect(Collectors.toSet());
        boolean few = frames(files) < 2 * frames(placed);
        for (DicomFile file : files) {
            if (!hasPlace(file) && !(few && !kinds.contains(Kind.of(file)))) {
                throw new MalformedFileException(
                        folder,
                        "has slices with and without " + DicomAttribute.IMAGE_POSITION_PATIENT + ": "
                                + file.path().getFileName() + " has none",
                        "keep only the slices of one volume in the folder");
            }
        }
    }

    /** What the slices of a volume share. */
    private record Kind(
            Optional<String> sopClass,
            List<String> imageType,
            Optional<ByteBuffer> rows,
            Optional<ByteBuffer> columns) {
        static Kind of(DicomFile file) {
            return new Kind(
                    file.dataSet().string(DicomAttribute.SOP_CLASS_UID),
                    file.imageType(),
                    file.dataSet().bytes(DicomAttribute.ROWS),
                    file.dataSet().bytes(DicomAttribute.COLUMNS));
        }
    }

    /** Scouts that lie in a series of slices are left out; where there is nothing else they are what is wanted. */
    static List<DicomSlice> withoutLocalizers(List<DicomSlice> slices, Consumer<String> warnings) {
        List<DicomSlice> others =
                slices.stream().filter(slice -> !slice.isLocalizer()).toList();
        if (others.isEmpty() || others.size() == slices.size()) {
            return slices;
        }
        warn(slices.size() - others.size(), slices.size(), "are localizers (ImageType)", warnings);
        return others;
    }

    /**
     * The slices, with places, by what they must share; those that are clearly most alone.
     *
     * @throws MalformedFileException if it is not clear which are the slices of a volume
     */
    static List<SeriesVolume> ofOneKind(Path folder, List<DicomSlice> slices, Consumer<String> warnings)
            throws MalformedFileException {
        List<List<DicomSlice>> kinds = kinds(slices);
        List<DicomSlice> most =
                kinds.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
        int others = slices.size() - most.size();
        if (others == 0) {
            return List.of(new SeriesVolume(List.of(), slices));
        }
        boolean countable = kinds.size() <= MOST_KINDS;
        if (countable && most.size() > CLEARLY_MORE * others) {
            warnOfKinds(most, slices, warnings);
            return List.of(new SeriesVolume(List.of(), most));
        }
        if (!countable || kinds.stream().anyMatch(kind -> kind.size() < 2)) {
            for (DicomSlice slice : slices) {
                SliceStack.requireAlike(folder, slices.get(0), slice);
            }
        }
        return kinds.stream()
                .map(kind -> new SeriesVolume(List.of(mark(kind.get(0), kinds)), kind))
                .sorted(Comparator.comparing(kind -> kind.marks().get(0)))
                .toList();
    }

    /** The kinds; if they are too many, only some of them. */
    private static List<List<DicomSlice>> kinds(List<DicomSlice> slices) {
        List<List<DicomSlice>> kinds = new ArrayList<>();
        for (int i = 0; i < slices.size() && kinds.size() <= MOST_KINDS; i++) {
            DicomSlice slice = slices.get(i);
            Predicate<List<DicomSlice>> isIts = kind -> SliceStack.areAlike(kind.get(0), slice);
            kinds.stream()
                    .filter(isIts)
                    .findFirst()
                    .orElseGet(() -> {
                        kinds.add(new ArrayList<>());
                        return kinds.get(kinds.size() - 1);
                    })
                    .add(slice);
        }
        return kinds;
    }

    private static void warnOfKinds(List<DicomSlice> most, List<DicomSlice> slices, Consumer<String> warnings) {
        DicomSlice first = most.get(0);
        int turned = (int) slices.stream()
                .filter(slice -> !slice.position().isParallelTo(first.position()))
                .count();
        int other = slices.size() - most.size() - turned;
        if (turned > 0) {
            warn(
                    turned,
                    slices.size(),
                    "lie in another plane (" + DicomAttribute.IMAGE_ORIENTATION_PATIENT + ")",
                    warnings);
        }
        if (other > 0) {
            warn(other, slices.size(), "have another size or " + DicomAttribute.PIXEL_SPACING, warnings);
        }
    }

    private static String mark(DicomSlice slice, List<List<DicomSlice>> kinds) {
        ImagePlane plane = slice.position();
        boolean turned = kinds.stream().anyMatch(kind -> !kind.get(0).position().isParallelTo(plane));
        boolean otherSize = kinds.stream()
                .anyMatch(
                        kind -> kind.get(0).format().pixels() != slice.format().pixels());
        List<String> marks = new ArrayList<>();
        if (turned) {
            marks.add(DicomAttribute.IMAGE_ORIENTATION_PATIENT + " = " + plane.row() + " " + plane.column());
        }
        if (otherSize || !turned) {
            marks.add(slice.format().rows() + " rows and " + slice.format().columns() + " columns");
        }
        if (!turned) {
            marks.add(DicomAttribute.PIXEL_SPACING + " = " + plane.spacingText());
        }
        return String.join(", ", marks);
    }
}
