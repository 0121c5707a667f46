package org.lesionlens.fiji.explorer;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.FloatProcessor;
import ij.process.LUT;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.draw.HeatMap;
import org.lesionlens.explain.Explanation;
import org.lesionlens.fiji.image.StackGrid;

/** A map as the stack shows its slice, in viridis. */
public final class ShownMap {
    private static final int COLORS = 256;
    private static final int[] VIRIDIS = viridis();
    private static final int OPAQUE = 0xFF << 24;

    private final Explanation explanation;
    private final StackGrid grid;
    private final float[] pixels;

    private ShownMap(Explanation explanation, StackGrid grid, float[] pixels) {
        this.explanation = explanation;
        this.grid = grid;
        this.pixels = pixels;
    }

    /** The map of a slice of a stack that lies on a grid. */
    public static ShownMap of(Explanation explanation, StackGrid stack) {
        StackGrid grid = new StackGrid(explanation.map().geometry(), stack.oriented(), stack.lost());
        float[] pixels = new float[grid.columns() * grid.rows()];
        int i = 0;
        for (FloatType voxel : Views.flatIterable(grid.slice(explanation.map().voxels(), 0))) {
            pixels[i++] = voxel.get();
        }
        return new ShownMap(explanation, grid, pixels);
    }

    /** The map. */
    public Explanation explanation() {
        return explanation;
    }

    /** In row-major order, NaN where there is no value; not a copy. */
    public float[] pixels() {
        return pixels;
    }

    private static int[] viridis() {
        int[] colors = new int[COLORS];
        for (int i = 0; i < COLORS; i++) {
            colors[i] = HeatMap.color(i / (COLORS - 1.0)).getRGB();
        }
        return colors;
    }

    private static LUT table() {
        byte[][] channels = new byte[3][COLORS];
        for (int i = 0; i < COLORS; i++) {
            channels[0][i] = (byte) (VIRIDIS[i] >> 16);
            channels[1][i] = (byte) (VIRIDIS[i] >> 8);
            channels[2][i] = (byte) VIRIDIS[i];
        }
        return new LUT(channels[0], channels[1], channels[2]);
    }

    /** In colours, transparent where there is no value. */
    BufferedImage picture() {
        int[] colors = new int[pixels.length];
        double scale = (COLORS - 1) / (explanation.most() - explanation.least());
        for (int i = 0; i < colors.length; i++) {
            double place = (pixels[i] - explanation.least()) * scale;
            colors[i] =
                    Float.isNaN(pixels[i]) ? 0 : VIRIDIS[(int) Math.min(Math.max(place + 0.5, 0), COLORS - 1)] | OPAQUE;
        }
        BufferedImage picture = new BufferedImage(grid.columns(), grid.rows(), BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, grid.columns(), grid.rows(), colors, 0, grid.columns());
        return picture;
    }

    /** The range of the colours with its unit, for people. */
    String range() {
        String unit = explanation.unit().isEmpty() ? "" : " " + explanation.unit();
        return number(explanation.least()) + " to " + number(explanation.most()) + unit;
    }

    /** Three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) || size >= 100) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return size >= 0.01
                ? String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value)
                : String.format(Locale.ROOT, "%.1e", value);
    }

    /** 32 bit, of one slice, where the slice lies. */
    public ImagePlus image(String title, String sliceLabel) {
        ImagePlus image = stack(title, List.of(this), List.of(sliceLabel));
        image.setProp("Slice_Label", sliceLabel);
        grid.attachTo(image);
        return image;
    }

    /** 32 bit, a slice for each map, all of one size; where they lie counts for nothing, only their pixel size. */
    static ImagePlus stack(String title, List<ShownMap> maps, List<String> sliceLabels) {
        StackGrid first = maps.get(0).grid;
        ImageStack stack = new ImageStack(first.columns(), first.rows());
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < maps.size(); i++) {
            Explanation map = maps.get(i).explanation();
            stack.addSlice(
                    sliceLabels.get(i),
                    new FloatProcessor(
                            first.columns(), first.rows(), maps.get(i).pixels.clone()));
            least = Math.min(least, map.least());
            most = Math.max(most, map.most());
        }
        ImagePlus image = new ImagePlus(title, stack);
        first.calibrate(image);
        image.setLut(table());
        image.setDisplayRange(least, most);
        return image;
    }
}
