package org.lesionlens.io.tiff;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.file.FrameSteps;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VoxelRoom;
import org.lesionlens.io.file.VoxelType;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * TIFFs of one or several pages as volumes: x along rows, y downwards, z page by page.
 *
 * <p>Pages are slices, or what ImageJ's or OME's description says; of several channels the first is read unless another is
 * wanted, of several frames the first.
 * Their voxel size counts where they name a unit of length; the position in the patient is not known. ImageJ's colour
 * tables are for display: there the stored numbers count.
 */
public final class TiffStack {
    private final TiffPages pages;
    private final TiffPage first;
    private final TiffPixels pixels;
    private final int planes;
    private final TiffGrid grid;

    private TiffStack(TiffPages pages) throws IOException {
        this(pages, 0);
    }

    private TiffStack(TiffPages pages, TiffGrid grid) throws IOException {
        this.pages = pages;
        this.grid = grid;
        first = pages.page(0);
        pixels = TiffPixels.of(first);
        planes = planes(pages);
    }

    /** @param channel that is read, from 0; a colour of pages in colour */
    private TiffStack(TiffPages pages, int channel) throws IOException {
        this.pages = pages;
        first = pages.page(0);
        pixels = TiffPixels.of(first);
        planes = planes(pages);
        TiffGrid whole = grid(0);
        grid = whole.channels() == 1 ? whole : grid(channel);
    }

