package org.lesionlens.volume;

import java.util.AbstractList;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.basictypeaccess.ShortAccess;
import net.imglib2.img.basictypeaccess.array.ArrayDataAccess;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.util.Fraction;

/** Labels in {@link Pages}; where there is background alone they take neither memory nor disk. */
final class PagedLabels {
    private static final short[] ZEROS = new short[Pages.SIZE];
    private static final Pages.Form FORM = new Pages.Form(ZEROS, page -> ((short[]) page).clone(), page -> page);

    private PagedLabels() {}

    /** Background on a grid. */
    static RandomAccessibleInterval<UnsignedShortType> image(VolumeGeometry geometry, PageCache cache) {
        Pages pages = new Pages(geometry.voxelCount(), null, FORM, cache);
        long plane = geometry.size(0) * geometry.size(1);
        List<Plane> planes = new AbstractList<>() {
            @Override
            public Plane get(int z) {
                return new Plane(pages, z * plane);
            }

            @Override
            public int size() {
                return Math.toIntExact(geometry.size(2));
            }
        };
        PlanarImg<UnsignedShortType, Plane> image = new PlanarImg<>(planes, geometry.size(), new Fraction());
        image.setLinkedType(new UnsignedShortType(image));
        return image;
    }

    /** The voxels of one z. */
    private static final class Plane implements ShortAccess, ArrayDataAccess<Plane> {
        private static final long serialVersionUID = 1;

        private final transient Pages pages;
        private final long start;

        Plane(Pages pages, long start) {
            this.pages = pages;
            this.start = start;
        }

        @Override
        public short getValue(int index) {
            long voxel = start + index;
            return ((short[]) pages.get((int) (voxel >>> Pages.SHIFT)))[(int) voxel & Pages.MASK];
        }

        @Override
        public void setValue(int index, short value) {
            long voxel = start + index;
            int page = (int) (voxel >>> Pages.SHIFT);
            if (value == 0 && pages.get(page) == ZEROS) {
                return;
            }
            synchronized (pages) {
                ((short[]) pages.change(page))[(int) voxel & Pages.MASK] = value;
            }
            pages.trim();
        }

        @Override
        public Plane createArray(int size) {
            return new Plane(new Pages(size, null, FORM, PageCache.SHARED), 0);
        }

        @Override
        public Object getCurrentStorageArray() {
            throw new UnsupportedOperationException("the labels are in no one array");
        }

        @Override
        public int getArrayLength() {
            return (int) Math.min(Integer.MAX_VALUE, pages.voxels());
        }
    }
}
