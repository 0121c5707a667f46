package org.lesionlens.correction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The labels of a case under correction, with the classes of its lesions and a way back.
 *
 * <p>The map is edited in place, by this object's steps only. Numbers follow the rule of this package: they stay, a new
 * lesion gets {@link #nextNumber()}, and none is given twice. A step that fails changes nothing.
 *
 * <p>What is kept to undo and redo takes 16 bytes for a run of voxels along x, and at most {@value #MOST_HISTORY_MIB} MiB in
 * all: beyond that the oldest steps cannot be undone any more; the last one always can. Not thread-safe.
 */
public final class Correction {
    private static final int LARGEST_NUMBER = 65535;
    private static final int MOST_HISTORY_MIB = 64;
    private static final int SHOWN = 20;

    private final LabelMap labels;
    private final Extents extents;
    private final SortedMap<Integer, String> classes = new TreeMap<>();
    private final History history;
    private int next;
    /** A stroke that is being drawn; null if there is none. */
    private Edit open;

    /**
     * Begins to correct labels; goes through all voxels once.
     *
     * @param labels which are edited in place
     * @param classes of lesions, by number; those that are missing or empty are unknown
     * @param leastNext the least number that a new lesion may get: of a case that was corrected before its
     *     {@link #nextNumber()}, else 1; numbers in the map and in {@code classes} are never given
     */
    public Correction(LabelMap labels, Map<Integer, String> classes, int leastNext) {
        this(labels, classes, leastNext, (long) MOST_HISTORY_MIB << 20);
    }

    Correction(LabelMap labels, Map<Integer, String> classes, int leastNext, long mostHistoryBytes) {
        this.labels = labels;
        this.extents = Extents.of(labels);
        this.history = new History(mostHistoryBytes);
        this.next = Math.max(1, leastNext);
        extents.numbers().forEach(number -> next = Math.max(next, number + 1));
        classes.forEach((number, text) -> {
            next = Math.max(next, number + 1);
            setClass(number, text);
        });
    }

    /** The labels as they are now; only this object's steps may change them. */
    public LabelMap labels() {
        return labels;
    }

    /** Numbers of the lesions that have a voxel. */
    public SortedSet<Integer> numbers() {
        return extents.numbers();
    }

    /** The number that the next new lesion gets, 1 to 65535; 65536 if all are given. */
    public int nextNumber() {
        return next;
    }

    /** The class of a lesion, also of one that has no voxel at the moment; empty if it is unknown. */
    public String lesionClass(int number) {
        return classes.getOrDefault(number, "");
    }

    /** The classes of the lesions that have a voxel, as far as they are known. */
    public SortedMap<Integer, String> classes() {
        SortedMap<Integer, String> known = new TreeMap<>(classes);
        known.keySet().removeIf(number -> !extents.has(number));
        return Collections.unmodifiableSortedMap(known);
    }

    /**
     * The number of voxels of a lesion.
     *
     * @throws UsageException if it has none
     */
    public long voxels(int number) {
        requireLesion(number);
        return extents.voxels(number);
    }

    /**
     * A box that holds a lesion; after voxels were taken from it, it may be too large until the lesion is measured.
     *
     * @throws UsageException if it has no voxel
     */
    public BoundingBox box(int number) {
        requireLesion(number);
        return extents.box(number);
    }

    /**
     * Measures lesions again, each from its box alone: the figures are those of {@link LesionMeasurements#measure} of the whole
     * map.
     *
     * @param numbers those without a voxel are left out
     * @param probability of lesion; empty if it is unknown
     * @param image that the lesions are in; empty if it is unknown
     * @return with their classes, of unknown probability, by rising number
     * @throws IllegalArgumentException if the sizes differ
     */
    public List<Lesion> measure(
            Collection<Integer> numbers, Optional<ProbabilityMap> probability, Optional<Volume> image) {
        List<Lesion> lesions = new ArrayList<>();
        numbers.stream().sorted().distinct().filter(extents::has).forEach(number -> {
            Lesion lesion = LesionMeasurements.measureOne(labels, number, extents.box(number), probability, image)
                    .orElseThrow();
            extents.tighten(number, lesion.measurements().boundingBox());
            lesions.add(lesion.withClass(lesionClass(number), Double.NaN));
        });
        return lesions;
    }

    /**
     * Stands for the labels and classes as they are now: while it is the same object, they are the same. After undo it is again
     * what it was before the step.
     */
    public Object state() {
        return open == null || open.isEmpty() ? history.state() : new Object();
    }

    /** What {@link #undo} would undo; empty if there is nothing. */
    public Optional<String> undoable() {
        return open == null || open.isEmpty() ? history.undoable() : Optional.of(open.name());
    }

    /** What {@link #redo} would do again; empty if there is nothing. */
    public Optional<String> redoable() {
        return open == null || open.isEmpty() ? history.redoable() : Optional.empty();
    }

    /** Takes back the last step: voxels, numbers and classes are as before. A stroke that is being drawn ends first. */
    public Change undo() {
        finishStroke();
        return history.undo().map(edit -> replay(edit, true)).orElse(Change.NONE);
    }

    /** Does again what was undone last. A stroke that is being drawn ends first. */
    public Change redo() {
        finishStroke();
        return history.redo().map(edit -> replay(edit, false)).orElse(Change.NONE);
    }

    private Change replay(Edit edit, boolean undone) {
        edit.write(undone);
        Tally tally = new Tally();
        edit.tellAll(undone, extents, tally);
        takeOver(edit, undone, tally);
        return tally.change();
    }

    /** Classes and the next number. */
    private void takeOver(Edit edit, boolean undone, Tally tally) {
        next = edit.next(undone);
        edit.classes(undone).forEach((number, text) -> {
            setClass(number, text);
            if (extents.has(number)) {
                tally.add(number, extents.box(number));
            }
        });
    }

    private void setClass(int number, String text) {
        if (text.isEmpty()) {
            classes.remove(number);
        } else {
            classes.put(number, text);
        }
    }

    /** Does a step as a whole, or nothing of it. */
    Change step(String name, Consumer<Edit> change) {
        finishStroke();
        Edit edit = new Edit(name, labels, next);
        boolean complete = false;
        try {
            change.accept(edit);
            complete = true;
        } finally {
            if (!complete) {
                edit.write(true);
            }
        }
        return commit(edit);
    }

    /** Begins a step that is done bit by bit, until {@link #end} or the next step. */
    Edit begin(String name) {
        finishStroke();
        open = new Edit(name, labels, next);
        return open;
    }

    /** What the step that is being done has changed since this was asked last. */
    Change soFar(Edit edit) {
        Tally tally = new Tally();
        edit.tellRest(extents, tally);
        next = edit.next(false);
        return tally.change();
    }

    boolean isOpen(Edit edit) {
        return open == edit;
    }

    /** Ends a step that was done bit by bit: what all of it changed. */
    Change end(Edit edit) {
        if (isOpen(edit)) {
            finishStroke();
        }
        Tally tally = new Tally();
        edit.addTo(tally);
        return tally.change();
    }

    private void finishStroke() {
        if (open != null) {
            Edit edit = open;
            open = null;
            commit(edit);
        }
    }

    private Change commit(Edit edit) {
        Tally tally = new Tally();
        edit.tellRest(extents, tally);
        if (!edit.isEmpty()) {
            edit.close();
            takeOver(edit, false, tally);
            history.add(edit);
        }
        return tally.change();
    }

    VolumeGeometry geometry() {
        return labels.geometry();
    }

    /** @throws UsageException if no voxel has this number */
    void requireLesion(int number) {
        if (!extents.has(number)) {
            SortedSet<Integer> there = numbers();
            String some = there.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
            throw new UsageException("there is no lesion " + number
                    + (there.isEmpty()
                            ? ", and none else: draw one first"
                            : ": choose one of " + some + (there.size() > SHOWN ? ", ..." : "")));
        }
    }

    /** @throws UsageException if a number was never given and is not the next one either */
    void requireGiven(int number) {
        if (number < 1 || number > next) {
            throw new UsageException("number " + number + " was not given yet: draw a new lesion with " + next
                    + ", or choose one that is there");
        }
        requireFree(number < next ? 0 : 1);
    }

    /** @throws UsageException if there are not so many numbers left for new lesions */
    void requireFree(int count) {
        if (count > LARGEST_NUMBER + 1 - next) {
            throw new UsageException(
                    "a label map holds numbers up to " + LARGEST_NUMBER + " and " + (LARGEST_NUMBER + 1 - next)
                            + " of them are left, but " + count + " new "
                            + (count == 1 ? "lesion needs one" : "lesions need one each")
                            + ": draw with the number of a lesion that is there, or undo the steps that made new ones");
        }
    }
}
