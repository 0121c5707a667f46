package org.lesionlens.cli;

import java.util.List;
import org.lesionlens.volume.Box;
import picocli.CommandLine.Option;

/** The option of every subcommand that works on one image, for models with a prompt. */
final class BoxOption {
    @Option(
            names = "--box",
            paramLabel = "BOX",
            description =
                    "x0,y0,z0,x1,y1,z1: voxels of INPUT from 0, maxima exclusive, between which a finding lies, for a model"
                            + " with a prompt; may be repeated")
    private List<String> boxes = List.of();

    /** @throws org.lesionlens.volume.UsageException if one is none */
    List<Box> boxes() {
        return boxes.stream().map(Box::parse).toList();
    }
}
