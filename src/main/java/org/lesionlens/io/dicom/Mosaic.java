package org.lesionlens.io.dicom;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;

/**
 * A Siemens mosaic: the slices of a volume side by side in one image, row by row, in the smallest square that holds them.
 *
 * <p>The private header ({@link CsaHeader}) says how many there are and which way they go. ImagePositionPatient is that of
 * an image of the mosaic's size round the middle of the first slice, so the slice begins half the difference of their sizes
 * further in. Keeps the decoded image as long as there is memory.
 */
final class Mosaic {
    private static final String COUNT = "NumberOfImagesInMosaic";
    private static final String NORMAL = "SliceNormalVector";
    private static final int COUNT_TAG = 0x0019100a;
    private static final double PARALLEL = 0.99;

    private final PixelData whole;
    private final int perSide;
    private SoftReference<FramePixels> decoded = new SoftReference<>(null);

    private Mosaic(PixelData whole, int perSide) {
        this.whole = whole;
        this.perSide = perSide;
    }

    /** One of the slices, from 0. */
    record Tile(Mosaic mosaic, int number) {
        PixelFormat format() {
            PixelFormat all = mosaic.whole.format();
            return all.resized(all.rows() / mosaic.perSide, all.columns() / mosaic.perSide);
        }

        FramePixels pixels() throws IOException {
            FramePixels all = mosaic.pixels();
            int columns = format().columns();
            int width = mosaic.whole.format().columns();
            int first = number / mosaic.perSide * format().rows() * width + number % mosaic.perSide * columns;
            return (pixel, sample) -> all.at(first + pixel / columns * width + pixel % columns, sample);
        }
    }

    private synchronized FramePixels pixels() throws IOException {
        FramePixels pixels = decoded.get();
        if (pixels == null) {
            pixels = whole.frame(0);
            decoded = new SoftReference<>(pixels);
        }
        return pixels;
    }

    static boolean is(DicomFile file) {
        return file.imageType().contains("MOSAIC") && !FunctionalGroups.in(file);
    }

    /**
     * The slices of a mosaic, each in its plane.
     *
     * @throws MalformedFileException if the private header is missing or does not fit
     */
    static List<DicomSlice> slices(DicomFile file) throws IOException {
        Map<String, List<String>> header = CsaHeader.of(file.dataSet());
        Optional<ImagePlane> plane = ImagePlane.of(file);
        double[] normal = numbers(header, NORMAL);
        int count = count(file, header);
        if (count < 1 || normal.length != 3 || plane.isEmpty()) {
            throw refusal(
                    file,
                    "without " + (plane.isEmpty() ? DicomAttribute.IMAGE_POSITION_PATIENT : count < 1 ? COUNT : NORMAL)
                            + " in its private header, so nobody knows where they lie");
        }
        PixelData whole = PixelData.of(file);
        Mosaic mosaic = new Mosaic(whole, (int) Math.ceil(Math.sqrt(count)));
        requireTiles(file, whole, mosaic.perSide);
        double step = step(file, plane.get(), Vector.of(normal, 0));
        ImagePlane first = mosaic.firstPlane(plane.get());
        List<DicomSlice> slices = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            DicomFile own = StackedFrames.at(file, first, k * step);
            slices.add(new DicomSlice(own, whole, 0, ImagePlane.of(own), Optional.of(new Tile(mosaic, k))));
        }
        return slices;
    }

    private static int count(DicomFile file, Map<String, List<String>> header) {
        double[] said = numbers(header, COUNT);
        if (said.length == 1 && said[0] == Math.rint(said[0])) {
            return (int) said[0];
        }
        return file.dataSet()
                .element(COUNT_TAG)
                .map(DicomElement::value)
                .filter(value -> value.remaining() == Short.BYTES)
                .map(value -> value.duplicate().order(value.order()).getShort() & 0xffff)
                .orElse(0);
    }

    /** None where a text is no number. */
    private static double[] numbers(Map<String, List<String>> header, String name) {
        try {
            return header.getOrDefault(name, List.of()).stream()
                    .mapToDouble(Double::parseDouble)
                    .filter(Double::isFinite)
                    .toArray();
        } catch (NumberFormatException e) {
            return new double[0];
        }
    }

    private static void requireTiles(DicomFile file, PixelData whole, int perSide) throws MalformedFileException {
        int rows = whole.format().rows();
        int columns = whole.format().columns();
        if (whole.frames() != 1 || rows % perSide != 0 || columns % perSide != 0) {
            throw refusal(
                    file,
                    "but " + rows + " rows, " + columns + " columns and " + whole.frames()
                            + " frames are not one square of " + perSide + " x " + perSide + " slices");
        }
    }

    /** From slice to slice along row x column, negative where the header's normal points the other way. */
    private static double step(DicomFile file, ImagePlane plane, Vector normal) throws MalformedFileException {
        double between = Math.abs(file.numberOr(DicomAttribute.SPACING_BETWEEN_SLICES, 0));
        double step = between > 0 ? between : file.numberOr(DicomAttribute.SLICE_THICKNESS, 0);
        double cosine = normal.dot(plane.normal()) / normal.length();
        if (!(step > 0) || !(Math.abs(cosine) >= PARALLEL)) {
            throw refusal(
                    file,
                    step > 0
                            ? "whose " + NORMAL + " " + normal + " does not stand on its rows and columns"
                            : "without " + DicomAttribute.SPACING_BETWEEN_SLICES);
        }
        return Math.copySign(step, cosine);
    }

    private static MalformedFileException refusal(DicomFile file, String why) {
        return new MalformedFileException(
                file.path(),
                "is a Siemens mosaic (" + DicomAttribute.IMAGE_TYPE + "), many slices side by side in one image, "
                        + why,
                "export it again with its private attributes");
    }

    private ImagePlane firstPlane(ImagePlane plane) {
        PixelFormat all = whole.format();
        double right = (all.columns() - all.columns() / perSide) / 2.0 * plane.columnSpacing();
        double down = (all.rows() - all.rows() / perSide) / 2.0 * plane.rowSpacing();
        return plane.at(plane.position()
                .plus(plane.row().times(right))
                .plus(plane.column().times(down)));
    }
}
