package org.lesionlens.cases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.Sequence;
import org.lesionlens.volume.LabelMap;

/**
 * A lesion in a frame of a sequence.
 *
 * @param frame from 0
 * @param seconds since the first frame; NaN if nobody knows
 * @param lesion measured in the frame
 * @param x mean of its pixels' columns, from 0
 * @param y mean of their rows
 */
record FrameLesion(String caseName, int frame, double seconds, Lesion lesion, double x, double y) {
    /** All of a case, by rising frame and number. */
    static List<FrameLesion> of(String caseName, LesionAnalysis sequence, LoadedVolume source) {
        List<LesionAnalysis> frames = Sequence.apart(sequence, Sequence.frames(source.volume()));
        boolean timed = source.seconds().size() == frames.size();
        List<FrameLesion> all = new ArrayList<>();
        for (int frame = 0; frame < frames.size(); frame++) {
            double seconds = timed ? source.seconds().get(frame) : Double.NaN;
            Map<Integer, Sum> middles = middles(frames.get(frame).labels());
            for (Lesion lesion : frames.get(frame).lesions()) {
                Sum middle = middles.get(lesion.label());
                all.add(new FrameLesion(caseName, frame, seconds, lesion, middle.meanX(), middle.meanY()));
            }
        }
        return all;
    }

    LesionMeasurements measured() {
        return lesion.measurements();
    }

    private record Sum(long pixels, long x, long y) {
        Sum and(Sum other) {
            return new Sum(pixels + other.pixels, x + other.x, y + other.y);
        }

        double meanX() {
            return (double) x / pixels;
        }

        double meanY() {
            return (double) y / pixels;
        }
    }

    private static Map<Integer, Sum> middles(LabelMap labels) {
        Map<Integer, Sum> middles = new HashMap<>();
        Cursor<UnsignedShortType> pixel = Views.flatIterable(labels.voxels()).localizingCursor();
        while (pixel.hasNext()) {
            int label = pixel.next().get();
            if (label != 0) {
                middles.merge(label, new Sum(1, pixel.getLongPosition(0), pixel.getLongPosition(1)), Sum::and);
            }
        }
        return middles;
    }
}
