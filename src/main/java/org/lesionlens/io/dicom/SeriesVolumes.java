package org.lesionlens.io.dicom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.io.dicom.SetAttribute.Kind;

/**
 * Sorts the slices of a series into its volumes: phases, acquisitions, echoes, b-values, reconstructions, time points.
 *
 * <p>Attributes name the volumes ({@link SetAttribute}), but many of them also differ within an ordinary volume: a CT may be
 * measured in blocks with an AcquisitionNumber each, an MR in two concatenations of every second slice, and times differ
 * from slice to slice. So an attribute only counts where place bears it out:
 *
 * <ul>
 *   <li>Copies ({@link SliceCopies}) are left out before anything is looked for.
 *   <li>Where slices lie at one place, one of them must belong to another volume. An attribute tells them apart if its
 *       values are fewer at each place than before, and the slices of each value are volumes in themselves: even steps, or
 *       all the places that there are. One that counts or is a time must moreover not have more values than there are
 *       slices at a place, for else it is one that differs from slice to slice.
 *   <li>Where every slice has a place of its own, the slices of several values must lie among each other, not in blocks, and
 *       those of each value must be an even grid. That is two sets if the attribute is one that slices of a volume share
 *       (EchoTime), or if all slices together are no even grid, of which a few may be missing. Else an AcquisitionNumber
 *       is ambiguous: SpacingBetweenSlices says which step was planned, and slices that are thicker than the step are no
 *       neighbours; an MR whose slices fill the step between them is one volume in two concatenations, which is said; if
 *       nothing tells, the series has two sets. Times that alternate are those of an ordinary interleaved acquisition
 *       unless every set fills its own step. Sets that are not even, since slices of them are missing, must alternate, and
 *       a time must not have more than {@value #MOST_TIMES} values.
 *   <li>Single slices of another value beside the even grid of all others are a volume of their own, and so never blended
 *       with them.
 *   <li>Stacks with different StackID that are no even grid together are volumes also where they lie apart. Other names
 *       that differ between blocks one above the other make no volumes, but it is said.
 *   <li>Volumes without such an attribute are told apart by the order of times, or of InstanceNumber, at each place
 *       ({@link OrderAtPlace}), or of all slices ({@link SetsInOrder}).
 * </ul>
 *
 * <p>What one attribute has told apart is looked at again, since b-values have directions and echoes have time points.
 */
final class SeriesVolumes {
    private static final int MOST_TIMES = 4;

    private final Consumer<String> warnings;
    private final List<SeriesVolume> volumes = new ArrayList<>();

