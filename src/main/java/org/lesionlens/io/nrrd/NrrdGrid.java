package org.lesionlens.io.nrrd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lesionlens.io.file.FrameSteps;
import org.lesionlens.io.file.GridAxes;
import org.lesionlens.io.file.LengthUnit;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.TextHeader;
import org.lesionlens.io.file.TimeUnit;
import org.lesionlens.io.file.VoxelRoom;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Which axes of a NRRD lie in space, and where.
 *
 * <p>Two or three axes lie in space: those with a vector in "space directions", else those of the kinds domain and
 * space, else the first three. Axes after them are further volumes, axes before them several numbers a voxel, which are
 * refused. Steps are the vectors of "space directions", else "spacings" along axes of their own, else unknown: then the
 * grid is not calibrated, and neither is it where a unit is no length. Without a unit numbers are mm.
 *
 * @param geometry of a volume, LPS mm
 * @param volumes how many follow each other
 */
record NrrdGrid(VolumeGeometry geometry, long volumes) {
    private static final int MOST_AXES = 16;
    private static final Pattern VECTOR = Pattern.compile("\\(([^()]*)\\)|none");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
    private static final Set<String> SPATIAL_KINDS = Set.of("domain", "space");
    private static final Set<String> UNKNOWN_KINDS = Set.of("???", "none");

    /** What takes a space's coordinates to LPS. */
    private static final Map<String, double[]> SPACES = Map.of(
            "left-posterior-superior", new double[] {1, 1, 1},
            "lps", new double[] {1, 1, 1},
            "right-anterior-superior", new double[] {-1, -1, 1},
            "ras", new double[] {-1, -1, 1},
            "left-anterior-superior", new double[] {1, -1, 1},
            "las", new double[] {1, -1, 1});

    /** What axes of further volumes are called that may be time. */
    private static final Set<String> TEMPORAL_KINDS = Set.of("time", "list", "???", "none");

    /**
     * Several volumes of one slice as the slices of one volume whose third axis is time; a single one as it is.
     *
     * @throws MalformedFileException if they have several slices, or their axes are not one that may be time
     */
    NrrdGrid inTime(TextHeader header) throws MalformedFileException {
        if (volumes == 1) {
            return this;
        }
        long slices = geometry.size(2);
        boolean allInTime = areInTime(header);
        if (slices > 1 || !allInTime) {
            throw new MalformedFileException(
                    header.path(),
                    "holds " + volumes + " volumes of " + slices + (slices == 1 ? " slice" : " slices")
                            + (allInTime ? "" : ", not all of them in time,")
                            + " but the model sees pictures that follow each other in time",
                    "save one slice of all times, or choose another model");
        }
        return new NrrdGrid(geometry.inTime(volumes), 1);
    }

    private boolean areInTime(TextHeader header) throws MalformedFileException {
        long[] sizes = sizes(header);
        List<String> kinds = kinds(header, sizes.length);
        int last = lastAxis(sizes);
        return sizes[last] == volumes && (kinds.isEmpty() || TEMPORAL_KINDS.contains(kinds.get(last)));
    }

    /** The last axis that has more than one place. */
    private static int lastAxis(long[] sizes) {
        int last = sizes.length - 1;
        while (last > 0 && sizes[last] == 1) {
            last--;
        }
        return last;
    }

    /** How volumes of one slice, or the slices of a single one, follow each other, where their axis has a spacing in a unit of time. */
    FrameSteps frameSteps(TextHeader header) throws MalformedFileException {
        long[] sizes = sizes(header);
        int axis = lastAxis(sizes);
        long frames = geometry.size(2) * volumes;
        List<String> units = quoted(header, "units");
        double seconds = axis < units.size() ? TimeUnit.seconds(units.get(axis)).orElse(0) : 0;
        return sizes[axis] == frames
                ? FrameSteps.equal((int) frames, seconds * spacing(header, axis))
                : FrameSteps.UNKNOWN;
    }

