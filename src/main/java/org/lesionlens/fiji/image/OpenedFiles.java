package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.lesionlens.io.FrameOfReference;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * From which files the images of this session were opened. An image, its copies and its crops carry a random number only,
 * since paths may name patients and properties are saved with a TIFF.
 */
public final class OpenedFiles {
    private static final String PROPERTY = "LesionLens.opened";
    private static final Map<String, Opened> OPENED = new ConcurrentHashMap<>();

    private record Opened(Path input, ReadOptions options) {}

    private OpenedFiles() {}

    public static void remember(ImagePlus image, Path input, ReadOptions options) {
        String number = UUID.randomUUID().toString();
        OPENED.put(number, new Opened(input, options));
        image.setProp(PROPERTY, number);
    }

    private static Optional<Opened> of(ImagePlus image) {
        return CarriedGrid.property(image, PROPERTY).map(OPENED::get).filter(opened -> Files.exists(opened.input));
    }

    /** Whether the file that an image comes from is known and still there. */
    static boolean isThere(ImagePlus image) {
        return of(image).isPresent();
    }

    /** Reads the volume that an image comes from again; empty if that is not possible. */
    static Optional<Volume> read(ImagePlus image) {
        return loaded(image).map(LoadedVolume::volume);
    }

    /** The same with what its file says of it. */
    static Optional<LoadedVolume> loaded(ImagePlus image) {
        return of(image).flatMap(opened -> {
            try {
                return Optional.of(VolumeFiles.read(opened.input, opened.options));
            } catch (IOException | RuntimeException e) {
                return Optional.empty(); // changed since
            }
        });
    }

    /**
     * The grid of the first open image that lies in the space of contours, for these have none of their own.
     *
     * @return none if a file holds no contours, or no such image is open
     */
    public static Optional<VolumeGeometry> gridFor(Path mask) throws IOException {
        int[] open = WindowManager.getIDList();
        if (open == null || !VolumeFiles.isContours(mask)) {
            return Optional.empty();
        }
        Optional<FrameOfReference> space = FrameOfReference.ofLabels(mask);
        return Arrays.stream(open)
                .mapToObj(WindowManager::getImage)
                .flatMap(image -> loaded(image).stream())
                .filter(image -> space.isPresent()
                        && FrameOfReference.of(image)
                                .filter(space.get()::isThatOf)
                                .isPresent())
                .map(image -> image.volume().geometry())
                .findFirst();
    }
}
