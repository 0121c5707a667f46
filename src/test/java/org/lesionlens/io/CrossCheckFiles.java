package org.lesionlens.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.view.Views;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/**
 * Writes what this program reads, so that independent readers can compare it.
 *
 * <p>The comparison is {@code src/test/python/cross_check_readers.py}.
 *
 * <p>A refusal is listed with its message. Each other input becomes a volume and a mask (above the mean) as NIfTI, DICOM in colour also a
 * volume for each colour, and all of them a list with affine and sums.
 */
final class CrossCheckFiles {
    private CrossCheckFiles() {}

    /** Arguments: the target folder, then inputs. */
    public static void main(String[] arguments) throws IOException {
        List<Path> inputs = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            inputs.add(Path.of(arguments[i]));
        }
        write(Path.of(arguments[0]), inputs);
    }

    static void write(Path folder, List<Path> inputs) throws IOException {
        List<Map<String, Object>> cases = new ArrayList<>();
        for (Path input : inputs) {
            Path target = Files.createDirectories(folder.resolve("case" + cases.size()));
            try {
                LoadedVolume loaded = VolumeFiles.read(input, Optional.empty());
                NiftiWriter.FAST.writeVolume(target.resolve("volume.nii.gz"), loaded.volume());
                writeColours(input, target, loaded.format());
                cases.add(describe(input, target, loaded));
            } catch (MalformedFileException e) {
                cases.add(Map.of("input", input.toAbsolutePath().toString(), "refused", e.getMessage()));
            }
        }
        JsonFiles.write(folder.resolve("cases.json"), cases);
    }

    private static void writeColours(Path input, Path target, VolumeFormat format) throws IOException {
        ReadOptions options = new ReadOptions(Optional.empty(), false);
        if (format == VolumeFormat.DICOM && DicomSeriesReader.isInColour(input, options)) {
            List<ChannelInput> whole = List.of(ChannelInput.whole(input, options));
            for (LoadedImage.Channel colour :
                    ImageFiles.read(whole, Image.COLOURS).channels()) {
                NiftiWriter.FAST.writeVolume(
                        target.resolve(colour.name() + ".nii.gz"),
                        colour.loaded().volume());
            }
        }
    }

    private static Map<String, Object> describe(Path input, Path target, LoadedVolume loaded) throws IOException {
        Volume volume = loaded.volume();
        double sum = 0;
        for (var voxel : Views.flatIterable(volume.voxels())) {
            sum += voxel.get();
        }
        LabelMap mask = above(volume, sum / volume.geometry().voxelCount());
        NiftiWriter.FAST.writeMask(target.resolve("mask.nii.gz"), mask);
        Map<String, Object> facts = new HashMap<>();
        facts.put("input", input.toAbsolutePath().toString());
        facts.put("folder", target.toAbsolutePath().toString());
        facts.put("format", loaded.format());
        facts.put("calibrated", volume.geometry().calibrated());
        facts.put("placed", volume.geometry().placed());
        facts.put("size", volume.geometry().size());
        facts.put("affine_lps", volume.geometry().affine());
        facts.put("sum", sum);
        return facts;
    }

    private static LabelMap above(Volume volume, double threshold) {
        LabelMap mask = LabelMap.allocate(volume.geometry());
        var voxels = Views.flatIterable(volume.voxels()).cursor();
        Views.flatIterable(mask.voxels())
                .forEach(label -> label.set(voxels.next().get() > threshold ? 1 : 0));
        return mask;
    }
}
