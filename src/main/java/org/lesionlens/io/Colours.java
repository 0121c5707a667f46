package org.lesionlens.io;

import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;

/** The colours of a picture, read as volumes. */
final class Colours {
    private Colours() {}

    /** Whether all are the same everywhere, as of a grey picture that was saved in colour. */
    static boolean areGrey(List<Volume> colours) {
        Volume first = colours.get(0);
        return colours.stream().skip(1).allMatch(other -> isSame(first, other));
    }

    private static boolean isSame(Volume one, Volume other) {
        Cursor<FloatType> there = Views.flatIterable(other.voxels()).cursor();
        for (FloatType here : Views.flatIterable(one.voxels())) {
            if (here.get() != there.next().get()) {
                return false;
            }
        }
        return true;
    }
}
