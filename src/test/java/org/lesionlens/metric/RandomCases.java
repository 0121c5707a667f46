package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Small predictions and references of every kind: lesions that touch, lie in each other, at the border and have one voxel;
 * empty ones; anisotropic, without calibration, of one slice.
 */
final class RandomCases {
    /** Values of labels are 1 to 3 in the reference, numbers of lesions in the prediction. */
    record Case(String name, String group, ComparedMasks masks) {
        CaseAgreement compare() {
            return masks.compare(name, group, new Comparison(0, List.of(1.0, 2.0, 0.5)));
        }
    }

    private static final int LABELS = 3;

    private RandomCases() {}

    /** Half of them of one slice, three of a group. */
    static List<Case> of(int count, long seed) {
        Random random = new Random(seed);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cases.add(random(i, random));
        }
        return cases;
    }

    private static Case random(int number, Random random) {
        VolumeGeometry grid = grid(number, random);
        LabelMap reference = LabelMap.allocate(grid);
        LabelMap prediction = LabelMap.allocate(grid);
        Map<Integer, Double> scores = new HashMap<>();
        int lesions = number % 10 == 3 || number % 10 == 4 ? 0 : 1 + random.nextInt(7);
        for (int i = 0; i < lesions; i++) {
            Ellipsoid lesion = Ellipsoid.random(grid, random);
            paint(reference, 1 + random.nextInt(LABELS), lesion);
            if (number % 10 != 5 && random.nextDouble() < 0.75) {
                paint(prediction, i + 1, random.nextInt(4) == 0 ? lesion.inside() : lesion.near(random));
            }
        }
        int invented = number % 10 == 4 || number % 10 == 5 ? 0 : random.nextInt(4);
        for (int i = 0; i < invented; i++) {
            paint(prediction, lesions + i + 1, Ellipsoid.random(grid, random));
        }
        List<Integer> twentieths =
                new ArrayList<>(IntStream.rangeClosed(1, 19).boxed().toList());
        Collections.shuffle(twentieths, random);
        for (int i = 0; i < lesions + invented; i++) {
            scores.put(i + 1, twentieths.get(i) / 20.0);
        }
        return new Case(
                "case" + number,
                "patient" + number / 3,
                ComparedMasks.of(prediction, reference).withScores(scores));
    }

    private static VolumeGeometry grid(int number, Random random) {
        long width = 20 + random.nextInt(12);
        long height = 20 + random.nextInt(12);
        long depth = number % 2 == 0 ? 1 : 7 + random.nextInt(8);
        if (number % 6 == 0 || number % 6 == 3) {
            return VolumeGeometry.uncalibrated(width, height, depth);
        }
        double[] spacing = {0.3 + random.nextDouble(), 0.3 + 2 * random.nextDouble(), 0.5 + 5 * random.nextDouble()};
        return VolumeGeometry.axisAligned(new long[] {width, height, depth}, spacing);
    }

    /** In voxels; of radius 0 along all axes it is one voxel. */
    private record Ellipsoid(double[] middle, double[] radius) {
        static Ellipsoid random(VolumeGeometry grid, Random random) {
            double[] middle = new double[3];
            double[] radius = new double[3];
            boolean dot = random.nextInt(5) == 0;
            for (int axis = 0; axis < 3; axis++) {
                middle[axis] = random.nextInt((int) grid.size(axis));
                radius[axis] = dot ? 0 : (axis == 2 ? 2.5 : 5) * random.nextDouble();
            }
            return new Ellipsoid(middle, radius);
        }

        Ellipsoid near(Random random) {
            double[] other = middle.clone();
            double[] size = radius.clone();
            for (int axis = 0; axis < 3; axis++) {
                other[axis] += random.nextInt(3) - 1;
                size[axis] *= 0.7 + 0.6 * random.nextDouble();
            }
            return new Ellipsoid(other, size);
        }

        Ellipsoid inside() {
            return new Ellipsoid(middle, new double[] {radius[0] / 2, radius[1] / 2, radius[2] / 2});
        }

        boolean contains(double... index) {
            double sum = 0;
            for (int axis = 0; axis < 3; axis++) {
                double away = (index[axis] - middle[axis]) / (radius[axis] + 0.5);
                sum += away * away;
            }
            return sum < 1;
        }
    }

    private static void paint(LabelMap map, int label, Ellipsoid lesion) {
        Cursor<UnsignedShortType> voxel = map.voxels().localizingCursor();
        while (voxel.hasNext()) {
            voxel.fwd();
            if (lesion.contains(voxel.getDoublePosition(0), voxel.getDoublePosition(1), voxel.getDoublePosition(2))) {
                voxel.get().set(label);
            }
        }
    }

    /** Likewise, where the boxes of the references end between voxels. */
    static List<CaseAgreement> realBoxes(int count, boolean planar, long seed) {
        Random random = new Random(seed);
        return boxes(count, planar, random, box -> {
            double[] part = random.doubles(6, 0, 1).toArray();
            return new RealBox(
                    new RealBox.Corner(box.xMin() + part[0], box.yMin() + part[1], box.zMin() + (planar ? 0 : part[2])),
                    new RealBox.Corner(
                            box.xMax() + part[3], box.yMax() + part[4], box.zMax() + (planar ? 0 : part[5])));
        });
    }

    /** Cases known as boxes, predicted ones moved by a few voxels; scores are often equal. */
    static List<CaseAgreement> boxes(int count, boolean planar, long seed) {
        return boxes(count, planar, new Random(seed), RealBox::of);
    }

    /** Cases of 150 predicted boxes in a plane, half of them near one of the reference, of which COCO's recall counts the surest. */
    static List<CaseAgreement> manyBoxes(int count, long seed) {
        Random random = new Random(seed);
        List<CaseAgreement> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<ScoredBox> references = new ArrayList<>();
            List<ScoredBox> predictions = new ArrayList<>();
            for (int box = 0; box < 75; box++) {
                long[] corner = random.longs(3, 0, 900).toArray();
                long[] size = random.longs(3, 4, 60).toArray();
                references.add(ScoredBox.of(RealBox.of(box(corner, size, true))));
                predictions.add(scored(box(moved(corner, random), moved(size, random), true), random));
                predictions.add(scored(box(random.longs(3, 0, 900).toArray(), size, true), random));
            }
            VoxelSize pixel = new VoxelSize(1, SizeUnit.PIXELS);
            cases.add(CaseAgreement.ofBoxes("many" + i, "patient" + i, references, predictions, pixel));
        }
        return cases;
    }

    private static List<CaseAgreement> boxes(
            int count, boolean planar, Random random, Function<BoundingBox, RealBox> real) {
        List<CaseAgreement> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<ScoredBox> references = new ArrayList<>();
            List<ScoredBox> predictions = new ArrayList<>();
            for (int box = random.nextInt(8); box > 0; box--) {
                long[] corner = random.longs(3, 0, 300).toArray();
                long[] size =
                        random.longs(3, 4, random.nextBoolean() ? 160 : 40).toArray();
                references.add(ScoredBox.of(real.apply(box(corner, size, planar))));
                for (int hits = random.nextInt(3); hits > 0; hits--) {
                    predictions.add(scored(box(moved(corner, random), moved(size, random), planar), random));
                }
            }
            for (int box = random.nextInt(3); box > 0; box--) {
                predictions.add(scored(
                        box(
                                random.longs(3, 0, 300).toArray(),
                                random.longs(3, 4, 90).toArray(),
                                planar),
                        random));
            }
            VoxelSize voxel = planar ? new VoxelSize(1, SizeUnit.PIXELS) : new VoxelSize(0.21, SizeUnit.MM3);
            cases.add(CaseAgreement.ofBoxes("boxes" + i, "patient" + i, references, predictions, voxel));
        }
        return cases;
    }

    private static ScoredBox scored(BoundingBox box, Random random) {
        return new ScoredBox(box, random.nextInt(30) / 30.0);
    }

    private static long[] moved(long[] values, Random random) {
        return Arrays.stream(values)
                .map(value -> Math.max(1, value + random.nextInt(-3, 4)))
                .toArray();
    }

    private static BoundingBox box(long[] corner, long[] size, boolean planar) {
        return new BoundingBox(
                corner[0],
                corner[1],
                planar ? 0 : corner[2],
                corner[0] + size[0],
                corner[1] + size[1],
                planar ? 1 : corner[2] + size[2]);
    }
}
