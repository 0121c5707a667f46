package org.lesionlens.cases;

import java.io.IOException;
import java.util.List;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

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
        return new CaseImage(input, first, mayBeColours(first) && first.traits().inColour());
    }

    /** Reads the first channel as the networks saw it that made some results. */
    public static CaseImage read(Case item, WrittenResults results) throws IOException {
        return read(item).seenBy(results);
    }

    /** Whether it is shown in colours where it has any: others are shown as their brightness. */
    private static boolean mayBeColours(LoadedVolume image) {
        return image.format() == VolumeFormat.DICOM;
    }

    /**
     * The same as the networks saw it that made some results. What has not the channels that they saw stays as it is: it is another
     * image, as the results know.
     */
    public CaseImage seenBy(WrittenResults results) throws IOException {
        List<String> channels = results.channels();
        boolean sawColours = switch (first.format()) {
            case DICOM, IMAGE -> Image.mayBeColours(channels);
            case TIFF_STACK -> channels.size() > 1; // whose colours may be channels of any name
            case NIFTI, NRRD, METAIMAGE -> false;
        };
        if (input.isNamed() || !sawColours) {
            return this;
        }
        try {
            LoadedVolume seen = ImageFiles.read(List.of(input), channels).first();
            return new CaseImage(input, seen, mayBeColours(seen));
        } catch (UnsuitableImageException e) {
            return this;
        }
    }

    /**
     * As people want to see it; what is in colour is read anew, as a command opens it that shows an image.
     *
     * @throws UserMessageException if the file was replaced since by an image on another grid
     */
    public LoadedImage shown() throws IOException {
        if (!hasColours) {
            return new LoadedImage(List.of(new LoadedImage.Channel("", first)), first.warnings());
        }
        LoadedImage shown = ImageFiles.readShown(input.path(), input.options());
        VolumeGeometry grid = first.volume().geometry();
        if (!shown.first().volume().geometry().equals(grid)) {
            throw new UserMessageException(
                    input.path() + " was replaced by another image while it was read: open it again");
        }
        return shown;
    }
}
