package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;

/** A folder into which a test writes the files of a series, what is read of it, and what is said of it. */
abstract class SeriesFixture {
    @TempDir
    Path folder;

    final List<String> warnings = new ArrayList<>();

    final void write(String name, DicomBytes content) throws IOException {
        Files.write(folder.resolve(name), content.array());
    }

    final Volume read(DicomBytes only) throws IOException {
        write("only", only);
        return read();
    }

    final Volume read() throws IOException {
        warnings.clear();
        return DicomSeriesReader.read(folder, Optional.empty(), warnings::add);
    }

    final String refusal() {
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(this::read)
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }

    /** The intensities, x fastest. */
    static List<Float> values(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }
}
