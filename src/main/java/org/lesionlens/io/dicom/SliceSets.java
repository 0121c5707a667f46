package org.lesionlens.io.dicom;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Slices in sets, of which it is to be proved that they are volumes.
 *
 * @param all the slices of all sets
 * @param parts the sets, at least one
 * @param runs how often the set changes from a slice to the next one up, and one more
 */
record SliceSets(SliceHeights all, List<SliceHeights> parts, int runs) {
    static SliceSets of(SliceHeights all, Collection<List<DicomSlice>> sets) {
        List<SliceHeights> parts = sets.stream().map(all::ofSome).toList();
        Map<DicomSlice, SliceHeights> partOf = new IdentityHashMap<>();
        parts.forEach(part -> part.slices().forEach(slice -> partOf.put(slice, part)));
        List<DicomSlice> slices = all.slices();
        int changes = (int) IntStream.range(1, slices.size())
                .filter(i -> partOf.get(slices.get(i)) != partOf.get(slices.get(i - 1)))
                .count();
        return new SliceSets(all, parts, 1 + changes);
    }

    int size() {
        return parts.size();
    }

    /** The number of slices of the smallest set. */
    int shortest() {
        return parts.stream().mapToInt(SliceHeights::size).min().orElseThrow();
    }

    boolean noneRepeats() {
        return parts.stream().noneMatch(SliceHeights::repeats);
    }

    boolean areEven() {
        return parts.stream().allMatch(SliceHeights::isEven);
    }

    /** Whether slices of several sets lie among each other, not in a block each. */
    boolean areAmongEachOther() {
        return runs > parts.size();
    }

    /** Whether most slices are followed by one of another set. */
    boolean alternate() {
        return 2 * runs > all.size();
    }

    /** Whether all slices together are no even grid, or what they say of themselves forbids that they are neighbours. */
    boolean areNotOneGrid() {
        return !all.isGrid() || StepEvidence.of(all, parts).saysEachFillsItsStep();
    }

    /** Whether sets of three slices or more alternate, each a grid with few holes, that are not one grid together. */
    boolean areGridsInTurn() {
        return areAmongEachOther()
                && alternate()
                && shortest() > 2
                && parts.stream().allMatch(SliceHeights::isGrid)
                && areNotOneGrid();
    }

    /** Whether single slices lie beside the even grid that all others are, three or more. */
    boolean areGridAndStrays() {
        List<DicomSlice> others = parts.stream()
                .filter(part -> part.size() > 1)
                .flatMap(part -> part.slices().stream())
                .toList();
        return shortest() == 1
                && others.size() > 2
                && !all.isGrid()
                && all.ofSome(others).isGrid();
    }
}
