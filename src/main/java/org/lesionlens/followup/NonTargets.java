package org.lesionlens.followup;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The volume of the lesions that are no targets, where there are no others.
 *
 * <p>Whether they have unequivocally progressed a reader judges. RECIST 1.1 (section 4.3.4) gives a figure to go by: an increase that
 * is comparable with what progression is of measurable disease, 73 % in volume, as 20 % of a diameter are.
 */
record NonTargets(SeenLesions lesions, List<Sighting> others) {
    private static final double RISE_PERCENT = 73;

    /**
     * Against the smallest volume before, in words after a comma. Images that do not show all of it tell none; empty if it is this
     * date's.
     */
    String growth(int date) {
        Optional<LesionVolume> now = volume(date);
        Optional<LesionVolume> smallest = IntStream.range(0, date)
                .mapToObj(this::volume)
                .flatMap(Optional::stream)
                .min(Comparator.comparingDouble(LesionVolume::ml));
        return now.isEmpty() || smallest.isEmpty() ? "" : words(new Change(smallest.get(), now.get(), 1));
    }

    private Optional<LesionVolume> volume(int date) {
        return lesions.isHidden(others, date) || lesions.isCut(others, date)
                ? Optional.empty()
                : Optional.of(lesions.become(others, date).stream()
                        .map(lesions::volume)
                        .reduce(LesionVolume::plus)
                        .orElse(LesionVolume.NONE));
    }

    private static String words(Change change) {
        String against = String.format(
                Locale.ROOT,
                ", %.3f ml against %.3f ml at the smallest",
                change.after().ml(),
                change.before().ml());
        if (change.before().ml() == 0) {
            return against;
        }
        String beyond = change.isWithinError()
                ? ", within measurement error"
                : change.percent() >= RISE_PERCENT ? ", no less than the 73 % that 20 % of a diameter are" : "";
        return against + String.format(Locale.ROOT, " (%+.1f %%%s)", change.percent(), beyond);
    }
}
