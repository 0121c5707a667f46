package org.lesionlens.io.tiff;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import org.lesionlens.io.file.FrameSteps;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.TextHeader;
import org.lesionlens.io.file.TimeUnit;

/**
 * The description that ImageJ writes into a TIFF: lines {@code key=value} after {@code ImageJ=VERSION}
 * (ij.io.FileSaver, ij.io.TiffDecoder).
 *
 * <p>Pages go channel by channel, then slice by slice, then frame by frame. XResolution and YResolution are pixels a
 * unit.
 */
final class ImageJDescription {
    private static final String STRAIGHT_LINE = "0";

    /** How ImageJ writes what is not ASCII. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\u(\\p{XDigit}{4})");

    private ImageJDescription() {}

    static boolean isIn(String description) {
        return description.startsWith("ImageJ=");
    }

    /** How many pages a description announces; 1 if it does not say. */
    static int images(TiffPage first) throws IOException {
        String description = first.description();
        return isIn(description) ? count(first.path(), values(description), "images", 1) : 1;
    }

    /** @param channel that is read, from 0 */
    static TiffGrid grid(TiffPage first, int pages, int channel) throws IOException {
        Path path = first.path();
        Map<String, String> values = values(first.description());
        int channels = count(path, values, "channels", 1);
        int frames = count(path, values, "frames", 1);
        int slices = count(path, values, "slices", Math.max(1, pages / channels / frames));
        int images = count(path, values, "images", pages);
        if (images != pages || !TiffGrid.isFull(slices, channels, frames, pages)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of " + pages + " pages but its ImageJ description announces " + images + ", " + channels
                            + " channels x " + slices + " slices x " + frames + " frames",
                    "save it again with ImageJ, in less than 4 GB");
        }
        boolean straight = STRAIGHT_LINE.equals(values.get("cf"));
        return new TiffGrid(
                slices,
                channels,
                frames,
                slice -> slice * channels + channel,
                spacing(path, values, first),
                straight ? number(path, values, "c1", 1) : 1,
                straight ? number(path, values, "c0", 0) : 0);
    }

    /** How frames follow each other: finterval, in s unless tunit names another unit; unknown if it is no number. */
    static FrameSteps frameSteps(TiffPage first, int frames) throws IOException {
        Map<String, String> values = values(first.description());
        double unit = TimeUnit.seconds(values.getOrDefault("tunit", "s")).orElse(0);
        return FrameSteps.equal(frames, unit * TiffGrid.numberOrNaN(values.getOrDefault("finterval", "")));
    }

    private static Map<String, String> values(String description) {
        Map<String, String> values = new HashMap<>();
        for (String line : description.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(
                        line.substring(0, equals).strip(),
                        unescaped(line.substring(equals + 1).strip()));
            }
        }
        return values;
    }

    private static String unescaped(String value) {
        return ESCAPE.matcher(value)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }

    private static List<Double> spacing(Path path, Map<String, String> values, TiffPage first) throws IOException {
        String unit = values.getOrDefault("unit", "");
        return List.of(
                TiffGrid.mm(1 / first.ratio(BaselineTIFFTagSet.TAG_X_RESOLUTION), unit),
                TiffGrid.mm(1 / first.ratio(BaselineTIFFTagSet.TAG_Y_RESOLUTION), values.getOrDefault("yunit", unit)),
                TiffGrid.mm(number(path, values, "spacing", 1), values.getOrDefault("zunit", unit)));
    }

    private static int count(Path path, Map<String, String> values, String key, int fallback)
            throws MalformedFileException {
        double number = number(path, values, key, fallback);
        if (!(number >= 1 && number <= Integer.MAX_VALUE && number == Math.rint(number))) {
            throw malformed(path, key, values.get(key));
        }
        return (int) number;
    }

    private static double number(Path path, Map<String, String> values, String key, double fallback)
            throws MalformedFileException {
        try {
            return values.containsKey(key) ? Double.parseDouble(values.get(key)) : fallback;
        } catch (NumberFormatException e) {
            throw malformed(path, key, values.get(key));
        }
    }

    private static MalformedFileException malformed(Path path, String key, String value) {
        return new MalformedFileException(
                path,
                "its ImageJ description (ImageDescription, tag 270) says " + key + "=" + TextHeader.shown(value)
                        + ", which is no number that it may be",
                "save it again with ImageJ");
    }
}
