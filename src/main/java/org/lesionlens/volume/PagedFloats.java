package org.lesionlens.volume;

import java.util.AbstractList;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.img.basictypeaccess.array.ArrayDataAccess;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Fraction;

/** Intensities or probabilities in {@link Pages}: of 16 bits where these give exactly the same values, else of 32. */
final class PagedFloats {
    private static final float[] ZEROS = new float[Pages.SIZE];

    private final Pages pages;
    private final SixteenBits sixteen;

    /** @param source of the voxels; null if all are 0 */
    PagedFloats(long voxels, SixteenBits sixteen, PageSource source, PageCache cache) {
        this.sixteen = sixteen;
        this.pages = new Pages(voxels, source, new Pages.Form(ZEROS, this::floats, this::packed), cache);
    }

    private Object floats(Object page) {
        if (page instanceof float[] floats) {
            return floats.clone();
        }
        short[] shorts = (short[]) page;
        float[] floats = new float[shorts.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = sixteen.value(shorts[i]);
        }
        return floats;
    }

    private Object packed(Object page) {
        short[] exactly = sixteen.exactly((float[]) page);
        return exactly == null ? page : exactly;
    }

    float get(long voxel) {
        Object page = pages.get((int) (voxel >>> Pages.SHIFT));
        int index = (int) voxel & Pages.MASK;
        return page instanceof float[] floats ? floats[index] : sixteen.value(((short[]) page)[index]);
    }

    void set(long voxel, float value) {
        synchronized (pages) {
            ((float[]) pages.change((int) (voxel >>> Pages.SHIFT)))[(int) voxel & Pages.MASK] = value;
        }
        pages.trim();
    }

    /** Reads voxels that follow each other. */
    void read(long first, float[] into, int at, int count) {
        for (int done = 0; done < count; ) {
            Object page = pages.get((int) ((first + done) >>> Pages.SHIFT));
            int index = (int) (first + done) & Pages.MASK;
            int length = Math.min(count - done, Pages.SIZE - index);
            if (page instanceof float[] floats) {
                System.arraycopy(floats, index, into, at + done, length);
            } else {
                read((short[]) page, index, into, at + done, length);
            }
            done += length;
        }
    }

    private void read(short[] page, int index, float[] into, int at, int count) {
        for (int i = 0; i < count; i++) {
            into[at + i] = sixteen.value(page[index + i]);
        }
    }

    /** Writes voxels that follow each other. */
    void write(long first, float[] from, int at, int count) {
        for (int done = 0; done < count; ) {
            int index = (int) (first + done) & Pages.MASK;
            int length = Math.min(count - done, Pages.SIZE - index);
            synchronized (pages) {
                Object page = pages.change((int) ((first + done) >>> Pages.SHIFT));
                System.arraycopy(from, at + done, page, index, length);
            }
            pages.trim();
            done += length;
        }
    }

    /** The same voxels, without their source; or these if they have none. */
    PagedFloats copy() {
        if (!pages.hasSource()) {
            return this;
        }
        PagedFloats copy = new PagedFloats(pages.voxels(), sixteen, null, PageCache.SHARED);
        float[] some = new float[Pages.SIZE];
        for (long first = 0; first < pages.voxels(); first += Pages.SIZE) {
            int count = (int) Math.min(Pages.SIZE, pages.voxels() - first);
            read(first, some, 0, count);
            copy.write(first, some, 0, count);
        }
        return copy;
    }

    /** The voxels of a grid, plane by plane. */
    RandomAccessibleInterval<FloatType> image(VolumeGeometry geometry) {
        long plane = geometry.size(0) * geometry.size(1);
        List<Plane> planes = new AbstractList<>() {
            @Override
            public Plane get(int z) {
                return new Plane(PagedFloats.this, z * plane);
            }

            @Override
            public int size() {
                return Math.toIntExact(geometry.size(2));
            }
        };
        PlanarImg<FloatType, Plane> image = new PlanarImg<>(planes, geometry.size(), new Fraction());
        image.setLinkedType(new FloatType(image));
        return image;
    }

    /** That of an image; null if its voxels are stored in another way. */
    static PagedFloats of(RandomAccessibleInterval<FloatType> voxels) {
        return voxels instanceof PlanarImg<?, ?> image && image.getPlane(0) instanceof Plane plane
                ? plane.floats
                : null;
    }

    /** The voxels of one z. */
    private static final class Plane implements FloatAccess, ArrayDataAccess<Plane> {
        private static final long serialVersionUID = 1;

        private final transient PagedFloats floats;
        private final long start;

        Plane(PagedFloats floats, long start) {
            this.floats = floats;
            this.start = start;
        }

        @Override
        public float getValue(int index) {
            return floats.get(start + index);
        }

        @Override
        public void setValue(int index, float value) {
            floats.set(start + index, value);
        }

        @Override
        public Plane createArray(int size) {
            return new Plane(new PagedFloats(size, floats.sixteen, null, PageCache.SHARED), 0);
        }

        @Override
        public Object getCurrentStorageArray() {
            throw new UnsupportedOperationException("the voxels are in no one array");
        }

        @Override
        public int getArrayLength() {
            return (int) Math.min(Integer.MAX_VALUE, floats.pages.voxels());
        }
    }
}
