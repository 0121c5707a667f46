package org.lesionlens.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.lesionlens.inference.graph.Core;
import org.lesionlens.inference.graph.ExactTiles;
import org.lesionlens.inference.graph.Pass;
import org.lesionlens.inference.graph.Region;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;

/**
 * Runs a network with operations over the whole image over its tiles, in passes, so that it answers as for the whole.
 *
 * <p>Memory is set by a tile, by what is wanted of it, and by the statistics of the image; keys and values of attention
 * are held for the whole image. For one thread.
 */
public final class GlobalContextTiles implements AutoCloseable {
    /** Where the pixels of an image come from. */
    public interface Pixels {
        /** Sides of the image along the axes of the tensor, (z,) y, x. */
        List<Long> sides();

        /**
         * Reads a box of the image.
         *
         * @param from first pixel along each axis
         * @param size pixels along each axis
         * @param target channel by channel, row-major
         */
        void read(long[] from, long[] size, float[] target);
    }

    /** Where answers go. */
    public interface Answers {
        /**
         * Takes a part of an output; all parts together are the output for the whole image.
         *
         * @param output its name
         * @param from the first cell along each dimension of the tensor
         * @param part the cells
         */
        void write(String output, long[] from, Tensor part);
    }

    private final ExactTiles.Plan plan;
    private final List<OrtSession> sessions = new ArrayList<>();
    private final Device device;
    private final Lease lease = new Lease(this::closeSessions);

    /**
     * Loads the networks of all passes.
     *
     * @param file of the network itself, beside which its other files lie
     * @param threads ONNX Runtime's intra-op threads; 0 for as many as there are cores
     * @throws UserMessageException if ONNX Runtime does not take them, or the device fails
     */
    public GlobalContextTiles(ExactTiles.Plan plan, Path file, Device device, int threads) {
        this.plan = plan;
        this.device = device;
        try {
            for (Pass pass : plan.passes()) {
                sessions.add(NetworkLoading.session(file, pass.onnx(), device, threads));
            }
        } catch (OrtException e) {
            close();
            throw failed(e);
        }
    }

    private UserMessageException failed(OrtException e) {
        return DeviceFailedException.of(device, e)
                .<UserMessageException>map(failure -> failure)
                .orElseGet(() -> new UserMessageException(
                        "the network does not run in passes over tiles (" + NetworkLoading.oneLine(e)
                                + "): choose tiles as large as the image, or another model",
                        e));
    }

    /**
     * How often the passes send an image's pixels through a part of the network, margins too: 1 for the whole at once.
     *
     * @param sides of the image along the axes of the tensor
     * @param window sides of a tile
     * @throws UserMessageException if the window does not hold the margins
     */
    public static double looks(ExactTiles.Plan plan, List<Long> sides, List<Long> window) {
        double looks = 0;
        for (Pass pass : plan.passes()) {
            for (CoreGrid.Tile tile : new CoreGrid(sides, window, plan.stride(), pass.margins()).tiles()) {
                double share = 1;
                for (int axis = 0; axis < sides.size(); axis++) {
                    share *= (double) (tile.to().get(axis) - tile.from().get(axis)) / sides.get(axis);
                }
                looks += share;
            }
        }
        return looks;
    }

    /**
     * Looks at all tiles as often as there are passes.
     *
     * @param window sides of a tile in pixels along the axes of the tensor
     * @throws UserMessageException if the image's sides are not those that the network takes, or the window is too small
     * @throws CancellationException if cancelled
     */
    public void run(Pixels image, List<Long> window, Answers answers, Progress progress) {
        requireSides(image.sides());
        List<CoreGrid> grids = plan.passes().stream()
                .map(pass -> new CoreGrid(image.sides(), window, plan.stride(), pass.margins()))
                .toList();
        Map<String, Tensor> known = new HashMap<>();
        long all = grids.stream().mapToLong(grid -> grid.tiles().size()).sum();
        long done = 0;
        for (int i = 0; i < grids.size(); i++) {
            Pass pass = plan.passes().get(i);
            List<WholeImage> wholes = pass.statistics().stream()
                    .map(statistic -> new WholeImage(statistic, image.sides()))
                    .toList();
            for (CoreGrid.Tile tile : grids.get(i).tiles()) {
                progress.throwIfCancelled();
                progress.update("Predicting tiles", done++, all);
                Map<String, Tensor> told = look(sessions.get(i), image, tile, known, progress);
                wholes.forEach(whole -> tell(whole, tile.core(), told));
                pass.outputs().forEach((name, region) -> answer(name, region, tile, told.get(name), answers));
            }
            wholes.forEach(whole -> known.putAll(whole.known()));
        }
        progress.update("Predicting tiles", all, all);
    }

