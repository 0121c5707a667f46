package org.lesionlens.followup;

import java.util.List;
import java.util.Optional;
import org.lesionlens.lesion.Lesion;

/**
 * A lesion of a patient at a date.
 *
 * @param parts what is seen of it; several after a split or before a merger
 * @param cut whether the edge of the image cuts it off, so that its size is unknown
 * @param structure how many it was split into or merged from since the date before; empty if neither
 * @param sincePrevious since the last date whose image covers its place; empty at the first such date, and where it is cut
 * @param sinceFirst since it was first seen; empty there and before, and where it is cut
 */
record TrackState(
        Kind kind,
        List<Lesion> parts,
        LesionVolume volume,
        boolean cut,
        String structure,
        Optional<Change> sincePrevious,
        Optional<Change> sinceFirst) {
    /** What became of it since the date before. */
    enum Kind {
        BASELINE("baseline"),
        NEW("new"),
        /** Where no earlier image covers its place. */
        FIRST_COVERED("first covered"),
        GROWN("grown"),
        SHRUNKEN("shrunken"),
        STABLE("stable within measurement error"),
        /** It, or what it would be compared with, is cut off by the edge of an image. */
        INCOMPARABLE("not comparable"),
        VANISHED("vanished"),
        REAPPEARED("reappeared"),
        /** It is not there any more, and was not at the date before. */
        GONE("gone"),
        NOT_YET("not yet there"),
        /** The image does not cover its place. */
        OUTSIDE("outside the field");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    TrackState {
        parts = List.copyOf(parts);
    }

    boolean isSeen() {
        return !parts.isEmpty();
    }

    /** Of several parts the sum, as RECIST 1.1 has it of a lesion that fell apart; in mm. */
    double longestMm() {
        return parts.stream()
                .mapToDouble(part -> part.measurements().diameter().longestMm())
                .sum();
    }

    /** That of its largest part, in mm. */
    double perpendicularMm() {
        return parts.stream()
                .limit(1)
                .mapToDouble(part -> part.measurements().diameter().perpendicularMm())
                .sum();
    }

    /** What happened, in words. */
    String words() {
        return structure.isEmpty() ? kind.toString() : structure + ", " + kind;
    }

    /** Whether what is told of it may be nothing but the width of voxels, or the network's doubt. */
    boolean isWithinError() {
        return sincePrevious.filter(Change::isWithinError).isPresent();
    }
}
