package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.lesionlens.inference.Statistics.Moments;
import org.lesionlens.inference.Statistics.Selection;
import org.lesionlens.inference.Voxels.Changed;
import org.lesionlens.inference.Voxels.Operation;
import org.lesionlens.inference.Voxels.Stored;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Over;
import org.lesionlens.model.Preparation.PercentileClip;
import org.lesionlens.model.Preparation.PercentileRange;
import org.lesionlens.model.Preparation.ZScore;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Normalization;
import org.lesionlens.volume.UnsuitableImageException;

/** Steps of a preparation that change each voxel by what the others are like, which is found in passes over them. */
final class IntensitySteps {
    private final List<Voxels> untouched;
    private final List<Voxels> channels;
    /** Those that are changed, and whose statistics are one. */
    private final List<Integer> together;

    /**
     * @param untouched all channels before any intensity was changed: a mask is that of all of these, as in nnU-Net
     * @param channels all of them as they are now
     */
    IntensitySteps(List<Voxels> untouched, List<Voxels> channels, List<Integer> together) {
        this.untouched = untouched;
        this.channels = channels;
        this.together = together;
    }

    /** value becomes (value - origin) * gain. */
    private record Scaling(double origin, double gain) {
        /** Finite where there is nothing to divide by: then the origin becomes 0. */
        static Scaling by(double origin, double divisor) {
            return new Scaling(origin, Math.min(1 / divisor, Double.MAX_VALUE));
        }
    }

    /** The channels after a step. */
    List<Voxels> after(ZScore score) {
        if (knowsTissue(score) && together.size() == 1 && channels.get(together.get(0)) instanceof Stored stored) {
            return changed(score.over() == Over.VOLUME ? ofStored(stored) : ofStoredSlices(stored));
        }
        NonzeroMask mask = score.foreground() == Foreground.MASK ? NonzeroMask.filled(untouched) : null;
        IntFunction<Scaling> known = score.over() == Over.SLICE
                ? onceEach(z -> ofPlane(score, z, mask))
                : always(scaling(score, Statistics.moments(counted(), selection(score, mask))));
        return changed((values, block) -> scale(values, block, known, score.foreground(), mask));
    }

    /** The channels after a step. */
    List<Voxels> after(PercentileRange range) {
        IntFunction<Scaling> known = range.over() == Over.SLICE
                ? onceEach(z -> scaling(range, Statistics.percentiles(plane(z), range.lower(), range.upper())))
                : always(scaling(range, apart(range, Statistics.percentiles(counted(), range.lower(), range.upper()))));
        return changed((values, block) -> scale(values, block, known, Foreground.ALL, null));
    }

    /** Values beyond equal percentiles would be infinite. */
    private static double[] apart(PercentileRange range, double... ends) {
        boolean inner = range.lower() > 0 || range.upper() < 100;
        if (inner && ends[0] == ends[1] && range.epsilon() == 0) {
            throw new UnsuitableImageException("the percentiles " + range.lower() + " and " + range.upper()
                    + " of the image are both " + ends[0]
                    + ", but the model scales by what lies between them: choose another image, or crop this one");
        }
        return ends;
    }

    /** The channels after a step. */
    List<Voxels> after(PercentileClip clip) {
        IntFunction<double[]> known = clip.over() == Over.SLICE
                ? onceEach(z -> Statistics.percentiles(clip.between(), plane(z), clip.lower(), clip.upper()))
                : always(Statistics.percentiles(clip.between(), counted(), clip.lower(), clip.upper()));
        return changed((values, block) -> clip(values, block, known));
    }

    private static void clip(float[] values, Block block, IntFunction<double[]> known) {
        int plane = block.width() * block.height();
        for (int i = 0; i < values.length; i++) {
            double[] ends = known.apply(block.z() + i / plane);
            values[i] = (float) Math.min(Math.max(values[i], ends[0]), ends[1]);
        }
    }

    private List<Voxels> changed(Operation operation) {
        List<Voxels> changed = new ArrayList<>(channels);
        together.forEach(channel -> changed.set(channel, new Changed(channels.get(channel), operation)));
        return List.copyOf(changed);
    }

    private List<Voxels> counted() {
        return together.stream().map(channels::get).toList();
    }

    private static <T> IntFunction<T> onceEach(IntFunction<T> of) {
        ConcurrentHashMap<Integer, T> known = new ConcurrentHashMap<>();
        return z -> known.computeIfAbsent(z, of::apply);
    }

    private static <T> IntFunction<T> always(T known) {
        return z -> known;
    }

