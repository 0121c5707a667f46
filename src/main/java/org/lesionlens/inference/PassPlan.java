package org.lesionlens.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.lesionlens.inference.graph.ExactTiles;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * How an image that is larger than a window of its model may be goes through the network as if it went in whole: in tiles, by
 * passes.
 *
 * @param plans of the networks whose answers are averaged
 * @param sides of the padded image along the tensor's axes, (z,) y, x
 * @param tile its sides, in the same order
 */
record PassPlan(List<ExactTiles.Plan> plans, List<Long> sides, List<Long> tile) {
    /** Voxels of a window: what a description may ask for. */
    static final long MOST_VOXELS = 1L << 24;

    /** Tiles have a fourth of what a window may have: margins stay small, and so does the memory. */
    private static final long TILE_SHARE = 4;

    /**
     * Looks whether an image needs passes.
     *
     * @param mostVoxels of a window
     * @return empty if the image goes in whole, or the model sees tiles anyway
     * @throws UnsuitableImageException if the image does not fit into a window and there are no passes for it
     */
    static Optional<PassPlan> of(OnnxModel model, PreparedImage image, long mostVoxels) {
        if (!(model.description().network().window() instanceof Window.Whole whole)) {
            return Optional.empty();
        }
        boolean fixed = false;
        for (int axis = 0; axis < whole.dimensions(); axis++) {
            fixed |= whole.sides().get(axis).holding(image.size(axis)) < image.size(axis);
        }
        List<Long> sides = padded(whole, image, Collections.nCopies(whole.dimensions(), 1L));
        if (!fixed && voxels(sides) <= mostVoxels && Collections.max(sides) <= Window.LARGEST_SIDE) {
            return Optional.empty();
        }
        List<ExactTiles> tiles = tiles(model);
        if (fixed && !looksEverywhere(model, tiles)) {
            return Optional.empty(); // overlapping tiles are what it would say
        }
        for (ExactTiles each : tiles) {
            if (each instanceof ExactTiles.Refusal refusal) {
                throw refused(model.description(), sides, refusal);
            }
        }
        return Optional.of(
                of(model, image, tiles.stream().map(ExactTiles.Plan.class::cast).toList(), mostVoxels));
    }

    private static PassPlan of(OnnxModel model, PreparedImage image, List<ExactTiles.Plan> plans, long mostVoxels) {
        Window.Whole whole = (Window.Whole) model.description().network().window();
        List<Long> strides = IntStream.range(0, whole.dimensions())
                .mapToObj(axis -> plans.stream()
                        .mapToLong(plan -> plan.stride().get(axis))
                        .reduce(1, PassPlan::commonMultiple))
                .toList();
        List<Long> sides = padded(whole, image, strides);
        for (ExactTiles.Plan plan : plans) {
            if (!takes(plan, sides)) {
                throw refused(
                        model.description(),
                        sides,
                        new ExactTiles.Refusal("it takes only the sides " + plan.sides() + " (0 is any)"));
            }
            requireAnswer(model.description(), plan, sides);
        }
        List<Long> tile = tile(plans, sides, strides, mostVoxels);
        if (voxels(tile) > mostVoxels) {
            throw refused(
                    model.description(),
                    sides,
                    new ExactTiles.Refusal("what it looks at at once is larger than a tile may be"));
        }
        return new PassPlan(plans, sides, tile);
    }

    static long commonMultiple(long a, long b) {
        long divisor = a;
        for (long rest = b; rest != 0; ) {
            long next = divisor % rest;
            divisor = rest;
            rest = next;
        }
        return Math.multiplyExact(a / divisor, b);
    }

    /** Sides that hold the image, which the window may have if it may grow, in multiples of the strides; slowest axis first. */
    private static List<Long> padded(Window.Whole whole, PreparedImage image, List<Long> strides) {
        List<Long> sides = new ArrayList<>();
        for (int axis = whole.dimensions() - 1; axis >= 0; axis--) {
            long stride = strides.get(strides.size() - 1 - axis);
            Window.Side side = whole.sides().get(axis);
            long size = image.size(axis);
            long held = Math.max(size, side.holding(size));
            for (long tries = 0; tries < stride && side.step() > 0 && held % stride != 0; tries++) {
                held += side.step();
            }
            sides.add(upTo(held, stride));
        }
        return List.copyOf(sides);
    }

    private static long upTo(long size, long stride) {
        return (size + stride - 1) / stride * stride;
    }

    private static boolean takes(ExactTiles.Plan plan, List<Long> sides) {
        return IntStream.range(0, sides.size())
                .allMatch(axis ->
                        plan.sides().get(axis) == 0 || plan.sides().get(axis).equals(sides.get(axis)));
    }

