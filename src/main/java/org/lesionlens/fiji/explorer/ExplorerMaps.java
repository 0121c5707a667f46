package org.lesionlens.fiji.explorer;

import ij.ImagePlus;
import java.awt.EventQueue;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.lesionlens.explain.ClassActivation;
import org.lesionlens.explain.ExplanationMaps;
import org.lesionlens.explain.MapKind;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.explorer.ExplainedVolume.Block;
import org.lesionlens.volume.Progress;

/**
 * Computes what the explorer shows, on a thread of its own: only the newest wish counts, older ones are dropped.
 *
 * <p>Answers come on the event thread.
 */
final class ExplorerMaps implements AutoCloseable {
    private static final int RECENT = 4;

    private final Consumer<Answer> answers;
    private final Consumer<String> status;
    private final ExecutorService worker;
    private final AtomicReference<Wish> newest = new AtomicReference<>();
    private final Map<Integer, Slice> recent = new LinkedHashMap<>(2 * RECENT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Slice> eldest) {
            return size() > RECENT;
        }
    };

    private ExplainedVolume volume;
    private Wish served;

    /**
     * What the user wants to see.
     *
     * @param map if the slice does not have it, the first that it has is shown
     */
    record Wish(MapKind map, QuerySpot spot) {}

    /**
     * A map.
     *
     * @param picture of the map
     * @param slice what else is known of its slice
     */
    record Answer(QuerySpot spot, ShownMap map, BufferedImage picture, Slice slice) {
        String name() {
            return map.explanation().name();
        }
    }

    /**
     * An explained slice.
     *
     * @param maps that it has
     * @param blocks channel weights of the networks
     * @param likeliest class of its largest lesion; empty if there is no lesion
     * @param fixed the maps that are about no point, as far as they were wanted
     */
    record Slice(
            ExplanationMaps explained,
            List<MapKind> maps,
            List<Block> blocks,
            Optional<String> likeliest,
            Map<MapKind, ShownMap> fixed) {}

    /**
     * Starts the thread.
     *
     * @param volume is closed with this
     * @param answers is told of each map
     * @param status is told a sentence on what is being done or went wrong, empty when all is done
     */
    ExplorerMaps(ExplainedVolume volume, Consumer<Answer> answers, Consumer<String> status) {
        this.volume = volume;
        this.answers = answers;
        this.status = status;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "LesionLens explorer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Wants a map; what was wanted before and is not done yet is dropped. */
    void ask(Wish wish) {
        newest.set(wish);
        worker.execute(() -> guarded(this::answer));
    }

    /** Wants what the channels of an excitation respond to that depart most from what is usual, as a stack. */
    void askFeatures(int slice, String excitation, Consumer<ImagePlus> done) {
        worker.execute(() -> guarded(() -> {
            ImagePlus stack = volume.features(slice(slice).explained(), excitation, List.of());
            tell("");
            EventQueue.invokeLater(() -> done.accept(stack));
        }));
    }

    /** Analyses the image anew; the next wish is of its new pixels. */
    void refresh(SeenFrame changed, Runnable done) {
        worker.execute(() -> guarded(() -> {
            tell("Analysing the image again");
            volume = volume.again(changed, new Told(null));
            recent.clear();
            tell("");
            EventQueue.invokeLater(done);
        }));
    }

    private interface Task {
        void run() throws IOException;
    }

    private void guarded(Task task) {
        try {
            task.run();
        } catch (CancellationException e) {
            tell(""); // a newer wish is next
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            tell(Failure.sentence(e));
        }
    }

    private void tell(String sentence) {
        EventQueue.invokeLater(() -> status.accept(sentence));
    }

    private void answer() throws IOException {
        Wish wish = newest.get();
        if (wish == null || wish == served) {
            return;
        }
        served = wish;
        Slice slice = slice(wish.spot().slice());
        MapKind kind =
                slice.maps().contains(wish.map()) ? wish.map() : slice.maps().get(0);
        ShownMap map = map(slice, kind, wish);
        tell("");
        Answer answer = new Answer(wish.spot(), map, map.picture(), slice);
        EventQueue.invokeLater(() -> answers.accept(answer));
    }

    private Slice slice(int index) throws IOException {
        Slice known = recent.get(index);
        if (known != null) {
            return known;
        }
        tell("Explaining slice " + (index + 1));
        ExplanationMaps maps = volume.maps(index);
        Slice slice = new Slice(
                maps,
                maps.kinds(),
                ExplainedVolume.blocks(maps),
                maps.classes().map(ClassActivation::likeliest),
                new HashMap<>());
        recent.put(index, slice);
        return slice;
    }

    private ShownMap map(Slice slice, MapKind kind, Wish wish) {
        ShownMap known = slice.fixed().get(kind);
        if (known != null) {
            return known;
        }
        ShownMap map = volume.map(slice.explained(), kind, new Told(wish), wish.spot());
        if (!kind.isOfPoint()) {
            slice.fixed().put(kind, map);
        }
        return map;
    }

    /** Says how far a slow map is; a newer wish cancels it. */
    private final class Told implements Progress {
        private final Wish wish;

        private Told(Wish wish) {
            this.wish = wish;
        }

        @Override
        public void update(String stage, long done, long total) {
            tell(stage + ": " + done + " of " + total);
        }

        @Override
        public boolean isCancelled() {
            return wish != null && newest.get() != wish || worker.isShutdown();
        }
    }

    /** Drops what is wanted; the networks are closed as soon as they rest. */
    @Override
    public void close() {
        newest.set(null);
        worker.execute(() -> volume.close());
        worker.shutdown();
    }
}
