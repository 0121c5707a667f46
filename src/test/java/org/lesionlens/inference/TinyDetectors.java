package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The detectors of {@code models/tiny/detectors}, whose boxes are known in closed form (see {@code models/tiny/detectors.py}), and
 * pictures for them: rectangles of one brightness on black.
 */
public final class TinyDetectors {
    public static final Path FOLDER = Path.of("models", "tiny", "detectors");

    /** Sees pictures whole, of 64 pixels along the longer side: a rectangle brighter than half is one box. */
    public static final String BRIGHT = "bright-detector";
    /** Sees red, green and blue in tiles of 64 of 160 pixels: a rectangle of a pure colour is one box of that colour's score. */
    public static final String COLOUR = "colour-detector";
    /** Says distances and logits of cells of 4 pixels; soft suppression. */
    public static final String RAW = "raw-detector";
    /** The same of volumes, in tiles of 16 voxels; hard suppression. */
    public static final String VOLUME = "volume-detector";

    private static final double WHITE = 255;

    private TinyDetectors() {}

    public static Model read(String name) throws IOException {
        return Model.read(FOLDER.resolve(name));
    }

    /** A rectangle of a picture, z of which is a slice. */
    public static RealBox box(long x0, long y0, long x1, long y1, long z) {
        return new RealBox(new Corner(x0, y0, z), new Corner(x1, y1, z + 1));
    }

    /** What the bright detector is sure of, of a rectangle of a brightness from 0 to 255. */
    public static double score(double brightness) {
        return 2 * brightness / WHITE - 1;
    }

    /** Gives the voxels of a box a brightness. */
    public static void draw(Volume volume, RealBox box, double brightness) {
        long[] min = Stream.of(box.min().x(), box.min().y(), box.min().z())
                .mapToLong(Double::longValue)
                .toArray();
        long[] max = Stream.of(box.max().x(), box.max().y(), box.max().z())
                .mapToLong(end -> end.longValue() - 1)
                .toArray();
        for (FloatType voxel : Views.iterable(Views.interval(
                volume.voxels(), Intervals.createMinMax(min[0], min[1], min[2], max[0], max[1], max[2])))) {
            voxel.set((float) brightness);
        }
    }

    /** A picture in colour, black but for one grey pixel, without which its channels would be constant. */
    public static Image colour(VolumeGeometry geometry) {
        return new Image(Stream.of("red", "green", "blue")
                .map(name -> new Image.Channel(name, Volume.allocate(geometry)))
                .peek(channel -> channel.volume().voxels().getAt(0, 0, 0).set(8))
                .toList());
    }
}
