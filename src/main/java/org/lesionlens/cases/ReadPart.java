package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.table.JsonFiles;

/**
 * What a user chose of an input that was analysed, as the {@value CaseFolder#SIDECAR} of its results says it.
 *
 * @param channel empty where the input was the whole image
 * @param series as of {@link #shortened}, for no identifier stands there; empty if none was chosen, or results are de-identified
 * @param volume of the series, from 1 on; null if none was chosen
 * @param resample whether the slices were interpolated onto an even grid
 * @param inTime whether the third axis was time ({@link Case#seenBy}), which a model chooses, not a user
 */
public record ReadPart(String channel, String series, Integer volume, boolean resample, boolean inTime) {
    static final String MEMBER = "read_with";
    private static final String IN_TIME = "in_time";
    private static final int DIGITS = 12;

    /** What masks in a folder of results are called, whatever their format. */
    private static final List<String> MASKS = List.of("mask", "labels", "classes", "segmentation", "structures");

    /** A member that is not there was not chosen. */
    public ReadPart {
        channel = channel == null ? "" : channel;
        series = series == null ? "" : series;
    }

    private record Sidecar(Input input) {}

    private record Input(List<ReadPart> readWith) {}

    /** Those of the results in a folder; none where nothing was chosen, or an earlier version has written them. */
    public static List<ReadPart> of(Path folder) throws IOException {
        Sidecar sidecar = JsonFiles.readPart(folder.resolve(CaseFolder.SIDECAR), Sidecar.class);
        return sidecar.input() == null || sidecar.input().readWith() == null
                ? List.of()
                : List.copyOf(sidecar.input().readWith());
    }

    /** As sidecars have them; none where nothing was chosen. */
    static List<Map<String, Object>> written(List<ChannelInput> inputs) {
        return inputs.stream().anyMatch(input -> isChosen(input.options()))
                ? inputs.stream().map(ReadPart::written).toList()
                : List.of();
    }

    private static boolean isChosen(ReadOptions options) {
        return options.seriesUid().isPresent()
                || options.volume().isPresent()
                || options.resample()
                || options.inTime();
    }

    private static Map<String, Object> written(ChannelInput input) {
        ReadOptions options = input.options();
        Map<String, Object> entry = new LinkedHashMap<>();
        if (input.isNamed()) {
            entry.put("channel", input.channel());
        }
        options.seriesUid().ifPresent(uid -> entry.put("series", shortened(uid)));
        options.volume().ifPresent(number -> entry.put("volume", number));
        if (options.resample()) {
            entry.put("resample", true);
        }
        if (options.inTime()) {
            entry.put(IN_TIME, true);
        }
        return entry;
    }

    /** What tells a series from others of its study without saying which it is: {@value #DIGITS} digits of a SHA-256. */
    static String shortened(String uid) {
        return Fingerprint.of(uid).substring(0, DIGITS);
    }

    /** Whether what is read of an input, as far as that is said, is the part that was chosen. */
    public boolean isOf(ReadOptions options) {
        Optional<String> uid = options.seriesUid().map(ReadPart::shortened);
        return (series.isEmpty() || uid.isEmpty() || uid.get().equals(series))
                && (options.volume().isEmpty() || options.volume().equals(number()));
    }

    private OptionalInt number() {
        return volume == null ? OptionalInt.empty() : OptionalInt.of(volume);
    }

    /** The same options with what was chosen besides the series. */
    public ReadOptions on(ReadOptions options) {
        return new ReadOptions(options.seriesUid(), number(), resample, inTime);
    }

    /** A case as that was read whose lesions these are: with its frames in time, where they were seen so. */
    public static Case inTime(Case item, Path lesions) throws IOException {
        return isSequence(lesions) ? item.inTime() : item;
    }

    /**
     * Whether lesions are of a sequence in time, so that masks are no volumes: the results beside which they lie say so. Of a mask
     * that is not called as those of results are, and beside a file that this program has not written, nobody knows.
     *
     * @param lesions a folder of results, or a mask
     */
    public static boolean isSequence(Path lesions) throws IOException {
        boolean isFolder = Files.isDirectory(lesions);
        Path folder = isFolder ? lesions : lesions.toAbsolutePath().getParent();
        if (!Files.exists(folder.resolve(CaseFolder.SIDECAR)) || !isFolder && !isOfResults(lesions)) {
            return false;
        }
        try {
            return of(folder).stream().anyMatch(ReadPart::inTime);
        } catch (MalformedFileException e) {
            return false;
        }
    }

    private static boolean isOfResults(Path mask) {
        String name = mask.getFileName().toString();
        return MASKS.stream().anyMatch(results -> name.startsWith(results + "."));
    }
}
