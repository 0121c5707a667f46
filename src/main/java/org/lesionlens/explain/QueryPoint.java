package org.lesionlens.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.lesionlens.lesion.LesionMiddle;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Volume;

/**
 * A point of a slice whose attention is shown.
 *
 * @param name what lies there, for people
 * @param column of the slice as shown
 * @param row of the slice as shown
 */
public record QueryPoint(String name, int column, int row) {
    /** How far from the corner the air is looked for, as a share of the slice. */
    private static final int CORNER = 40;

    /**
     * Points worth a look: middle and rim of a lesion, the same place on the other side of the head, the
     * brightest place elsewhere, and the air.
     *
     * @param lesionMask above 0 inside, on the slice's grid; may be empty
     */
    public static List<QueryPoint> worthALook(Volume volume, long slice, Volume lesionMask) {
        DisplayOrientation orientation = DisplayOrientation.of(volume.geometry());
        int columns = (int) orientation.columns();
        float[] pixels = darkPadding(orientation.pixels(volume.tissue(), slice));
        List<QueryPoint> points = new ArrayList<>();
        boolean[] lesion = inside(lesionMask);
        LesionMiddle.of(lesion, columns).ifPresent(middle -> {
            QueryPoint centre = new QueryPoint("lesion, middle", middle % columns, middle / columns);
            points.add(centre);
            points.add(rim(lesion, columns, centre));
            int head = middleOfHead(pixels, columns);
            int other = Math.min(Math.max(2 * head - centre.column(), 0), columns - 1);
            points.add(new QueryPoint("other side", other, centre.row()));
        });
        points.add(brightest(pixels, lesion, columns));
        points.add(new QueryPoint("air", columns / CORNER, (int) orientation.rows() / CORNER));
        return points;
    }

    /**
     * Points worth a look of what a network saw: middle and rim of a lesion, the brightest place elsewhere and the darkest.
     *
     * @param lesionMask as in {@link #worthALook}
     * @param seen which pixels it saw, as shown, in row-major order
     */
    static List<QueryPoint> inWindow(Volume volume, long slice, Volume lesionMask, boolean... seen) {
        DisplayOrientation orientation = DisplayOrientation.of(volume.geometry());
        int columns = (int) orientation.columns();
        float[] pixels = darkPadding(orientation.pixels(volume.tissue(), slice));
        boolean[] lesion = inside(lesionMask);
        List<QueryPoint> points = new ArrayList<>();
        LesionMiddle.of(lesion, columns).ifPresent(middle -> {
            QueryPoint centre = new QueryPoint("lesion, middle", middle % columns, middle / columns);
            points.add(centre);
            points.add(rim(lesion, columns, centre));
        });
        IntPredicate elsewhere = pixel -> seen[pixel] && !lesion[pixel];
        Comparator<Integer> darker = Comparator.comparing(pixel -> pixels[pixel]);
        IntStream.range(0, pixels.length)
                .filter(elsewhere)
                .boxed()
                .max(darker)
                .ifPresent(at -> points.add(new QueryPoint("brightest elsewhere", at % columns, at / columns)));
        IntStream.range(0, pixels.length)
                .filter(elsewhere)
                .boxed()
                .min(darker)
                .ifPresent(at -> points.add(new QueryPoint("darkest", at % columns, at / columns)));
        return points;
    }

    /** NaN becomes the lowest intensity. */
    private static float[] darkPadding(float[] pixels) {
        float lowest = Float.POSITIVE_INFINITY;
        for (float pixel : pixels) {
            lowest = pixel < lowest ? pixel : lowest;
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Float.isNaN(pixels[i]) ? lowest : pixels[i];
        }
        return pixels;
    }

    private static boolean[] inside(Volume mask) {
        float[] values = DisplayOrientation.of(mask.geometry()).pixels(mask.voxels(), 0);
        boolean[] inside = new boolean[values.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = values[i] > 0;
        }
        return inside;
    }

    /** The lesion's pixel farthest from its middle. */
    private static QueryPoint rim(boolean[] lesion, int columns, QueryPoint centre) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < lesion.length; i++) {
            double far = Math.hypot(i % columns - centre.column(), Math.floorDiv(i, columns) - centre.row());
            if (lesion[i] && far > most) {
                most = far;
                best = i;
            }
        }
        return new QueryPoint("lesion, rim", best % columns, best / columns);
    }

    /** Half way between the first and the last column with a pixel above the mean. */
    private static int middleOfHead(float[] pixels, int columns) {
        double mean = 0;
        for (float pixel : pixels) {
            mean += (double) pixel / pixels.length;
        }
        int first = columns;
        int last = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] > mean) {
                first = Math.min(first, i % columns);
                last = Math.max(last, i % columns);
            }
        }
        return (first + last) / 2;
    }

    private static QueryPoint brightest(float[] pixels, boolean[] lesion, int columns) {
        int best = 0;
        for (int i = 0; i < pixels.length; i++) {
            best = !lesion[i] && pixels[i] > pixels[best] ? i : best;
        }
        return new QueryPoint("brightest elsewhere", best % columns, best / columns);
    }
}
