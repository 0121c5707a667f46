package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.volume.Progress;

/** The networks of a model, each in passes over tiles. For one thread. */
final class Passes implements AutoCloseable {
    private final OnnxModel model;
    private final PassPlan plan;
    private final List<GlobalContextTiles> networks = new ArrayList<>();

    Passes(OnnxModel model, PassPlan plan) {
        this.model = model;
        this.plan = plan;
        try {
            for (int network = 0; network < plan.plans().size(); network++) {
                networks.add(new GlobalContextTiles(
                        plan.plans().get(network),
                        model.description().network().weights().get(network).path(),
                        model.device(),
                        model.threads()));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    int networks() {
        return networks.size();
    }

    /**
     * Sends an image through one of the networks.
     *
     * @param answers takes parts that were looked at
     */
    void run(int network, GlobalContextTiles.Pixels image, GlobalContextTiles.Answers answers, Progress progress) {
        requireTried(progress);
        networks.get(network)
                .run(
                        image,
                        plan.tile(),
                        (output, from, part) -> {
                            model.check().requireWindow(part.values());
                            answers.write(output, from, part);
                        },
                        progress);
    }

    private void requireTried(Progress progress) {
        long[] shape = Stream.concat(
                        Stream.of(1L, (long) InputShapes.channels(model.description())), plan.tile().stream())
                .mapToLong(side -> side)
                .toArray();
        try {
            model.requireTried(progress, shape);
        } catch (OrtException e) {
            throw model.fault().of(shape, e);
        }
    }

    @Override
    public void close() {
        networks.forEach(GlobalContextTiles::close);
    }
}
