package org.lesionlens.io;

import java.nio.file.Path;
import java.util.function.Consumer;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/** Numbers as labels: whole ones, or a single one that stands for lesion. */
final class LabelNumbers {
    private static final int LARGEST = 65535;

    /** What saving as floats may do to a whole number. */
    private static final float ROUNDING = 1e-3f;

    private final Path file;
    private float first;
    private float fraction;
    /** A number below 0 of a file that has one. */
    private float below;

    private boolean none;
    private boolean zero;

    private boolean several;

    private LabelNumbers(Path file) {
        this.file = file;
    }

    /**
     * Rounds numbers above 0, to at least 1; all others are background.
     *
     * @param file that they come from, for messages
     * @param warnings is told if all labels are one fraction, and if some numbers beside them are below 0 or none
     * @throws MalformedFileException if there are several numbers and one is no whole one, as in a map of probabilities, or one is
     *     too large, or none is above 0 but some are below, or none is a number
     */
    static LabelMap of(Path file, Volume numbers, Consumer<String> warnings) throws MalformedFileException {
        LabelNumbers seen = new LabelNumbers(file);
        LabelMap labels = LabelMap.allocate(numbers.geometry());
        Cursor<UnsignedShortType> target = Views.flatIterable(labels.voxels()).cursor();
        for (FloatType number : Views.flatIterable(numbers.voxels())) {
            target.next().set(seen.label(number.get()));
        }
        seen.require(warnings);
        return labels;
    }

    private int label(float value) throws MalformedFileException {
        if (!(value > 0)) {
            below = value < 0 ? value : below;
            none |= Float.isNaN(value);
            zero |= value == 0;
            return 0;
        }
        if (value > LARGEST) {
            throw new MalformedFileException(
                    file, "has the label " + value + " but labels go to " + LARGEST, "renumber the labels");
        }
        int label = Math.max(1, Math.round(value));
        first = first == 0 ? value : first;
        several |= Math.abs(value - first) > ROUNDING;
        fraction = Math.abs(value - label) > ROUNDING ? value : fraction;
        return label;
    }

    private void require(Consumer<String> warnings) throws MalformedFileException {
        if (first == 0 && (below < 0 || (none && !zero))) {
            throw new MalformedFileException(
                    file,
                    "has no number above 0 but some like " + (below < 0 ? below : Float.NaN)
                            + ", so nobody knows where its lesions are",
                    "save lesions with numbers above 0 and all else as 0");
        }
        if (below < 0) {
            warnings.accept("numbers like " + below
                    + " count as background: if they are lesions, save them with numbers above 0");
        }
        if (none) {
            warnings.accept("what is no number (NaN) counts as background");
        }
        if (fraction > 0 && several) {
            throw new MalformedFileException(
                    file,
                    "has numbers like " + fraction + " but a mask must have whole ones",
                    "if they are probabilities, save what is above the threshold as a mask");
        }
        if (fraction > 0) {
            warnings.accept("all its numbers above 0 are " + fraction + ", which counts as "
                    + Math.max(1, Math.round(fraction)));
        }
    }
}
