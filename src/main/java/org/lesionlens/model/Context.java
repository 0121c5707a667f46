package org.lesionlens.model;

import java.util.List;
import java.util.Optional;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Neighbours that a network of slices sees beside each slice: slices of a volume, or frames of a sequence whose third axis is
 * time. They are taken as they lie, however far apart.
 *
 * @param axis what the neighbours are
 * @param before how many it sees before a slice, at least 0
 * @param after how many after it; one or more in all
 * @param atEnds what lies before the first and after the last
 * @param as how they enter
 */
public record Context(Axis axis, int before, int after, AtEnds atEnds, As as) {
    /** As many as are seen together. */
    private static final int MOST = 31;

    /** What the neighbours of a slice are. */
    public enum Axis {
        /** Slices of a volume. */
        SLICE,
        /** Frames of a sequence. */
        TIME
    }

    /** What is seen beyond the ends. */
    public enum AtEnds {
        /** The first or the last one again. */
        REPEAT,
        /** What lies as far on the other side of it: 2 1 0 1 2. */
        MIRROR
    }

    /** How they enter the network. */
    public enum As {
        /** The channels of one after those of the one before it. */
        CHANNELS,
        /** Along the axis z of the input. */
        AXIS
    }

    /** Of a description; empty if it says none. */
    static Optional<Context> read(DescriptionNode own) {
        if (!own.has("/context")) {
            return Optional.empty();
        }
        DescriptionNode node = own.at("/context");
        int before = node.has("/before") ? node.wholeNumber("/before", 0, MOST) : 0;
        int after = node.has("/after") ? node.wholeNumber("/after", 0, MOST) : 0;
        own.require(
                before + after > 0 && before + after <= MOST, "/context", "1 to " + MOST + " before and after in all");
        return Optional.of(new Context(
                node.choice("/axis", Axis.class),
                before,
                after,
                node.choice("/at_ends", AtEnds.class, AtEnds.REPEAT),
                node.choice("/as", As.class, As.CHANNELS)));
    }

    /** Checks what a network with neighbours must be like. */
    void requireFit(DescriptionNode own, Network network, Role role, List<Preparation> preparation) {
        boolean segments = role instanceof Role.Segments chosen && chosen.prompt() == Prompt.NONE;
        own.require(segments, "/context", "no neighbours, of a model that does not segment or wants a box,");
        own.require(network.window().dimensions() == 2, "/context", "no neighbours, of a model that sees volumes,");
        own.require(
                axis == Axis.SLICE || preparation.stream().noneMatch(Context::turnsTime),
                "/preparation",
                "no reorient but to " + Preparation.AS_SHOWN + " or " + Preparation.AS_STORED
                        + ", of a model that sees frames,");
        String axes = network.input().axes();
        own.require(
                as == As.CHANNELS || axes.equals("bczyx") && network.window() instanceof Window.Whole,
                "/network/input/axes",
                "bczyx and a window that is whole, of a model that sees neighbours as an axis,");
        own.require(
                as == As.AXIS || axes.length() == 4 && axes.indexOf('c') >= 0,
                "/network/input/axes",
                "one axis for batch, one for channels and two for the sides, of a model that sees neighbours as channels,");
    }

    private static boolean turnsTime(Preparation step) {
        return step instanceof Preparation.Reorient turn
                && !turn.to().equals(Preparation.AS_SHOWN)
                && !turn.to().equals(Preparation.AS_STORED);
    }

    /** The grid as it is looked at: frames lie along the third axis as it is stored, and have no depth. */
    public VolumeGeometry grid(VolumeGeometry stored) {
        return axis == Axis.TIME ? stored.withoutDepth() : stored;
    }

    /** How many it sees at once. */
    public int frames() {
        return before + 1 + after;
    }

    /** How far it looks at most, also where what lies beyond an end is mirrored. */
    public int reach() {
        return Math.max(before, after);
    }

    /** Times that the image's channels enter as channels. */
    int timesChannels() {
        return as == As.CHANNELS ? frames() : 1;
    }

    /**
     * The slice that is seen in a place.
     *
     * @param slice whose neighbours they are, 0 to count - 1
     * @param place 0 to frames() - 1; that of the slice itself is {@code before}
     * @param count slices of the image
     */
    public int seen(int slice, int place, int count) {
        int wanted = slice + place - before;
        if (count == 1 || atEnds == AtEnds.REPEAT) {
            return Math.min(Math.max(wanted, 0), count - 1);
        }
        int around = Math.floorMod(wanted, 2 * (count - 1));
        return Math.min(around, 2 * (count - 1) - around);
    }

    /** "frame" or "slice". */
    public String word() {
        return axis == Axis.TIME ? "frame" : "slice";
    }
}
