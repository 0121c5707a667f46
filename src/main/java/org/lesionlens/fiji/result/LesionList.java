package org.lesionlens.fiji.result;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.lesion.LesionMeasurements;

/** A row for each lesion: its colour, class, sizes and place. */
final class LesionList extends FindingList<ShownLesion> {
    private static final long serialVersionUID = 1;

    private final transient List<ShownLesion> lesions;

    /** Is told of a lesion that the user chooses in the list. */
    LesionList(ShownLesions shown, Consumer<ShownLesion> chosen) {
        super(shown.lesions(), columns(shown), chosen, "No lesion.");
        lesions = shown.lesions();
    }

    /** Points at the row of a number; at none if it is not listed. */
    void pointAt(int label) {
        pointAt(lesions.stream().filter(each -> each.lesion().label() == label).findFirst());
    }

    /** The order, the place and the chosen row of a list before. */
    void takeOver(LesionList before) {
        sortAs(before);
        before.chosen().ifPresent(lesion -> pointAt(lesion.lesion().label()));
    }

    private static List<Column<ShownLesion>> columns(ShownLesions shown) {
        List<Column<ShownLesion>> columns = new ArrayList<>();
        columns.add(new Column<>("Lesion", 6, lesion -> lesion.lesion().label(), new ChipCell(shown.colors())));
        if (shown.frames().size() > 1) {
            columns.add(new Column<>("Frame", 6, ShownLesion::frame, new NumberCell("%.0f")));
        }
        if (shown.lesions().stream().anyMatch(lesion -> !lesion.classText().isEmpty())) {
            columns.add(new Column<>(
                    "Class",
                    18,
                    ShownLesion::classText,
                    new ClassCell<>(shown.lesions(), each -> each.lesion().classProbability())));
        }
        columns.addAll(sizes(shown.lesions()));
        columns.add(number("Mean probability", "%.2f", LesionMeasurements::meanProbability));
        columns.add(new Column<>("Slice", 6, shown::slice, new NumberCell("%.0f")));
        return columns;
    }

    /** In mm where they are known, else in pixels. */
    private static List<Column<ShownLesion>> sizes(List<ShownLesion> lesions) {
        boolean volumes = lesions.stream()
                .anyMatch(each -> !Double.isNaN(each.lesion().measurements().volumeMl()));
        boolean areas = lesions.stream()
                .anyMatch(each -> !Double.isNaN(each.lesion().measurements().areaMm2()));
        if (!areas) {
            return List.of(number("Pixels", "%.0f", each -> (double) each.voxels()));
        }
        return List.of(
                volumes
                        ? number("Volume (ml)", "%.2f", LesionMeasurements::volumeMl)
                        : number("Area (mm2)", "%.1f", LesionMeasurements::areaMm2),
                number("Longest (mm)", "%.1f", each -> each.diameter().longestMm()),
                number("Perpendicular (mm)", "%.1f", each -> each.diameter().perpendicularMm()));
    }

    private static Column<ShownLesion> number(String name, String format, Function<LesionMeasurements, Double> value) {
        return new Column<>(
                name, name.length(), shown -> value.apply(shown.lesion().measurements()), new NumberCell(format));
    }
}
