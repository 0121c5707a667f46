package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.io.file.ReadOptions;

/**
 * Opens a phantom of the jar, on the slice of its lesion. The file lies in a folder of its own until ImageJ ends, so that crops
 * are seen with what lay round them.
 */
abstract class SampleCommand extends LesionCommand {
    private final String file;
    private final int slice;

    /** @param slice from 1 */
    SampleCommand(String file, int slice) {
        this.file = file;
        this.slice = slice;
    }

    @Override
    protected List<Result> compute() throws IOException {
        Path copy = Files.createTempDirectory("lesionlens-sample").resolve(file);
        copy.getParent().toFile().deleteOnExit(); // after what is in it
        copy.toFile().deleteOnExit();
        try (InputStream sample = SampleCommand.class.getResourceAsStream("sample/" + file)) {
            Files.copy(sample, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        ImagePlus image = OpenMedicalVolumeCommand.opened(copy, new ReadOptions(Optional.empty(), false));
        image.setSlice(slice);
        select(image);
        return List.of(new Result.Image(image));
    }

    /** Selects what the models of this image have to be told of. */
    void select(ImagePlus image) {}
}
