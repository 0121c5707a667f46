package org.lesionlens.inference;

import java.util.Locale;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Over;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Normalization;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Resampling;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The slices of a volume as a network sees them: in display orientation, normalised, at the model's pixel spacing.
 *
 * <p>Padding is as dark as the darkest tissue of the volume, or of the slice if slices are normalised one by one.
 *
 * <p>Made once for a volume and a model: where the statistics are the volume's, that passes over all voxels twice.
 *
 * <p>An image without a pixel size is taken to be as wide (or high, if it is higher) as the model's field of view.
 * Thread-safe as long as nobody writes to the volume.
 */
public final class PreparedSlices {
    private static final int LEAST_PIXELS = 16;
    /** Slices of more than this many fields of view are taken for a wrong spacing: the window would fill the memory. */
    private static final double MOST_FIELDS = 3;

    private static final long MOST_PIXELS = 1 << 28;

    private final Model model;
    private final VolumeGeometry geometry;
    private final RandomAccessibleInterval<FloatType> tissue;
    private final DisplayOrientation orientation;
    private final Preparation.Clip range;
    private final Normalization ofVolume;
    private final int columns;
    private final int rows;

    /**
     * Takes the statistics of a volume, which must not change from then on.
     *
     * @throws UnsuitableImageException if the volume is constant, not finite or of a size that the model is not made for
     */
    public PreparedSlices(Volume volume, Model model) {
        this.model = model;
        this.geometry = volume.geometry();
        this.tissue = volume.tissue();
        this.orientation = DisplayOrientation.of(volume.geometry());
        this.range = step(Preparation.Clip.class);
        boolean wholeVolume = step(Preparation.ZScore.class).over() == Over.VOLUME;
        this.ofVolume = wholeVolume ? Normalization.foreground(tissue) : null;
        double pixel = model.purpose().nominalPixelMm(volume.geometry());
        requireSize(pixel);
        this.columns = resampled(orientation.columns(), pixel * orientation.columnSpacingMm());
        this.rows = resampled(orientation.rows(), pixel * orientation.rowSpacingMm());
        if ((long) columns * rows > MOST_PIXELS) {
            throw new UnsuitableImageException("a slice has " + columns + " x " + rows
                    + " pixels at the model's pixel spacing of " + model.spacingMm()
                    + " mm, which would fill the memory: check the pixel spacing, or crop");
        }
    }

    private <S extends Preparation> S step(Class<S> kind) {
        return model.preparation().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow(() -> new UnsuitableModelException("the model " + model.shownName() + " has no step "
                        + kind.getSimpleName() + " in its preparation, which is not supported: choose another model"));
    }

    private void requireSize(double pixel) {
        if (Math.min(orientation.columns(), orientation.rows()) < LEAST_PIXELS) {
            throw new UnsuitableImageException("a slice has " + orientation.columns() + " x " + orientation.rows()
                    + " pixels but must have at least " + LEAST_PIXELS + " x " + LEAST_PIXELS
                    + ": choose a larger image");
        }
        double width = pixel * orientation.columns() * orientation.columnSpacingMm();
        double height = pixel * orientation.rows() * orientation.rowSpacingMm();
        double field = model.purpose().fieldOfViewMm().orElse(Double.POSITIVE_INFINITY);
        if (Math.max(width, height) > MOST_FIELDS * field) {
            throw new UnsuitableImageException(String.format(
                    Locale.ROOT,
                    "a slice is %.0f x %.0f mm large but the model is made for %.0f mm: check the pixel spacing, or crop",
                    width,
                    height,
                    field));
        }
    }

    private int resampled(long size, double spacingMm) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(size * spacingMm / model.spacingMm())));
    }

    Model model() {
        return model;
    }

    /** The grid of the volume. */
    VolumeGeometry geometry() {
        return geometry;
    }

    int columns() {
        return columns;
    }

    int rows() {
        return rows;
    }

    long count() {
        return orientation.slices();
    }

    DisplayOrientation orientation() {
        return orientation;
    }

    /** A slice, {@link #columns()} x {@link #rows()}, normalised and clipped; a new array in row-major order. */
    float[] slice(long index) {
        float[] pixels = orientation.pixels(tissue, index);
        Normalization statistics = ofVolume != null ? ofVolume : ofSlice(pixels);
        statistics.apply(pixels, (float) range.minimum(), (float) range.maximum());
        return Resampling.resize(
                pixels, Math.toIntExact(orientation.columns()), Math.toIntExact(orientation.rows()), columns, rows);
    }

    /** Maps a slice's probabilities back to the volume's own grid. */
    void write(float[] values, long index, ProbabilityMap probabilities) {
        float[] pixels = Resampling.resize(
                values, columns, rows, Math.toIntExact(orientation.columns()), Math.toIntExact(orientation.rows()));
        orientation.setPixels(probabilities.voxels(), index, pixels);
    }

    /** A constant slice of a volume is normal (air), unlike a constant volume: it and its padding become 0 throughout. */
    private static Normalization ofSlice(float[] pixels) {
        float first = Float.NaN;
        for (float pixel : pixels) {
            first = Float.isNaN(first) ? pixel : first;
            if (pixel != first && !Float.isNaN(pixel)) {
                return Normalization.foreground(ArrayImgs.floats(pixels, pixels.length));
            }
        }
        float constant = Float.isNaN(first) ? 0 : first;
        return new Normalization(constant, 0, constant);
    }
}