    private void requireSides(List<Long> sides) {
        boolean fits = sides.size() == plan.stride().size();
        for (int axis = 0; fits && axis < sides.size(); axis++) {
            long only = plan.sides().get(axis);
            fits = sides.get(axis) > 0
                    && sides.get(axis) % plan.stride().get(axis) == 0
                    && (only == 0 || sides.get(axis) == only);
        }
        if (!fits) {
            throw new UserMessageException("the image has the sides " + sides + " but the network takes multiples of "
                    + plan.stride()
                    + (plan.sides().stream().allMatch(side -> side == 0)
                            ? ""
                            : ", and of these only " + plan.sides() + " (0 is any)")
                    + ": pad the image");
        }
    }

    private Map<String, Tensor> look(
            OrtSession session, Pixels image, CoreGrid.Tile tile, Map<String, Tensor> known, Progress progress) {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        Lease used = lease.taken();
        try {
            Set<String> wanted = session.getInputNames();
            put(inputs, plan.input().name(), pixels(image, tile));
            for (String name : wanted) {
                if (known.containsKey(name)) {
                    put(inputs, name, known.get(name));
                }
            }
            putCore(inputs, wanted, tile);
        } catch (OrtException e) {
            inputs.values().forEach(OnnxTensor::close);
            used.close();
            throw failed(e);
        }
        try {
            return NetworkRun.of(
                    options -> {
                        try (used;
                                OrtSession.Result result = session.run(inputs, session.getOutputNames(), options)) {
                            return tensors(result);
                        } finally {
                            inputs.values().forEach(OnnxTensor::close);
                        }
                    },
                    progress::isCancelled);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static void put(Map<String, OnnxTensor> inputs, String name, Tensor tensor) throws OrtException {
        inputs.put(
                name,
                OnnxTensor.createTensor(OnnxModel.ENVIRONMENT, FloatBuffer.wrap(tensor.values()), tensor.shape()));
    }

    private Tensor pixels(Pixels image, CoreGrid.Tile tile) {
        int axes = tile.from().size();
        long[] from = tile.from().stream().mapToLong(side -> side).toArray();
        long[] size = new long[axes];
        long[] shape = new long[axes + 2];
        shape[0] = 1;
        shape[1] = plan.input().channels();
        long count = shape[1];
        for (int axis = 0; axis < axes; axis++) {
            size[axis] = tile.to().get(axis) - from[axis];
            shape[axis + 2] = size[axis];
            count = Math.multiplyExact(count, size[axis]);
        }
        float[] values = new float[Math.toIntExact(count)];
        image.read(from, size, values);
        return new Tensor(values, shape);
    }

    /** The core's bounds within the tile, in strides. */
    private void putCore(Map<String, OnnxTensor> inputs, Set<String> wanted, CoreGrid.Tile tile) throws OrtException {
        int axes = tile.from().size();
        long[] from = new long[axes];
        long[] to = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            long stride = plan.stride().get(axis);
            long start = tile.from().get(axis);
            boolean last = tile.core().to().get(axis).equals(tile.core().image().get(axis));
            from[axis] = (tile.core().from().get(axis) - start) / stride;
            to[axis] = last ? Integer.MAX_VALUE : (tile.core().to().get(axis) - start) / stride;
        }
        for (Map.Entry<String, long[]> bound :
                Map.of(ExactTiles.CORE_FROM, from, ExactTiles.CORE_TO, to).entrySet()) {
            if (wanted.contains(bound.getKey())) {
                inputs.put(
                        bound.getKey(),
                        OnnxTensor.createTensor(
                                OnnxModel.ENVIRONMENT, LongBuffer.wrap(bound.getValue()), new long[] {axes}));
            }
        }
    }

    private static Map<String, Tensor> tensors(OrtSession.Result result) throws OrtException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (var output : result) {
            OnnxTensor tensor = (OnnxTensor) output.getValue();
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            tensors.put(output.getKey(), new Tensor(values, tensor.getInfo().getShape()));
        }
        return tensors;
    }

    private static void tell(WholeImage whole, Core core, Map<String, Tensor> told) {
        whole.add(core, whole.told().stream().map(told::get).toList());
    }

    private static void answer(String name, Region region, CoreGrid.Tile tile, Tensor told, Answers answers) {
        CellBlock block = CellBlock.between(region.first(tile.core()), region.end(tile.core()));
        boolean begins = tile.core().from().stream().allMatch(first -> first == 0);
        if (block.count() > 0 && (region.isSpatial() || begins)) {
            answers.write(
                    name, block.from(), block.within(region.before(tile.from())).cut(told));
        }
    }

    /** A run that was left behind closes the networks when it ends. */
    @Override
    public void close() {
        lease.close();
    }

    private void closeSessions() {
        for (OrtSession session : sessions) {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime could not close a pass of a network", e);
            }
        }
    }
}
