package org.lesionlens.fiji.image;

import ij.process.LUT;
import java.awt.Color;
import java.util.List;
import java.util.function.IntFunction;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.pipeline.LesionAnalysis;

/**
 * A colour for each lesion: the first seven are those of the overview picture, which colour-blind people tell apart;
 * each further one lies as far as possible from all before it and from black, as in a glasbey table.
 */
public final class LesionColors {
    private static final int LABELS = 255;
    private static final int FIRST = 7;
    private static final int STEP = 17;
    private static final int DARKEST = 200;

    private static final Color[] COLORS = colors();

    private LesionColors() {}

    /** The colour of a label from 1; labels above 255 repeat. */
    public static Color of(int label) {
        return COLORS[(label - 1) % LABELS];
    }

    /** Black for 0, then the colours of the labels: for a display range of 0 to 255. */
    public static LUT table() {
        return table(LesionColors::of);
    }

    /** The same with other colours by label. */
    static LUT table(IntFunction<Color> colors) {
        byte[] red = new byte[LABELS + 1];
        byte[] green = new byte[LABELS + 1];
        byte[] blue = new byte[LABELS + 1];
        for (int label = 1; label <= LABELS; label++) {
            Color color = colors.apply(label);
            red[label] = (byte) color.getRed();
            green[label] = (byte) color.getGreen();
            blue[label] = (byte) color.getBlue();
        }
        return new LUT(red, green, blue);
    }

    /**
     * Those of the classes of lesions, where the segmenter tells classes apart and the frames agree; else those of their
     * numbers.
     *
     * @param analyses one a frame
     */
    static IntFunction<Color> of(List<LesionAnalysis> analyses) {
        return label -> {
            List<String> classes = analyses.stream()
                    .flatMap(analysis -> analysis.color(label).stream())
                    .distinct()
                    .toList();
            return classes.size() == 1 ? Color.decode(classes.get(0)) : of(label);
        };
    }

    private static Color[] colors() {
        Color[] colors = new Color[LABELS];
        for (int i = 0; i < LABELS; i++) {
            colors[i] = i < FIRST ? OverviewPicture.color(i + 1) : farthest(colors, i);
        }
        return colors;
    }

    private static Color farthest(Color[] colors, int count) {
        Color best = Color.WHITE;
        double farthest = -1;
        for (int rgb = 0; rgb < 16 * 16 * 16; rgb++) {
            Color candidate = new Color(STEP * (rgb >> 8), STEP * (rgb >> 4 & 15), STEP * (rgb & 15));
            double distance = bright(candidate) ? nearest(colors, count, candidate) : -1;
            if (distance > farthest) {
                farthest = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static boolean bright(Color color) {
        return color.getRed() + color.getGreen() + color.getBlue() > DARKEST;
    }

    private static double nearest(Color[] colors, int count, Color candidate) {
        double nearest = Double.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            nearest = Math.min(nearest, distance(colors[i], candidate));
        }
        return nearest;
    }

    /** "Redmean": close to what the eye sees, T. Riemersma, "Colour metric", 2008. */
    private static double distance(Color a, Color b) {
        double mean = (a.getRed() + b.getRed()) / 2.0;
        double red = a.getRed() - b.getRed();
        double green = a.getGreen() - b.getGreen();
        double blue = a.getBlue() - b.getBlue();
        return (2 + mean / 256) * red * red + 4 * green * green + (2 + (255 - mean) / 256) * blue * blue;
    }
}
