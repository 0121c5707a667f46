package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.SeveralVolumesException;

/**
 * What a series holds: one volume or more, without the images that belong to none.
 *
 * @param path folder or file
 * @param volumes in the order in which users count them; at least one
 */
record SeriesContent(Path path, List<SeriesVolume> volumes) {
    private static final int MOST_LISTED = 100;

    SeriesContent {
        volumes = List.copyOf(volumes);
    }

    /**
     * Sorts the images of a series.
     *
     * @param warnings is told what is left out, and why
     */
    static SeriesContent of(Path path, List<DicomFile> files, Consumer<String> warnings) throws IOException {
        List<DicomSlice> slices = new ArrayList<>();
        for (DicomFile file : StrayImages.leftOut(path, files, warnings)) {
            slices.addAll(DicomSlice.of(file, warnings));
        }
        if (slices.stream().allMatch(slice -> slice.plane().isEmpty())) {
            return new SeriesContent(path, List.of(new SeriesVolume(List.of(), slices)));
        }
        SliceStack.requirePlaces(path, slices);
        List<SeriesVolume> volumes = new ArrayList<>();
        List<DicomSlice> wanted = StrayImages.withoutLocalizers(slices, warnings);
        for (SeriesVolume kind : StrayImages.ofOneKind(path, wanted, warnings)) {
            volumes.addAll(SeriesVolumes.of(kind, warnings));
        }
        return new SeriesContent(path, volumes);
    }

    /** The volumes, as users choose among them. */
    List<DicomVolume> described() {
        return IntStream.range(0, volumes.size())
                .mapToObj(i -> volumes.get(i).described(i + 1))
                .toList();
    }

    /**
     * The volume of a number, which may be left out where there is only one.
     *
     * @throws SeveralVolumesException if there are several and none is named, or no such volume
     */
    SeriesVolume chosen(OptionalInt number) throws MalformedFileException {
        if (number.isEmpty() && volumes.size() > 1) {
            throw new SeveralVolumesException(
                    path,
                    "holds " + volumes.size() + " volumes in one series: " + listing(),
                    "choose one by its number (--volume N, a column volume in a table of cases, or volume in Fiji's"
                            + " Open Medical Volume...)");
        }
        if (number.isPresent() && number.getAsInt() > volumes.size()) {
            throw new SeveralVolumesException(
                    path,
                    "has no volume " + number.getAsInt() + " but "
                            + (volumes.size() == 1 ? "only one" : volumes.size() + ": " + listing()),
                    volumes.size() == 1 ? "leave the number out" : "choose one of these numbers");
        }
        return volumes.get(number.orElse(1) - 1);
    }

    private String listing() {
        String more = volumes.size() > MOST_LISTED ? "; ..." : "";
        return described().stream()
                .limit(MOST_LISTED)
                .map(DicomVolume::toString)
                .collect(Collectors.joining("; ", "[", more + "]"));
    }
}
