package org.lesionlens.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Four frames in a file for each channel of {@code models/tiny/neighbours}: a square of 4 x 4 pixels that goes right by 2 pixels a
 * frame, and in the last two frames one of 3 x 3 where it was in the first.
 */
public final class SequenceFiles {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {32, 20, 4}, 0.5, 0.5, 2.5);

    private SequenceFiles() {}

    /** Writes them as slices, {@code cine.nii.gz} and {@code second.nii.gz}. */
    public static void write(Path folder) throws IOException {
        Volume spot = Volume.allocate(GRID);
        Volume squares = Volume.allocate(GRID);
        for (int frame = 0; frame < 4; frame++) {
            fill(spot, 30, frame, 1, 100);
            fill(squares, 4 + 2 * frame, frame, 4, 255);
            fill(squares, 3, frame, frame < 2 ? 0 : 3, 255);
        }
        NiftiWriter.FAST.writeVolume(folder.resolve("cine.nii.gz"), spot);
        NiftiWriter.FAST.writeVolume(folder.resolve("second.nii.gz"), squares);
    }

    /**
     * Writes two files of the same names, whose first lesion is 2 x 2 pixels in the first frame, whose second has most pixels, 3 x 3
     * in the three frames after it, and whose third has the largest area, 5 x 5 in the last.
     */
    public static void writeUnlike(Path folder) throws IOException {
        Volume squares = Volume.allocate(GRID);
        fill(squares, 2, 0, 2, 255);
        for (int frame = 1; frame < 4; frame++) {
            fill(squares, 8, frame, 3, 255);
        }
        fill(squares, 16, 3, 5, 255);
        Volume spot = Volume.allocate(GRID);
        fill(spot, 30, 0, 1, 100);
        NiftiWriter.FAST.writeVolume(folder.resolve("cine.nii.gz"), spot);
        NiftiWriter.FAST.writeVolume(folder.resolve("second.nii.gz"), squares);
    }

    private static void fill(Volume volume, int x, int frame, int side, int value) {
        Views.interval(volume.voxels(), Intervals.createMinSize(x, 6, frame, side, side, 1))
                .forEach(voxel -> voxel.set(value));
    }

    /** Runs a command on an input with the model of frames, with results in {@code out} of a folder. */
    public static CommandLineRun run(Path folder, String command, Object input, String... more) {
        List<Object> arguments = new ArrayList<>(List.of(command, input, "--output", folder.resolve("out")));
        arguments.addAll(List.of("--device", "cpu", "--threshold", "0.45"));
        arguments.addAll(List.of("--model", TinyModels.FOLDER.resolve("neighbours/weighted-frames")));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    /** The same frames in a file of the sizes x, y, slices and frames, 40 ms apart. */
    public static Path inFourDimensions(Path folder, String name, int slices, int frames) throws IOException {
        Path file = folder.resolve(name + ".nii");
        Volume volume = VolumeFiles.read(folder.resolve(name + ".nii.gz"), Optional.empty())
                .volume();
        NiftiWriter.FAST.writeVolume(file, volume);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        short[] sizes = {4, 32, 20, (short) slices, (short) frames};
        for (int i = 0; i < sizes.length; i++) {
            bytes.putShort(40 + 2 * i, sizes[i]);
        }
        bytes.putFloat(76 + 4 * 4, 40);
        bytes.put(123, (byte) (2 + 16));
        Files.write(file, bytes.array());
        return file;
    }
}
