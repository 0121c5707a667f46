package org.lesionlens.io.tiff;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VoxelRoom;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * TIFFs of one or several pages as volumes: x along rows, y downwards, z page by page.
 *
 * <p>Pages are slices, or what ImageJ's or OME's description says; of several channels and frames the first is read.
 * Their voxel size counts where they name a unit of length; the position in the patient is not known. ImageJ's colour
 * tables are for display: there the stored numbers count.
 */
public final class TiffStack {
    private TiffStack() {}

    /**
     * Reads a stack.
     *
     * @param meaning what becomes of a page's pixels: grey values, or labels
     * @param warnings hears, in a sentence each, what is left out and what is not known
     */
    public static Volume read(Path path, Function<BufferedImage, PlanarImages.Grey> meaning, Consumer<String> warnings)
            throws IOException {
        int pages = TiffPages.count(path);
        try (ImageDecoder decoder = new ImageDecoder(path)) {
            TIFFDirectory first = decoder.directory(0);
            TiffPixels pixels = TiffPixels.of(first);
            pixels.requireReadable(path);
            int all = planes(path, first, pages);
            TiffGrid grid = grid(path, first, pixels, all);
            if (grid.channels() > 1 || grid.frames() > 1) {
                warnings.accept("the file has " + grid.channels() + " channels and " + grid.frames()
                        + " frames: the first of each is used");
            }
            long[] size = decoder.size(0);
            VoxelRoom.requireSensible(
                    path, "pages, columns and rows", grid.slices(), (double) size[0], (double) size[1]);
            VolumeGeometry geometry = geometry(grid, size, warnings);
            if (all > pages) {
                PlainPages following = PlainPages.following(path, first, grid, size);
                VoxelRoom.require(path, geometry);
                return following.read(grid, geometry);
            }
            VoxelRoom.require(path, geometry);
            long[] starts = requirePages(path, decoder, pixels, grid, geometry);
            boolean stored = ImageJDescription.isIn(description(first)) && pixels.samples() == 1;
            return stored && Arrays.stream(starts).allMatch(start -> start >= 0)
                    ? PlainPages.of(path, pixels, starts).read(grid, geometry)
                    : read(path, decoder, grid, geometry, pixels.inRange(stored ? pixels::stored : meaning));
        }
    }

    /** Requires pages of one size and kind, which the file can have; returns where they begin, -1 if in pieces. */
    private static long[] requirePages(
            Path path, ImageDecoder decoder, TiffPixels pixels, TiffGrid grid, VolumeGeometry geometry)
            throws IOException {
        long[] starts = new long[grid.slices()];
        for (int slice = 0; slice < starts.length; slice++) {
            int page = grid.page().applyAsInt(slice);
            requireSize(path, decoder.size(page), geometry, slice);
            pixels.requireSameKind(path, decoder.directory(page), page);
            decoder.requireRoom(page);
            starts[slice] = PlainPages.start(decoder.directory(page)).orElse(-1);
        }
        return starts;
    }

    /** Whether a file has several pages, with a directory each or as ImageJ writes more than 4 GB. */
    public static boolean isStack(Path path) throws IOException {
        int pages = TiffPages.count(path);
        if (pages != 1) {
            return pages > 1;
        }
        try (ImageDecoder decoder = new ImageDecoder(path)) {
            return planes(path, decoder.directory(0), pages) > 1;
        }
    }

    private static int planes(Path path, TIFFDirectory first, int pages) throws MalformedFileException {
        return pages == 1 ? ImageJDescription.images(path, description(first)) : pages;
    }

    /** The size of the stack, x, y, z. */
    public static long[] size(Path path) throws IOException {
        int pages = TiffPages.count(path);
        try (ImageDecoder decoder = new ImageDecoder(path)) {
            TIFFDirectory first = decoder.directory(0);
            TiffGrid grid = grid(path, first, TiffPixels.of(first), planes(path, first, pages));
            return new long[] {decoder.size(0)[0], decoder.size(0)[1], grid.slices()};
        }
    }

    private static Volume read(
            Path path,
            ImageDecoder decoder,
            TiffGrid grid,
            VolumeGeometry geometry,
            Function<BufferedImage, PlanarImages.Grey> meaning)
            throws IOException {
        Volume volume = Volume.allocate(geometry);
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).cursor();
        for (int slice = 0; slice < grid.slices(); slice++) {
            BufferedImage page = decoder.page(grid.page().applyAsInt(slice));
            PlanarImages.requireColours(path, page);
            PlanarImages.Grey grey = meaning.apply(page);
            PlanarImages.fill(
                    voxels,
                    page.getRaster(),
                    (raster, x, y) -> grid.slope() * grey.at(raster, x, y) + grid.intercept());
        }
        return volume;
    }

    private static TiffGrid grid(Path path, TIFFDirectory first, TiffPixels pixels, int pages) throws IOException {
        String description = description(first);
        if (OmeXml.isIn(description)) {
            return OmeXml.grid(path, description, Math.max(1, pixels.samples()), pages);
        }
        return ImageJDescription.isIn(description)
                ? ImageJDescription.grid(path, description, first, pages)
                : TiffGrid.unknown(pages);
    }

    private static String description(TIFFDirectory directory) {
        TIFFField field = directory.getTIFFField(BaselineTIFFTagSet.TAG_IMAGE_DESCRIPTION);
        return field == null || field.getCount() == 0 ? "" : field.getAsString(0);
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

    private static void requireSize(Path path, long[] size, VolumeGeometry geometry, int slice)
            throws MalformedFileException {
        if (size[0] != geometry.size(0) || size[1] != geometry.size(1)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF whose first page has " + geometry.size(0) + " x " + geometry.size(1)
                            + " pixels but slice " + slice + " has " + size[0] + " x " + size[1],
                    "save only pages of one size");
        }
    }
}
