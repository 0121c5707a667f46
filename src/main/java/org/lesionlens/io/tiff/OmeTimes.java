package org.lesionlens.io.tiff;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lesionlens.io.file.FrameSteps;
import org.lesionlens.io.file.TimeUnit;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * When the frames of an OME-TIFF were taken: DeltaT of the planes of the first channel and slice, if all have one and they differ, else
 * TimeIncrement. Seconds where no unit is named.
 */
final class OmeTimes {
    private OmeTimes() {}

    /** @param pixels the element Pixels */
    static FrameSteps of(Element pixels, int frames) {
        double[] times = times(pixels, frames);
        List<Double> steps = IntStream.range(1, frames)
                .mapToObj(frame -> times[frame] - times[frame - 1])
                .toList();
        boolean known =
                steps.stream().noneMatch(step -> step.isNaN()) && steps.stream().anyMatch(step -> step != 0);
        return known ? new FrameSteps(steps, "DeltaT") : FrameSteps.equal(frames, time(pixels, "TimeIncrement"));
    }

    /** Of each frame in s; NaN if it does not say. */
    private static double[] times(Element pixels, int frames) {
        double[] times = new double[frames];
        Arrays.fill(times, Double.NaN);
        NodeList planes = pixels.getElementsByTagNameNS("*", "Plane");
        for (int i = 0; i < planes.getLength(); i++) {
            Element plane = (Element) planes.item(i);
            double frame = TiffGrid.numberOrNaN(plane.getAttribute("TheT"));
            if (isFirst(plane, "TheC") && isFirst(plane, "TheZ") && frame >= 0 && frame < frames) {
                times[(int) frame] = time(plane, "DeltaT");
            }
        }
        return times;
    }

    private static boolean isFirst(Element plane, String index) {
        return TiffGrid.numberOrNaN(plane.getAttribute(index)) == 0;
    }

    /** In s; NaN if it or its unit is none. */
    private static double time(Element element, String name) {
        String unit = element.getAttribute(name + "Unit");
        double time = TiffGrid.numberOrNaN(element.getAttribute(name))
                * TimeUnit.seconds(unit.isEmpty() ? "s" : unit).orElse(Double.NaN);
        return Double.isFinite(time) ? time : Double.NaN;
    }
}
