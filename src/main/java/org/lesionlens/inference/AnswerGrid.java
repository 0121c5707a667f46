package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lesionlens.model.Output;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.volume.Resampling;

/**
 * Brings what a network says, a plane after the other, onto the image's own grid, and hands on each plane there as soon as all
 * that it is made of is known. Numbers are brought back as they are, before any activation, unless the model says otherwise.
 *
 * <p>For one thread; what takes the planes is called by several.
 */
final class AnswerGrid {
    /** Takes planes on the image's own grid, as it is turned for the network. */
    interface Planes {
        /**
         * Takes a plane.
         *
         * @param values channel after channel, each in row-major order y, x; to be kept or changed at will
         */
        void take(int z, float[] values);
    }

    private final PreparedImage image;
    private final Output output;
    private final AxisFilter[] filters = new AxisFilter[3];
    private final boolean triangle;
    private final int channels;
    private final Planes target;
    private final Map<Integer, float[]> known = new HashMap<>();
    private int next;
    private int forgotten;

    /**
     * @param sizes voxels that the network answers along x, y, z
     */
    AnswerGrid(PreparedImage image, Output output, int[] sizes, Planes target) {
        this.image = image;
        this.output = output;
        this.channels = Answers.channels(output);
        this.target = target;
        boolean filtered = true;
        for (int axis = 0; axis < 3; axis++) {
            double scale = scale(output, image.axes().order().get(axis));
            Interpolation kind = kind(output, axis, scale);
            filtered &= axis == 2 || kind == Interpolation.TRIANGLE;
            PlaceMap place = image.place(axis);
            filters[axis] = AxisFilter.of(
                    kind,
                    sizes[axis],
                    image.turn().size(axis),
                    place.scale() * scale,
                    (place.shift() + 0.5) * scale - 0.5);
        }
        this.triangle = filtered;
        this.next = image.place(2).first();
    }

    /** Voxels of the answer for each that the network sees, along an axis of the description. */
    static double scale(Output output, int axis) {
        return axis < output.scale().size() ? output.scale().get(axis) : 1;
    }

    private Interpolation kind(Output output, int axis, double scale) {
        if (output.answer() == Output.Answer.LABELS || output.back() == Output.Back.NEAREST) {
            return Interpolation.NEAREST;
        }
        Interpolation kind = image.back(axis);
        boolean whole = image.place(axis).first() == 0
                && image.place(axis).end() == image.turn().size(axis);
        boolean other = scale != 1 && kind == Interpolation.NEAREST;
        boolean averages = kind == Interpolation.TRIANGLE || kind == Interpolation.AREA;
        return other || averages && !(whole && scale == 1) ? Interpolation.LINEAR : kind;
    }

    /**
     * Takes planes of the network, which follow those taken before.
     *
     * @param first the place of the first one
     * @param planes channel after channel each; given away
     */
    void add(int first, List<float[]> planes) {
        if (output.back() == Output.Back.PROBABILITIES) {
            planes.stream().parallel().forEach(plane -> Answers.activate(output, plane));
        }
        for (int i = 0; i < planes.size(); i++) {
            known.put(first + i, planes.get(i));
        }
        int end = first + planes.size();
        List<Integer> ready = new ArrayList<>();
        while (next < image.place(2).end() && last(next) < end) {
            ready.add(next++);
        }
        ready.stream().parallel().forEach(z -> target.take(z, inPlane(across(z))));
        int needed = next < image.place(2).end() ? filters[2].first(next) : end;
        for (; forgotten < needed; forgotten++) {
            known.remove(forgotten);
        }
    }

    private int last(int z) {
        return filters[2].first(z) + filters[2].taps() - 1;
    }

    private float[] across(int z) {
        AxisFilter filter = filters[2];
        float[] nearest = known.get(filter.first(z));
        if (filter.taps() == 1) {
            return nearest;
        }
        float[] sum = new float[nearest.length];
        for (int tap = 0; tap < filter.taps(); tap++) {
            float weight = filter.weight(z, tap);
            float[] plane = known.get(filter.first(z) + tap);
            for (int i = 0; i < sum.length && weight != 0; i++) {
                sum[i] += weight * plane[i];
            }
        }
        return sum;
    }

    private float[] inPlane(float[] values) {
        int width = filters[0].source();
        int height = filters[1].source();
        if (triangle) {
            return triangles(values, width, height);
        }
        float[] rows =
                filters[1].isIdentity() ? values : filters[1].apply(values, width, height, 0, 0, filters[1].target());
        if (filters[0].isIdentity()) {
            return rows == values ? values.clone() : rows;
        }
        return filters[0].apply(rows, 1, width, 0, 0, filters[0].target());
    }

    private float[] triangles(float[] values, int width, int height) {
        if (channels == 1) {
            return Resampling.resize(values, width, height, filters[0].target(), filters[1].target());
        }
        int pixels = width * height;
        int resized = filters[0].target() * filters[1].target();
        float[] all = new float[Math.multiplyExact(channels, resized)];
        IntStream.range(0, channels).forEach(channel -> {
            float[] one = new float[pixels];
            System.arraycopy(values, channel * pixels, one, 0, pixels);
            float[] other = Resampling.resize(one, width, height, filters[0].target(), filters[1].target());
            System.arraycopy(other, 0, all, channel * resized, resized);
        });
        return all;
    }
}
