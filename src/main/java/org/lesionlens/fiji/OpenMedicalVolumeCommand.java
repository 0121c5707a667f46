package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.fiji.command.CommandDialog;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.OpenedFiles;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Opens volumes and planar images as calibrated stacks that remember the grid of their source. */
@Plugin(
        type = Command.class,
        label = "Open Medical Volume...",
        description = "NIfTI, NRRD, MetaImage, DICOM",
        visible = false,
        headless = true)
public final class OpenMedicalVolumeCommand extends LesionCommand {
    @Parameter(label = "Image file or DICOM folder", style = CommandDialog.FILE_OR_FOLDER, persist = false)
    private File path;

    @Parameter(label = "DICOM series UID (if there are several)", required = false, persist = false)
    private String series;

    @Parameter(label = "Number of the volume (if a series holds several)", required = false, persist = false)
    private Integer volume;

    @Parameter(label = "The whole folder of a DICOM file", persist = false)
    private boolean wholefolder;

    @Parameter(label = "Interpolate uneven or tilted DICOM slices onto an even grid", persist = false)
    private boolean resample;

    /** Asks for the number of a volume where there are several: the dialog stays open until one is given. */
    @Override
    protected void requireFit() throws IOException {
        if (volume != null && volume < 0) {
            throw new UserMessageException("volume is " + volume + " but volumes are counted from 1");
        }
        boolean isThere = path != null && Files.exists(input());
        if (!isChosen() && isThere && !isLabels(input()) && DicomSeriesReader.isDicom(input())) {
            VolumeFiles.header(input(), options());
        }
    }

    private static boolean isLabels(Path input) throws IOException {
        return Files.isRegularFile(input) && VolumeFiles.isLabels(input);
    }

    private boolean isChosen() {
        return volume != null && volume > 0;
    }

    private Path input() {
        Path input = path.toPath();
        return wholefolder && Files.isRegularFile(input)
                ? input.toAbsolutePath().getParent()
                : input;
    }

    private ReadOptions options() {
        Optional<String> uid = Optional.ofNullable(series).filter(text -> !text.isBlank());
        ReadOptions options = new ReadOptions(uid, resample);
        return isChosen() ? options.ofVolume(volume) : options;
    }

    @Override
    protected List<Result> compute() throws IOException {
        Path input = input();
        String title = VolumeFiles.caseName(input);
        if (isLabels(input)) {
            LabelMap labels = VolumeFiles.readLabels(
                    input, OpenedFiles.gridFor(input), warning -> IJ.log(title + ": " + warning));
            return List.of(new Result.Image(FijiVolumes.image(title, labels)));
        }
        return List.of(new Result.Image(opened(input, options())));
    }

    /** A volume of a file or folder as an image that knows where it comes from; the log has what is to be known of it. */
    static ImagePlus opened(Path input, ReadOptions options) throws IOException {
        String title = VolumeFiles.caseName(input);
        LoadedImage loaded = ImageFiles.readShown(input, options);
        loaded.warnings().forEach(warning -> IJ.log(title + ": " + warning));
        ImagePlus image = FijiVolumes.image(title, loaded);
        OpenedFiles.remember(image, input.toAbsolutePath(), options);
        return image;
    }
}
