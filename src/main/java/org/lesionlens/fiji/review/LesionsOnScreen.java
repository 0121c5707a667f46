package org.lesionlens.fiji.review;

import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.lesionlens.correction.Change;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.fiji.result.ListedCase;
import org.lesionlens.fiji.result.ShownCase;
import org.lesionlens.lesion.Lesion;

/**
 * The lesions of an image under correction: drawn over it, and listed beside it. After a step those that it touched are measured
 * again, no others. For the event thread.
 */
final class LesionsOnScreen {
    private static final String HEADING = "Under review";

    private final CorrectedImage shown;
    private final Function<Collection<Integer>, List<Lesion>> measure;
    private final SortedMap<Integer, Lesion> lesions = new TreeMap<>();
    private final LabelLayer layer;
    private final ListedCase list;
    private int chosen;

    /**
     * Draws and lists lesions of an image that has a window.
     *
     * @param first all lesions as they are
     * @param measure measures those of some numbers
     */
    LesionsOnScreen(CorrectedImage shown, List<Lesion> first, Function<Collection<Integer>, List<Lesion>> measure) {
        this.shown = shown;
        this.measure = measure;
        first.forEach(lesion -> lesions.put(lesion.label(), lesion));
        layer = new LabelLayer(shown, asShown());
        list = ListedCase.show(listed(), this::chosenInList);
    }

    CorrectedImage shown() {
        return shown;
    }

    LabelLayer layer() {
        return layer;
    }

    ListedCase list() {
        return list;
    }

    /** The number of the lesion that the tools work on, which need not have a voxel yet; 0 for none. */
    int chosen() {
        return chosen;
    }

    /** Chooses a lesion, in the list too. */
    void choose(int number) {
        chosen = number;
        list.choose(number);
        draw();
    }

    /** The number that is painted with: the chosen one, or that of a new lesion; what was to be one may be free again. */
    int painted() {
        int next = shown.correction().nextNumber();
        if (chosen == 0 || chosen > next) {
            choose(next);
        }
        return chosen;
    }

    private void chosenInList(ShownLesion lesion) {
        chosen = lesion.lesion().label();
        draw();
    }

    /** Again, as after the image got another zoom. */
    void draw() {
        layer.lesions(asShown(), Optional.ofNullable(lesions.get(chosen)).map(lesion -> new ShownLesion(0, lesion)));
    }

    /** After a step: measures what it touched. */
    void changed(Change change) {
        change.numbers().forEach(lesions::remove);
        measure.apply(change.numbers()).forEach(lesion -> lesions.put(lesion.label(), lesion));
        layer.changed(change);
        list.update(listed());
        list.choose(chosen);
        draw();
    }

    private ShownLesions asShown() {
        return ShownLesions.corrected(
                shown.grid(),
                new ArrayList<>(lesions.values()),
                shown.correction().labels());
    }

    private ShownCase listed() {
        String name = shown.image().getTitle();
        ResultsTable table = LesionTable.empty();
        LesionTable.add(table, name, new ArrayList<>(lesions.values()), shown.grid(), Map.of());
        return new ShownCase(
                shown.image(),
                asShown(),
                new Result.Table(LesionTable.title(name), table),
                new ShownCase.Looks(HEADING, false, true));
    }

    void close() {
        layer.close();
    }
}
