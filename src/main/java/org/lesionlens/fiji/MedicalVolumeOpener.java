package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.fiji.command.CommandBridge;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.scijava.Priority;
import org.scijava.io.AbstractIOPlugin;
import org.scijava.io.IOPlugin;
import org.scijava.io.location.FileLocation;
import org.scijava.io.location.Location;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/**
 * Opens what is dropped on Fiji, or chosen in File > Open, as the command Open Medical Volume does: files by their names, and
 * folders of DICOM. TIFF and single DICOM files are Fiji's own.
 *
 * <p>Only plugins that are called eager come before ImageJ's own openers. Plain ImageJ asks none.
 */
@Plugin(type = IOPlugin.class, attrs = @Attr(name = "eager"), priority = Priority.HIGH)
public final class MedicalVolumeOpener extends AbstractIOPlugin<ImagePlus> {
    private static final List<String> EXTENSIONS = List.of(".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd");
    /** A folder with such files is not one of DICOM: ImageJ opens it as an image sequence. */
    private static final List<String> PICTURES = List.of(".tif", ".tiff", ".png", ".jpg", ".jpeg", ".gif", ".bmp");
    /** Where Fiji waits for an image on the screen. It shows datasets of ImageJ2 by itself, but no other image. */
    private static final Set<String> SHOWING =
            Set.of("interceptFileOpen", "interceptOpenRecent", "interceptDragAndDropFile");

    @Override
    public Class<ImagePlus> getDataType() {
        return ImagePlus.class;
    }

    @Override
    public boolean supportsOpen(String source) {
        return supports(new File(source).toPath());
    }

    @Override
    public boolean supportsOpen(Location source) {
        return source instanceof FileLocation file && supports(file.getFile().toPath());
    }

    private static boolean supports(Path input) {
        try {
            return Files.isDirectory(input)
                    ? isOfDicom(input)
                    : Files.isRegularFile(input) && endsAs(EXTENSIONS, input) && isOfOneVolume(input);
        } catch (IOException | UncheckedIOException e) {
            return false; // whoever opens it says why
        }
    }

    /** Of several, Fiji's own readers show all. A damaged file is ours, to say what is wrong with it. */
    private static boolean isOfOneVolume(Path file) {
        try {
            return VolumeFiles.volumes(file) <= 1;
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    private static boolean endsAs(List<String> extensions, Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return extensions.stream().anyMatch(name::endsWith);
    }

    private static boolean isOfDicom(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.noneMatch(file -> endsAs(PICTURES, file)) && DicomSeriesReader.isDicom(folder);
        }
    }

    @Override
    public ImagePlus open(String source) {
        return open(new File(source));
    }

    @Override
    public ImagePlus open(Location source) throws IOException {
        if (source instanceof FileLocation file) {
            return open(file.getFile());
        }
        throw new IOException(source.getURI() + " is no file of this machine: fetch it first");
    }

    private static ImagePlus open(File input) {
        Map<String, Object> given = Map.of("path", input);
        List<Result> results = isToBeShown()
                ? CommandBridge.run(OpenMedicalVolumeCommand.class, given)
                : CommandBridge.results(OpenMedicalVolumeCommand.class, given);
        return results.stream()
                .filter(Result.Image.class::isInstance)
                .map(result -> ((Result.Image) result).image())
                .findFirst()
                .orElseGet(ImagePlus::new); // all is said: nothing else is to try it
    }

    private static boolean isToBeShown() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getMethodName)
                        .filter(name -> name.startsWith("intercept"))
                        .findFirst())
                .filter(SHOWING::contains)
                .isPresent();
    }
}
