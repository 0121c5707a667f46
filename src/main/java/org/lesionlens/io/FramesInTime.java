package org.lesionlens.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.lesionlens.io.file.FrameSteps;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.nifti.NiftiReader;
import org.lesionlens.io.nrrd.NrrdReader;
import org.lesionlens.io.tiff.TiffStack;

/** When the frames of a sequence were taken, as files other than DICOM say it. */
final class FramesInTime {
    private FramesInTime() {}

    /**
     * In s from the first on; empty if the file does not say, as MetaImage, which has no unit of time.
     *
     * @param warnings is told if they follow each other in unequal times
     */
    static List<Double> seconds(Path input, VolumeFormat format, Consumer<String> warnings) throws IOException {
        if (format == VolumeFormat.NIFTI) {
            return NiftiReader.seconds(input);
        }
        FrameSteps steps = steps(input, format);
        steps.unequal().ifPresent(warnings);
        return steps.seconds();
    }

    private static FrameSteps steps(Path input, VolumeFormat format) throws IOException {
        if (format == VolumeFormat.NRRD) {
            return NrrdReader.frameSteps(input);
        }
        return format == VolumeFormat.TIFF_STACK && TiffStack.hasFrames(input)
                ? TiffStack.frameSteps(input)
                : FrameSteps.UNKNOWN;
    }
}