    /** Of one axis, whatever is said of the others; NaN if it is no number. */
    private static double spacing(TextHeader header, int axis) {
        String[] words = header.field("spacings").orElse("").strip().split("\\s+");
        try {
            return axis < words.length ? Double.parseDouble(words[axis]) : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** How many numbers all volumes have. */
    long numbers() {
        return geometry.voxelCount() * volumes;
    }

    static NrrdGrid of(TextHeader header, Consumer<String> warnings) throws MalformedFileException {
        long[] sizes = sizes(header);
        double[][] directions = directions(header, sizes.length);
        List<Integer> spatial = spatial(header, sizes, directions);
        long[] size = {1, 1, 1};
        for (int i = 0; i < spatial.size(); i++) {
            size[i] = sizes[spatial.get(i)];
        }
        VolumeGeometry geometry = geometry(header, size, spatial, directions, warnings);
        return new NrrdGrid(geometry, Arrays.stream(sizes).reduce(1, (a, b) -> a * b) / geometry.voxelCount());
    }

    /** Of all axes; their product is one that a file can have. */
    static long[] sizes(TextHeader header) throws MalformedFileException {
        int axes = (int) header.wholeNumbers("dimension", 1, 1, MOST_AXES)[0];
        long[] sizes = header.wholeNumbers("sizes", axes, 1, Integer.MAX_VALUE);
        VoxelRoom.requireSensible(
                header.path(), "sizes", Arrays.stream(sizes).asDoubleStream().toArray());
        return sizes;
    }

    /** The vectors of "space directions", null for "none"; an empty array if the field is missing. */
    private static double[][] directions(TextHeader header, int axes) throws MalformedFileException {
        if (header.field("space directions").isEmpty()) {
            return new double[0][];
        }
        List<double[]> vectors = vectors(header, "space directions");
        if (vectors.size() != axes) {
            throw header.malformed("its field 'space directions' has " + vectors.size()
                    + " vectors but must have one an axis, " + axes);
        }
        return vectors.toArray(new double[0][]);
    }

    private static List<double[]> vectors(TextHeader header, String name) throws MalformedFileException {
        String text = header.require(name);
        List<double[]> vectors = new ArrayList<>();
        Matcher matcher = VECTOR.matcher(text);
        while (matcher.find()) {
            vectors.add(
                    matcher.group(1) == null
                            ? null
                            : vector(header, name, matcher.group(1).replace(',', ' ')));
        }
        if (!matcher.replaceAll("").isBlank()) {
            throw header.malformed(
                    "its field '" + name + "' is '" + TextHeader.shown(text) + "' but must be vectors as (1,0,0)");
        }
        return vectors;
    }

    /** Null for one of NaN, which means "none". */
    private static double[] vector(TextHeader header, String name, String text) throws MalformedFileException {
        double[] vector = header.numbers(name, text);
        if (Arrays.stream(vector).allMatch(Double::isNaN)) {
            return null;
        }
        if (vector.length != 2 && vector.length != 3 || !Arrays.stream(vector).allMatch(Double::isFinite)) {
            throw header.malformed("its field '" + name + "' has the vector (" + TextHeader.shown(text)
                    + ") but must have vectors of 2 or 3 finite numbers");
        }
        return Arrays.copyOf(vector, 3);
    }

    /** The axes that lie in space, two or three that follow each other. */
    private static List<Integer> spatial(TextHeader header, long[] sizes, double[][] directions)
            throws MalformedFileException {
        List<Integer> spatial = new ArrayList<>();
        List<String> kinds = kinds(header, sizes.length);
        for (int axis = 0; axis < sizes.length; axis++) {
            boolean inSpace = directions.length > 0
                    ? directions[axis] != null
                    : kinds.isEmpty() || SPATIAL_KINDS.contains(kinds.get(axis));
            if (inSpace && (spatial.size() < 3 || directions.length > 0)) {
                spatial.add(axis);
            }
        }
        if (spatial.size() < 2 || spatial.size() > 3) {
            throw header.malformed("has " + spatial.size() + " axes in space but must have 2 or 3");
        }
        requireOneNumberAVoxel(header, sizes, spatial);
        return spatial;
    }

    private static void requireOneNumberAVoxel(TextHeader header, long[] sizes, List<Integer> spatial)
            throws MalformedFileException {
        for (int axis = 0; axis < spatial.get(spatial.size() - 1); axis++) {
            if (!spatial.contains(axis) && sizes[axis] > 1) {
                throw new MalformedFileException(
                        header.path(),
                        "has several numbers a voxel (axis " + axis + " of 'sizes' is " + sizes[axis]
                                + " and does not lie in space)",
                        "save one channel, grey, as a file of its own");
            }
        }
    }

    /** In lower case; none if the field is missing or says nothing. */
    private static List<String> kinds(TextHeader header, int axes) throws MalformedFileException {
        if (header.field("kinds").isEmpty()) {
            return List.of();
        }
        String[] kinds = header.require("kinds").toLowerCase(Locale.ROOT).split("\\s+");
        if (kinds.length != axes) {
            throw header.malformed(
                    "its field 'kinds' has " + kinds.length + " words but must have one an axis, " + axes);
        }
        return UNKNOWN_KINDS.containsAll(List.of(kinds)) ? List.of() : List.of(kinds);
    }

    private static VolumeGeometry geometry(
            TextHeader header, long[] size, List<Integer> spatial, double[][] directions, Consumer<String> warnings)
            throws MalformedFileException {
        boolean oriented = directions.length > 0;
        boolean known = oriented || header.field("spacings").isPresent();
        OptionalDouble unit =
                oriented ? mmPerUnit(header, "space units", List.of(0, 1, 2)) : mmPerUnit(header, "units", spatial);
        if (!known || unit.isEmpty()) {
            warnings.accept("the file says no voxel size in a unit of length: nothing is measured in mm");
            return VolumeGeometry.uncalibrated(size[0], size[1], size[2]);
        }
        double[][] steps = new double[3][];
        for (int i = 0; i < spatial.size(); i++) {
            steps[i] = oriented ? directions[spatial.get(i)] : along(header, spatial.get(i), i);
        }
        GridAxes axes = new GridAxes(size, steps, origin(header, oriented, warnings), unit.getAsDouble());
        VolumeGeometry geometry = (oriented ? inLps(header, axes, warnings) : axes)
                .geometry(header.path(), oriented ? "space directions" : "spacings");
        boolean placed = oriented && header.field("space origin").isPresent() && isAnatomical(header);
        return placed ? geometry : geometry.withoutPlace();
    }

    private static double[] along(TextHeader header, int axis, int direction) throws MalformedFileException {
        double[] spacings = header.numbers("spacings", header.require("spacings"));
        double[] step = new double[3];
        step[direction] = axis < spacings.length ? Math.abs(spacings[axis]) : Double.NaN;
        return step;
    }

    private static double[] origin(TextHeader header, boolean oriented, Consumer<String> warnings)
            throws MalformedFileException {
        if (!oriented || header.field("space origin").isEmpty()) {
            warnings.accept(
                    "the file says no position in the patient: sizes are in mm, but positions and left and right are unknown");
            return new double[3];
        }
        List<double[]> vectors = vectors(header, "space origin");
        if (vectors.size() != 1 || vectors.get(0) == null) {
            throw header.malformed("its field 'space origin' must be one vector as (1,2,3)");
        }
        return vectors.get(0);
    }

    private static boolean isAnatomical(TextHeader header) {
        return SPACES.containsKey(header.field("space").orElse("").toLowerCase(Locale.ROOT));
    }

    private static GridAxes inLps(TextHeader header, GridAxes axes, Consumer<String> warnings)
            throws MalformedFileException {
        String space = header.field("space").orElse("").toLowerCase(Locale.ROOT);
        if (space.endsWith("-time") || space.matches("[lr][pa][si]t")) {
            throw header.malformed("its field 'space' is '" + space + "' but must be a space without time");
        }
        double[] signs = SPACES.get(space);
        if (signs == null) {
            warnings.accept(
                    "the file names no anatomical space: it is shown as if its axes were left, posterior, superior, but positions"
                            + " and left and right are unknown");
            return axes;
        }
        return axes.inLps(signs);
    }

    private static List<String> quoted(TextHeader header, String name) {
        return QUOTED.matcher(header.field(name).orElse(""))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Of the axes counted: 1 if the header names no unit, empty if it names one that is no length, or several. */
    private static OptionalDouble mmPerUnit(TextHeader header, String name, List<Integer> axes) {
        List<String> units = quoted(header, name);
        List<OptionalDouble> lengths = axes.stream()
                .map(axis -> axis < units.size() ? units.get(axis) : "")
                .map(unit -> unit.isBlank() ? OptionalDouble.of(1) : LengthUnit.millimetres(unit))
                .distinct()
                .toList();
        return lengths.size() == 1 ? lengths.get(0) : OptionalDouble.empty();
    }
}
