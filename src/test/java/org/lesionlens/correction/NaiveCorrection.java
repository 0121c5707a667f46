package org.lesionlens.correction;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** The same steps on a small map, by looking at every pair of voxels, and undone by copies of everything. */
final class NaiveCorrection {
    private final VolumeGeometry grid;
    private final int[] side;
    private final Deque<State> past = new ArrayDeque<>();
    private final Deque<State> future = new ArrayDeque<>();
    private State state;

    private static final class State {
        private final int[] voxels;
        private final Map<Integer, String> classes;
        private int next;

        State(int[] voxels, Map<Integer, String> classes, int next) {
            this.voxels = voxels.clone();
            this.classes = new TreeMap<>(classes);
            this.next = next;
        }

        State copy() {
            return new State(voxels, classes, next);
        }

        boolean sameAs(State other) {
            return Arrays.equals(voxels, other.voxels) && classes.equals(other.classes);
        }
    }

    NaiveCorrection(LabelMap labels, Map<Integer, String> classes) {
        grid = labels.geometry();
        side = Arrays.stream(grid.size()).mapToInt(Math::toIntExact).toArray();
        int[] voxels = voxels(labels);
        int next = Math.max(
                Arrays.stream(voxels).max().orElse(0),
                classes.keySet().stream().mapToInt(i -> i).max().orElse(0));
        state = new State(voxels, classes, next + 1);
    }

    static int[] voxels(LabelMap labels) {
        int[] voxels = new int[(int) labels.geometry().voxelCount()];
        int i = 0;
        for (var voxel : net.imglib2.view.Views.flatIterable(labels.voxels())) {
            voxels[i++] = voxel.get();
        }
        return voxels;
    }

    int[] voxels() {
        return state.voxels;
    }

    int next() {
        return state.next;
    }

    /** Those of lesions that have a voxel. */
    Map<Integer, String> classes() {
        Map<Integer, String> there = new TreeMap<>(state.classes);
        there.keySet().removeIf(number -> count(number) == 0);
        return there;
    }

    long count(int number) {
        return Arrays.stream(state.voxels).filter(voxel -> voxel == number).count();
    }

    void undo() {
        if (!past.isEmpty()) {
            future.push(state);
            state = past.pop();
        }
    }

    void redo() {
        if (!future.isEmpty()) {
            past.push(state);
            state = future.pop();
        }
    }

    private void commit(State changed) {
        if (!state.sameAs(changed)) {
            for (int voxel : changed.voxels) {
                changed.next = Math.max(changed.next, voxel + 1);
            }
            past.push(state);
            future.clear();
            state = changed;
        }
    }

    private void set(IntPredicate where, int number) {
        State changed = state.copy();
        for (int i = 0; i < side[0] * side[1] * side[2]; i++) {
            if (where.test(i)) {
                changed.voxels[i] = number;
            }
        }
        commit(changed);
    }

    int at(int voxel, int axis) {
        return axis == 0 ? voxel % side[0] : axis == 1 ? voxel / side[0] % side[1] : voxel / side[0] / side[1];
    }

    private double distance(int a, int b, Scope scope) {
        double squares = 0;
        for (int axis = 0; axis < 3; axis++) {
            double apart = (at(a, axis) - at(b, axis)) * grid.spacingMm(axis);
            squares += apart == 0 ? 0 : axis == scope.sliceAxis() ? Double.POSITIVE_INFINITY : apart * apart;
        }
        return Math.sqrt(squares);
    }

    private boolean isNear(int voxel, IntPredicate others, double margin, Scope scope) {
        for (int i = 0; i < state.voxels.length; i++) {
            if (others.test(state.voxels[i]) && distance(voxel, i, scope) <= margin * (1 + 1e-7)) {
                return true;
            }
        }
        return false;
    }

    /** Dots, not lines. */
    void dots(int[] voxels, double radius, Scope scope, Ink ink) {
        set(
                i -> Arrays.stream(voxels).anyMatch(dot -> distance(i, dot, scope) <= radius * (1 + 1e-7))
                        && isInked(i, ink),
                ink.number());
    }

    private boolean isInked(int voxel, Ink ink) {
        int old = state.voxels[voxel];
        boolean takes = ink.number() == 0 ? ink.overAll() ? old != 0 : old == ink.over() : old == 0 || ink.overAll();
        return takes
                && ink.range()
                        .map(range -> {
                            float value = range.image()
                                    .voxels()
                                    .getAt(at(voxel, 0), at(voxel, 1), at(voxel, 2))
                                    .get();
                            return value >= range.least() && value <= range.most();
                        })
                        .orElse(true);
    }

