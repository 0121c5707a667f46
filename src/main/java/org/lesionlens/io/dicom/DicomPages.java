package org.lesionlens.io.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.FileStamp;
import org.lesionlens.volume.CtSurround;
import org.lesionlens.volume.PageSource;
import org.lesionlens.volume.SixteenBits;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Voxels of slices that are not compressed, read from their files when they are asked for, which must stay as they are
 * until then; no file is kept open.
 *
 * @param planes in the order of z
 * @param pixels of a plane
 * @param scale what numbers of 16 bits are worth in the first slice, and usually in all
 */
record DicomPages(List<Plane> planes, int pixels, SixteenBits scale) implements PageSource {
    DicomPages {
        planes = List.copyOf(planes);
    }

    /** One slice in its file. */
    record Plane(NativeFrame frame, PixelValues worth, FileStamp stamp) {
        static Plane of(DicomSlice slice, Band band) throws IOException {
            return new Plane(
                    slice.pixels().nativeFrame(slice.frame()),
                    PixelValues.of(slice.attributes(), slice.format(), band),
                    FileStamp.of(slice.attributes().path()));
        }

        SlicePadding padding(DicomSlice slice) throws IOException {
            return SlicePadding.of(slice, () -> {
                FramePixels all = frame.all();
                PixelFormat format = frame.format();
                return CtSurround.of(pixel -> (float) worth.at(all, pixel), format.columns(), format.rows());
            });
        }

        /** Reads pixels that follow each other. */
        void read(int first, int count, float[] into, int at) throws IOException {
            try {
                FramePixels part = frame.part(first, count);
                for (int i = 0; i < count; i++) {
                    into[at + i] = (float) worth.at(part, first + i);
                }
            } catch (EOFException | NoSuchFileException e) {
                throw stamp.changed(e);
            }
            stamp.requireUnchanged();
        }
    }

    /** Whether the pixels of slices can be read a few at a time: they are not compressed, and lie one after the other. */
    static boolean canRead(List<DicomSlice> slices) {
        return slices.stream()
                .allMatch(slice -> slice.tile().isEmpty()
                        && !slice.pixels().location().isEncapsulated()
                        && slice.pixels().nativeFrame(slice.frame()).isInParts());
    }

    /** The volume of a band with its voxels still in their files. */
    static Volume volume(List<DicomSlice> slices, VolumeGeometry geometry, Band band, Consumer<String> warnings)
            throws IOException {
        List<Plane> planes = new ArrayList<>();
        List<SlicePadding> padding = new ArrayList<>();
        for (DicomSlice slice : slices) {
            Plane plane = Plane.of(slice, band);
            planes.add(plane);
            padding.add(plane.padding(slice));
        }
        PixelFormat format = slices.get(0).format();
        SixteenBits scale = PixelValues.scale(slices.get(0).attributes(), format, band);
        DicomPages pages = new DicomPages(planes, Math.toIntExact(format.pixels()), scale);
        return Volume.of(geometry, scale, pages).with(SlicePadding.of(padding, warnings));
    }

    @Override
    public Object read(long first, int count) throws IOException {
        float[] page = new float[count];
        for (int done = 0; done < count; ) {
            int z = Math.toIntExact((first + done) / pixels);
            int pixel = (int) ((first + done) % pixels);
            int some = Math.min(count - done, pixels - pixel);
            planes.get(z).read(pixel, some, page, done);
            done += some;
        }
        short[] exactly = scale.exactly(page);
        return exactly == null ? page : exactly;
    }
}