    /**
     * Reads grey values, of colours their luminance; what is left out and not known is warned of, a sentence each.
     *
     * @param inColour is run for each page that is one in colour
     */
    static Volume read(Path path, Consumer<String> warnings, Runnable inColour) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            TiffStack stack = new TiffStack(pages);
            stack.warnOfWhatIsLeftOut(warnings);
            return stack.read(page -> stack.luminance(page, inColour), warnings);
        }
    }

    private PlanarImages.Grey luminance(ImageDecoder.Page page, Runnable inColour) {
        if (PlanarImages.isColourful(page)) {
            inColour.run();
        }
        return pixels.luminance(page.colours());
    }

    /** Reads one of several channels, or of the three colours, counted from 0. */
    static Volume read(Path path, int channel, Consumer<String> warnings) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            TiffStack stack = new TiffStack(pages, channel);
            if (stack.grid.frames() > 1) {
                warnings.accept("the file has " + stack.grid.frames() + " frames: the first is used");
            }
            return stack.read(page -> stack.pixels.colour(page.colours(), channel), warnings);
        }
    }

    /** Whether a file says that its pages follow each other in time, as ImageJ and OME do. */
    public static boolean hasFrames(Path path) throws IOException {
        if (!ImageDecoder.codec(path).equals("tiff")) {
            return false;
        }
        try (TiffPages pages = new TiffPages(path)) {
            return new TiffStack(pages).grid.frames() > 1;
        }
    }

    /**
     * Reads all frames along the third axis, which is time: grey values, of colours their luminance, of several channels the first,
     * which is warned of.
     *
     * @param inColour is run for each frame that is one in colour
     * @throws MalformedFileException also if a frame has several slices
     */
    public static Volume readFrames(Path path, Consumer<String> warnings, Runnable inColour) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            TiffStack stack = inTime(path, pages, 0);
            if (stack.grid.channels() > 1) {
                warnings.accept("the file has " + stack.grid.channels() + " channels: the first is used");
            }
            return stack.readFrames(page -> stack.luminance(page, inColour), warnings);
        }
    }

    /** The same of one of several channels, or of the three colours, from 0. */
    public static Volume readFrames(Path path, int channel, Consumer<String> warnings) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            TiffStack stack = inTime(path, pages, channel);
            return stack.readFrames(page -> stack.pixels.colour(page.colours(), channel), warnings);
        }
    }

    private Volume readFrames(Function<ImageDecoder.Page, PlanarImages.Grey> meaning, Consumer<String> warnings)
            throws IOException {
        Volume frames = read(meaning, warnings);
        return new Volume(frames.voxels(), frames.geometry().withoutDepth(), frames.padding());
    }

    private static TiffStack inTime(Path path, TiffPages pages, int channel) throws IOException {
        TiffStack stack = new TiffStack(pages, channel);
        TiffGrid whole = stack.grid;
        if (whole.slices() > 1) {
            throw new MalformedFileException(
                    path,
                    "has " + whole.frames() + " frames of " + whole.slices()
                            + " slices but the model sees pictures that follow each other in time",
                    "save one slice of all frames, or choose another model");
        }
        int own = whole.channels() == 1 ? 0 : channel;
        return new TiffStack(
                pages, OmeXml.isIn(stack.first.description()) ? stack.ofOme(own, true) : whole.inTime(own));
    }

    /** The size of all frames, x, y, t, as {@link #readFrames} reads them. */
    public static long[] sizeOfFrames(Path path) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            long[] size = pages.page(0).size();
            return new long[] {size[0], size[1], inTime(path, pages, 0).grid.slices()};
        }
    }

    /** How the frames that {@link #readFrames} reads follow each other, by the first channel. */
    public static FrameSteps frameSteps(Path path) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            TiffStack stack = inTime(path, pages, 0);
            String description = stack.first.description();
            if (OmeXml.isIn(description)) {
                return OmeXml.frameSteps(path, description, stack.grid.slices());
            }
            return ImageJDescription.isIn(description)
                    ? ImageJDescription.frameSteps(stack.first, stack.grid.slices())
                    : FrameSteps.UNKNOWN;
        }
    }

    /** How many channels there are, or colours. */
    static int channels(Path path) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            TiffStack stack = new TiffStack(pages);
            boolean stored = ImageJDescription.isIn(stack.first.description()) && stack.pixels.samples() == 1;
            return stack.grid.channels() == 1 && !stored ? stack.pixels.colours() : stack.grid.channels();
        }
    }

    /** Reads labels: the stored numbers (of a palette, its indices), the largest of the colours. */
    public static Volume readLabels(Path path) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            TiffStack stack = new TiffStack(pages);
            return stack.read(page -> stack.pixels.label(), warning -> {});
        }
    }

    /** Whether a file has several pages, with a directory each or as ImageJ writes more than 4 GB. */
    public static boolean isStack(Path path) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            return planes(pages) > 1;
        }
    }

    /** The size of the stack, x, y, z. */
    public static long[] size(Path path) throws IOException {
        try (TiffPages pages = new TiffPages(path)) {
            long[] size = pages.page(0).size();
            return new long[] {size[0], size[1], new TiffStack(pages).grid.slices()};
        }
    }

    private static int planes(TiffPages pages) throws IOException {
        return pages.count() == 1 ? ImageJDescription.images(pages.page(0)) : pages.count();
    }

    private TiffGrid grid(int channel) throws IOException {
        String description = first.description();
        if (OmeXml.isIn(description)) {
            return ofOme(channel, false);
        }
        return ImageJDescription.isIn(description)
                ? ImageJDescription.grid(first, planes, channel)
                : TiffGrid.unknown(planes);
    }

    private TiffGrid ofOme(int channel, boolean inTime) throws IOException {
        return OmeXml.grid(first.path(), first.description(), Math.max(1, pixels.samples()), planes, channel, inTime);
    }

    private Volume read(Function<ImageDecoder.Page, PlanarImages.Grey> meaning, Consumer<String> warnings)
            throws IOException {
        pixels.requireReadable(first.path());
        long[] size = first.size();
        VoxelRoom.requireSensible(
                first.path(), "pages, columns and rows", grid.slices(), (double) size[0], (double) size[1]);
        VolumeGeometry geometry = geometry(grid, size, warnings);
        if (planes > pages.count()) {
            PlainPages following = PlainPages.following(first, grid, pages.order());
            VoxelRoom.require(first.path(), geometry);
            return following.read(grid, geometry);
        }
        VoxelRoom.require(first.path(), geometry);
        long[] starts = requirePages(geometry);
        boolean stored = ImageJDescription.isIn(first.description()) && pixels.samples() == 1;
        if ((stored || pixels.isBlackZero()) && Arrays.stream(starts).allMatch(start -> start >= 0)) {
            VoxelType type = pixels.plain().orElseThrow();
            return new PlainPages(first.path(), slice -> starts[slice], type, pages.order()).read(grid, geometry);
        }
        return decode(geometry, stored ? page -> pixels.stored() : meaning);
    }

    private void warnOfWhatIsLeftOut(Consumer<String> warnings) {
        if (grid.channels() > 1 || grid.frames() > 1) {
            warnings.accept("the file has " + grid.channels() + " channels and " + grid.frames()
                    + " frames: the first of each is used");
        }
    }

    /** Requires pages of one size and kind, which the file can have; returns where they begin, -1 if in pieces. */
    private long[] requirePages(VolumeGeometry geometry) throws IOException {
        long[] starts = new long[grid.slices()];
        for (int slice = 0; slice < starts.length; slice++) {
            TiffPage page = pages.page(grid.page().applyAsInt(slice));
            requireSize(page, geometry, slice);
            TiffPixels own = pixels.requireSameKind(page);
            JpegBlock.requireLossyEightBits(page);
            ImageDecoder.requirePixels(page.path(), page.size(), ImageDecoder.MOST_PIXELS_PER_BYTE);
            TiffBlocks.of(page, own).requireRoom(page.path(), page);
            starts[slice] = PlainPages.start(page, own).orElse(-1);
        }
        return starts;
    }

    private Volume decode(VolumeGeometry geometry, Function<ImageDecoder.Page, PlanarImages.Grey> meaning)
            throws IOException {
        Volume volume = Volume.allocate(geometry);
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).cursor();
        try (ImageDecoder decoder = new ImageDecoder(first.path())) {
            decoder.requirePages(pages.count());
            for (int slice = 0; slice < grid.slices(); slice++) {
                int page = grid.page().applyAsInt(slice);
                ImageDecoder.Page decoded = pixels.isYCbCr() ? decoder.image(page) : decoder.stored(page);
                PlanarImages.Grey grey = meaning.apply(decoded);
                PlanarImages.fill(
                        voxels,
                        decoded.pixels(),
                        (raster, x, y) -> grid.slope() * grey.at(raster, x, y) + grid.intercept());
            }
        }
        return volume;
    }

    private static VolumeGeometry geometry(TiffGrid grid, long[] size, Consumer<String> warnings) {
        if (!grid.isCalibrated()) {
            if (grid.slices() > 1) {
                warnings.accept("the file says no voxel size in a unit of length: nothing is measured in mm");
            }
            return VolumeGeometry.uncalibrated(size[0], size[1], grid.slices());
        }
        warnings.accept(
                "the file says no position in the patient: sizes are in mm, but positions and left and right are unknown");
        return VolumeGeometry.unplaced(
                new long[] {size[0], size[1], grid.slices()},
                grid.spacingMm().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void requireSize(TiffPage page, VolumeGeometry geometry, int slice) throws IOException {
        long[] size = page.size();
        if (size[0] != geometry.size(0) || size[1] != geometry.size(1)) {
            throw new MalformedFileException(
                    page.path(),
                    "is a TIFF whose first page has " + geometry.size(0) + " x " + geometry.size(1)
                            + " pixels but slice " + slice + " has " + size[0] + " x " + size[1],
                    "save only pages of one size");
        }
    }
}