    void remove(int number) {
        set(i -> state.voxels[i] == number, 0);
    }

    void merge(int kept, int other) {
        set(i -> state.voxels[i] == other, kept);
    }

    void classify(int number, String text) {
        State changed = state.copy();
        changed.classes.remove(number);
        if (!text.isEmpty()) {
            changed.classes.put(number, text);
        }
        commit(changed);
    }

    void grow(int number, double margin, Scope scope) {
        boolean[] near = new boolean[state.voxels.length];
        for (int i = 0; i < near.length; i++) {
            near[i] = state.voxels[i] == number
                    || state.voxels[i] == 0 && isNear(i, other -> other == number, margin, scope);
        }
        boolean[] reached = spread(near, i -> state.voxels[i] == number, scope, 3);
        set(i -> reached[i], number);
    }

    void shrink(int number, double margin, Scope scope) {
        set(i -> state.voxels[i] == number && isNear(i, other -> other != number, margin, scope), 0);
    }

    void keepComponent(int voxel) {
        int number = state.voxels[voxel];
        boolean[] lesion = new boolean[state.voxels.length];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = state.voxels[i] == number;
        }
        boolean[] part = spread(lesion, i -> i == voxel, Scope.VOLUME, 3);
        set(i -> lesion[i] && !part[i], 0);
    }

    void fillHoles(int number, Scope scope) {
        boolean[] other = new boolean[state.voxels.length];
        for (int i = 0; i < other.length; i++) {
            other[i] = state.voxels[i] != number;
        }
        boolean[] outside = spread(other, i -> isAtBorder(i, scope), scope, 1);
        set(i -> state.voxels[i] == 0 && !outside[i], number);
    }

    private boolean isAtBorder(int voxel, Scope scope) {
        for (int axis = 0; axis < 3; axis++) {
            int at = at(voxel, axis);
            if (axis != scope.sliceAxis() && side[axis] > 1 && (at == 0 || at == side[axis] - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Until nothing changes, to neighbours that are at most so many steps away along the axes taken together. */
    private boolean[] spread(boolean[] allowed, IntPredicate seeds, Scope scope, int steps) {
        boolean[] reached = new boolean[allowed.length];
        boolean goesOn = true;
        for (int i = 0; i < allowed.length; i++) {
            reached[i] = allowed[i] && seeds.test(i);
        }
        while (goesOn) {
            goesOn = false;
            for (int i = 0; i < allowed.length; i++) {
                for (int j = 0; j < allowed.length && allowed[i] && !reached[i]; j++) {
                    if (reached[j] && areNeighbours(i, j, scope, steps)) {
                        reached[i] = true;
                        goesOn = true;
                    }
                }
            }
        }
        return reached;
    }

    private boolean areNeighbours(int a, int b, Scope scope, int steps) {
        int sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            int apart = Math.abs(at(a, axis) - at(b, axis));
            if (apart > (axis == scope.sliceAxis() ? 0 : 1)) {
                return false;
            }
            sum += apart;
        }
        return sum <= steps;
    }

    /** Along a column of the grid: voxels below {@code column} are on one side. */
    void splitAtColumn(int number, int column) {
        long low = count(i -> at(i, 0) < column, number);
        long high = count(i -> at(i, 0) >= column, number);
        int first = 0;
        while (state.voxels[first] != number) {
            first++;
        }
        boolean lowStays = low > high || low == high && at(first, 0) < column;
        String text = state.classes.getOrDefault(number, "");
        State changed = state.copy();
        for (int i = 0; i < changed.voxels.length; i++) {
            if (changed.voxels[i] == number && at(i, 0) < column != lowStays) {
                changed.voxels[i] = state.next;
            }
        }
        if (!text.isEmpty()) {
            changed.classes.put(state.next, text);
        }
        commit(changed);
    }

    private long count(IntPredicate where, int number) {
        long count = 0;
        for (int i = 0; i < state.voxels.length; i++) {
            count += state.voxels[i] == number && where.test(i) ? 1 : 0;
        }
        return count;
    }

    boolean isCutAtColumn(int number, int column) {
        return count(i -> at(i, 0) < column, number) > 0 && count(i -> at(i, 0) >= column, number) > 0;
    }
}
