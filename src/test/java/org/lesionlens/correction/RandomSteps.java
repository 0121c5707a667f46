package org.lesionlens.correction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Does random steps with two corrections at once. */
final class RandomSteps {
    private final Random random;
    private final Correction correction;
    private final NaiveCorrection naive;
    private final Volume image;
    private final VolumeGeometry grid;
    private int[] before;

    RandomSteps(Random random, Correction correction, NaiveCorrection naive, Volume image) {
        this.random = random;
        this.correction = correction;
        this.naive = naive;
        this.image = image;
        this.grid = correction.geometry();
        this.before = naive.voxels().clone();
    }

    void next() {
        before = naive.voxels().clone();
        List<Integer> numbers = new ArrayList<>(correction.numbers());
        if (numbers.size() < 2 || random.nextInt(3) == 0) {
            draw(numbers);
            return;
        }
        int number = numbers.get(random.nextInt(numbers.size()));
        Scope scope = random.nextBoolean() ? Scope.VOLUME : Scope.slices(random.nextInt(3));
        switch (random.nextInt(12)) {
            case 0 -> {
                requireSame(LesionSteps.remove(correction, number));
                naive.remove(number);
            }
            case 1 -> merge(number, numbers.get(random.nextInt(numbers.size())));
            case 2 -> {
                String text = new String[] {"", "glioma", "meningioma"}[random.nextInt(3)];
                LesionSteps.classify(correction, number, text);
                naive.classify(number, text);
            }
            case 3, 4 -> {
                double margin = margin();
                requireSame(MarginSteps.grow(correction, number, margin, scope));
                naive.grow(number, margin, scope);
            }
            case 5 -> {
                double margin = margin();
                requireSame(MarginSteps.shrink(correction, number, margin, scope));
                naive.shrink(number, margin, scope);
            }
            case 6 -> keepComponent(number);
            case 7, 8 -> {
                requireSame(LesionSteps.fillHoles(correction, number, scope));
                naive.fillHoles(number, scope);
            }
            case 9 -> split(number);
            case 10 -> {
                requireSame(correction.undo());
                naive.undo();
            }
            default -> {
                requireSame(correction.redo());
                naive.redo();
            }
        }
    }

    private double margin() {
        return (0.5 + 2 * random.nextDouble()) * grid.spacingMm(random.nextInt(3));
    }

    private void merge(int kept, int other) {
        if (kept != other) {
            requireSame(LesionSteps.merge(correction, kept, other));
            naive.merge(kept, other);
        }
    }

    private void keepComponent(int number) {
        int voxel = random.nextInt(before.length);
        while (before[voxel] != number) {
            voxel = (voxel + 1) % before.length;
        }
        requireSame(LesionSteps.keepComponent(correction, naive.at(voxel, 0), naive.at(voxel, 1), naive.at(voxel, 2)));
        naive.keepComponent(voxel);
    }

    private void split(int number) {
        int column = 1 + random.nextInt((int) grid.size(0) - 1);
        if (naive.isCutAtColumn(number, column)) {
            requireSame(SplitSteps.split(correction, number, new SliceLine(2, column - 0.5, 3, column - 0.5, 9)));
            naive.splitAtColumn(number, column);
        }
    }

    /** Two dots, the second of which lies where the line to it goes through voxels of both only. */
    private void draw(List<Integer> numbers) {
        int number = numbers.isEmpty() || random.nextInt(4) == 0
                ? correction.nextNumber()
                : numbers.get(random.nextInt(numbers.size()));
        Ink ink = switch (random.nextInt(4)) {
            case 0 -> Ink.paint(number);
            case 1 -> Ink.paintOver(number);
            case 2 -> Ink.eraser();
            default -> Ink.eraserOf(number);
        };
        Ink inRange = random.nextBoolean() ? ink : ink.where(new IntensityRange(image, 0.4, 0.55));
        Scope scope = random.nextBoolean() ? Scope.VOLUME : Scope.slices(random.nextInt(3));
        Brush brush = new Brush(scope, margin());
        int dot = random.nextInt(before.length);
        int beside = naive.at(dot, 0) == grid.size(0) - 1 ? dot : dot + 1;
        Stroke stroke = Stroke.begin(correction, brush, inRange);
        for (int voxel : new int[] {dot, beside}) {
            stroke.to(naive.at(voxel, 0), naive.at(voxel, 1), naive.at(voxel, 2));
        }
        requireSame(stroke.end());
        naive.dots(new int[] {dot, beside}, brush.radius(), scope, inRange);
    }

    /** What a step says of its voxels is how the map differs from what it was. */
    void requireSame(Change change) {
        int[] now = NaiveCorrection.voxels(correction.labels());
        SortedSet<Integer> numbers = new TreeSet<>();
        long[] counts = new long[3];
        long[] first = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
        long[] end = new long[3];
        for (int i = 0; i < now.length; i++) {
            if (now[i] != before[i]) {
                counts[before[i] == 0 ? 0 : now[i] == 0 ? 1 : 2]++;
                numbers.addAll(List.of(before[i], now[i]));
                for (int axis = 0; axis < 3; axis++) {
                    first[axis] = Math.min(first[axis], naive.at(i, axis));
                    end[axis] = Math.max(end[axis], naive.at(i, axis) + 1L);
                }
            }
        }
        numbers.remove(0);
        assertThat(List.of(change.added(), change.removed(), change.renumbered()))
                .containsExactly(counts[0], counts[1], counts[2]);
        if (!numbers.isEmpty()) {
            assertThat(change.numbers()).containsAll(numbers);
            BoundingBox box = change.box();
            for (int axis = 0; axis < 3; axis++) {
                assertThat(box.first(axis)).isLessThanOrEqualTo(first[axis]);
                assertThat(box.end(axis)).isGreaterThanOrEqualTo(end[axis]);
            }
        }
        before = now;
    }

    void requireSame() {
        int[] voxels = NaiveCorrection.voxels(correction.labels());
        assertThat(voxels).isEqualTo(naive.voxels());
        assertThat(correction.classes()).isEqualTo(naive.classes());
        assertThat(correction.nextNumber()).isEqualTo(naive.next());
        assertThat(correction.numbers())
                .containsExactlyElementsOf(Arrays.stream(voxels)
                        .filter(number -> number != 0)
                        .boxed()
                        .collect(java.util.stream.Collectors.toCollection(TreeSet::new)));
        for (int number : correction.numbers()) {
            assertThat(correction.voxels(number)).isEqualTo(naive.count(number));
            requireInBox(voxels, number);
        }
    }

    private void requireInBox(int[] voxels, int number) {
        BoundingBox box = correction.box(number);
        for (int i = 0; i < voxels.length; i++) {
            for (int axis = 0; axis < 3 && voxels[i] == number; axis++) {
                assertThat((long) naive.at(i, axis)).isBetween(box.first(axis), box.end(axis) - 1);
            }
        }
    }
}
