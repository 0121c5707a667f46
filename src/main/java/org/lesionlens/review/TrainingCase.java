package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.Fingerprint;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.WrittenResults;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.tiff.PlanarImages;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;

/**
 * A case on its way into a data set of the trainer: its image and its labels, on one grid.
 *
 * @param name of the case
 * @param image all its channels
 * @param truth the values of the segmenter's labels
 */
record TrainingCase(String name, LoadedImage image, LabelMap truth) {
    private static final int MOST_OF_A_BYTE = 255;
    private static final float WHOLE = 1e-3f;

    /**
     * Reads it.
     *
     * @param results the folder of results
     * @throws UserMessageException if the image is not the one that was analysed, or there are no labels
     */
    static TrainingCase read(Path results, ReviewedCase reviewed, AnalysedCase analysed, Case images)
            throws IOException {
        List<String> channels = analysed.input().names();
        try (FetchedCase fetched = FetchedCase.of(images)) {
            LoadedImage image = ImageFiles.read(images.inputs(), channels.isEmpty() ? List.of("") : channels);
            requireSame(reviewed.name(), image, analysed);
            LabelMap lesions = WrittenResults.read(results.resolve(reviewed.folder()))
                    .labels(image.volume().geometry());
            put(lesions, values(reviewed, analysed));
            if (!analysed.context().isEmpty()) {
                WrittenResults predicted = WrittenResults.read(results.resolve(reviewed.name()));
                putBelow(lesions, context(predicted, reviewed.name(), image));
            }
            return new TrainingCase(reviewed.name(), image, lesions);
        }
    }

    private static void requireSame(String name, LoadedImage image, AnalysedCase analysed) {
        List<String> prints = image.channels().stream()
                .map(channel -> Fingerprint.of(channel.loaded().volume()))
                .toList();
        if (!prints.equals(analysed.input().fingerprints())) {
            throw new UserMessageException(
                    "the image of the case " + name
                            + " is another one than that which was analysed, so its labels are not exported with it: choose the"
                            + " images of these results, or analyse them again; results of earlier versions do"
                            + " not say which series or volume was read, or that slices were interpolated: analyse such cases again");
        }
    }

    private static LabelMap context(WrittenResults predicted, String name, LoadedImage image) throws IOException {
        return predicted
                .context(image.volume().geometry())
                .orElseThrow(() -> new UserMessageException("the results of the case " + name
                        + " have no image of what the segmenter tells apart besides lesions: run Batch... again with the"
                        + " format nifti"));
    }

    /** By the number of the lesion, the value of its label. */
    private static Map<Integer, Integer> values(ReviewedCase reviewed, AnalysedCase analysed) {
        Map<Integer, Integer> values = new HashMap<>();
        for (Row lesion : reviewed.found().rows()) {
            lesion.number(LesionsCsv.LABEL)
                    .ifPresent(number -> values.put(number.intValue(), value(reviewed, lesion, analysed.lesions())));
        }
        return values;
    }

    /** That of the label of its class; where the segmenter has one label of lesions only, that one. */
    private static int value(ReviewedCase reviewed, Row lesion, List<Label> labels) {
        String kind = lesion.text(LesionsCsv.CLASS);
        Optional<Label> own =
                labels.stream().filter(label -> label.name().equals(kind)).findFirst();
        if (own.isEmpty() && labels.size() > 1) {
            throw new UserMessageException("the lesion " + lesion.text(LesionsCsv.LABEL) + " of the case "
                    + reviewed.name() + (kind.isEmpty() ? " has no class" : " has the class " + kind)
                    + ", but the segmenter knows "
                    + labels.stream().map(Label::name).toList() + ": give it one of these, or reject the case");
        }
        return own.orElse(labels.get(0)).value();
    }

    private static void put(LabelMap lesions, Map<Integer, Integer> values) {
        for (UnsignedShortType voxel : Views.flatIterable(lesions.voxels())) {
            if (voxel.get() != 0) {
                Integer value = values.get(voxel.get());
                if (value == null) {
                    throw new UserMessageException("the labels have the number " + voxel.get()
                            + ", which has no row in the table of lesions: accept the case again");
                }
                voxel.set(value);
            }
        }
    }

    /** Where there is no lesion. */
    private static void putBelow(LabelMap lesions, LabelMap context) {
        Cursor<UnsignedShortType> other = Views.flatIterable(context.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(lesions.voxels())) {
            int value = other.next().get();
            voxel.set(voxel.get() == 0 ? value : voxel.get());
        }
    }

    /** Whether it is one picture, whose files are pictures too. */
    boolean isPlanar() {
        return image.format() == VolumeFormat.IMAGE;
    }

    boolean isCalibrated() {
        return !isPlanar() && image.volume().geometry().calibrated();
    }

    String ending() {
        return isPlanar() ? ".png" : ".nii.gz";
    }

    /** Writes image and labels into the folders of a data set. */
    void write(Path dataset, Case images) throws IOException {
        for (int number = 0; number < image.channels().size(); number++) {
            Volume channel = image.channels().get(number).loaded().volume();
            Path target = dataset.resolve(String.format(Locale.ROOT, "imagesTr/%s_%04d%s", name, number, ending()));
            if (isPlanar()) {
                requireBytes(channel, images);
                PlanarImages.writeBytes(target, channel.voxels(), channel.geometry());
            } else {
                NiftiWriter.FAST.writeVolume(target, channel);
            }
        }
        Path target = dataset.resolve("labelsTr").resolve(name + ending());
        if (isPlanar()) {
            PlanarImages.writeBytes(target, truth.voxels(), truth.geometry());
        } else {
            NiftiWriter.FAST.writeLabels(target, truth);
        }
    }

    /** The trainer sees 8 bits of a picture, as Pillow gives them; of colours the rounded luminance. */
    private void requireBytes(Volume channel, Case images) throws IOException {
        boolean isWhole = true;
        for (FloatType voxel : Views.flatIterable(channel.voxels())) {
            float value = voxel.get();
            if (!(value >= 0 && value <= MOST_OF_A_BYTE + WHOLE)) {
                throw new UserMessageException("the picture of the case " + name + " has the grey value " + value
                        + ", but the trainer reads pictures of 8 bits, 0 to 255: save it with 8 bits, and analyse and"
                        + " review it again");
            }
            isWhole &= Math.abs(value - Math.round(value)) < WHOLE;
        }
        if (!isWhole && PlanarImages.channels(images.input()) == 1) {
            throw new UserMessageException("the picture of the case " + name
                    + " has grey values that are no whole numbers, but the trainer reads pictures of 8 bits, 0 to 255: save"
                    + " it with 8 bits, and analyse and review it again");
        }
    }
}
