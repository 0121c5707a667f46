package org.lesionlens.cases;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.lesionlens.io.dicom.WrittenDicom;
import org.lesionlens.io.table.CsvTable;

/**
 * The centroids that files of results say, in LPS mm and in the order of the lesions, by the formats' definitions alone, without the
 * program's readers.
 */
public final class WrittenCentroids {
    private static final int POSITION = 0x00200032;
    private static final int PIXELS = 0x7fe00010;

    private WrittenCentroids() {}

    /** A sum of points, each with a weight. */
    private static final class Mean {
        private final double[] sum = new double[3];
        private double weight;

        void add(double by, double... point) {
            for (int axis = 0; axis < 3; axis++) {
                sum[axis] += by * point[axis];
            }
            weight += by;
        }

        double[] point() {
            return new double[] {sum[0] / weight, sum[1] / weight, sum[2] / weight};
        }
    }

    private static List<double[]> points(Map<Integer, Mean> means) {
        return means.values().stream().map(Mean::point).toList();
    }

    private static Mean of(Map<Integer, Mean> means, int lesion) {
        return means.computeIfAbsent(lesion, any -> new Mean());
    }

    /** Of the pixels of single images whose stored values are those of a lesion. */
    public static List<double[]> ofImages(Path folder, List<IntPredicate> lesions) throws IOException {
        Map<Integer, Mean> means = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                WrittenDicom image = WrittenDicom.of(file);
                ByteBuffer values = little(image.values().get(PIXELS));
                int columns = image.whole(0x00280011);
                for (int i = 0; 2 * i < values.limit(); i++) {
                    for (int lesion = 0; lesion < lesions.size(); lesion++) {
                        if (lesions.get(lesion).test(values.getShort(2 * i))) {
                            of(means, lesion).add(1, place(image, image, image, i % columns, i / columns));
                        }
                    }
                }
            }
        }
        return points(means);
    }

    /** Of a pixel's centre (PS3.3 C.7.6.2.1.1). */
    private static double[] place(
            WrittenDicom position, WrittenDicom orientation, WrittenDicom measures, double column, double row) {
        double[] place = position.decimals(POSITION);
        double[] cosines = orientation.decimals(0x00200037);
        double[] spacing = measures.decimals(0x00280030);
        for (int axis = 0; axis < 3; axis++) {
            place[axis] += cosines[axis] * spacing[1] * column + cosines[axis + 3] * spacing[0] * row;
        }
        return place;
    }

    /** Of a DICOM segmentation of the type BINARY. */
    static List<double[]> ofSegmentation(Path file) {
        WrittenDicom seg = WrittenDicom.of(file);
        WrittenDicom shared = seg.items(0x52009229).get(0);
        WrittenDicom orientation = shared.items(0x00209116).get(0);
        WrittenDicom measures = shared.items(0x00289110).get(0);
        int columns = seg.whole(0x00280011);
        int pixels = columns * seg.whole(0x00280010);
        byte[] bits = seg.values().get(PIXELS);
        Map<Integer, Mean> means = new TreeMap<>();
        List<WrittenDicom> frames = seg.items(0x52009230);
        for (int i = 0; i < frames.size() * pixels; i++) {
            if ((bits[i / 8] >> i % 8 & 1) == 1) {
                WrittenDicom frame = frames.get(i / pixels);
                int segment = frame.items(0x0062000a).get(0).whole(0x0062000b);
                WrittenDicom position = frame.items(0x00209113).get(0);
                int pixel = i % pixels;
                of(means, segment).add(1, place(position, orientation, measures, pixel % columns, pixel / columns));
            }
        }
        return points(means);
    }

    /** Of the areas within the contours of an RT structure set: a triangle from the first point to every edge, those of holes negative. */
    static List<double[]> ofStructures(Path file) {
        List<double[]> centroids = new ArrayList<>();
        for (WrittenDicom region : WrittenDicom.of(file).items(0x30060039)) {
            Mean mean = new Mean();
            for (WrittenDicom contour : region.items(0x30060040)) {
                add(contour.decimals(0x30060050), mean);
            }
            centroids.add(mean.point());
        }
        return centroids;
    }

    private static void add(double[] points, Mean mean) {
        double[] normal = new double[3];
        for (int pass = 0; pass < 2; pass++) { // first which side is up, then the areas
            double length = Math.hypot(Math.hypot(normal[0], normal[1]), normal[2]);
            for (int i = 3; i + 3 < points.length; i += 3) {
                double[] cross = cross(points, i);
                double area = 0;
                double[] middle = new double[3];
                for (int axis = 0; axis < 3; axis++) {
                    area += pass == 0 ? 0 : cross[axis] * normal[axis] / length / 2;
                    normal[axis] += pass == 0 ? cross[axis] : 0;
                    middle[axis] = (points[axis] + points[i + axis] + points[i + 3 + axis]) / 3;
                }
                mean.add(area, middle);
            }
        }
    }

    /** Of the ways from the first point to two that follow one another. */
    private static double[] cross(double[] points, int at) {
        double[] a = {points[at] - points[0], points[at + 1] - points[1], points[at + 2] - points[2]};
        double[] b = {points[at + 3] - points[0], points[at + 4] - points[1], points[at + 5] - points[2]};
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    /** What a structured report says. */
    static List<double[]> ofReport(Path file) {
        return WrittenDicom.of(file).groups().stream()
                .map(group -> group.child("DCM:121071").child("DCM:111010").floats(0x00700022))
                .toList();
    }

    /** Of a NIfTI-1 file of labels of 8 or 16 bits by its sform, which is RAS. */
    static List<double[]> ofNifti(Path file) throws IOException {
        ByteBuffer bytes;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            bytes = little(in.readAllBytes());
        }
        int width = bytes.getShort(72) / 8;
        int[] size = {bytes.getShort(42), bytes.getShort(44), bytes.getShort(46)};
        Map<Integer, Mean> means = new TreeMap<>();
        for (int i = 0; i < size[0] * size[1] * size[2]; i++) {
            int at = (int) bytes.getFloat(108) + width * i;
            int label = width == 1 ? bytes.get(at) : bytes.getShort(at);
            if (label != 0) {
                int[] index = {i % size[0], i / size[0] % size[1], i / size[0] / size[1], 1};
                double[] place = new double[3];
                for (int row = 0; row < 3; row++) {
                    for (int column = 0; column < 4; column++) {
                        place[row] += index[column] * bytes.getFloat(280 + 16 * row + 4 * column);
                    }
                }
                of(means, label).add(1, -place[0], -place[1], place[2]);
            }
        }
        return points(means);
    }

    /** What a table of lesions says. */
    static List<double[]> ofTable(Path file) throws IOException {
        return CsvTable.read(file).stream()
                .map(row -> Stream.of("centroid_x_mm", "centroid_y_mm", "centroid_z_mm")
                        .mapToDouble(column -> Double.parseDouble(row.get(column)))
                        .toArray())
                .toList();
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