    private static void requireAnswer(Model model, ExactTiles.Plan plan, List<Long> sides) {
        Output output = model.output().orElseThrow();
        long[] found = plan.passes()
                .get(plan.chain())
                .outputs()
                .get(output.tensor().name())
                .sizes(sides);
        long[] wanted = LongStream.concat(
                        LongStream.of(found[0], Answers.channels(output)),
                        sides.stream().mapToLong(side -> side))
                .toArray();
        if (!Arrays.equals(found, wanted) || plan.input().channels() != InputShapes.channels(model)) {
            throw refused(
                    model, sides, new ExactTiles.Refusal("its channels or sizes are not those of its description"));
        }
    }

    /** As large as is good, or as the margins want; where that is too large, as small as can be. */
    private static List<Long> tile(List<ExactTiles.Plan> plans, List<Long> sides, List<Long> strides, long mostVoxels) {
        long good = Math.max(1, (long) Math.pow((double) mostVoxels / TILE_SHARE, 1.0 / sides.size()));
        List<Long> tile = tile(plans, sides, strides, good, 2);
        return voxels(tile) <= mostVoxels ? tile : tile(plans, sides, strides, 1, 1);
    }

    private static List<Long> tile(
            List<ExactTiles.Plan> plans, List<Long> sides, List<Long> strides, long least, long times) {
        List<Long> tile = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            int axis = i;
            long margins = plans.stream()
                    .flatMap(plan -> plan.passes().stream())
                    .mapToLong(pass -> pass.margins().before().get(axis)
                            + pass.margins().after().get(axis))
                    .max()
                    .orElse(0);
            long stride = strides.get(axis);
            long side = upTo(Math.max(least, times * margins + stride), stride);
            tile.add(Math.min(side, sides.get(axis)));
        }
        return List.copyOf(tile);
    }

    private static long voxels(List<Long> sides) {
        return sides.stream().reduce(1L, Math::multiplyExact);
    }

    /** What is found out of each network of a model. */
    static List<ExactTiles> tiles(OnnxModel model) {
        Model description = model.description();
        String output = description.output().orElseThrow().tensor().name();
        Optional<String> unsuited = unsuited(description);
        return description.network().weights().stream()
                .map(weights -> unsuited.<ExactTiles>map(ExactTiles.Refusal::new)
                        .orElseGet(() -> ExactTiles.of(read(weights), List.of(output))))
                .toList();
    }

    /** Why tensors are not those that passes are made for. */
    private static Optional<String> unsuited(Model model) {
        Output output = model.output().orElseThrow();
        String order = model.network().window().dimensions() == 2 ? "bcyx" : "bczyx";
        if (Stream.of(model.network().input(), output.tensor())
                .anyMatch(tensor ->
                        tensor.type() != ElementType.FLOAT32 || !tensor.axes().equals(order))) {
            return Optional.of("passes over tiles are made for tensors of float32 with the axes " + order);
        }
        return output.scale().stream().allMatch(scale -> scale == 1)
                ? Optional.empty()
                : Optional.of("passes over tiles are made for answers of the image's size");
    }

    private static byte[] read(CheckedFile weights) {
        try {
            return weights.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean looksEverywhere(OnnxModel model, List<ExactTiles> tiles) {
        List<CheckedFile> weights = model.description().network().weights();
        return IntStream.range(0, tiles.size())
                .anyMatch(network -> tiles.get(network) instanceof ExactTiles.Plan plan
                        ? plan.chain() > 0
                        : ExactTiles.mayLookEverywhere(read(weights.get(network))));
    }

    private static UnsuitableImageException refused(Model model, List<Long> sides, ExactTiles.Refusal refusal) {
        return new UnsuitableImageException("the image is larger than a window of the model " + model.shownName()
                + " may be, and " + refusal.neededWindow(sides)
                + ": crop the image, or choose a model that sees it in tiles");
    }

    /**
     * Where the image lies in what it is padded to: in the middle. A volume is mirrored with what surrounds it, a slice without, as
     * where they go in whole.
     */
    Block content(PreparedImage image, int view) {
        boolean volume = sides.size() == 3;
        Block content = new Block(0, 0, 0, image.size(0), image.size(1), volume ? image.size(2) : 1);
        for (int axis = 0; axis < sides.size(); axis++) {
            int beyond = Math.toIntExact(sides.get(sides.size() - 1 - axis) - content.side(axis));
            boolean turned = volume && (view >> axis & 1) != 0;
            content = content.with(axis, turned ? beyond - beyond / 2 : beyond / 2, content.side(axis));
        }
        return content;
    }
}
