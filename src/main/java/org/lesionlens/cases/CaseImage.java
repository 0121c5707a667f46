package org.lesionlens.cases;

import java.io.IOException;
import java.util.List;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.Image;

/**
 * The image of a case that was analysed, read again.
 *
 * @param input the first one
 * @param first the channel that lesions are measured in and results are known by: of several the first, red of colours that networks
 *     saw as such
 * @param hasColours whether it may be shown in colours that this channel has not
 */
public record CaseImage(ChannelInput input, LoadedVolume first, boolean hasColours) {
    /**
     * Reads the first channel, of which colours are brightness.
     *
     * @throws IOException if the file is missing or refused
     */
    public static CaseImage read(Case item) throws IOException {
        ChannelInput input = item.inputs().get(0);
        LoadedVolume first = VolumeFiles.read(input.path(), input.options());
        return new CaseImage(input, first, first.traits().inColour());
    }

    /** Reads the first channel as the networks saw it that made some results. */
    public static CaseImage read(Case item, WrittenResults results) throws IOException {
        return read(item).seenBy(results);
    }

    /** The same as the networks saw it that made some results. */
    public CaseImage seenBy(WrittenResults results) throws IOException {
        List<String> channels = results.channels();
        boolean mayBeColours = switch (first.format()) {
            case DICOM, IMAGE, TIFF_STACK -> !input.isNamed() && Image.mayBeColours(channels);
            case NIFTI, NRRD, METAIMAGE -> false;
        };
        return mayBeColours
                ? new CaseImage(input, ImageFiles.read(List.of(input), channels).first(), true)
                : this;
    }

    /** As people want to see it; what is in colour is read anew, as a command opens it that shows an image. */
    public LoadedImage shown() throws IOException {
        return hasColours
                ? ImageFiles.readShown(input.path(), input.options())
                : new LoadedImage(List.of(new LoadedImage.Channel("", first)), first.warnings());
    }
}
