package org.lesionlens.fiji.image;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.lesionlens.volume.StoredForms;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A grid as the text of an image property: sizes x, y, z, the rows of the affine to LPS mm, how much of that is known,
 * whether it was acquired in slices, and how its file says it, if that is remembered: the first voxel, the steps, the numbers of {@link StoredForms}.
 *
 * <p>Texts of older images end with the affine.
 */
public final class GridProperty {
    private static final int AFFINE_END = 15;
    private static final int FORMS = AFFINE_END + 1;
    private static final String PLACED = "placed";
    private static final String UNPLACED = "unplaced";
    private static final String PIXELS = "pixels";
    /** Behind these, of a grid that was acquired slice by slice. */
    private static final String IN_SLICES = "-in-slices";

    private GridProperty() {}

    public static String write(VolumeGeometry geometry) {
        String known = (geometry.placed() ? PLACED : geometry.calibrated() ? UNPLACED : PIXELS)
                + (geometry.inSlices() ? IN_SLICES : "");
        DoubleStream affine = Arrays.stream(geometry.affine()).flatMapToDouble(Arrays::stream);
        DoubleStream grid = DoubleStream.concat(Arrays.stream(geometry.size()).asDoubleStream(), affine);
        Stream<Number> forms = geometry.forms().stream()
                .flatMap(stored -> Stream.of(stored.first(), stored.steps(), stored.numbers())
                        .flatMap(List::stream));
        return Stream.of(grid.mapToObj(Double::toString), Stream.of(known), forms.map(Number::toString))
                .flatMap(words -> words)
                .collect(Collectors.joining(" "));
    }

    /** The grid; empty if the text is not ours, or edited. */
    public static Optional<VolumeGeometry> read(String property) {
        List<String> words = List.of(property.strip().split(" "));
        try {
            if (words.size() < AFFINE_END) {
                return Optional.empty();
            }
            VolumeGeometry placed = placed(numbers(words.subList(0, AFFINE_END)));
            VolumeGeometry known = known(placed, words.size() > AFFINE_END ? words.get(AFFINE_END) : PLACED);
            return Optional.of(words.size() > FORMS ? known.withForms(forms(words)) : known);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the calibration counts
        }
    }

    private static List<Double> numbers(List<String> words) {
        return words.stream().map(Double::valueOf).toList();
    }

    private static VolumeGeometry placed(List<Double> numbers) {
        double[][] affine = new double[3][4];
        for (int i = 0; i < 12; i++) {
            affine[i / 4][i % 4] = numbers.get(3 + i);
        }
        return VolumeGeometry.fromAffine(
                new long[] {
                    numbers.get(0).longValue(),
                    numbers.get(1).longValue(),
                    numbers.get(2).longValue()
                },
                affine);
    }

    private static VolumeGeometry known(VolumeGeometry placed, String known) {
        if (known.endsWith(IN_SLICES)) {
            return known(placed, known.substring(0, known.length() - IN_SLICES.length()))
                    .acquiredInSlices();
        }
        return switch (known) {
            case PLACED -> placed;
            case UNPLACED -> placed.withoutPlace();
            case PIXELS -> VolumeGeometry.uncalibrated(placed.size(0), placed.size(1), placed.size(2));
            default -> throw new IllegalArgumentException("the grid is known as \"" + known + "\"");
        };
    }

    private static StoredForms forms(List<String> words) {
        if (words.size() < FORMS + 6) {
            throw new IllegalArgumentException("the forms have " + (words.size() - FORMS) + " numbers");
        }
        List<Long> places =
                words.subList(FORMS, FORMS + 6).stream().map(Long::valueOf).toList();
        List<Double> numbers = numbers(words.subList(FORMS + 6, words.size()));
        return new StoredForms(numbers, places.subList(0, 3), places.subList(3, 6));
    }
}