    private SeriesVolumes(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * The volumes, in ascending order of what tells them apart, whatever the order of the slices.
     *
     * @param slices with places; of one orientation and size
     * @param warnings is told why slices that could be several volumes are taken for one
     */
    static List<SeriesVolume> of(SeriesVolume slices, Consumer<String> warnings) throws IOException {
        SeriesVolumes sorting = new SeriesVolumes(warnings);
        SeriesVolume once = new SeriesVolume(slices.marks(), SliceCopies.exactLeftOut(slices.slices(), warnings));
        sorting.add(once, SliceHeights.of(once.slices()));
        return sorting.volumes;
    }

    private void add(SeriesVolume whole, SliceHeights heights) throws IOException {
        boolean copies = SliceCopies.explainAll(heights);
        SliceHeights looked = copies ? heights.ofSome(heights.onePerPlace()) : heights;
        List<SeriesVolume> parts = parts(whole, looked);
        if (parts.isEmpty()) {
            volumes.add(whole);
            if (!looked.repeats()) {
                tellBlocks(looked);
            }
        } else if (copies) {
            warnings.accept(SliceCopies.warning(heights.size() - looked.size(), heights.size()));
        }
        for (SeriesVolume part : parts) {
            add(part, heights.ofSome(part.slices()));
        }
    }

    /** Says which names change from one block of slices to the next: they may be volumes one above the other. */
    private void tellBlocks(SliceHeights volume) {
        for (SetAttribute attribute : SetAttribute.values()) {
            boolean names = attribute.kind() == Kind.NAME && attribute != SetAttribute.THICKNESS;
            Optional<AttributeSplit> split = names ? AttributeSplit.of(attribute, volume) : Optional.empty();
            if (split.isPresent() && !split.get().sets().areAmongEachOther()) {
                warnings.accept("the slices are read as one volume, but " + attribute + " differs between "
                        + split.get().sets().size() + " blocks of them, one above the other: they may be as many"
                        + " volumes");
            }
        }
    }

    /** The parts of slices, in order; none if the slices are those of one volume. */
    private List<SeriesVolume> parts(SeriesVolume whole, SliceHeights heights) {
        Optional<AttributeSplit> split = heights.repeats() ? atOnePlace(heights) : among(heights);
        if (split.isPresent()) {
            return split.get().of(whole);
        }
        return heights.repeats() ? OrderAtPlace.parts(whole, heights) : SetsInOrder.parts(whole, heights);
    }

    /** The parts of slices of which some share a place. */
    private static Optional<AttributeSplit> atOnePlace(SliceHeights all) {
        Optional<AttributeSplit> named = Optional.empty();
        for (SetAttribute attribute : SetAttribute.values()) {
            Optional<AttributeSplit> split =
                    attribute.kind() == Kind.ORDER ? Optional.empty() : AttributeSplit.of(attribute, all);
            if (split.isPresent() && separates(all, split.get().sets()) && areVolumes(all, split.get())) {
                return split;
            }
            named = named.or(() ->
                    split.filter(one -> one.kind() == Kind.NAME && one.sets().noneRepeats()));
        }
        return named; // no even grids, as a time point that breaks off, but no place is shared any more
    }

    private static boolean separates(SliceHeights all, SliceSets sets) {
        int shared = sets.parts().stream()
                .mapToInt(part -> part.size() - part.places())
                .sum();
        return shared < all.size() - all.places();
    }

    private static boolean areVolumes(SliceHeights all, AttributeSplit split) {
        List<SliceHeights> parts = split.sets().parts();
        boolean whole = parts.stream().allMatch(part -> part.places() == all.places() || part.isEven());
        boolean tall = all.places() == 1 || parts.stream().allMatch(part -> part.places() > 1);
        boolean few = parts.size() <= all.mostAtOnePlace();
        return switch (split.kind()) {
            case NAME -> whole;
            case COUNT -> whole && tall && (few || split.sets().noneRepeats());
            default -> whole && tall && few;
        };
    }

    /** The parts of slices with a place each. */
    private Optional<AttributeSplit> among(SliceHeights all) {
        for (SetAttribute attribute : SetAttribute.values()) {
            Optional<AttributeSplit> split =
                    attribute.kind() == Kind.ORDER ? Optional.empty() : AttributeSplit.of(attribute, all);
            if (split.isPresent() && (areApart(split.get(), all) || areAmong(split.get(), all))) {
                return split;
            }
        }
        return Optional.empty();
    }

    private static boolean areApart(AttributeSplit split, SliceHeights all) {
        boolean strays = split.kind() != Kind.TIME && split.sets().areGridAndStrays();
        return strays
                || split.attribute() == SetAttribute.STACK
                        && !all.isEven()
                        && split.sets().shortest() > 1
                        && split.sets().areEven();
    }

    private boolean areAmong(AttributeSplit split, SliceHeights all) {
        SliceSets sets = split.sets();
        if (!sets.areAmongEachOther() || all.isEven() && sets.shortest() < 2) {
            return false;
        }
        boolean even = sets.areEven();
        boolean likely = even || !all.isEven() && sets.shortest() > 1 && sets.alternate();
        return switch (split.kind()) {
            case NAME -> likely;
            case COUNT -> likely && sets.shortest() > 1 && (!all.isGrid() || areSetsByStep(split, all));
            default ->
                even ? sets.shortest() > 2 && sets.areNotOneGrid() : sets.size() <= MOST_TIMES && sets.areGridsInTurn();
        };
    }

    private boolean areSetsByStep(AttributeSplit split, SliceHeights all) {
        StepEvidence evidence = StepEvidence.of(all, split.sets().parts());
        if (evidence.saysOneVolume()) {
            warnings.accept("the slices alternate in " + split.attribute() + ", but " + evidence.witness()
                    + " says that they are neighbours: they are read as one volume");
            return false;
        }
        return true;
    }
}
