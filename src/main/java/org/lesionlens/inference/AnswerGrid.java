package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.model.Output;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.volume.Block;
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
         * @param values channel after channel, each in row-major order y, x; may be changed but not kept
         */
        void take(int z, float[] values);
    }

    private final PreparedImage image;
    private final Output output;
    private final AxisFilter[] filters = new AxisFilter[3];
    private final boolean triangle;
    private final int channels;
    private final Planes target;
    /** Planes that the network answered; those that are missing are 0. */
    private final Map<Integer, float[]> known = new HashMap<>();

    private int next;
    private int end;
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
        this.end = image.place(2).end();
    }

    /**
     * Of a part of what the network may see: only planes that it reaches are handed on. It is followed by {@link #finish()}.
     *
     * @param part where the network says something, one voxel for each that it sees; elsewhere it says 0
     */
    AnswerGrid(PreparedImage image, Output output, Block part, Planes target) {
        this(image, output, new int[] {image.size(0), image.size(1), image.size(2)}, target);
        while (next < end && last(next) < part.z()) {
            next++;
        }
        while (end > next && filters[2].first(end - 1) >= part.z() + part.depth()) {
            end--;
        }
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
     * @return those that are not needed any more, of all that were given
     */
    List<float[]> add(int first, List<float[]> planes) {
        if (output.back() == Output.Back.PROBABILITIES) {
            planes.stream().parallel().forEach(plane -> Answers.activate(output, plane));
        }
        for (int i = 0; i < planes.size(); i++) {
            known.put(first + i, planes.get(i));
        }
        int added = first + planes.size();
        handOn(added);
        int needed = next < end ? filters[2].first(next) : added;
        List<float[]> done = new ArrayList<>();
        for (; forgotten < needed; forgotten++) {
            Optional.ofNullable(known.remove(forgotten)).ifPresent(done::add);
        }
        return done;
    }

    /** The part of the image, as it is turned here, that a part of what the network sees reaches. */
    static Block reach(PreparedImage image, Output output, Block part) {
        AnswerGrid grid = new AnswerGrid(image, output, part, (z, values) -> {});
        Block reach = new Block(0, 0, grid.next, 1, 1, grid.end - grid.next);
        for (int axis = 0; axis < 2; axis++) {
            AxisFilter filter = grid.filters[axis];
            int from = 0;
            int to = filter.target();
            while (from < to - 1 && filter.first(from) + filter.taps() - 1 < part.first(axis)) {
                from++;
            }
            while (to > from + 1 && filter.first(to - 1) >= part.first(axis) + part.side(axis)) {
                to--;
            }
            reach = reach.with(axis, from, to - from);
        }
        return reach;
    }

    /** Hands on what the network says no more of. */
    void finish() {
        handOn(Integer.MAX_VALUE);
    }

    /** All that is made of planes before one. */
    private void handOn(int before) {
        List<Integer> ready = new ArrayList<>();
        while (next < end && last(next) < before) {
            ready.add(next++);
        }
        ready.stream().parallel().forEach(z -> target.take(z, inPlane(across(z))));
    }

    private int last(int z) {
        return filters[2].first(z) + filters[2].taps() - 1;
    }

    private float[] across(int z) {
        AxisFilter filter = filters[2];
        float[] nearest = known.get(filter.first(z));
        if (filter.taps() == 1 && nearest != null) {
            return nearest;
        }
        float[] sum = new float[Math.multiplyExact(channels, filters[0].source() * filters[1].source())];
        for (int tap = 0; tap < filter.taps(); tap++) {
            float[] plane = known.get(filter.first(z) + tap);
            float weight = plane == null ? 0 : filter.weight(z, tap);
            for (int i = 0; i < sum.length && weight != 0; i++) {
                sum[i] += weight * plane[i];
            }
        }
        return sum;
    }

    private float[] inPlane(float[] values) {
        int width = filters[0].source();
        int height = filters[1].source();
        boolean stays = filters[0].isIdentity() && filters[1].isIdentity();
        if (stays) {
            return filters[2].isIdentity() ? values : values.clone(); // else others may be made of it
        }
        if (triangle) {
            return triangles(values, width, height);
        }
        float[] rows =
                filters[1].isIdentity() ? values : filters[1].apply(values, width, height, 0, 0, filters[1].target());
        if (filters[0].isIdentity()) {
            return rows;
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
