package org.lesionlens.fiji.result;

import ij.ImagePlus;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.DoubleStream;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSlider;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.command.WrappingRow;
import org.lesionlens.fiji.image.FoundLesions;
import org.lesionlens.fiji.image.LesionsOverTime;
import org.lesionlens.model.AnalysisSettings;

/**
 * Threshold and smallest lesion as sliders: the lesions follow, from the probabilities that are there. Computed beside the
 * event thread; of several moves the last one counts.
 */
final class ThresholdSliders extends JPanel {
    private static final long serialVersionUID = 1;
    private static final int PERCENT = 100;
    private static final int GAP = 8;
    private static final int WIDTH = 160;

    /** Of the smallest lesion, in ml or mm2, beside what the model proposes. */
    private static final double[] SIZES = {0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500};

    private final transient ImagePlus image;
    private final transient FoundLesions first;
    private final transient BiConsumer<FoundLesions, Optional<LesionsOverTime>> changed;
    private final transient ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "LesionLens threshold");
        thread.setDaemon(true);
        return thread;
    });
    private final transient AtomicReference<AnalysisSettings> wanted = new AtomicReference<>();
    private final double[] sizes;
    private final JSlider threshold;
    private final JSlider smallest;
    private final JLabel thresholdText = new JLabel();
    private final JLabel smallestText = new JLabel();
    private final JLabel failure = new JLabel();
    private final JButton asLabels = new JButton("As label image");
    private final int firstThreshold;
    private final int firstSmallest;
    private boolean isClosed;

    /**
     * Is told, on the event thread, of the lesions that the sliders say.
     *
     * @param image that they were found in
     * @param changed takes them, and how they change from frame to frame if there are several
     * @param labels what opens them as a label image
     */
    ThresholdSliders(
            ImagePlus image,
            FoundLesions first,
            BiConsumer<FoundLesions, Optional<LesionsOverTime>> changed,
            Runnable labels) {
        super(new WrappingRow(GAP));
        this.image = image;
        this.first = first;
        this.changed = changed;
        AnalysisSettings settings = first.settings();
        double least = first.countsVolumes() ? settings.minVolumeMl() : settings.minAreaMm2();
        sizes = DoubleStream.concat(DoubleStream.of(SIZES), DoubleStream.of(least))
                .sorted()
                .distinct()
                .toArray();
        threshold = slider("Threshold", 1, PERCENT, (int) Math.round(PERCENT * settings.leastProbability()));
        smallest = slider("Smallest lesion", 0, sizes.length - 1, Arrays.binarySearch(sizes, least));
        add(new JLabel("Threshold"));
        add(threshold);
        add(thresholdText);
        add(new JLabel("Smallest lesion"));
        add(smallest);
        add(smallestText);
        asLabels.setToolTipText("Opens the lesions that are shown as a new label image");
        asLabels.addActionListener(event -> labels.run());
        add(asLabels);
        add(failure);
        firstThreshold = threshold.getValue();
        firstSmallest = smallest.getValue();
        tell();
    }

    private JSlider slider(String name, int from, int to, int value) {
        JSlider slider = new JSlider(from, to, Math.max(from, Math.min(to, value)));
        slider.setName(name);
        slider.getAccessibleContext().setAccessibleName(name);
        slider.setPreferredSize(new Dimension(WIDTH, slider.getPreferredSize().height));
        slider.addChangeListener(event -> {
            tell();
            ask();
        });
        return slider;
    }

    private void tell() {
        if (smallest != null) {
            thresholdText.setText(String.format(Locale.ROOT, "%.3g", wantedThreshold()));
            smallestText.setText(String.format(
                    Locale.ROOT, "%s %s", number(sizes[smallest.getValue()]), first.countsVolumes() ? "ml" : "mm2"));
        }
    }

    private static String number(double size) {
        return size == Math.rint(size) ? String.format(Locale.ROOT, "%.0f", size) : Double.toString(size);
    }

    /** What was chosen for the run may lie between two steps of the slider. */
    private double wantedThreshold() {
        return threshold.getValue() == firstThreshold
                ? first.settings().leastProbability()
                : threshold.getValue() / (double) PERCENT;
    }

    /** What the sliders say; the rest is as it was. */
    private AnalysisSettings settings() {
        AnalysisSettings before = first.settings();
        double least = sizes[smallest.getValue()];
        boolean volumes = first.countsVolumes();
        boolean isMoved = smallest.getValue() != firstSmallest;
        return new AnalysisSettings(
                wantedThreshold(),
                volumes ? least : before.minVolumeMl(),
                volumes ? before.minAreaMm2() : least,
                isMoved ? 0 : before.minAreaPixels(),
                before.maxFlatness(),
                before.mirror());
    }

    private void ask() {
        wanted.set(settings());
        asLabels.setEnabled(false);
        failure.setText("");
        worker.execute(() -> Optional.ofNullable(wanted.getAndSet(null)).ifPresent(this::find));
    }

    private void find(AnalysisSettings settings) {
        try {
            Optional<FoundLesions> found = first.with(settings);
            Optional<LesionsOverTime> sizes = found.flatMap(lesions -> lesions.overTime(image));
            EventQueue.invokeLater(() -> found.ifPresent(lesions -> answer(lesions, sizes)));
        } catch (RuntimeException | OutOfMemoryError e) {
            EventQueue.invokeLater(() -> fail(e));
        }
    }

    private void answer(FoundLesions found, Optional<LesionsOverTime> sizes) {
        if (wanted.get() == null && !isClosed) {
            asLabels.setEnabled(true);
            changed.accept(found, sizes);
        }
    }

    /** The lesions stay those of before, and so do the sliders. */
    private void fail(Throwable error) {
        if (wanted.get() == null && !isClosed) {
            threshold.setValue(firstThreshold);
            smallest.setValue(firstSmallest);
            failure.setText(Failure.sentence(error));
        }
    }

    /** Ends what is being computed. */
    void close() {
        isClosed = true;
        worker.shutdownNow();
    }
}
