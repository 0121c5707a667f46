package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.LUT;
import java.awt.Color;
import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;

/** A picture of where two masks agree: 1 found (green), 2 missed (blue), 3 invented (orange). */
final class Agreement {
    private static final Color[] COLORS = {
        Color.BLACK, new Color(0x009E73), new Color(0x56B4E9), new Color(0xD55E00),
    };
    private static final String LEGEND = "green: found, blue: missed, orange: invented";

    private Agreement() {}

    /** Both on the same grid; a frame for each pair. */
    static ImagePlus image(String title, List<LabelMap> predictions, List<LabelMap> references, StackGrid grid) {
        ImageStack stack = new ImageStack(grid.columns(), grid.rows());
        for (int frame = 0; frame < references.size(); frame++) {
            for (int slice = 0; slice < grid.slices(); slice++) {
                stack.addSlice(LEGEND, slice(predictions.get(frame), references.get(frame), grid, slice));
            }
        }
        ImagePlus image = new ImagePlus(title, stack);
        image.setDimensions(1, grid.slices(), references.size());
        image.setOpenAsHyperStack(references.size() > 1);
        image.setLut(table());
        image.setDisplayRange(0, 255);
        grid.attachTo(image);
        return image;
    }

    private static ByteProcessor slice(LabelMap prediction, LabelMap reference, StackGrid grid, int slice) {
        ByteProcessor pixels = new ByteProcessor(grid.columns(), grid.rows());
        Cursor<UnsignedShortType> predicted =
                Views.flatIterable(grid.slice(prediction.voxels(), slice)).cursor();
        Cursor<UnsignedShortType> real =
                Views.flatIterable(grid.slice(reference.voxels(), slice)).cursor();
        for (int i = 0; i < pixels.getPixelCount(); i++) {
            boolean found = predicted.next().get() != 0;
            boolean there = real.next().get() != 0;
            int missedOrInvented = there ? 2 : 3;
            pixels.set(i, found && there ? 1 : found || there ? missedOrInvented : 0);
        }
        return pixels;
    }

    private static LUT table() {
        byte[][] channels = new byte[3][256];
        for (int value = 0; value < COLORS.length; value++) {
            channels[0][value] = (byte) COLORS[value].getRed();
            channels[1][value] = (byte) COLORS[value].getGreen();
            channels[2][value] = (byte) COLORS[value].getBlue();
        }
        return new LUT(channels[0], channels[1], channels[2]);
    }
}
