package org.lesionlens.fiji;

import ij.IJ;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.ReadOptions;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.LabelMap;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Opens volumes and planar images as calibrated stacks that remember the grid of their source. */
@Plugin(type = Command.class, label = "Open Medical Volume...", visible = false, headless = true)
public final class OpenMedicalVolumeCommand extends LesionCommand {
    @Parameter(label = "Image file or DICOM folder", style = CommandDialog.FILE_OR_FOLDER, persist = false)
    private File path;

    @Parameter(label = "DICOM series UID (if there are several)", required = false, persist = false)
    private String series;

    @Parameter(label = "The whole folder of a DICOM file", persist = false)
    private boolean wholefolder;

    @Parameter(label = "Interpolate uneven or tilted DICOM slices onto an even grid", persist = false)
    private boolean resample;

    @Override
    List<Result> compute() throws IOException {
        Path input = path.toPath();
        if (wholefolder && Files.isRegularFile(input)) {
            input = input.toAbsolutePath().getParent();
        }
        Optional<String> uid = Optional.ofNullable(series).filter(text -> !text.isBlank());
        String title = VolumeFiles.caseName(input);
        if (Files.isRegularFile(input) && VolumeFiles.isLabels(input)) {
            LabelMap labels = VolumeFiles.readLabels(input, warning -> IJ.log(title + ": " + warning));
            return List.of(new Result.Image(FijiVolumes.image(title, labels)));
        }
        LoadedVolume loaded = VolumeFiles.read(input, new ReadOptions(uid, resample));
        loaded.warnings().forEach(warning -> IJ.log(title + ": " + warning));
        return List.of(new Result.Image(FijiVolumes.image(title, loaded.volume(), loaded.window())));
    }
}
