package org.lesionlens.followup;

import java.util.Comparator;

/**
 * A lesion at a date.
 *
 * @param date counted from 0
 * @param label of the lesion there
 */
record Sighting(int date, int label) implements Comparable<Sighting> {
    @Override
    public int compareTo(Sighting other) {
        return Comparator.comparingInt(Sighting::date)
                .thenComparingInt(Sighting::label)
                .compare(this, other);
    }
}