    /** Whether a step takes NaN for no tissue by itself. */
    static boolean knowsTissue(Preparation step) {
        return step instanceof ZScore score && score.foreground() == Foreground.ABOVE_MEAN && score.epsilon() == 0;
    }

    private static Operation ofStored(Stored stored) {
        Normalization ofVolume = Normalization.foreground(stored.volume().tissue());
        return (values, block) -> ofVolume.apply(values, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    private static Operation ofStoredSlices(Stored stored) {
        ConcurrentHashMap<Integer, Normalization> known = new ConcurrentHashMap<>();
        int whole = stored.plane(0).voxels();
        return (values, block) -> {
            int pixels = block.width() * block.height();
            for (int z = 0; z < block.depth(); z++) {
                int first = z * pixels;
                Normalization ofSlice = known.computeIfAbsent(
                        block.z() + z,
                        slice -> pixels == whole
                                ? ofSlice(values, first, pixels)
                                : ofSlice(stored.read(stored.plane(slice)), 0, whole));
                ofSlice.apply(values, first, pixels, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
            }
        };
    }

    /** A constant slice of a volume is normal (air), unlike a constant volume: it and its padding become 0 throughout. */
    private static Normalization ofSlice(float[] values, int from, int count) {
        float first = Float.NaN;
        for (int i = from; i < from + count; i++) {
            float pixel = values[i];
            first = Float.isNaN(first) ? pixel : first;
            if (pixel != first && !Float.isNaN(pixel)) {
                return Normalization.foreground(values, from, count);
            }
        }
        float constant = Float.isNaN(first) ? 0 : first;
        return new Normalization(constant, 0, constant);
    }

    private Selection selection(ZScore score, NonzeroMask mask) {
        return switch (score.foreground()) {
            case ALL -> Statistics.ALL;
            case NONZERO -> Statistics.NONZERO;
            case MASK -> mask::keep;
            case ABOVE_MEAN ->
                Statistics.above(Statistics.moments(counted(), Statistics.ALL).mean());
        };
    }

    private Scaling ofPlane(ZScore score, int z, NonzeroMask mask) {
        float[] all = plane(z);
        Selection selection = switch (score.foreground()) {
            case ALL -> Statistics.ALL;
            case NONZERO -> Statistics.NONZERO;
            case MASK -> mask::keep;
            case ABOVE_MEAN ->
                Statistics.above(Statistics.moments(all, all.length).mean());
        };
        int pixels = all.length / together.size();
        int count = 0;
        for (int channel = 0; channel < together.size(); channel++) {
            float[] one = Arrays.copyOfRange(all, channel * pixels, (channel + 1) * pixels);
            int kept = selection.keep(one, channels.get(0).plane(z));
            System.arraycopy(one, 0, all, count, kept);
            count += kept;
        }
        return scaling(score, Statistics.moments(all, count));
    }

    /** A plane of all channels whose statistics are one. */
    private float[] plane(int z) {
        if (together.size() == 1) {
            Voxels only = channels.get(together.get(0));
            return only.read(only.plane(z));
        }
        Block plane = channels.get(0).plane(z);
        float[] all = new float[Math.multiplyExact(plane.voxels(), together.size())];
        for (int channel = 0; channel < together.size(); channel++) {
            float[] one = channels.get(together.get(channel)).read(plane);
            System.arraycopy(one, 0, all, channel * one.length, one.length);
        }
        return all;
    }

    private static Scaling scaling(ZScore score, Moments moments) {
        double divisor =
                score.added() ? moments.deviation() + score.epsilon() : Math.max(moments.deviation(), score.epsilon());
        return Scaling.by(moments.mean(), divisor);
    }

    private static Scaling scaling(PercentileRange range, double... ends) {
        return Scaling.by(ends[0], ends[1] - ends[0] + range.epsilon());
    }

    /** @param only the voxels that are changed; of {@link Foreground#ABOVE_MEAN} all are */
    private static void scale(
            float[] values, Block block, IntFunction<Scaling> known, Foreground only, NonzeroMask mask) {
        int at = 0;
        for (int z = block.z(); z < block.z() + block.depth(); z++) {
            Scaling scaling = known.apply(z);
            for (int y = block.y(); y < block.y() + block.height(); y++) {
                for (int x = block.x(); x < block.x() + block.width(); x++, at++) {
                    boolean stays = only == Foreground.NONZERO && values[at] == 0
                            || only == Foreground.MASK && !mask.contains(x, y, z);
                    values[at] = stays ? values[at] : (float) ((values[at] - scaling.origin) * scaling.gain);
                }
            }
        }
    }
}
