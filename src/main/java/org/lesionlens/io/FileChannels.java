package org.lesionlens.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.io.dicom.LoadedSeries;
import org.lesionlens.io.file.MissingVoxels;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.io.metaimage.MetaImageReader;
import org.lesionlens.io.nifti.NiftiReader;
import org.lesionlens.io.nrrd.NrrdReader;
import org.lesionlens.io.tiff.PlanarImages;
import org.lesionlens.io.tiff.TiffStack;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.Volume;

/** The volumes of one file as the channels of an image: those of a 4D file, the channels of a stack, the colours of a picture. */
final class FileChannels {
    private FileChannels() {}

    /** How many there are; of DICOM, whose volumes are chosen by their numbers, the colours of its pixels, or 1. */
    static long count(Path input, ReadOptions options) throws IOException {
        return switch (VolumeFiles.format(input)) {
            case NIFTI -> NiftiReader.volumes(input);
            case NRRD -> NrrdReader.volumes(input);
            case METAIMAGE -> MetaImageReader.volumes(input);
            case TIFF_STACK, IMAGE -> PlanarImages.channels(input);
            case DICOM -> DicomSeriesReader.isInColour(input, options) ? Image.COLOURS.size() : 1;
        };
    }

    /** The header of each of them, as {@link #read} reads it: volumes of one file are channels, not frames. */
    static VolumeHeader header(Path input, ReadOptions options) throws IOException {
        VolumeFiles.requireReadable(input);
        if (UnpackedArchive.canUnpack(input)) {
            return UnpackedArchive.read(
                    input, content -> header(content, options).unpacked());
        }
        return VolumeFiles.header(
                input,
                switch (VolumeFiles.format(input)) {
                    case NIFTI, NRRD, METAIMAGE -> options.inSpace();
                    case DICOM, TIFF_STACK, IMAGE -> options;
                });
    }

    /**
     * All of them, one after the other; of a stack of pictures that follow each other all these, where the third axis is to be time.
     *
     * @param count how many there are
     */
    static List<LoadedVolume> read(Path input, int count, ReadOptions options) throws IOException {
        if (VolumeFiles.format(input) == VolumeFormat.DICOM) {
            List<String> warnings = new ArrayList<>();
            return loaded(DicomSeriesReader.loadColours(input, options, warnings::add), warnings);
        }
        List<LoadedVolume> channels = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            channels.add(read(input, number, options.inTime()));
        }
        return channels;
    }

    /** What people want to see: the three colours of DICOM that is in colour, else one volume. */
    static List<LoadedVolume> readShown(Path input, ReadOptions options) throws IOException {
        if (VolumeFiles.format(input) != VolumeFormat.DICOM) {
            return List.of(VolumeFiles.read(input, options));
        }
        List<String> warnings = new ArrayList<>();
        return loaded(DicomSeriesReader.loadShown(input, options, warnings::add), warnings);
    }

    /** Colours are never negative. */
    private static List<LoadedVolume> loaded(List<LoadedSeries> read, List<String> warnings) {
        return read.stream()
                .map(one -> LoadedVolume.of(
                        one, read.size() > 1 ? one.traits() : one.traits().with(one.volume()), warnings))
                .toList();
    }

    private static LoadedVolume read(Path input, int number, boolean inTime) throws IOException {
        VolumeFormat format = VolumeFiles.format(input);
        List<String> warnings = new ArrayList<>();
        Volume volume = switch (format) {
            case NIFTI -> NiftiReader.read(input, number, warnings::add);
            case NRRD -> NrrdReader.read(input, number, warnings::add);
            case METAIMAGE -> MetaImageReader.read(input, number, warnings::add);
            case TIFF_STACK, IMAGE ->
                inTime && TiffStack.hasFrames(input)
                        ? TiffStack.readFrames(input, number, warnings::add)
                        : PlanarImages.read(input, number, warnings::add);
            case DICOM -> throw new IllegalArgumentException(input + " is DICOM");
        };
        MissingVoxels.require(input, volume, warnings::add);
        boolean frames = inTime && format == VolumeFormat.TIFF_STACK && number == 0; // they are those of all channels
        List<Double> seconds = frames ? FramesInTime.seconds(input, format, warnings::add) : List.of();
        return new LoadedVolume(
                volume,
                format,
                Optional.empty(),
                warnings,
                ImageTraits.of(volume, false),
                Optional.empty(),
                Optional.empty(),
                seconds);
    }
}
