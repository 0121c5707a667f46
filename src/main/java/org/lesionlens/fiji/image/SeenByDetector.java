package org.lesionlens.fiji.image;

import java.util.List;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** An image as a detector sees it: what was cut out of a larger one at its place in that, with what lay round it. */
public record SeenByDetector(SourceImage source) {
    /** One of its frames, from 0. */
    public Image frame(int index) {
        return source.whole()
                .map(whole -> Image.of(whole.paste(source.images().get(index).first())))
                .orElseGet(() -> source.images().get(index));
    }

    /** The voxel in it that is the first one of the image. */
    private List<Long> corner() {
        return source.whole().map(WholeGrid::corner).orElse(List.of(0L, 0L, 0L));
    }

    /** A slice of the stack (from 0) in its stored order. */
    public long slice(int ofStack) {
        return stored(ofStack) + corner().get(source.grid().sliceAxis());
    }

    private long stored(int ofStack) {
        return source.grid().toVoxel(0, 0, ofStack)[source.grid().sliceAxis()];
    }

    /** A place of the image. */
    public Corner place(Corner own) {
        return moved(own, 1);
    }

    /** A box of the image. */
    public RealBox box(RealBox own) {
        return new RealBox(place(own.min()), place(own.max()));
    }

    /** The place in the image of one of what is seen. */
    Corner back(Corner seen) {
        return moved(seen, -1);
    }

    private Corner moved(Corner place, int way) {
        List<Long> by = corner();
        return new Corner(place.x() + way * by.get(0), place.y() + way * by.get(1), place.z() + way * by.get(2));
    }

    /**
     * What the image shows of a map of one of the slices.
     *
     * @param ofStack the slice of the stack, from 0
     */
    public Volume back(Volume map, int ofStack) {
        VolumeGeometry slice = source.grid().geometry().slice(stored(ofStack));
        return source.whole().map(whole -> whole.cut(map, slice)).orElse(map);
    }
}
