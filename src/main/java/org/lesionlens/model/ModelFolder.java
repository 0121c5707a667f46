package org.lesionlens.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.lesionlens.volume.ForeignText;

/** A folder whose description may name files in it, and no others. */
public record ModelFolder(Path path) {
    /**
     * A regular file of the folder, reached without leaving the folder or following a link.
     *
     * @throws UnsuitableModelException if there is none, or it lies elsewhere
     */
    public Path inside(String name) throws IOException {
        Path file = resolved(name);
        boolean within = file.startsWith(path.normalize()) && !Path.of(name).isAbsolute();
        for (Path step = file; within && !step.equals(path.normalize()); step = step.getParent()) {
            within = !Files.isSymbolicLink(step);
        }
        if (!within) {
            throw unsuitable("names \"" + ForeignText.shown(name) + "\", which is a link or lies outside the folder");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnsuitableModelException("the model folder " + path + " has no file " + ForeignText.shown(name)
                    + ": install the model again, or name another folder");
        }
        return file;
    }

    private Path resolved(String name) {
        try {
            return path.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw unsuitable("names \"" + ForeignText.shown(name) + "\", which is no name of a file");
        }
    }

    UnsuitableModelException unsuitable(String found) {
        return new UnsuitableModelException(path.resolve(Model.FILE_NAME) + " " + found + ": install the model again");
    }
}
